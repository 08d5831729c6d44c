/**
 * A treatment that depends on ten covariates, for scores; and treated units and controls with an index, for
 * weights by distance. Knows nothing of how either is estimated.
 */
import { draws, normals } from "./random.js";

const SEED = 20_261_127;
const Stream = { treatment: 0, index: 1, outcome: 2, covariates: 10 } as const;
/** Covariates, the last a dummy; the first five matter. */
const COVARIATES = 10;
const MATTER = 5;
const SLOPE = 0.4;
const INTERCEPT = -1.5;
/** By how much the treated's index is higher. */
const SHIFT = 0.8;

export interface TreatmentProblem {
  readonly n: number;
  readonly treated: Uint8Array;
  readonly names: readonly string[];
  readonly X: readonly Float64Array[];
}

/** n rows: P(treated) is logistic in the covariates. */
export function treatmentProblem(n: number): TreatmentProblem {
  const X = Array.from({ length: COVARIATES }, (_, j) => normals(n, SEED, Stream.covariates + j));
  X[COVARIATES - 1] = X[COVARIATES - 1]!.map((value) => (value > 0.5 ? 1 : 0));
  const { uniform } = draws(SEED, Stream.treatment);
  const treated = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    let index = INTERCEPT;
    for (let j = 0; j < MATTER; j++) index += SLOPE * X[j]![i]!;
    treated[i] = uniform(i) < 1 / (1 + Math.exp(-index)) ? 1 : 0;
  }
  return { n, treated, names: X.map((_, j) => `x${j + 1}`), X };
}

export interface IndexProblem {
  readonly n: number;
  readonly treated: Uint8Array;
  /** N(0, 1) for controls, N(0.8, 1) for treated units. */
  readonly index: Float64Array;
  readonly outcome: Float64Array;
}

/** Treated units, then controls, with an index and an outcome that rises with it. */
export function indexProblem(nTreated: number, nControls: number): IndexProblem {
  const n = nTreated + nControls;
  const treated = new Uint8Array(n).fill(1, 0, nTreated);
  const index = normals(n, SEED, Stream.index);
  for (let i = 0; i < nTreated; i++) index[i]! += SHIFT;
  const noise = normals(n, SEED, Stream.outcome);
  return { n, treated, index, outcome: noise.map((value, i) => value + index[i]! + treated[i]!) };
}
