/**
 * The null values a test does not reject, as pieces of a line that may be unbounded, several, or none: the
 * test is looked at on a grid of angles, null value = centre + scale tan(angle), whose two ends are infinity, and where it
 * changes its mind between two neighbours the end is found by bisection. Knows nothing of the test.
 */

import type { Ends } from "../../../regression/record/iv-record.js";

/** Angles between the two infinities: neighbours near the centre are 0.016 scales apart. */
const STEPS = 200;
/** An end is known to this part of an angle, in radians. */
const PRECISION = 1e-11;

/**
 * Pieces, ascending, on which `isKept(c, s)` holds, for the null value centre + s / c; c = 0 is infinity, on either side. A
 * piece or a gap between two neighbours of the grid is not seen.
 */
export function nullSet(centre: number, scale: number, isKept: (c: number, s: number) => boolean): Ends[] {
  const at = (angle: number) => isKept(Math.cos(angle), scale * Math.sin(angle));
  const isBounded = !isKept(0, scale);
  const angleOf = (i: number) => Math.PI * (i / STEPS - 1 / 2);
  const kept = Array.from({ length: STEPS + 1 }, (_, i) => (i % STEPS === 0 ? !isBounded : at(angleOf(i))));
  const pieces: Ends[] = [];
  let low: number | null = null;
  for (let i = 1; i <= STEPS; i++) {
    if (kept[i] === kept[i - 1]) continue;
    let [before, after] = [angleOf(i - 1), angleOf(i)];
    while (after - before > PRECISION) {
      const middle = (before + after) / 2;
      if (at(middle) === kept[i - 1]) before = middle;
      else after = middle;
    }
    const end = centre + scale * Math.tan((before + after) / 2);
    if (kept[i]!) low = end;
    else pieces.push([low, end]);
  }
  if (kept[STEPS]!) pieces.push([low, null]);
  return pieces;
}
