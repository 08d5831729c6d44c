/**
 * Several fits side by side: a row a coefficient with its standard error, t or interval beneath, then
 * fixed effects, how errors were made, rows used and dropped, fit. Sees records of fits, never an estimator.
 */
import { DataError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import { decimalsFor, formatCount, formatFixed, formatT } from "../format-number.js";
import { regressionWords as words } from "../messages/regression.js";
import { droppedText } from "../messages.js";
import { naming, outcomeStub } from "../naming.js";
import {
  type Cell,
  emptyCell,
  intervalCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../table-model.js";
import { type Folding, foldDummies, ruledAbove } from "./dummies.js";
import { levelsText, regressionNotes, withoutMachinery } from "./regression-notes.js";
import { varianceCell } from "./variance-words.js";

/** A fit and what heads its column, one line or several: as many in every column of a table. */
export interface LabelledFit {
  readonly label: string | readonly string[];
  readonly fit: FitRecord;
}

/** A mark set behind estimates whose p-value is below `below`. */
export interface Star {
  readonly below: number;
  readonly mark: string;
}

/** The usual three; a table says what its stars mean. */
export const USUAL_STARS: readonly Star[] = [
  { below: 0.01, mark: "***" },
  { below: 0.05, mark: "**" },
  { below: 0.1, mark: "*" },
];

export type Beneath = "std_error" | "statistic" | "interval" | "p_value";

export interface RegressionTableOptions {
  readonly title?: string;
  /** What stands beneath each estimate; default its standard error. */
  readonly beneath?: Beneath;
  /** Stars, strictest first; default none. */
  readonly stars?: readonly Star[];
  /** Words for coefficients, effects and clusters, by their name in the fit; default labels of the data, else names. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Terms that stand first, in this order; default order of first appearance. */
  readonly first?: readonly string[];
  /** Rows added under the fixed effects: a label and a text a fit. */
  readonly extraRows?: readonly { readonly label: string; readonly texts: readonly string[] }[];
  /** Rows set beneath the fit statistics. */
  readonly rowsBeneath?: readonly TableRow[];
  /** What stands above the terms; default the outcomes. */
  readonly stub?: string;
  /** Notes set after those the table makes itself. */
  readonly notes?: readonly string[];
  /** Language of the words the table makes itself, default "en". */
  readonly language?: Language;
}

/**
 * A table of the fits, a column each, numbered (1), (2), ... above their labels. Coefficients stand in order of first
 * appearance. Throws DataError without fits.
 */
export function regressionTable(fits: readonly LabelledFit[], options: RegressionTableOptions = {}): TableModel {
  if (fits.length === 0) {
    throw new DataError("no_fits", "A regression table needs at least one fit; none came.", { got: 0, expected: 1 });
  }
  const { language = "en" } = options;
  const records = fits.map(({ fit }) => fit);
  const name = naming(records, options.labels, language);
  const beneath = options.beneath ?? "std_error";
  const present = distinct(records.flatMap((fit) => Object.keys(fit.coefficients)));
  const stars = starNote(options.stars ?? [], language);
  const terms = distinct([...(options.first ?? []).filter((term) => present.includes(term)), ...present]);
  const rowsOf = (term: string) => coefficientRows(term, name(term), records, beneath, options.stars ?? []);
  const folding = foldDummies(records, terms, new Set(options.first), rowsOf, name, language);
  return {
    title: options.title ?? "",
    ...fitHeads(fits, name, language, options.stub),
    rows: [
      ...folding.shown.flatMap(rowsOf),
      ...controlRows(folding, records, name, language),
      ...(options.extraRows ?? []).map(({ label, texts }) => fact(label, texts.map(textCell))),
      ...errorRows(records, name, language),
      ...sampleRows(records, language),
      ...(options.rowsBeneath ?? []),
    ],
    notes: [
      beneathNote(beneath, records, "t", language),
      ...stars,
      ...folding.notes,
      ...(records.some(isUncentred) ? [words.uncentredNote[language]] : []),
      ...regressionNotes(records, name, language),
      ...(options.notes ?? []),
    ],
    ...marksOf(stars),
    shortNotes: withoutMachinery(records, name, language),
    notesInCsv: true,
    columnsApart: true,
  };
}

/**
 * The heading of columns with these `labels` and `outcomes`: numbers, labels, and, where outcomes differ and are no labels already, a line of
 * them, which the stub then names. Else the stub is the outcome that columns share; `stub` stands in its place.
 */
export function headsOf(
  labels: readonly (readonly string[])[],
  outcomes: readonly (string | null)[],
  name: (term: string) => string,
  language: Language,
  stub?: string,
): Pick<TableModel, "stub" | "outcomes" | "outcomeLine" | "heads"> {
  const called = outcomes.map((outcome) => (outcome === null ? "" : name(outcome)));
  const known = distinct(outcomes.flatMap((outcome) => (outcome === null ? [] : [outcome])));
  const height = Math.max(...labels.map((lines) => lines.length));
  const heads = labels.map((lines, c) => [
    `(${c + 1})`,
    ...lines,
    ...new Array<string>(height - lines.length).fill(""),
  ]);
  if (stub !== undefined) return { stub, heads };
  if (distinct(known.map(name)).length < 2) return { ...outcomeStub(known, name), heads };
  const isThere = labels.every((lines, c) => lines.length === 1 && lines[0] === called[c]);
  return {
    stub: words.outcomes[language],
    outcomes: Object.fromEntries(known.map((outcome) => [outcome, name(outcome)])),
    outcomeLine: true,
    heads: isThere ? heads : heads.map((lines, c) => [...lines, called[c]!]),
  };
}

/** The heading of columns of fits; an empty label is none. */
export const fitHeads = (
  fits: readonly { readonly label: LabelledFit["label"]; readonly fit: { readonly depvar: string } }[],
  name: (term: string) => string,
  language: Language,
  stub?: string,
): ReturnType<typeof headsOf> =>
  headsOf(
    fits.map(({ label }) => (label === "" ? [] : [label].flat())),
    fits.map(({ fit }) => fit.depvar),
    name,
    language,
    stub,
  );

/** The note on stars, marked as it. */
export const marksOf = ([text]: readonly string[]): Pick<TableModel, "starNote"> =>
  text === undefined ? {} : { starNote: text };

/** Estimates of `term`, a cell a fit, and what stands beneath them. */
export function coefficientRows(
  term: string,
  label: string,
  fits: readonly { readonly coefficients: Readonly<Record<string, Coefficient>> }[],
  beneath: Beneath,
  stars: readonly Star[],
): TableRow[] {
  const found = fits.map((fit) => ownOf(fit.coefficients, term));
  const decimals = decimalsFor(found.flatMap((b) => (b === undefined ? [] : [b.std_error || b.estimate])));
  const estimates = found.map((b): Cell => {
    if (b === undefined) return emptyCell();
    const close = markOf(b.p_value, stars);
    return scaledCell(b.estimate, formatFixed(b.estimate, decimals), { close, p: b.p_value });
  });
  const seconds = found.map((b): Cell => (b === undefined ? emptyCell() : beneathCell(b, beneath, decimals)));
  return [
    { label, name: term, quantity: "estimate", cells: estimates, ruleAbove: false },
    { label: "", quantity: beneath, cells: seconds, ruleAbove: false },
  ];
}

function beneathCell(b: Coefficient, beneath: Beneath, decimals: number): Cell {
  if (beneath === "interval") {
    const text = `[${formatFixed(b.conf_low, decimals)}, ${formatFixed(b.conf_high, decimals)}]`;
    return intervalCell(b.conf_low, b.conf_high, text);
  }
  const value = b[beneath];
  if (beneath === "std_error") return scaledCell(value, formatFixed(value, decimals), { open: "(", close: ")" });
  const digits = decimalsFor([]);
  return numberCell(value, beneath === "statistic" ? formatT(value, digits) : formatFixed(value, digits), "(", ")");
}

/** Which dummies, effects and slopes by effect each fit has. */
export const controlRows = (
  { rows }: Folding,
  fits: readonly Pick<FitRecord, "fixed_effects">[],
  name: (term: string) => string,
  language: Language = "en",
): TableRow[] => ruledAbove([...rows, ...effectRows(fits, name, language)]);

/** Which effects and slopes by effect each fit has. */
export function effectRows(
  fits: readonly Pick<FitRecord, "fixed_effects">[],
  name: (term: string) => string,
  language: Language = "en",
): TableRow[] {
  const partsOf = ({ fixed_effects }: Pick<FitRecord, "fixed_effects">): string[] =>
    Object.entries(fixed_effects.effects).flatMap(([effect, { slopes }]) => [
      ...(slopes?.intercept === false ? [] : [effectLabel(name(effect), language)]),
      ...(slopes?.names ?? []).map((slope) => words.slopes[language](name(slope), name(effect))),
    ]);
  const effects = new Map(
    fits.flatMap(({ fixed_effects }) =>
      Object.keys(fixed_effects.effects).map((effect) => [effectLabel(name(effect), language), effect] as const),
    ),
  );
  return distinct(fits.flatMap(partsOf)).map((part, i) => ({
    ...fact(
      part,
      fits.map((fit) => textCell(partsOf(fit).includes(part) ? words.yes[language] : words.no[language])),
      i === 0,
    ),
    ...(effects.has(part) ? { effect: effects.get(part)! } : {}),
  }));
}

/** Words that say themselves that they are of a fixed effect. */
const SAYS_EFFECT = /fixed effects?|\bFEs?\b|dumm(?:y|ies)|固定效应|虚拟变量/i;

/** The label of a fixed effect called `name`: "Fixed effects: city", or `name` where that says so itself. */
export const effectLabel = (name: string, language: Language = "en"): string =>
  SAYS_EFFECT.test(name) ? name : words.effects[language](name);

/** Words for a column as clusters have them: its own name where the words are those of its fixed effect. */
export const clusterLabel = (column: string, name: (term: string) => string): string =>
  SAYS_EFFECT.test(name(column)) ? column : name(column);

/** How errors were made, and the clusters. */
export function errorRows(
  fits: readonly { readonly vcov: Omit<FitRecord["vcov"], "df"> }[],
  name: (term: string) => string,
  language: Language = "en",
): TableRow[] {
  const rule = fits.map(({ vcov }) => textCell(varianceCell(vcov, (column) => clusterLabel(column, name), language)));
  const clusters = fits.map(({ vcov }): Cell => {
    const counts = Object.values(vcov.clusters);
    if (counts.length === 1) return numberCell(counts[0]!, formatCount(counts[0]!));
    return textCell(counts.map(formatCount).join(" / "));
  });
  const clustered = fits.some(({ vcov }) => Object.keys(vcov.clusters).length > 0);
  return [
    fact(clustered ? words.clusteredBy[language] : words.errors[language], rule),
    ...(clustered ? [fact(words.clusters[language], clusters)] : []),
  ];
}

/** Rows used, and those dropped by reason. */
export function countRows(fits: readonly Pick<FitRecord, "nobs" | "dropped">[], language: Language = "en"): TableRow[] {
  const reasons = distinct(fits.flatMap((fit) => Object.keys(fit.dropped))).filter((reason) =>
    fits.some((fit) => (ownOf(fit.dropped, reason) ?? 0) > 0),
  );
  const count = (value: number): Cell => numberCell(value, formatCount(value));
  return [
    fact(
      words.observations[language],
      fits.map((fit) => count(fit.nobs)),
      true,
    ),
    ...reasons.map((reason) =>
      fact(
        words.dropped[language](droppedText(reason, language)),
        fits.map((fit) => count(ownOf(fit.dropped, reason) ?? 0)),
      ),
    ),
  ];
}

function sampleRows(fits: readonly FitRecord[], language: Language): TableRow[] {
  const share = (value: number | null): Cell =>
    value === null ? emptyCell() : numberCell(value, formatFixed(value, 3));
  return [
    ...countRows(fits, language),
    fact(
      words.r2[language],
      fits.map((fit) => share(fit.fit.r2)),
    ),
    ...(fits.some(isUncentred)
      ? [
          fact(
            words.uncentredR2[language],
            fits.map((fit) => share(fit.fit.uncentred_r2 ?? null)),
          ),
        ]
      : []),
    fact(
      words.withinR2[language],
      fits.map((fit) => share(fit.fit.within_r2)),
    ),
  ];
}

/** Whether a fit has neither constant nor effects. */
const isUncentred = ({ fit }: FitRecord): boolean => fit.uncentred_r2 !== undefined;

/** A row of its own label, with no quantity. */
export const fact = (label: string, cells: readonly Cell[], ruleAbove = false): TableRow => ({
  label,
  quantity: "",
  cells,
  ruleAbove,
});

/** What stands beneath the estimates. */
export function beneathNote(
  beneath: Beneath,
  fits: readonly { readonly vcov: { readonly level: number } }[],
  statistic = "t",
  language: Language = "en",
): string {
  if (beneath === "interval") return words.intervals[language](levelsText(fits, language));
  if (beneath === "std_error") return words.errorsBeneath[language];
  return beneath === "statistic" ? words.statisticsBeneath[language](statistic) : words.pBeneath[language];
}

/** The mark of the strictest level that p is below. */
export const markOf = (p: number, stars: readonly Star[]): string => stars.find(({ below }) => p < below)?.mark ?? "";

/** What stars mean; none without them. */
export function starNote(stars: readonly Star[], language: Language = "en"): string[] {
  if (stars.length === 0) return [];
  return [
    words.stars[language](
      stars.map(({ mark }) => mark),
      stars.map(({ below }) => below),
    ),
  ];
}

/** Each once, in the order they first come. */
export const distinct = (names: readonly string[]): string[] => [...new Set(names)];
