/**
 * Refuses columns of decimal commas in files that separate cells by semicolons, as spreadsheets of many
 * countries write them: left as text they would only fail later, and further from their cause.
 */
import { DataError } from "../../base/errors.js";
import type { Delimiter } from "./csv-head.js";
import type { TypedColumn } from "./typing.js";
import type { TypingRules } from "./typing-rules.js";

/**
 * Throws DataError `decimal_comma` for the first column of a semicolon-separated file whose cells are all numbers once
 * their commas are points, unless it was asked for as text.
 */
export function refuseDecimalCommas(
  columns: readonly TypedColumn[],
  rules: readonly TypingRules[],
  delimiter: Delimiter,
  source: string,
): void {
  if (delimiter !== ";") return;
  columns.forEach(({ column: { name }, notes }, k) => {
    const detail = notes.find(({ code }) => code === "decimal_comma")?.detail;
    if (rules[k]!.text !== undefined || detail?.whole !== true) return;
    throw new DataError(
      "decimal_comma",
      `${source}: column '${name}' has decimal commas, first at row ${detail.row}: '${detail.got}'; decimal points were expected. ` +
        `Export the file with points, or convert it: tr , . < FILE > NEW, if it has commas only in numbers. ` +
        `To keep the column as text, name it in the option text.`,
      { got: detail.got, expected: "a decimal point", column: name, row: detail.row, count: detail.count },
    );
  });
}
