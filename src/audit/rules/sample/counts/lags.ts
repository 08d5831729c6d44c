/** Lags among the regressors a column shows: L.y, L2.y, lag_y, y_{t-1}, y(-1). */
import type { PrintedColumn } from "../../../paper.js";

const BEFORE = /^(?:l(\d*)\.|lag(?:ged)?[_\s]*(\d*)[_\s(]+)/i;
const AFTER = /(?:[_({]+\s*t?|\bt)\s*[-−]\s*(\d+)[)}\s]*$/u;

/** A number beyond this is no lag but a year or a bound. */
const DEEPEST = 19;

/** The deepest lag shown; 0 without any. */
export function deepestLag({ estimates }: PrintedColumn): number {
  const depths = estimates.map(({ term }) => {
    const before = BEFORE.exec(term);
    if (before !== null) return Number(before[1] || before[2] || 1);
    return Number(AFTER.exec(term)?.[1] ?? 0);
  });
  return Math.max(0, ...depths.filter((depth) => depth <= DEEPEST));
}
