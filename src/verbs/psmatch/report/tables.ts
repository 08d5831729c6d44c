/**
 * All tables of a matching in the order they are printed: score, strata, balance, who was used, the effect,
 * and the regressions after it, a table a formula. The notes of the record stand beneath the last one before these.
 */

import { formatCount } from "../../../report/format-number.js";
import { droppedText } from "../../../report/regression/fit-summary.js";
import type { TableModel } from "../../../report/table-model.js";
import type { PsmatchRecord } from "../record.js";
import { balanceTable, matchedTable, strataTable } from "./balance-table.js";

import { attTable, matchedRegressionsTable, scoreTable } from "./table.js";

/** The tables of `record`. */
export function psmatchTables(record: PsmatchRecord): TableModel[] {
  const notes = [
    `${record.plan.average === null ? "Rows" : "Units"}: ${formatCount(record.nobs)}${droppedText(record)}`,
    ...record.notes.map(({ message }) => `Note: ${message}`),
  ];
  const balance = record.balance.length === 0 ? null : balanceTable(record);
  const tables = [
    scoreTable(record),
    strataTable(record),
    balance,
    matchedTable(record, record.att === null ? { notes } : {}),
    attTable(record, { notes }),
  ].filter((table) => table !== null);
  const formulas = [...new Set(record.regressions.map(({ formula }) => formula))];
  const regressions = formulas.map((formula) =>
    matchedRegressionsTable(
      record.regressions.filter((one) => one.formula === formula),
      { title: `After matching: ${formula}` },
    ),
  );
  return [...tables, ...regressions];
}
