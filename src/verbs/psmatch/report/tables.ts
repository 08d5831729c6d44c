/**
 * All tables of a matching in the order they are printed: score, strata, balance, who was used, the effect,
 * and the regressions after it, a table a formula. The notes of the record stand beneath the last one before these.
 */

import { type FlatRecord, formatCsv, recordsCsv } from "../../../data/table/write-csv.js";
import { formatCount } from "../../../report/format-number.js";
import { droppedText } from "../../../report/regression/fit-summary.js";
import type { TableModel } from "../../../report/table-model.js";
import type { Presentation } from "../../verb.js";
import type { PsmatchRecord, PsmatchResult } from "../record.js";
import { balanceTable, matchedTable, strataTable } from "./balance-table.js";
import { figureOfBalance } from "./love-plot.js";
import { figureOfOverlap } from "./score-overlap.js";
import { attTable, matchedRegressionsTable, scoreTable } from "./table.js";

/** What the command shows and writes. */
export function presentPsmatch({ record, units, pairs }: PsmatchResult): Presentation {
  const hasBalance = record.balance.length > 0;
  return {
    record,
    tables: psmatchTables(record),
    figures: () => {
      const overlap = figureOfOverlap(record);
      if (!hasBalance) return overlap === null ? {} : { "": overlap };
      return { "": figureOfBalance(record), ...(overlap === null ? {} : { "-overlap": overlap }) };
    },
    files: () => ({
      "weights.csv": formatCsv(units.columns),
      ...(pairs === null ? {} : { "pairs.csv": formatCsv(pairs.columns) }),
      ...(hasBalance ? { "balance.csv": balanceCsv(record) } : {}),
    }),
  };
}

/** A row a covariate and sample, of each value of `by` and of all. */
function balanceCsv({ balance, by, plan }: PsmatchRecord): string {
  const rowsOf = (rows: typeof balance, level: string | null): FlatRecord[] =>
    rows.flatMap(({ name, before, after }) =>
      [
        { sample: "before", ...before },
        { sample: "after", ...after },
      ].map((side) => ({ ...(plan.by === null ? {} : { [plan.by]: level }), covariate: name, ...side })),
    );
  return recordsCsv([...by.flatMap((stratum) => rowsOf(stratum.balance, stratum.level)), ...rowsOf(balance, null)]);
}

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
