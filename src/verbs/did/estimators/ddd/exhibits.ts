/**
 * Triple differences beside their effects: who stands in each group, and third differences by cohort compared with. All is in the record.
 */
import { decimalsFor, formatCount, formatFixed } from "../../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  textCell,
} from "../../../../report/table-model.js";
import type { Look } from "../../../verb.js";
import type { DetailExhibits } from "../../design/exhibits.js";
import { periodOf } from "../../design/period-of.js";
import type { DidEstimate, DidRecord } from "../../design/record.js";
import { tripleWords as words } from "./messages.js";
import type { TripleRecord } from "./record.js";

/** Comparisons a table shows at most; all are in the record. */
const MOST_SHOWN = 24;

export const tripleExhibits: DetailExhibits<TripleRecord> = {
  tables: (details, _estimate: DidEstimate, record: DidRecord, look: Look) => [
    { name: "groups", table: groupsTable(details, record, look) },
    ...(details.comparisons.length === 0
      ? []
      : [{ name: "comparisons", table: comparisonsTable(details, record, look) }]),
  ],
  figures: () => [],
};

function groupsTable(
  { groups, eligible, method }: TripleRecord,
  { design }: DidRecord,
  { language = "en" }: Look,
): TableModel {
  const period = periodOf(design);
  const count = (n: number): Cell => numberCell(n, formatCount(n));
  return {
    title: words.groups[language],
    stub: words.cohort[language],
    heads: [[words.eligible[language]], [words.ineligible[language]]],
    rows: groups.map(({ cohort, eligible: own, ineligible }) => ({
      ...{ label: cohort === null ? words.never[language] : period(cohort), quantity: "", ruleAbove: false },
      cells: [count(own), count(ineligible)],
    })),
    notes: [words.about[language](eligible, method)],
  };
}

function comparisonsTable({ comparisons }: TripleRecord, { design }: DidRecord, { language = "en" }: Look): TableModel {
  const period = periodOf(design);
  const decimals = decimalsFor(comparisons.flatMap(({ std_error }) => std_error ?? [])) + 1;
  const scaled = (value: number): Cell => scaledCell(value, formatFixed(value, decimals));
  return {
    title: words.comparisons[language],
    stub: words.cohort[language],
    heads: [words.period, words.against, words.estimate, words.error, words.weight].map((word) => [word[language]]),
    rows: comparisons.slice(0, MOST_SHOWN).map(({ cohort, time, against, estimate, std_error, weight }) => ({
      label: period(cohort),
      ...{ quantity: "", ruleAbove: false },
      cells: [
        ...[textCell(period(time)), textCell(against === null ? words.never[language] : period(against))],
        ...[scaled(estimate), std_error === null ? emptyCell() : scaled(std_error)],
        numberCell(weight, formatFixed(weight, 3)),
      ],
    })),
    notes: [
      words.weighed[language],
      ...(comparisons.length > MOST_SHOWN
        ? [words.more[language](formatCount(MOST_SHOWN), formatCount(comparisons.length))]
        : []),
    ],
  };
}
