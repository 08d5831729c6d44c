/**
 * The columns of an equation with instruments net of others, as combinations of [Z W X y] in the order of memory. Knows no row.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { dtrtri } from "../../../engine/kernels/lapack.js";
import type { Shape } from "./equation.js";

/** Of kw + kz + kx + 1 coefficients each, but for `stages`. */
export interface NetCoefficients {
  /** Coefficients of the first stages, and of the reduced form last, on [Z W]. */
  readonly stages: readonly Float64Array[];
  /** E: what [Z W] leave of [X y]. */
  readonly unexplained: readonly Float64Array[];
  /** F: what W leave of [X y]. */
  readonly beyondExogenous: readonly Float64Array[];
  /** Q: the orthonormal instruments net of W. */
  readonly instruments: readonly Float64Array[];
}

export function netCoefficients(
  engine: Engine,
  { kz, kw, kx, R }: Shape & { readonly R: Float64Array },
): NetCoefficients {
  const L = kw + kz;
  const order = L + kx + 1;
  const inverse = dtrtri(engine, L, leading(R, order, L));
  /** Row in the order of memory, [Z W X y], of a coefficient in the order of the triangle, [W Z X y]. */
  const row = (i: number): number => (i < kw ? kz + i : i < L ? i - kw : i);
  const dependents = Array.from({ length: kx + 1 }, (_, j) => L + j);
  /** Least squares of a column on the first `count` of [W Z]. */
  const coefficients = (column: number, count: number): Float64Array => {
    const out = new Float64Array(L);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let l = i; l < count; l++) sum += inverse[l * L + i]! * R[column * order + l]!;
      out[row(i)] = sum;
    }
    return out;
  };
  const left = (column: number, on: Float64Array): Float64Array => {
    const out = new Float64Array(order);
    on.forEach((value, i) => {
      out[i] = -value;
    });
    out[column] = 1;
    return out;
  };
  const stages = dependents.map((column) => coefficients(column, L));
  return {
    stages,
    unexplained: dependents.map((column, j) => left(column, stages[j]!)),
    beyondExogenous: dependents.map((column) => left(column, coefficients(column, kw))),
    instruments: Array.from({ length: kz }, (_, z) => {
      const q = new Float64Array(order);
      for (let i = 0; i <= kw + z; i++) q[row(i)] = inverse[(kw + z) * L + i]!;
      return q;
    }),
  };
}

/** The leading k by k of an upper triangle of order `order`. */
function leading(R: Float64Array, order: number, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) out.set(R.subarray(j * order, j * order + k), j * k);
  return out;
}
