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

/** Levels of one row, beyond which all rows are looked at at once. */
const FEW = 10_000;
const NONE: Singletons = { dropped: new Uint32Array(0), left: [] };

/** Which of n rows the rule drops. */
export function singletonRows(engine: Engine, effects: readonly Category[], rule: SingletonRule): Singletons {
  if (rule === "none") return NONE;
  const before = effects.map(({ codes, nLevels, counts }) => counts ?? groupCounts(engine, codes, nLevels));
  if (!before.some((counts) => counts.includes(1))) return NONE;
  if (rule === "once") return inOnePass(effects, before);
  return inOrder(effects, before) ?? recursiveSingletons(engine, effects);
}

/** `before` has the rows of each level. */
function inOnePass(effects: readonly Category[], before: readonly Uint32Array[]): Singletons {
  const n = effects[0]!.codes.length;
  const marks = new Uint8Array(n);
  for (const [e, { codes }] of effects.entries()) {
    const counts = before[e]!;
    if (!counts.includes(1)) continue;
    for (let i = 0; i < n; i++) if (counts[codes[i]!] === 1) marks[i] = 1;
  }
  const dropped: number[] = [];
  for (let row = marks.indexOf(1); row >= 0; row = marks.indexOf(1, row + 1)) dropped.push(row);
  const left = before.map((counts) => counts.slice());
  for (const [e, { codes }] of effects.entries()) for (const row of dropped) left[e]![codes[row]!]!--;
  return { dropped: Uint32Array.from(dropped), left };
}

/**
 * As `recursiveSingletons`, where the levels that have one row, or come to it, are of effects by which rows are ordered: what
 * is looked at are their rows alone. Undefined elsewhere.
 */
function inOrder(effects: readonly Category[], before: readonly Uint32Array[]): Singletons | undefined {
  const left = before.map((counts) => counts.slice());
  if (effects.some(({ ordered }, e) => ordered !== true && left[e]!.includes(1))) return undefined;
  const stack = effects.flatMap((_, e) => placesOfOne(left[e]!).map((level) => ({ e, level })));
  if (stack.length > FEW) return undefined;
  const dropped = new Set<number>();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { codes, ordered } = effects[next.e]!;
    if (left[next.e]![next.level] !== 1) continue; // its row went with a level of another effect
    if (ordered !== true) return undefined;
    let row = firstOf(codes, next.level);
    while (dropped.has(row)) row++;
    dropped.add(row);
    for (const [e, effect] of effects.entries()) {
      const level = effect.codes[row]!;
      left[e]![level]!--;
      if (left[e]![level] === 1) stack.push({ e, level });
    }
  }
  return { dropped: Uint32Array.from(dropped).sort(), left };
}

function placesOfOne(counts: Uint32Array): number[] {
  const places: number[] = [];
  for (let level = counts.indexOf(1); level >= 0; level = counts.indexOf(1, level + 1)) places.push(level);
  return places;
}

/** The first place of a code that is there, in codes that never fall. */
function firstOf(codes: Uint32Array, code: number): number {
  let [low, high] = [0, codes.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (codes[middle]! < code) low = middle + 1;
    else high = middle;
  }
  return low;
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
