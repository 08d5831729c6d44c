/**
 * Results of any kind side by side: chosen coefficients in a chosen order, groups of others as yes and no, what
 * each model and its errors are, numbers of fit and tests. Computes nothing.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { type Language, listed, noteText, omittedText } from "../../base/messages.js";
import { formatCount, formatFixed, formatP } from "../../report/format-number.js";
import { regressionWords } from "../../report/messages/regression.js";
import { droppedText } from "../../report/messages.js";
import { foldDummies, ruledAbove } from "../../report/regression/dummies.js";
import { byColumn, levelsText } from "../../report/regression/regression-notes.js";
import {
  type Beneath,
  clusterLabel,
  coefficientRows,
  distinct,
  effectLabel,
  fact,
  headsOf,
  marksOf,
  type Star,
  starNote,
} from "../../report/regression/regression-table.js";
import { isNormal, varianceCell } from "../../report/regression/variance-words.js";
import {
  type Cell,
  type ColumnSpan,
  emptyCell,
  headingRow,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import { modelTableWords as words } from "./messages.js";
import type { ModelColumn, NamedResult } from "./model-column.js";
import { chosenTerms, matchedBy, namedTerms, requireResults, type TermNaming } from "./named-terms.js";

export interface ModelTableOptions extends TermNaming {
  readonly title?: string;
  /** What stands beneath each estimate; default its standard error. */
  readonly beneath?: Beneath;
  /** Stars, strictest first; default none. */
  readonly stars?: readonly Star[];
  /** Coefficients, by name or `/regex/`, shown as one row of yes and no. */
  readonly groups?: readonly { readonly label: string; readonly terms: readonly string[] }[];
  /** Numbers beneath, such as `nobs`, `r2`, `ar2`; default those usual for the results. */
  readonly statistics?: readonly string[];
  /** Rows added under the fixed effects: a label and a text a column. */
  readonly extraRows?: readonly { readonly label: string; readonly texts: readonly string[] }[];
  readonly notes?: readonly string[];
  /** Headings over columns. */
  readonly spans?: readonly ColumnSpan[];
  /** Default "en". */
  readonly language?: Language;
}

/**
 * A table of `results`, a column each, numbered (1), (2), ... above their labels. Coefficients that are in no row are named
 * beneath. Throws DataError `no_results`, `not_a_model`, UsageError `unknown_term`, `unknown_statistic`.
 */
export function modelTable(results: readonly NamedResult[], options: ModelTableOptions = {}): TableModel {
  requireResults("A table of models", results);
  const { beneath = "std_error", stars = [], groups = [], language = "en" } = options;
  const { columns, name, present } = namedTerms(results, options);
  const gathered = groups.map(({ label, terms }) => ({ label, terms: [...matchedBy(terms, present)] }));
  const inGroups = new Set(gathered.flatMap(({ terms }) => terms));
  const chosen = chosenTerms({ columns, name, present }, options).filter(({ term }) => !inGroups.has(term));
  const rowsOf = (term: string) => coefficientRows(term, name(term), columns, beneath, stars);
  const dropped = matchedBy(options.drop ?? [], present);
  const folding = foldDummies(
    columns,
    present.filter((term) => !inGroups.has(term) && !dropped.has(term)),
    matchedBy(namedIn(options), present),
    (term) => (chosen.some((one) => one.term === term) ? rowsOf(term) : []),
    name,
    language,
  );
  const own = new Set(folding.shown);
  const placed = chosen.filter(({ term }) => own.has(term));
  const shown = placed.map(({ term }) => term);
  const hidden = present.filter(
    (term) => !shown.includes(term) && !inGroups.has(term) && (own.has(term) || dropped.has(term)),
  );
  requireSpans(options.spans ?? [], results.length);
  const statistics = statisticRows(columns, options.statistics, language);
  const marks = starNote(stars, language);
  return {
    title: options.title ?? "",
    ...headsOf(
      results.map(({ label }) => [label].flat()),
      columns.map(({ depvar }) => depvar),
      name,
      language,
    ),
    ...(options.spans === undefined || options.spans.length === 0 ? {} : { spans: options.spans }),
    rows: [
      ...placed.flatMap(({ term, heading }, i): TableRow[] => {
        const rows = rowsOf(term);
        if (heading === undefined) return rows;
        const inset = rows.map((row) => ({ ...row, inset: true }));
        return heading === placed[i - 1]?.heading ? inset : [headingRow(heading), ...inset];
      }),
      ...ruledAbove([...folding.rows, ...factRows(columns, { gathered, name, language })]),
      ...(options.extraRows ?? []).map(({ label, texts }) => fact(label, texts.map(textCell))),
      ...errorRows(columns, name, language),
      ...statistics,
    ],
    notes: [
      beneathNote(beneath, columns, language),
      ...(statistics.some(({ quantity }) => quantity === "p_value") ? [words.testBeneath[language]] : []),
      ...(statistics.some(({ label }) => label === words.uncentred_r2[language])
        ? [regressionWords.uncentredNote[language]]
        : []),
      ...marks,
      ...folding.notes,
      ...gathered.map(({ label, terms }) => words.grouped[language](label, listed[language](terms.map(name)))),
      ...(hidden.length === 0 ? [] : [words.notShown[language](listed[language](hidden.map(name)))]),
      ...byColumn(
        columns.map((column) => ownNotes(column, name, language)),
        language,
      ),
      ...(options.notes ?? []),
    ],
    ...marksOf(marks),
    shortNotes: Object.fromEntries(ruleNotes(columns, language).map((note) => [note, ""])),
    notesInCsv: true,
    columnsApart: true,
  };
}

