/**
 * Levels of two columns crossed, as `i(f, g)` has them: a level a combination that some row has. Must not
 * know terms.
 */
import { MISSING_CODE } from "../../base/columns.js";
import type { Levels } from "./term-levels.js";

/** Levels of a column, and those of them that get no dummy. */
export interface ChosenLevels {
  readonly levels: Levels;
  readonly dropped: Set<number>;
}

/** Combinations of two sets of levels that some row has, numbered with the second varying fastest. */
export function pairsOf(one: ChosenLevels, two: ChosenLevels) {
  const nSecond = two.levels.labels.length;
  const used = new Uint8Array(one.levels.labels.length * nSecond);
  const codes = one.levels.codes.map((code, i) => {
    const other = two.levels.codes[i]!;
    if (code === MISSING_CODE || other === MISSING_CODE) return MISSING_CODE;
    const pair = code * nSecond + other;
    used[pair] = 1;
    return pair;
  });
  const dense = new Uint32Array(used.length);
  const labels: (readonly [string, string])[] = [];
  const dropped = new Set<number>();
  for (let pair = 0; pair < used.length; pair++) {
    if (used[pair] === 0) continue;
    const [a, b] = [Math.floor(pair / nSecond), pair % nSecond];
    dense[pair] = labels.push([one.levels.labels[a]!, two.levels.labels[b]!]) - 1;
    if (one.dropped.has(a) || two.dropped.has(b)) dropped.add(dense[pair]!);
  }
  return { codes: codes.map((pair) => (pair === MISSING_CODE ? pair : dense[pair]!)), labels, dropped };
}
