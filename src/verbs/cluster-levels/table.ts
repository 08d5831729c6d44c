/** The tests as a table, and beneath it what rests on coarse clusters alone. Everything shown comes from the record. */

import { noteText } from "../../base/messages.js";
import { formatCount, formatP, numberText } from "../../report/format-number.js";
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
import { levelsWords as words } from "./messages.js";
import type { ClusterLevelsRecord, NotMade } from "./record.js";

export const presentClusterLevels = (record: ClusterLevelsRecord, look: Look = {}): Presentation => ({
  record,
  tables: [testsTable(record, look), ...furtherTable(record, look)],
});

const number = (value: number | null): Cell => (value === null ? emptyCell() : numberCell(value, numberText(value)));
const pCell = (value: number | null): Cell => (value === null ? emptyCell() : numberCell(value, formatP(value)));

function testsTable(record: ClusterLevelsRecord, { language = "en", ...look }: Look): TableModel {
  const { fine, coarse, tests, bootstrap, notes } = record;
  const name = naming([record], look.labels, language);
  return {
    title: words.title[language],
    stub: words.test[language],
    heads: [words.fineError, words.coarseError, words.statistic, words.p, words.pBootstrap].map((word) => [
      word[language],
    ]),
    rows: tests.map(({ terms, std_error, statistic, p_value, p_bootstrap }): TableRow => {
      const cells = [number(std_error?.fine ?? null), number(std_error?.coarse ?? null), number(statistic)];
      return {
        label: words.joint[language](terms.map(name)),
        name: terms.join(" "),
        quantity: "score variance",
        ruleAbove: false,
        cells: [...cells, pCell(p_value), pCell(p_bootstrap)],
      };
    }),
    notes: [
      words.about[language](
        fine.name === null ? words.rows[language] : name(fine.name),
        formatCount(fine.G),
        name(coarse.name),
        formatCount(coarse.G),
      ),
      words.draws[language](formatCount(bootstrap.done), bootstrap.weights, bootstrap.seed),
      ...notes.map((one) => noteText(one, language)),
      ...new Set(reasonsOf(record).map(({ because }) => noteText(because, language))),
      ...(look.notes ?? []),
    ],
    notesInCsv: true,
  };
}

/** Those that were made. */
const made = <T extends object>(all: readonly (T | NotMade)[]): Exclude<T, NotMade>[] =>
  all.filter((one): one is Exclude<T, NotMade> => !("because" in one));

const reasonsOf = ({ spread, changes, causal }: ClusterLevelsRecord): NotMade[] =>
  [...spread, ...changes, ...causal].filter((one): one is Extract<typeof one, NotMade> => "because" in one);

function furtherTable(record: ClusterLevelsRecord, { language = "en", ...look }: Look): TableModel[] {
  const name = naming([record], look.labels, language);
  const row = (label: string, quantity: string, cells: readonly Cell[]): TableRow => ({
    ...{ label, quantity, cells, ruleAbove: false },
  });
  const rows = [
    ...made(record.spread).map(({ term, statistic, p_value, estimates }) =>
      row(words.spread[language](name(term)), "spread", [
        ...[number(statistic), emptyCell(), pCell(p_value)],
        textCell(words.clusters[language](estimates.length)),
      ]),
    ),
    ...made(record.changes).map(({ term, estimate, std_error, p_value, treated, untreated }) =>
      row(words.changes[language](name(term)), "changes", [
        ...[number(estimate), number(std_error), pCell(p_value)],
        textCell(words.sides[language](treated, untreated)),
      ]),
    ),
    ...made(record.causal).map(({ term, estimate, std_error, clusters }) =>
      row(words.causal[language](name(term)), "causal", [
        ...[number(estimate), number(std_error), emptyCell()],
        textCell(words.clusters[language](clusters)),
      ]),
    ),
  ];
  if (rows.length === 0) return [];
  return [
    {
      title: words.further[language],
      stub: words.method[language],
      heads: [words.estimate, words.error, words.pValue, words.basis].map((word) => [word[language]]),
      rows,
      notes: [],
    },
  ];
}
