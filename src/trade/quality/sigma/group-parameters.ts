/**
 * Parameters of a regression of its own in every group: levels of the crossed effects that lie in it, and
 * whether they are nested in clusters there, as a regression on the group's rows would count them. Knows nothing of sigma.
 */
import { type Category, MISSING_CODE } from "../../../base/columns.js";
import { countK, FIXEST } from "../../../regression/variance/ssc.js";
import type { Keys } from "../plan-names.js";

/** One group of n rows. */
export const pooled = (n: number): Category => ({
  name: "pooled",
  codes: new Uint32Array(n),
  nLevels: 1,
  label: () => "pooled",
});

/** The group each level of a crossed effect lies in. */
export function groupOfLevels(effect: Category, groups: Category): Uint32Array {
  const group = new Uint32Array(effect.nLevels);
  for (let i = 0; i < effect.codes.length; i++) group[effect.codes[i]!] = groups.codes[i]!;
  return group;
}

/** Levels in each of `nGroups` groups; with `counts` of rows by level, levels that have rows. */
export function levelsInGroups(groupOf: Uint32Array, nGroups: number, counts?: Uint32Array): Uint32Array {
  const levels = new Uint32Array(nGroups);
  for (let l = 0; l < groupOf.length; l++) if (counts === undefined || counts[l]! > 0) levels[groupOf[l]!]!++;
  return levels;
}

/** 1 for groups in which every level of a crossed effect lies in one cluster. */
export function nestedByGroup(effect: Category, groups: Category, clusters: Category): Uint8Array {
  const clusterOf = new Uint32Array(effect.nLevels).fill(MISSING_CODE);
  const nested = new Uint8Array(groups.nLevels).fill(1);
  for (let i = 0; i < effect.codes.length; i++) {
    const [level, cluster] = [effect.codes[i]!, clusters.codes[i]!];
    if (clusterOf[level] === MISSING_CODE) clusterOf[level] = cluster;
    else if (clusterOf[level] !== cluster) nested[groups.codes[i]!] = 0;
  }
  return nested;
}

/** K of group `g` by fixest's rule, one slope; `nested[e]` is null where errors are not clustered. */
export function parametersOf(
  g: number,
  effects: readonly Keys[],
  levels: readonly Uint32Array[],
  nested: readonly (Uint8Array | null)[],
): number {
  const counted = levels.map((perGroup, e) => ({
    name: effects[e]!.written,
    levels: perGroup[g]!,
    nested: nested[e]?.[g] === 1,
  }));
  return countK(FIXEST, { slopes: 1, effects: counted, rank: { value: 0, exact: false } }).K;
}
