/**
 * Headings over columns that stand side by side. Knows their numbers only.
 */
import { UsageError } from "../../base/errors.js";
import type { ColumnSpan } from "../../report/table-model.js";

/** Throws UsageError `bad_span` for columns that are not there, and for two headings over one column. */
export function requireSpans(spans: readonly ColumnSpan[], nColumns: number): void {
  const over = new Array<string | undefined>(nColumns);
  for (const span of spans) {
    const { label, from, to } = span;
    if (!(Number.isInteger(from) && Number.isInteger(to) && 1 <= from && from <= to && to <= nColumns)) {
      throw new UsageError(
        "bad_span",
        `The heading '${label}' is over columns ${from} to ${to}, and there are columns 1 to ${nColumns}.`,
        { got: span, expected: [1, nColumns] },
      );
    }
    for (let c = from - 1; c < to; c++) {
      if (over[c] !== undefined) {
        throw new UsageError("bad_span", `Column ${c + 1} has two headings, '${over[c]}' and '${label}'.`, {
          got: span,
        });
      }
      over[c] = label;
    }
  }
}

/** The heading over column `c` (0-based) of `nColumns`, if any. Throws as `requireSpans`. */
export function spanOf(spans: readonly ColumnSpan[], c: number, nColumns: number): string | undefined {
  requireSpans(spans, nColumns);
  return spans.find(({ from, to }) => from - 1 <= c && c < to)?.label;
}
