/**
 * Coefficients of linear moments by one weight: least squares of Z'y on Z'X in coordinates of the weight.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dtrtri } from "../../../engine/kernels/lapack.js";
import { leastDistance } from "../../iv/estimator/least-distance.js";
import type { WeightRoot } from "./weight.js";

/** Share of a regressor's length, in coordinates of the moments, that the regressors before must leave. */
const NOT_IDENTIFIED = 1e-10;

export interface Moments {
  /** L by k, and L. */
  readonly ZX: Float64Array;
  readonly Zy: Float64Array;
}

export interface WeightedFit {
  readonly beta: Float64Array;
  /** (X'Z A Z'X)^-1, k by k. */
  readonly bread: Float64Array;
  /** (X'Z A Z'X)^-1 X'Z A, k by L. */
  readonly estimator: Float64Array;
  /** Least distance. */
  readonly distance: number;
}

/** Throws NumericalError `not_identified` with the position of the regressor. */
export function weightedFit(engine: Engine, root: WeightRoot, { ZX, Zy }: Moments): WeightedFit {
  const L = Zy.length;
  const k = ZX.length / L;
  const { rank } = root;
  const WX = root.whiten(ZX);
  const Wy = root.whiten(Zy);
  const rows = new Float64Array(rank * (k + 1));
  rows.set(WX);
  rows.set(Wy, rank * k);
  const { coefficients, R, distance } = identified(engine, rank, k, rows);
  const Rinv = dtrtri(engine, k, R);
  const bread = Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    let sum = 0;
    for (let l = Math.max(i, j); l < k; l++) sum += Rinv[l * k + i]! * Rinv[l * k + j]!;
    return sum;
  });
  const AZX = root.unwhiten(WX);
  const estimator = new Float64Array(k * L);
  for (let l = 0; l < L; l++) {
    const along = Float64Array.from({ length: k }, (_, j) => {
      let sum = 0;
      for (let i = 0; i <= j; i++) sum += Rinv[j * k + i]! * AZX[i * L + l]!;
      return sum;
    });
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let j = i; j < k; j++) sum += Rinv[j * k + i]! * along[j]!;
      estimator[l * k + i] = sum;
    }
  }
  return { beta: coefficients, bread, estimator, distance };
}

/** Least squares, once every regressor is seen to have something of its own. */
function identified(engine: Engine, rank: number, k: number, rows: Float64Array) {
  try {
    const fit = leastDistance(engine, rank, k, rows);
    for (let j = 0; j < k; j++) {
      const length = Math.hypot(...fit.R.subarray(j * k, j * k + j + 1));
      if (!(fit.R[j * k + j]! > NOT_IDENTIFIED * length)) throw notIdentified(j);
    }
    return fit;
  } catch (error) {
    // A zero on the diagonal: `got` counts from 1.
    if (error instanceof NumericalError && error.code === "singular") throw notIdentified(Number(error.detail.got) - 1);
    throw error;
  }
}

const notIdentified = (regressor: number): NumericalError =>
  new NumericalError("not_identified", `Moments do not identify coefficient ${regressor}.`, {
    got: regressor,
    regressor,
  });

/** Z'y - Z'X b. */
export function momentsAt({ ZX, Zy }: Moments, beta: Float64Array): Float64Array {
  const L = Zy.length;
  const out = Zy.slice();
  for (let j = 0; j < beta.length; j++) for (let l = 0; l < L; l++) out[l]! -= ZX[j * L + l]! * beta[j]!;
  return out;
}
