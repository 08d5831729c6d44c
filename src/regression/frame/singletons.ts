/**
 * Observations alone in a level of a fixed effect: they say nothing of slopes, and counting them makes
 * clustered errors too small. Dropping one may leave another alone, so the drop is recursive; `once` stops after the
 * first pass, as fixest 0.12 does, for those who must reproduce its n, G and K.
 * Source: Correia (2015), Singletons, cluster-robust standard errors and fixed effects: a bad mix (technical note).
 */
import type { Category } from "../../base/columns.js";
import { takeOut } from "../../base/row-runs.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { groupCounts, recursiveSingletons, renumber, type Singletons } from "../../engine/kernels/groups.js";

export type SingletonRule = "singletons" | "once" | "none";

/** Looks at the rows, after which levels that come to one row one after the other are followed by the kernel. */
const LOOKS = 3;
const NONE: Singletons = { dropped: new Uint32Array(0), left: [] };

/** Which of n rows the rule drops. */
export function singletonRows(engine: Engine, effects: readonly Category[], rule: SingletonRule): Singletons {
  if (rule === "none") return NONE;
  const counted = effects.map((effect): Counted => {
    const before = effect.counts ?? groupCounts(engine, effect.codes, effect.nLevels);
    return { ...effect, before, left: before.slice() };
  });
  if (!counted.some(({ left }) => left.includes(1))) return NONE;
  const marks = new Uint8Array(effects[0]!.codes.length);
  const dropped: number[] = [];
  for (let look = 0; ; look++) {
    const rows = counted.flatMap((effect) => aloneIn(effect, marks));
    for (const row of rows) {
      if (marks[row] === 1) continue;
      marks[row] = 1;
      dropped.push(row);
      for (const { codes, left } of counted) left[codes[row]!]!--;
    }
    if (rows.length === 0 || rule === "once") break;
    if (look === LOOKS) return recursiveSingletons(engine, effects);
  }
  return { dropped: new Uint32Array(dropped).sort(), left: counted.map(({ left }) => left) };
}

/** An effect, the rows of each level, and those that are not dropped. */
interface Counted extends Pick<Category, "codes" | "ordered"> {
  readonly before: Uint32Array;
  readonly left: Uint32Array;
}

/** Rows without a mark that are alone in a level. */
function aloneIn({ codes, ordered, before, left }: Counted, marks: Uint8Array): number[] {
  const rows: number[] = [];
  if (!left.includes(1)) return rows;
  if (ordered) {
    for (let level = 0, end = 0; level < left.length; level++) {
      const start = end;
      end += before[level]!;
      if (left[level] === 1) rows.push(marks.subarray(start, end).indexOf(0) + start);
    }
  } else {
    for (let i = 0; i < codes.length; i++) if (left[codes[i]!] === 1 && marks[i] === 0) rows.push(i);
  }
  return rows;
}

/**
 * An effect without the rows `dropped`, of which each of its levels has `left` many: numbered by the levels they use. Its
 * codes are written over.
 */
export function effectWithout(engine: Engine, effect: Category, dropped: Uint32Array, left: Uint32Array): Category {
  const codes = takeOut(effect.codes, dropped);
  const [numbers, levels] = [new Uint32Array(left.length), new Uint32Array(left.length)];
  let nLevels = 0;
  for (let level = 0; level < left.length; level++) {
    numbers[level] = nLevels;
    if (left[level]! > 0) levels[nLevels++] = level;
  }
  const { name, label } = effect;
  if (nLevels === left.length) return Object.freeze({ name, codes, nLevels, label });
  renumber(engine, codes, numbers);
  return Object.freeze({ name, codes, nLevels, label: (g: number) => label(levels[g]!) });
}
