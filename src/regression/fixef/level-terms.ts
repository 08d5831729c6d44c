/**
 * Coefficients of slope variables as they are, from those of directions orthonormal within levels: a
 * triangle a level. Knows one effect.
 */
import { addLevels } from "../../engine/kernels/effects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { groupMeans, groupSums } from "../../engine/kernels/groups.js";
import type { LoadedSlopes } from "../absorb/slopes/given.js";

/** What an effect adds up to, by directions: 0 on rows of a level that has no such direction. */
export interface LevelTerms {
  intercepts: Float64Array | null;
  readonly directions: { readonly values: Float64Array; readonly coefs: Float64Array }[];
}

export interface RawTerms {
  readonly intercepts: Float64Array | null;
  readonly slopes: readonly Float64Array[];
  /** What is to be added to intercepts because slopes were taken about the mean of their level; null where they were not. */
  readonly shifts: Float64Array | null;
}

/** Slopes of variables that a level has no direction for are 0. `shifts` are in `intercepts` where the effect has them. */
export function termsFromDirections(
  engine: Engine,
  group: { readonly codes: Uint32Array; readonly nLevels: number; readonly slopes: LoadedSlopes },
  { intercepts, directions }: LevelTerms,
): RawTerms {
  const { codes, nLevels, slopes } = group;
  const k = directions.length;
  const sumsOf = (a: Float64Array, b: Float64Array) => groupSums(engine, a, codes, nLevels, b);
  const means = slopes.columns.map((column) => groupMeans(engine, column, codes, nLevels).means);
  const about = slopes.columns.map((column, j) =>
    slopes.centred ? addLevels(engine, column, codes, means[j]!, -1) : column,
  );
  const found = slopes.columns.map(() => new Float64Array(nLevels));
  const length = directions.map(({ values }) => sumsOf(values, values));
  for (let j = k - 1; j >= 0; j--) {
    const { values, coefs } = directions[j]!;
    const own = sumsOf(values, about[j]!);
    const left = coefs.slice();
    for (let m = j + 1; m < k; m++) {
      const shared = sumsOf(values, about[m]!);
      for (let l = 0; l < nLevels; l++) left[l]! -= shared[l]! * found[m]![l]!;
    }
    for (let l = 0; l < nLevels; l++) found[j]![l] = length[j]![l]! > 0 ? left[l]! / own[l]! : 0;
  }
  if (!slopes.centred) return { intercepts: intercepts?.slice() ?? null, slopes: found, shifts: null };
  const shifts = new Float64Array(nLevels);
  for (let j = 0; j < k; j++) for (let l = 0; l < nLevels; l++) shifts[l]! -= found[j]![l]! * means[j]![l]!;
  return { intercepts: intercepts?.map((value, l) => value + shifts[l]!) ?? null, slopes: found, shifts };
}
