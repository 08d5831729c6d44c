/**
 * Product codes from one revision of the Harmonized System to another. HS 2012 and HS 2017 split and
 * merged codes: without one revision for all years a product seems to die and another to be born.
 */
import { UsageError } from "../../../base/errors.js";
import type { Concordance } from "../options.js";
import { cellText, longestCodes, namedColumn, unclearColumn } from "./code-table.js";

/** Codes of one concordance, and the years it is for. */
export interface CodeMap {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly years: readonly [number, number] | null;
  readonly codes: ReadonlyMap<string, string>;
}

/**
 * The map of a concordance. Where columns are not named, they are the two with the longest codes, from left to right.
 * Throws UsageError `code_table_unclear`, `code_table_column`, `concordance_ambiguous` or `concordance_years`.
 */
export function readConcordance({ table, from, to, years }: Concordance): CodeMap {
  const longest = longestCodes(table.columns);
  if ((from === undefined || to === undefined) && longest.length !== 2)
    unclearColumn(table, "old and new code", "from and to");
  const fromColumn = namedColumn(table, from ?? longest[0]!.name, "codes of the data");
  const toColumn = namedColumn(table, to ?? longest[1]!.name, "codes wanted");
  if (years !== undefined && !(years[0] <= years[1])) {
    throw new UsageError("concordance_years", `Years of ${table.source.name} must ascend, got ${years.join("-")}.`, {
      got: years,
      expected: "first <= last",
    });
  }
  const codes = new Map<string, string>();
  for (let row = 0; row < table.nRows; row++) {
    const [key, value] = [cellText(fromColumn, row), cellText(toColumn, row)];
    if (key === undefined || value === undefined) continue;
    const known = codes.get(key);
    if (known !== undefined && known !== value) {
      throw new UsageError(
        "concordance_ambiguous",
        `${table.source.name}: '${key}' becomes '${known}' and, in row ${row + 1}, '${value}'; keep one, such as the one of most trade.`,
        { got: [known, value], expected: "one code", column: fromColumn.name, row: row + 1 },
      );
    }
    codes.set(key, value);
  }
  return { name: table.source.name, from: fromColumn.name, to: toColumn.name, years: years ?? null, codes };
}

/** The map that is for `year`; undefined where none is. */
export function mapFor(maps: readonly CodeMap[], year: number): CodeMap | undefined {
  return maps.find(({ years }) => years === null || (year >= years[0] && year <= years[1]));
}
