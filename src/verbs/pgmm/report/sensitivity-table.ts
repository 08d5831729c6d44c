/**
 * How an estimate by GMM changes with the lags that serve as instruments and with collapsing, as a table.
 * Everything shown comes from the record.
 */

import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/own.js";
import { decimalsFor, formatCount, formatFixed, formatP } from "../../../report/format-number.js";
import { balanceWords } from "../../../report/messages/balance.js";
import { refusalText } from "../../../report/messages.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import type { PgmmRecord, SensitivityRow } from "../record.js";

/** The table of `record.sensitivity`; `labels` are words for terms. */
export function pgmmSensitivityTable(
  record: PgmmRecord,
  options: {
    readonly title?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly language?: Language;
  } = {},
): TableModel {
  const { language = "en" } = options;
  const rows = record.sensitivity ?? [];
  const terms = [...new Set(rows.flatMap(({ coefficients }) => Object.keys(coefficients)))];
  const name = (term: string): string => ownOf(options.labels, term) ?? term;
  return {
    title: options.title ?? balanceWords.sensitivityTitle[language],
    stub: balanceWords.lags[language],
    heads: [
      ["", balanceWords.collapsedHead[language]],
      ...terms.flatMap((term) => [
        [name(term), balanceWords.estimate[language]],
        [name(term), balanceWords.stdError[language]],
      ]),
      ["", balanceWords.instruments[language]],
      ["Hansen", "p"],
      ["AR(2)", "p"],
    ],
    rows: rows.map((row) => sensitivityRow(row, terms, language)),
    notes: [
      balanceWords.sensitivityNote[language],
      ...rows.flatMap(({ because, code = "error", ...row }) =>
        because === null
          ? []
          : [
              balanceWords.notEstimated[language](
                rowName(row, language),
                refusalText[language]({ code, message: because }),
              ),
            ],
      ),
    ],
  };
}

/** `2:3, collapsed`. */
const rowName = ({ lags, collapse }: Pick<SensitivityRow, "lags" | "collapse">, language: Language): string =>
  `${[...new Set(lags)].join("; ")}${collapse ? `, ${balanceWords.collapsed[language]}` : ""}`;

function sensitivityRow(row: SensitivityRow, terms: readonly string[], language: Language): TableRow {
  const { lags, collapse, coefficients, n_instruments, hansen, ar2 } = row;
  const estimates = terms.flatMap((term): Cell[] => {
    const found = ownOf(coefficients, term);
    if (found === undefined) return [emptyCell(), emptyCell()];
    const decimals = decimalsFor([found.std_error]) + 1;
    return [found.estimate, found.std_error].map((value) => numberCell(value, formatFixed(value, decimals)));
  });
  const p = (value: number | null | undefined): Cell =>
    value === null || value === undefined ? emptyCell() : numberCell(value, formatP(value));
  return {
    label: [...new Set(lags)].join("; "),
    name: rowName(row, "en"),
    quantity: "",
    cells: [
      textCell(balanceWords[collapse ? "yes" : "no"][language]),
      ...estimates,
      n_instruments === null ? emptyCell() : numberCell(n_instruments, formatCount(n_instruments)),
      p(hansen?.p_value),
      p(ar2?.p_value),
    ],
    ruleAbove: false,
  };
}