/** Coefficients that a table was asked for by name. */
const namedIn = ({ keep = [], order = [], headings = [] }: TermNaming): string[] => [
  ...keep,
  ...order,
  ...headings.flatMap(({ terms }) => terms),
];

/** The notes on small-sample rules as they stand among those by column. */
const ruleNotes = (columns: readonly ModelColumn[], language: Language): string[] =>
  byColumn(
    columns.map((column) => ruleNote(column, language)),
    language,
  );

interface Facts {
  readonly gathered: readonly { readonly label: string; readonly terms: readonly string[] }[];
  readonly name: (term: string) => string;
  readonly language: Language;
}

/** Groups of coefficients, the outcomes and models where they differ, and the effects; blank where a kind has none. */
function factRows(columns: readonly ModelColumn[], { gathered, name, language }: Facts): TableRow[] {
  const yesNo = (is: boolean): string => words[is ? "yes" : "no"][language];
  const models = columns.map(({ model }) => model[language]);
  const effects = distinct(columns.flatMap((column) => column.effects ?? []));
  const rows = [
    ...gathered.map(({ label, terms }) => {
      const texts = columns.map(({ coefficients }) => {
        const has = terms.filter((term) => Object.hasOwn(coefficients, term)).length;
        return has === 0 || has === terms.length ? yesNo(has > 0) : words.some[language];
      });
      return { label, texts };
    }),
    ...(models.some((model) => model !== "OLS") ? [{ label: words.model[language], texts: models }] : []),
    ...effects.map((effect) => ({
      label: effectLabel(name(effect), language),
      effect,
      texts: columns.map((column) => (column.effects === null ? "" : yesNo(column.effects.includes(effect)))),
    })),
  ];
  return rows.map(({ label, texts, ...of }, i) => ({ ...fact(label, texts.map(textCell), i === 0), ...of }));
}

function errorRows(columns: readonly ModelColumn[], name: (term: string) => string, language: Language): TableRow[] {
  if (columns.every(({ vcov }) => vcov === null)) return [];
  const clustered = columns.some(({ vcov }) => vcov !== null && Object.keys(vcov.clusters).length > 0);
  const rule = columns.map(({ vcov }) =>
    vcov === null ? emptyCell() : textCell(varianceCell(vcov, (column) => clusterLabel(column, name))),
  );
  const counts = columns.map(({ vcov }) => {
    const sizes = Object.values(vcov?.clusters ?? {});
    if (sizes.length === 1) return numberCell(sizes[0]!, formatCount(sizes[0]!));
    return textCell(sizes.map(formatCount).join(" / "));
  });
  return [
    fact(words[clustered ? "clustered" : "errors"][language], rule),
    ...(clustered ? [fact(words.clusters[language], counts)] : []),
  ];
}

function beneathNote(beneath: Beneath, columns: readonly ModelColumn[], language: Language): string {
  if (beneath !== "interval") return words[beneath][language];
  return words.interval[language](levelsText(columns.map(({ level }) => ({ vcov: { level } }))));
}

/** The small-sample rule of a column; none without one. */
function ruleNote({ rule, df }: ModelColumn, language: Language): string[] {
  if (rule === null) return [];
  const statistic = isNormal(df) ? words.z[language] : words.t[language](formatCount(df));
  return [words.rule[language](rule.preset, String(rule.K), statistic)];
}

/** What a reader must know of one column. */
function ownNotes(column: ModelColumn, name: (term: string) => string, language: Language): string[] {
  const { collinear, notes, dropped } = column;
  const lost = Object.entries(dropped).filter(([, count]) => count > 0);
  return [
    ...ruleNote(column, language),
    ...lost.map(([reason, count]) => words.dropped[language](droppedText(reason, language), formatCount(count))),
    ...collinear.map((each) => words.leftOut[language](name(each.term), omittedText(each, language))),
    ...notes.map((note) => noteText(note, language)),
  ];
}

