/**
 * Observations alone in a level of a fixed effect: they say nothing of slopes, and counting them makes
 * clustered errors too small. Dropping one may leave another alone, so the drop is recursive; `once` stops after the
 * first pass, as fixest 0.12 does, for those who must reproduce its n, G and K.
 * Source: Correia (2015), Singletons, cluster-robust standard errors and fixed effects: a bad mix (technical note).
 */
import type { Category } from "../../base/columns.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { groupCounts, recursiveSingletons } from "../../engine/kernels/groups.js";

export type SingletonRule = "singletons" | "once" | "none";

/** Rows to drop, u32[n] of 0 and 1, and their number. */
export interface Singletons {
  readonly drop: Uint32Array;
  readonly nDropped: number;
}

/** Which of n rows the rule drops. */
export function singletonRows(engine: Engine, effects: readonly Category[], rule: SingletonRule): Singletons {
  const n = effects[0]?.codes.length ?? 0;
  if (rule === "none" || n === 0) return { drop: new Uint32Array(n), nDropped: 0 };
  if (rule === "singletons") return recursiveSingletons(engine, effects);
  const drop = new Uint32Array(n);
  let nDropped = 0;
  for (const { codes, nLevels } of effects) {
    const counts = groupCounts(engine, codes, nLevels);
    for (let i = 0; i < n; i++) {
      if (drop[i] === 1 || counts[codes[i]!] !== 1) continue;
      drop[i] = 1;
      nDropped++;
    }
  }
  return { drop, nDropped };
}
