/**
 * Dummies of one factor as one row of a table, "Year dummies: yes", as journals print them: those of time where there are two or more,
 * and of any other factor that has more than ten. Dummies in a product, and of event time, which has levels below zero, keep their
 * rows. The row has those it stands for (`folded`), so that a presentation can show them. Computes nothing.
 */
import type { Labelled } from "../../base/columns.js";
import type { Language } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { partsOfProduct } from "../../base/term-names.js";
import { regressionWords as words } from "../messages/regression.js";
import type { Naming } from "../naming.js";
import { type TableModel, type TableRow, textCell } from "../table-model.js";
import { byColumn } from "./regression-notes.js";

/** Dummies of a factor that is no time have rows up to this many. */
export const MOST_SHOWN = 10;

/** What a record has that says which of its coefficients are dummies; `time_dummies` of a dynamic panel go by their period alone. */
export interface DummyRecord extends Labelled {
  readonly coefficients: Readonly<Record<string, unknown>>;
  readonly panel?: { readonly time?: string };
  readonly time_dummies?: readonly string[];
}

interface Dummy {
  readonly factor: string;
  readonly level: string;
  readonly isTime: boolean;
}

/** `year::2003` and `factor(year)2003`; undefined for any other term. */
function dummyOf(term: string, { panel, time_dummies = [], labels = {} }: DummyRecord): Dummy | undefined {
  if (panel?.time !== undefined && time_dummies.includes(term)) {
    return { factor: panel.time, level: term, isTime: true };
  }
  const [, first, of, second, at] = /^(?:factor\(([^()]+)\)(.+)|([^:]+)::(.+))$/s.exec(term) ?? [];
  const [factor, level] = [first ?? second, of ?? at];
  if (factor === undefined || level === undefined || level.includes("::") || partsOfProduct(term).length > 1) return;
  const isTime = factor === panel?.time || isYear(level) || PERIOD.test(ownOf(labels, term) ?? "");
  return { factor, level, isTime };
}

const isYear = (level: string): boolean => /^(?:1[89]|2[01])\d\d$/.test(level);

/** How words for a level end that counts periods: `Month = 2012m3`. */
const PERIOD = / = \d{4}(?:[hqmw]\d+|-\d\d-\d\d)$/;

/** Factors whose dummies, `terms`, stand in one row each. */
export interface FoldedFactor {
  readonly factor: string;
  readonly terms: readonly string[];
}

/** The factors of `records` that are folded, each with those of its dummies that are in `terms`. */
function foldedFactors(records: readonly DummyRecord[], terms: readonly string[]): FoldedFactor[] {
  const found = records.map((record) =>
    terms.flatMap((term) => {
      const dummy = Object.hasOwn(record.coefficients, term) ? dummyOf(term, record) : undefined;
      return dummy === undefined ? [] : [{ term, ...dummy }];
    }),
  );
  return [...new Set(found.flat().map(({ factor }) => factor))].flatMap((factor) => {
    const own = found.map((dummies) => dummies.filter((dummy) => dummy.factor === factor));
    if (own.flat().some(({ level }) => Number(level) < 0)) return [];
    const isFolded = own.some(
      (dummies) => dummies.length > MOST_SHOWN || (dummies.length > 1 && dummies.every(({ isTime }) => isTime)),
    );
    return isFolded ? [{ factor, terms: [...new Set(own.flat().map(({ term }) => term))] }] : [];
  });
}

/** What a table says of dummies: `shown` are the terms that keep rows, `rows` and `notes` stand for the others. */
export interface Folding {
  readonly shown: readonly string[];
  readonly rows: readonly TableRow[];
  readonly notes: readonly string[];
}

/** `terms` of `records` folded, but for factors of which `named` asks for a dummy; `rowsOf` makes the rows of one. */
export function foldDummies(
  records: readonly DummyRecord[],
  terms: readonly string[],
  named: ReadonlySet<string>,
  rowsOf: (term: string) => readonly TableRow[],
  name: Naming,
  language: Language,
): Folding {
  const factors = foldedFactors(records, terms).filter(({ terms: own }) => !own.some((term) => named.has(term)));
  const rows = factors.map(({ factor, terms: own }) =>
    dummyRow(records, own, words.dummies[language](name(factor)), own.flatMap(rowsOf), language, factor),
  );
  const gone = new Set(factors.flatMap((folded) => folded.terms));
  return {
    shown: terms.filter((term) => !gone.has(term)),
    rows,
    notes: rows.flatMap((row) => row.folded!.notes),
  };
}

/** The row of `terms`, called `label`: yes where a record has any of them. */
export function dummyRow(
  records: readonly Pick<DummyRecord, "coefficients">[],
  terms: readonly string[],
  label: string,
  rows: readonly TableRow[],
  language: Language,
  factor?: string,
): TableRow {
  const counts = records.map(({ coefficients }) => terms.filter((term) => Object.hasOwn(coefficients, term)).length);
  const notes = byColumn(
    counts.map((count) => (count === 0 ? [] : [words.dummiesNote[language](label, count)])),
    language,
  );
  return {
    label,
    quantity: "",
    cells: counts.map((count) => textCell(words[count > 0 ? "yes" : "no"][language])),
    ruleAbove: false,
    ...(factor === undefined ? {} : { factor }),
    folded: { rows, notes },
  };
}

/** `rows` with a rule above the first alone. */
export const ruledAbove = (rows: readonly TableRow[]): TableRow[] =>
  rows.map((row, i) => ({ ...row, ruleAbove: i === 0 }));

/** `table` with the rows of dummies, at the end of its coefficients, in the place of those that stand for them. */
export function withDummies(table: TableModel): TableModel {
  const folded = table.rows.flatMap(({ folded: own }) => (own === undefined || own.rows.length === 0 ? [] : [own]));
  if (folded.length === 0) return table;
  const end = table.rows.findIndex(({ ruleAbove }) => ruleAbove);
  let rule = false;
  const facts = table.rows.slice(end).flatMap((row): TableRow[] => {
    rule ||= row.ruleAbove;
    if (row.folded !== undefined && folded.includes(row.folded)) return [];
    const own = { ...row, ruleAbove: rule };
    rule = false;
    return [own];
  });
  const gone = new Set(folded.flatMap(({ notes }) => notes));
  return {
    ...table,
    rows: [...table.rows.slice(0, end), ...folded.flatMap(({ rows }) => rows), ...facts],
    notes: table.notes.filter((note) => !gone.has(note)),
  };
}
