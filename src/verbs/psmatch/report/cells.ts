/**
 * What tables of matching share: options, cells of numbers that may be missing, decimals.
 */

import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/own.js";
import { formatAbove, formatCount, formatFixed } from "../../../report/format-number.js";
import { type Cell, emptyCell, numberCell, scaledCell } from "../../../report/table-model.js";

/** Title and words of a table; `labels` are words for columns, by their name. */
export interface PsmatchTableOptions {
  readonly title?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
  /** Language of the words the table makes itself, default "en". */
  readonly language?: Language;
}

/** Decimals of percentages, of ratios and t, of shares. */
export const DECIMALS = { percent: 1, ratio: 2, share: 3 } as const;

/** An empty cell for null. */
export const cell = (value: number | null, format: (value: number) => string): Cell =>
  value === null ? emptyCell() : numberCell(value, format(value));

/** A number on the scale of the outcome; with `p` an estimate. */
export const scaled = (value: number | null, format: (value: number) => string, p?: number): Cell =>
  value === null ? emptyCell() : scaledCell(value, format(value), p === undefined ? {} : { p });

export const fixed =
  (decimals: number) =>
  (value: number): string =>
    formatFixed(value, decimals);

/** For shares and percentages, of which the size alone matters where they are next to nothing. */
export const above =
  (decimals: number) =>
  (value: number): string =>
    formatAbove(value, decimals);

export const count = (value: number | null): Cell => cell(value, formatCount);

/** A share in percent. */
export const percent = (share: number | null): Cell =>
  cell(share === null ? null : 100 * share, above(DECIMALS.percent));

/** Words for a column, or its name. */
export const namedBy =
  ({ labels = {} }: PsmatchTableOptions) =>
  (term: string): string =>
    ownOf(labels, term) ?? term;
