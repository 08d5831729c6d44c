/**
 * Tests of a panel as a table: statistic, distribution and p, with null hypotheses beneath. Computes nothing.
 */

import { formatP, numberText } from "../../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, textCell } from "../../../report/table-model.js";
import type { PanelTestsRecord } from "../tests/record.js";
import { distributionName, type PanelTest, panelText } from "./words.js";

/** A row a test, in the order of the record. */
export function panelTestsTable(record: PanelTestsRecord, options: { readonly title?: string } = {}): TableModel {
  const tests = Object.entries(record.tests);
  return {
    title: options.title ?? `Tests of the panel: ${record.call}`,
    stub: "Test",
    heads: [["Statistic"], ["Distribution"], ["p"]],
    rows: tests.map(([name, test]) => ({
      label: test.name,
      name,
      quantity: "",
      cells: [number(test.statistic, numberText), textCell(distributionName(test)), number(test.p_value, formatP)],
      ruleAbove: false,
    })),
    notes: [
      `${panelText(record.panel)}.`,
      ...tests.flatMap(([name, test]) => noteOf(name, test)),
      ...record.notes.map(({ message }) => message),
    ],
    notesInCsv: true,
  };
}

const number = (value: number | null, text: (value: number) => string): Cell =>
  value === null ? emptyCell() : numberCell(value, text(value));

/** Null hypothesis and source, and what else a reader must know. */
function noteOf(
  name: string,
  { hypothesis, alternative, source, because, statistic, distribution }: PanelTest,
): string[] {
  if (statistic === null) return [`${name}: not made: ${because}`];
  const side = distribution === "normal" ? `, ${alternative === "greater" ? "one-sided" : "two-sided"}` : "";
  return [`${name}: H0: ${hypothesis} (${source}${side})${because === null ? "" : `; ${because}`}.`];
}
