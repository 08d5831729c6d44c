/**
 * Levels of an effect in which an outcome leaves the effect no finite estimate: counts that are all zero, a
 * binary outcome that is always 0 or always 1. Their rows say nothing of slopes. Dropping them may leave another level so,
 * hence again until none is left. Knows no estimator.
 */
import type { Category } from "../../base/columns.js";

/** What is dropped of an effect. */
export interface OneOutcomeLevels {
  readonly name: string;
  readonly levels: number;
  /** Rows of these levels, those of an effect before not counted again. */
  readonly rows: number;
}

export interface OneOutcomeRows {
  /** 1 for a row to drop: u8[n]. */
  readonly drop: Uint8Array;
  readonly nDropped: number;
  /** By effect, those without such a level left out. */
  readonly byEffect: readonly OneOutcomeLevels[];
}

/** @param y outcomes at least 0; with `binary` also levels without a zero are dropped */
export function oneOutcomeRows(effects: readonly Category[], y: Float64Array, binary: boolean): OneOutcomeRows {
  const n = y.length;
  const drop = new Uint8Array(n);
  const found = effects.map(({ name }) => ({ name, levels: 0, rows: 0 }));
  let nDropped = 0;
  for (let before = -1; before < nDropped; ) {
    before = nDropped;
    // all effects are judged by the same rows
    const verdicts = effects.map((effect) => levelsOfOneOutcome(effect, y, drop, binary));
    effects.forEach(({ codes }, f) => {
      const { oneOutcome, levels } = verdicts[f]!;
      if (levels === 0) return;
      found[f]!.levels += levels;
      for (let i = 0; i < n; i++) {
        if (drop[i] === 1 || oneOutcome[codes[i]!] === 0) continue;
        drop[i] = 1;
        nDropped++;
        found[f]!.rows++;
      }
    });
  }
  return { drop, nDropped, byEffect: found.filter(({ levels }) => levels > 0) };
}

/** 1 for levels with rows left that have one outcome, and their number. */
function levelsOfOneOutcome({ codes, nLevels }: Category, y: Float64Array, drop: Uint8Array, binary: boolean) {
  // bit 1: a row of zero, bit 2: a row above
  const met = new Uint8Array(nLevels);
  for (let i = 0; i < y.length; i++) if (drop[i] === 0) met[codes[i]!]! |= y[i]! > 0 ? 2 : 1;
  const oneOutcome = met.map((bits) => (bits === 1 || (binary && bits === 2) ? 1 : 0));
  return { oneOutcome, levels: oneOutcome.reduce((sum, one) => sum + one, 0) };
}
