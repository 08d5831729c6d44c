/** Which rows of a long table are in sight. Browsers end at some 16 million pixels, so that heights of longer tables are scaled. Pure. */

/** Pixels of a row, and of the tallest table. */
export const ROW = 22;
export const TALLEST = 8_000_000;

export interface RowWindow {
  /** Pixels of the whole table. */
  readonly total: number;
  /** The first row in sight, and where it stands. */
  readonly first: number;
  readonly top: number;
  /** Rows in sight, one that is cut among them. */
  readonly count: number;
}

/** The rows in a window of `height` pixels scrolled to `at`, of `rows` in all. */
export function rowWindow(rows: number, height: number, at: number): RowWindow {
  const whole = rows * ROW;
  const total = Math.min(whole, TALLEST);
  const count = Math.min(rows, Math.ceil(height / ROW) + 1);
  const most = Math.max(1, total - height);
  const share = Math.min(1, Math.max(0, at / most));
  const first = Math.max(
    0,
    Math.min(rows - count, whole === total ? Math.floor(at / ROW) : Math.round(share * (rows - count))),
  );
  const top = whole === total ? first * ROW : Math.min(at, total - count * ROW);
  return { total, first, top: Math.max(0, top), count };
}

/** Where to scroll so that row `first` is the first in sight. */
export function scrollTo(rows: number, height: number, first: number): number {
  const total = Math.min(rows * ROW, TALLEST);
  if (total === rows * ROW) return first * ROW;
  const count = Math.ceil(height / ROW) + 1;
  return (first / (rows - count)) * (total - height);
}
