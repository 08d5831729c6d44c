/**
 * The variation of a panel's variables as a table: three rows a variable. Everything shown comes from the record.
 */

import { noteText } from "../../base/messages.js";
import { formatCount, formatFixed, numberText } from "../../report/format-number.js";
import { naming } from "../../report/naming.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import type { Look, Presentation } from "../verb.js";
import type { VariableSummary, XtsumRecord } from "./fit.js";
import { xtsumWords as words } from "./messages.js";

export const presentXtsum = (record: XtsumRecord, look: Look = {}): Presentation => ({
  record,
  tables: [xtsumTable(record, look)],
});

function xtsumTable(record: XtsumRecord, look: Look): TableModel {
  const { unit, subset, variables, notes } = record;
  const { language = "en" } = look;
  const name = naming([record], look.labels, language);
  const number = (value: number | null): Cell => (value === null ? emptyCell() : numberCell(value, numberText(value)));
  const rowsOf = ([column, { mean, nobs, units, periods_mean, ...spreads }]: readonly [
    string,
    VariableSummary,
  ]): TableRow[] => {
    const counts = {
      overall: words.rows[language](formatCount(nobs)),
      between: words.units[language](formatCount(units)),
      within: words.periods[language](formatFixed(periods_mean, 3)),
    };
    return (["overall", "between", "within"] as const).map((part) => {
      const { sd, min, max } = spreads[part];
      return {
        label: part === "overall" ? words.overallOf[language](name(column)) : words[part][language],
        name: column,
        quantity: part,
        cells: [
          part === "overall" ? number(mean) : emptyCell(),
          number(sd),
          number(min),
          number(max),
          textCell(counts[part]),
        ],
        ruleAbove: part === "overall",
      };
    });
  };
  const missing = Object.entries(variables).flatMap(([column, { missing: n }]) =>
    n === 0 ? [] : [`${name(column)} ${formatCount(n)}`],
  );
  return {
    title: words.title[language],
    stub: words.variable[language],
    heads: [words.mean, words.sd, words.min, words.max, words.counts].map((word) => [word[language]]),
    rows: Object.entries(variables).flatMap(rowsOf),
    notes: [
      words.about[language](name(unit)),
      ...(subset === null ? [] : [words.subset[language](subset)]),
      ...(missing.length === 0 ? [] : [words.missing[language](missing.join(language === "zh" ? "、" : ", "))]),
      ...notes.map((note) => noteText(note, language)),
      ...(look.notes ?? []),
    ],
    notesInCsv: true,
  };
}
