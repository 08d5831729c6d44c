/**
 * The doses of one unit over the periods of the panel, followed to their first change: which dose it begins with, when that changes, up to
 * when its outcomes can be used, and what stands in for doses that are missing.
 * Source: de Chaisemartin & D'Haultfoeuille (2024), Review of Economics and Statistics, doi:10.1162/rest_a_01414, section 2 (design
 * restrictions 1 and 2), and the conventions of did_multiplegt_dyn for missing doses.
 */

export interface DosePath {
  readonly baseline: number;
  /** Position of the first period with another dose than the baseline's; `nPeriods` where there is none, or it is not known. */
  readonly first: number;
  /** Outcomes can be used in periods from `start` up to `end`, not itself. */
  readonly start: number;
  readonly end: number;
  /** The dose lies above its baseline in some periods and below in others; `end` is the first period that shows it. */
  readonly isCrossing: boolean;
  /** The period of the change is not known: no dose is seen in the period before. */
  readonly isUncertain: boolean;
  /** Periods whose dose was missing and is filled in. */
  readonly filled: readonly number[];
}

/**
 * Follows doses f64[nPeriods], NaN where missing, which are then filled in: with the baseline before the change, with the dose of the change
 * after it. Null for a unit without a dose.
 */
export function followDose(doses: Float64Array): DosePath | null {
  const nPeriods = doses.length;
  const start = doses.findIndex((dose) => !Number.isNaN(dose));
  if (start < 0) return null;
  const baseline = doses[start]!;
  let [above, below] = [false, false];
  let [first, crossing] = [nPeriods, nPeriods];
  let [lastKept, lastSeen] = [start, start];
  for (let t = start; t < nPeriods; t++) {
    const dose = doses[t]!;
    if (Number.isNaN(dose)) continue;
    lastSeen = t;
    above ||= dose > baseline;
    below ||= dose < baseline;
    if (above && below) crossing = Math.min(crossing, t);
    if (dose !== baseline) first = Math.min(first, t);
    if (first === nPeriods) lastKept = t;
  }
  const isUncertain = first < nPeriods && lastKept < first - 1;
  const end = isUncertain ? lastKept + 1 : first === nPeriods ? lastSeen + 1 : crossing;
  if (isUncertain) first = nPeriods;
  const filled: number[] = [];
  for (let t = start; t < end; t++) {
    if (!Number.isNaN(doses[t]!)) continue;
    doses[t] = t < first ? baseline : doses[first]!;
    filled.push(t);
  }
  return { baseline, first, start, end, isCrossing: crossing < nPeriods && !isUncertain, isUncertain, filled };
}
