/**
 * The record of `did` as a table: effects a row, estimators side by side. Everything shown comes from the record.
 */
import { decimalsFor, formatCount, formatFixed } from "../../report/format-number.js";
import { noteText } from "../../report/messages/notes.js";
import {
  type Cell,
  emptyCell,
  scaledCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import type { Look, Presentation } from "../verb.js";
import { comparisonTable } from "./decomposition/table.js";
import type { DidEffect, DidEstimate, DidRecord, Inferred } from "./record.js";

export const presentDid = (record: DidRecord, look: Look = {}): Presentation => ({
  record,
  tables: [
    ...(record.estimates.length === 0 ? [] : [didTable(record, look)]),
    ...(record.comparisons ?? []).map((comparison) => comparisonTable(record.call, comparison)),
  ],
});

const keyOf = ({ event, group, time }: DidEffect): number | null => event ?? group ?? time ?? null;

function didTable({ call, estimates, notes }: DidRecord, { language = "en" }: Look): TableModel {
  const keys = [...new Set(estimates.flatMap(({ effects }) => effects.map(keyOf)))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const rowOf = (label: string, of: (estimate: DidEstimate) => Inferred | undefined): TableRow => ({
    ...{ label, name: label, quantity: "", ruleAbove: false },
    cells: estimates.flatMap((estimate) => cellsOf(of(estimate))),
  });
  return {
    title: `Difference-in-differences: ${call}`,
    stub: "Effect",
    heads: estimates.flatMap(({ estimator }) => [[estimator], ["Std. error"]]),
    rows: [
      ...keys.flatMap((key) =>
        key === null ? [] : [rowOf(String(key), ({ effects }) => effects.find((effect) => keyOf(effect) === key))],
      ),
      rowOf("Average", ({ overall }) => overall),
    ],
    notes: [
      ...estimates.map(
        ({ estimator, nobs, n_units }) => `${estimator}: ${formatCount(nobs)} rows, ${formatCount(n_units)} units.`,
      ),
      ...[...notes, ...estimates.flatMap((estimate) => estimate.notes)].map((note) => noteText(note, language)),
    ],
  };
}

function cellsOf(inferred: Inferred | undefined): Cell[] {
  if (inferred === undefined) return [emptyCell(), emptyCell()];
  const { estimate, std_error, p_value } = inferred;
  if (std_error === null) return [textCell("0"), textCell("reference")];
  const decimals = decimalsFor([std_error]) + 1;
  return [
    scaledCell(estimate, formatFixed(estimate, decimals), p_value === null ? {} : { p: p_value }),
    scaledCell(std_error, formatFixed(std_error, decimals)),
  ];
}