// Headings over columns that stand side by side.

/** Throws UsageError `bad_span` for columns that are not there, and for two headings over one column. */
export function requireSpans(spans: readonly ColumnSpan[], nColumns: number): void {
  const over = new Array<string | undefined>(nColumns);
  for (const span of spans) {
    const { label, from, to } = span;
    if (!(Number.isInteger(from) && Number.isInteger(to) && 1 <= from && from <= to && to <= nColumns)) {
      throw new UsageError(
        "bad_span",
        `The heading '${label}' is over columns ${from} to ${to}, and there are columns 1 to ${nColumns}.`,
        { got: span, expected: [1, nColumns] },
      );
    }
    for (let c = from - 1; c < to; c++) {
      if (over[c] !== undefined) {
        throw new UsageError("bad_span", `Column ${c + 1} has two headings, '${over[c]}' and '${label}'.`, {
          got: span,
        });
      }
      over[c] = label;
    }
  }
}

/** The heading over column `c` (0-based) of `nColumns`, if any. Throws as `requireSpans`. */
export function spanOf(spans: readonly ColumnSpan[], c: number, nColumns: number): string | undefined {
  requireSpans(spans, nColumns);
  return spans.find(({ from, to }) => from - 1 <= c && c < to)?.label;
}

// Rows of numbers beneath the coefficients of a table of models.

const share = (value: number): string => formatFixed(value, 3);
const twoDecimals = (value: number): string => formatFixed(value, 2);

/** How each number is printed. */
const VALUES = {
  nobs: formatCount,
  n_groups: formatCount,
  n_instruments: formatCount,
  n_treated: formatCount,
  r2: share,
  uncentred_r2: share,
  adj_r2: share,
  within_r2: share,
  pseudo_r2: share,
  rmse: share,
  loglik: twoDecimals,
} as const;

/** Tests: the statistic, and its p in brackets beneath. */
const TESTS = ["first_stage_f", "ar1", "ar2", "hansen", "sargan"] as const;

/** Statistics a table can show, by name. */
export const STATISTICS = [...(Object.keys(VALUES) as (keyof typeof VALUES)[]), ...TESTS];
export type Statistic = (typeof STATISTICS)[number];

/** Shown where not given, where a result has them. */
const USUAL: readonly Statistic[] = [
  "nobs",
  "r2",
  "uncentred_r2",
  "within_r2",
  "pseudo_r2",
  "n_groups",
  "n_instruments",
  "n_treated",
  "first_stage_f",
  "ar1",
  "ar2",
  "hansen",
];

/** The rows of `wanted`, default the usual ones that a result has. Throws UsageError `unknown_statistic`. */
export function statisticRows(
  columns: readonly ModelColumn[],
  wanted: readonly string[] | undefined,
  language: Language,
): TableRow[] {
  for (const name of wanted ?? []) requireStatistic(name);
  const isThere = (name: Statistic): boolean =>
    columns.some(({ values, tests }) => (values[name] ?? tests[name] ?? null) !== null);
  const names = (wanted as readonly Statistic[] | undefined) ?? USUAL.filter(isThere);
  return names.flatMap((name, i) => {
    const isTest = (TESTS as readonly string[]).includes(name);
    const label = words[name][language];
    if (!isTest) {
      const text = VALUES[name as keyof typeof VALUES];
      const cells = columns.map(({ values }) => cell(values[name], text));
      return [{ label, name, quantity: "", cells, ruleAbove: i === 0 }];
    }
    const tests = columns.map((column) => column.tests[name]);
    return [
      {
        label,
        name,
        quantity: "statistic",
        cells: tests.map((test) => cell(test?.statistic, twoDecimals)),
        ruleAbove: i === 0,
      },
      {
        label: "",
        quantity: "p_value",
        cells: tests.map((test) => cell(test?.p_value, formatP, true)),
        ruleAbove: false,
      },
    ];
  });
}

function cell(value: number | null | undefined, text: (value: number) => string, brackets = false): Cell {
  if (value === null || value === undefined) return emptyCell();
  return brackets ? numberCell(value, text(value), "[", "]") : numberCell(value, text(value));
}

function requireStatistic(name: string): void {
  if ((STATISTICS as readonly string[]).includes(name)) return;
  throw new UsageError(
    "unknown_statistic",
    `A table has no statistic '${name}'${didYouMean(name, STATISTICS)} It can show ${STATISTICS.join(", ")}.`,
    { got: name, expected: STATISTICS },
  );
}
