/**
 * Layer report. How an estimate by GMM changes with the lags that serve as instruments and with collapsing, as a table.
 * Everything shown comes from the record.
 */
import type { PgmmRecord, SensitivityRow } from "../../models/pgmm/record.js";
import { decimalsFor, formatCount, formatFixed, formatP } from "../format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow, textCell } from "../table-model.js";

/** The table of `record.sensitivity`; `labels` are words for terms. */
export function pgmmSensitivityTable(
  record: PgmmRecord,
  options: { readonly title?: string; readonly labels?: Readonly<Record<string, string>> } = {},
): TableModel {
  const rows = record.sensitivity ?? [];
  const terms = [...new Set(rows.flatMap(({ coefficients }) => Object.keys(coefficients)))];
  const name = (term: string): string => options.labels?.[term] ?? term;
  const without = rows.filter(({ because }) => because !== null);
  return {
    title: options.title ?? "Lags that serve as instruments, and collapsing",
    stub: "Lags",
    heads: [
      ["", "Collapsed"],
      ...terms.flatMap((term) => [
        [name(term), "Estimate"],
        [name(term), "Std. Error"],
      ]),
      ["", "Instruments"],
      ["Hansen", "p"],
      ["AR(2)", "p"],
    ],
    rows: rows.map((row) => sensitivityRow(row, terms)),
    notes: [
      "Each row is the same model with these lags in every gmm(), collapsed or not; the p of Hansen rises with the number of instruments whether or not they are valid.",
      ...without.map((row) => `${rowName(row)}: not estimated: ${row.because}`),
    ],
  };
}

/** `2:3, collapsed`. */
const rowName = ({ lags, collapse }: SensitivityRow): string =>
  `${[...new Set(lags)].join("; ")}${collapse ? ", collapsed" : ""}`;

function sensitivityRow(row: SensitivityRow, terms: readonly string[]): TableRow {
  const { lags, collapse, coefficients, n_instruments, hansen, ar2 } = row;
  const estimates = terms.flatMap((term): Cell[] => {
    const found = coefficients[term];
    if (found === undefined) return [emptyCell(), emptyCell()];
    const decimals = decimalsFor([found.std_error]) + 1;
    return [found.estimate, found.std_error].map((value) => numberCell(value, formatFixed(value, decimals)));
  });
  const p = (value: number | null | undefined): Cell =>
    value === null || value === undefined ? emptyCell() : numberCell(value, formatP(value));
  return {
    label: [...new Set(lags)].join("; "),
    name: rowName(row),
    quantity: "",
    cells: [
      textCell(collapse ? "yes" : "no"),
      ...estimates,
      n_instruments === null ? emptyCell() : numberCell(n_instruments, formatCount(n_instruments)),
      p(hansen?.p_value),
      p(ar2?.p_value),
    ],
    ruleAbove: false,
  };
}
