/**
 * What stands beneath a table of regressions: everything that was dropped, chosen or assumed and has no row
 * of its own. A note shared by all columns stands once; others name their columns. Computes nothing.
 */

import type { Language } from "../../base/messages.js";
import { noteText, omittedText } from "../../base/messages.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { formatCount } from "../format-number.js";
import { jointTestText } from "../joint-test-text.js";
import { regressionWords as words } from "../messages/regression.js";
import { methodText } from "../messages.js";
import { degreesCount, degreesWords } from "./variance-words.js";

/** Words for terms, effects, weights and clusters, by their name in the fit. */
type Naming = (term: string) => string;

/** The notes every column has in some form: weights, small-sample rule, how effects were absorbed, joint tests asked for. */
export function regressionNotes(fits: readonly FitRecord[], name: Naming, language: Language = "en"): string[] {
  return [
    ...weightNotes(fits, name, language),
    smallSampleNote(fits, name, language),
    ...solverNotes(fits, language),
    ...byColumn(
      fits.map((fit) => testTexts(fit, language)),
      language,
    ),
    ...byColumn(
      fits.map((fit) => leftOut(fit, name, language)),
      language,
    ),
    ...byColumn(
      fits.map((fit) => fit.notes.map((note) => noteText(note, language))),
      language,
    ),
  ];
}

/** The notes on small-sample rule and solver, which documents leave out, each with "" for what they print. */
export const withoutMachinery = (
  fits: readonly FitRecord[],
  name: Naming,
  language: Language = "en",
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [smallSampleNote(fits, name, language), ...solverNotes(fits, language)].map((note) => [note, ""] as const),
  );

/** The level of intervals: one number where all columns share it, else one a column. */
export const levelsText = (
  fits: readonly { readonly vcov: { readonly level: number } }[],
  language: Language = "en",
): string =>
  shared(
    fits.map(({ vcov }) => `${Number((100 * vcov.level).toFixed(6))}%`),
    language,
  );

/**
 * The texts of each column in order of first appearance, each once: as it is when every column has it, else behind the
 * numbers of its columns, `(1), (3): ...`.
 */
export function byColumn(texts: readonly (readonly string[])[], language: Language = "en"): string[] {
  return [...new Set(texts.flat())].map((text) => {
    const columns = texts.flatMap((own, c) => (own.includes(text) ? [c + 1] : []));
    return columns.length === texts.length ? text : words.forColumns[language](columnNumbers(columns), text);
  });
}

/** `(1), (3)`, and runs of three and more as `(4)-(9)`. */
function columnNumbers(columns: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const column of columns) {
    const run = runs.at(-1);
    if (run !== undefined && column === run.last + 1) run.last = column;
    else runs.push({ first: column, last: column });
  }
  return runs
    .map(({ first, last }) => (first === last ? `(${first})` : `(${first})${last === first + 1 ? ", " : "-"}(${last})`))
    .join(", ");
}

/** None where no column is weighted. */
function weightNotes(fits: readonly FitRecord[], name: Naming, language: Language): string[] {
  if (fits.every(({ weights }) => weights === null)) return [];
  return byColumn(
    fits.map(({ weights }) => [
      weights === null ? words.notWeighted[language] : words.weighted[language](name(weights)),
    ]),
    language,
  );
}

/** The small-sample rule, K and the degrees of freedom of t: one number where all columns share it, else one a column. */
function smallSampleNote(fits: readonly FitRecord[], name: Naming, language: Language): string {
  const notCounted = [...new Set(fits.flatMap(({ vcov }) => vcov.not_counted))];
  const levels =
    notCounted.length === 0 ? "" : words.notCounted[language](notCounted.map(name).join(words.comma[language]));
  const rule = fits.map(({ vcov }) => String(vcov.ssc.preset));
  const K = fits.map(({ vcov }) => String(vcov.K));
  return words.smallSample[language](shared(rule, language), shared(K, language), levels, degreesText(fits, language));
}

/** One text where all columns share it, else one a column; numbers alone as `107, 96 degrees of freedom`. */
function degreesText(fits: readonly FitRecord[], language: Language): string {
  const noun = "degrees of freedom";
  if (fits.every(({ vcov }) => vcov.df_by_term === undefined)) {
    const own = fits.map(({ vcov }) => degreesCount(vcov.df, language));
    return (isByRuns(own) ? words.degreesShared : words.degrees)[language](shared(own, language));
  }
  return shared(
    fits.map(({ vcov }) => degreesWords(vcov, noun, language)),
    language,
  );
}

/** How the effects were absorbed, one note a method with the worst figures of its columns; none without effects. */
function solverNotes(fits: readonly FitRecord[], language: Language): string[] {
  const methods = fits.map(({ solver }) => solver.method);
  const texts = methods.map((method) => {
    if (method === "none") return [];
    const solvers = fits.map(({ solver }) => solver).filter((solver) => solver.method === method);
    const most = (figure: "iterations" | "certificate" | "error_estimate") =>
      Math.max(...solvers.map((solver) => solver[figure]));
    const atMost = solvers.length > 1 ? words.atMost[language] : "";
    const iterations = most("iterations");
    const error = most("error_estimate");
    return [
      words.absorbed[language](
        methodText(method, language),
        iterations === 0 ? "" : `${atMost}${formatCount(iterations)}`,
        `${atMost}${most("certificate").toExponential(1)}`,
        error === 0 ? "" : `${atMost}${error.toExponential(1)}`,
      ),
    ];
  });
  return methods.every((method) => method === methods[0] || method === "none")
    ? [...new Set(texts.flat())]
    : byColumn(texts, language);
}

/** Joint tests that were asked for; that of all slopes is made for every fit and left to the fit's own summary. */
function testTexts({ tests }: FitRecord, language: Language): string[] {
  return Object.entries(tests).flatMap(([pattern, test]) => {
    if (pattern === "slopes" || !("terms" in test)) return [];
    return [words.wald[language](pattern, jointTestText(test, language))];
  });
}

/** Terms omitted, those of one reason together. */
function leftOut({ collinear }: FitRecord, name: Naming, language: Language): string[] {
  const reasons = new Map(collinear.map((each) => [each.because, each]));
  return [...reasons.values()].map((reason) => {
    const terms = collinear.filter(({ because }) => because === reason.because).map(({ term }) => name(term));
    return words.leftOut[language](terms.join(words.comma[language]), omittedText(reason, language));
  });
}

/** Columns up to which different texts stand in the order of the columns. */
const IN_ORDER = 6;

/** Whether `shared` gives texts with their columns. */
const isByRuns = (texts: readonly string[]): boolean => new Set(texts).size > 1 && texts.length > IN_ORDER;

/** One text where all columns share it, else one a column; in wider tables each text with its columns, `3 in (1)-(4); 11 in (5)-(8)`. */
function shared(texts: readonly string[], language: Language): string {
  const different = [...new Set(texts)];
  if (different.length === 1) return different[0]!;
  if (texts.length <= IN_ORDER) return texts.join(", ");
  const columnsOf = (text: string) => columnNumbers(texts.flatMap((own, c) => (own === text ? [c + 1] : [])));
  return different.map((text) => words.inColumns[language](text, columnsOf(text))).join("; ");
}
