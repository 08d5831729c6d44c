/**
 * Which histories of treatment the units of a panel have, and how many units each: what a picture of the design draws. Many histories are
 * thinned out evenly along their order.
 */
import type { Panel } from "./panel.js";

/** Of a unit in a period. */
export const STATUS = { missing: "0", untreated: "1", treated: "2" } as const;

export interface History {
  /** First treated period; Infinity for never, -Infinity where its start is not seen. */
  readonly cohort: number;
  /** A character of `STATUS` a period of the panel, in the order of time. */
  readonly statuses: string;
  readonly units: number;
}

/** Histories kept: strips of a picture one can still see. */
const MOST = 240;

/**
 * Histories by first treatment, earliest first and never last, then by their statuses.
 *
 * @param isTreated, isUsed u8[nRows]
 */
export function treatmentHistories(
  { order, nUnits, nPeriods, time }: Panel,
  firstTreated: Float64Array,
  isTreated: Uint8Array,
  isUsed: Uint8Array,
): { readonly histories: readonly History[]; readonly isThinned: boolean } {
  // units of several cohorts look alike where a start falls into a gap or behind their last row
  const found = new Map<string, { cohort: number; statuses: string; units: number }>();
  for (let u = 0; u < nUnits; u++) {
    let statuses = "";
    let filled = 0;
    for (let j = order.starts[u]!; j < order.starts[u + 1]!; j++) {
      const row = order.rows[j]!;
      if (isUsed[row] === 0) continue;
      const t = time.codes[row]!;
      statuses += STATUS.missing.repeat(t - filled) + (isTreated[row] === 0 ? STATUS.untreated : STATUS.treated);
      filled = t + 1;
    }
    if (filled === 0) continue;
    statuses += STATUS.missing.repeat(nPeriods - filled);
    const cohort = firstTreated[u]!;
    const key = `${statuses}${cohort}`;
    const count = found.get(key);
    if (count === undefined) found.set(key, { cohort, statuses, units: 1 });
    else count.units++;
  }
  const all: History[] = [...found.values()].sort(before);
  return all.length <= MOST ? { histories: all, isThinned: false } : { histories: thinned(all), isThinned: true };
}

const before = (a: History, b: History): number =>
  a.cohort === b.cohort ? (a.statuses < b.statuses ? -1 : 1) : a.cohort < b.cohort ? -1 : 1;

/** The history in the middle of every so many units. */
function thinned(all: readonly History[]): History[] {
  const total = all.reduce((sum, { units }) => sum + units, 0);
  const kept: History[] = [];
  let [i, passed] = [0, all[0]!.units];
  for (let s = 0; s < MOST; s++) {
    while (passed <= ((s + 0.5) * total) / MOST) passed += all[++i]!.units;
    kept.push({ ...all[i]!, units: total / MOST });
  }
  return kept;
}
