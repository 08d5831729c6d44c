/**
 * The rank of effects with slopes, and what of each effect as given is redundant: where others have the term,
 * where a level leaves nothing for a direction, and where a factor has found so. Without a factor it is known of a term
 * that the first effect has too that one coefficient at least is redundant. Knows nothing of how columns are taken out.
 */
import type { LoadedEffects } from "../effects.js";
import type { Rank, Redundancy } from "../graph.js";
import type { SlopeFactor } from "./factor.js";
import type { GivenEffect, TermPlace } from "./given.js";
import { type SlopeRows, slopesOf } from "./rows.js";

/** Rank, exact with a factor (or where there is nothing to factor), else an upper bound. */
export function rankOf(
  { given, kept, contained }: LoadedEffects,
  rows: SlopeRows,
  factor: SlopeFactor | null,
): { readonly rank: Rank; readonly redundancies: readonly Redundancy[] } {
  const exact = factor !== null || rows.nLevels === 0;
  const levels = new Map([...kept, ...contained].map(({ position, nLevels }) => [position, nLevels]));
  let value = 0;
  const redundantOf = (place: TermPlace | null, nLevels: number): number => {
    const used = place === null ? 0 : usedBy(rows, factor, place);
    value += used;
    return nLevels - used;
  };
  const redundancies = given!.map((effect: GivenEffect): Redundancy => {
    const { name, like, intercept, slopes, slopePlaces } = effect;
    const nLevels = levels.get(like)!;
    const redundant = intercept === undefined ? 0 : redundantOf(intercept, nLevels);
    const plain = { name, levels: nLevels, redundant, exact };
    if (slopes.length === 0) return plain;
    const bySlope = slopePlaces.map((place) => redundantOf(place, nLevels));
    return { ...plain, slopes: { names: slopes, intercept: intercept !== undefined, redundant: bySlope } };
  });
  return { rank: { value, exact }, redundancies };
}

/** Coefficients of a term that are not redundant, as far as is known. */
function usedBy(rows: SlopeRows, factor: SlopeFactor | null, { effect, column }: TermPlace): number {
  if (effect === 0) return rows.firstKept[column + (rows.intercept ? 1 : 0)]!;
  const term = rows.terms.find((one) => one.effect === effect && one.column === column)!;
  const totals = rows.totals.view();
  let count = 0;
  for (let l = term.low; l < term.high; l++) count += totals[l]! > 0 && factor?.pinned[l] !== 1 ? 1 : 0;
  return factor === null && isShared(rows, term) ? count - 1 : count;
}

/** Whether the first effect has the variable of a term, so that both add up to it. */
function isShared(rows: SlopeRows, { effect, column }: TermPlace): boolean {
  const first = slopesOf(rows.effects[0]!);
  if (column < 0) return first.intercept;
  const values = slopesOf(rows.effects[effect]!).columns[column]!;
  return first.columns.some((other) => other === values || other.every((value, i) => value === values[i]));
}
