/**
 * Some of the units of a sample as arrays of their own: all of them, or those of one value of `by`.
 */
import type { Category } from "../../base/columns.js";
import { categoryAt } from "../../data/panel/codes.js";
import type { MatchSample, NamedValues } from "./sample.js";

/** Arrays by position among these units. */
export interface MatchUnits {
  /** Positions in the sample, ascending; null for all. */
  readonly positions: Uint32Array | null;
  readonly treatment: string;
  readonly treated: Uint8Array;
  readonly regressors: readonly NamedValues[];
  readonly covariates: readonly NamedValues[];
  readonly outcome: Float64Array | null;
  readonly score: Float64Array | null;
  readonly cells: Category | null;
  readonly cluster: Category | null;
  readonly label: (i: number) => string;
}

/** The units at `positions` of the sample. */
export function unitsAt(sample: MatchSample, positions: Uint32Array | null): MatchUnits {
  const { treatment, treated, regressors, covariates, outcome, score, cells, cluster, label } = sample;
  if (positions === null) {
    return { positions, treatment, treated, regressors, covariates, outcome, score, cells, cluster, label };
  }
  const columns = (all: readonly NamedValues[]) =>
    all.map(({ name, values }) => ({ name, values: valuesAt(values, positions) }));
  const grouped = (category: Category | null) => (category === null ? null : categoryAt(category, positions));
  return {
    positions,
    treatment,
    treated: valuesAt(treated, positions),
    regressors: columns(regressors),
    covariates: columns(covariates),
    outcome: outcome === null ? null : valuesAt(outcome, positions),
    score: score === null ? null : valuesAt(score, positions),
    cells: grouped(cells),
    cluster: grouped(cluster),
    label: (i) => label(positions[i]!),
  };
}

/** Positions of each level, ascending. */
export function positionsByLevel({ codes, nLevels }: Category): Uint32Array[] {
  const sizes = new Uint32Array(nLevels);
  for (let i = 0; i < codes.length; i++) sizes[codes[i]!]!++;
  const positions = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(nLevels);
  for (let i = 0; i < codes.length; i++) positions[codes[i]!]![filled[codes[i]!]!++] = i;
  return positions;
}

/** A copy of `values` at `positions`, of the same type. */
function valuesAt<T extends Float64Array | Uint8Array>(values: T, positions: Uint32Array): T {
  const selected = new (values.constructor as new (length: number) => T)(positions.length);
  for (let i = 0; i < positions.length; i++) selected[i] = values[positions[i]!]!;
  return selected;
}
