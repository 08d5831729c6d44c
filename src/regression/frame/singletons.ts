/**
 * Observations alone in a level of a fixed effect: they say nothing of slopes, and counting them makes
 * clustered errors too small. Dropping one may leave another alone, so the drop is recursive; `once` stops after the
 * first pass, as fixest 0.12 does, for those who must reproduce its n, G and K.
 * Source: Correia (2015), Singletons, cluster-robust standard errors and fixed effects: a bad mix (technical note).
 */
import type { Category } from "../../base/columns.js";
import { codesAt } from "../../base/row-runs.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { groupCounts, recursiveSingletons, renumberedAt, type Singletons } from "../../engine/kernels/groups.js";

export type SingletonRule = "singletons" | "once" | "none";

/** Which of n rows the rule drops. */
export function singletonRows(engine: Engine, effects: readonly Category[], rule: SingletonRule): Singletons {
  const n = effects[0]?.codes.length ?? 0;
  if (rule === "none" || n === 0 || effects.every(({ nAlone }) => nAlone === 0)) {
    return { drop: new Uint32Array(n), nDropped: 0, left: [] };
  }
  return rule === "singletons" ? recursiveSingletons(engine, effects) : inOnePass(engine, effects, n);
}

function inOnePass(engine: Engine, effects: readonly Category[], n: number): Singletons {
  const drop = new Uint32Array(n);
  const left = effects.map(({ codes, nLevels }) => groupCounts(engine, codes, nLevels));
  const alone: number[] = [];
  for (const [e, { codes }] of effects.entries()) {
    const counts = left[e]!;
    if (!counts.includes(1)) continue;
    for (let i = 0; i < n; i++) {
      if (drop[i] === 1 || counts[codes[i]!] !== 1) continue;
      drop[i] = 1;
      alone.push(i);
    }
  }
  for (const [e, { codes }] of effects.entries()) for (const row of alone) left[e]![codes[row]!]!--;
  return { drop, nDropped: alone.length, left };
}

/** An effect at the rows `kept`, ascending, of which each of its levels has `left` many: numbered by the levels they use. */
export function effectAt(engine: Engine, effect: Category, kept: Uint32Array, left: Uint32Array): Category {
  const { name, codes, label } = effect;
  const numbers = new Uint32Array(left.length);
  const levels = new Uint32Array(left.length);
  let nLevels = 0;
  for (let level = 0; level < left.length; level++) {
    numbers[level] = nLevels;
    if (left[level]! > 0) levels[nLevels++] = level;
  }
  if (nLevels === left.length) return Object.freeze({ name, codes: codesAt(codes, kept), nLevels, label });
  return Object.freeze({
    ...{ name, nLevels },
    codes: renumberedAt(engine, codes, kept, numbers),
    label: (g: number) => label(levels[g]!),
  });
}
