/**
 * Rows of a panel in the order of unit and time, spread out so that windows over places are windows over time:
 * a period in which a unit is not observed has a place without a row. Knows nothing of what is summed.
 */

/** Places of rows for windows of `lag` + 1 places. */
export interface WindowPlaces {
  /** A row, or `none`: as many empty places after a unit as keep it apart from the next. */
  readonly places: Uint32Array;
  /** Units with a period missing between their first and their last. */
  readonly gaps: number;
}

/**
 * @param order rows by unit, then time
 * @param unit code of each row
 * @param rank of the row's period among the periods there are
 * @param none what stands in a place without a row
 */
export function windowPlaces(
  order: Uint32Array,
  unit: Uint32Array,
  rank: Uint32Array,
  lag: number,
  none: number,
): WindowPlaces {
  const n = order.length;
  const emptyAfter = (i: number): number => {
    if (i + 1 === n || unit[order[i]!] !== unit[order[i + 1]!]) return lag;
    return Math.min(lag, rank[order[i + 1]!]! - rank[order[i]!]! - 1);
  };
  let length = n;
  let gaps = 0;
  for (let i = 0, hasGap = false; i < n; i++) {
    length += emptyAfter(i);
    const isLast = i + 1 === n || unit[order[i]!] !== unit[order[i + 1]!];
    hasGap ||= !isLast && rank[order[i + 1]!]! - rank[order[i]!]! > 1;
    if (!isLast) continue;
    gaps += hasGap ? 1 : 0;
    hasGap = false;
  }
  const places = new Uint32Array(length).fill(none);
  for (let i = 0, at = 0; i < n; i++) {
    places[at] = order[i]!;
    at += 1 + emptyAfter(i);
  }
  return { places, gaps };
}
