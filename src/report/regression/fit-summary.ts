/**
 * The lines of a regression's summary that every estimator prints alike: rows, effects, variance, coefficients, solver.
 * Everything printed comes from the record; nothing is computed here.
 */

import type { Labelled } from "../../base/columns.js";
import { ownOf } from "../../base/objects.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import { formatCount, formatDigits, formatT, numberText, pText } from "../format-number.js";
import { naming, shiftOf, wordsOf } from "../naming.js";
import type { TablePresentation } from "../present-table.js";
import { alignedLines, labelLines } from "../render/display-width.js";
import { clusterLabel, markOf, starNote } from "./regression-table.js";
import { degreesWords, isNormal, varianceWords } from "./variance-words.js";

const T_DECIMALS = 4;

/** What of a table's presentation a summary has: decimals, stars and words of coefficients. */
export type SummaryPresentation = Pick<TablePresentation, "digits" | "stars" | "labels">;

/** Rows left out, by reason, in parentheses; "" for none. */
export function droppedText({ dropped }: Pick<FitRecord, "dropped">): string {
  const parts = Object.entries(dropped)
    .filter(([, rows]) => rows > 0)
    .map(([reason, rows]) => `${formatCount(rows)} ${reason.replaceAll("_", " ")}`);
  return parts.length === 0 ? "" : ` (dropped: ${parts.join(", ")})`;
}

/** The fixed effects with their levels, in one line; none without effects. */
export function effectsLines(record: Pick<FitRecord, "fixed_effects" | "labels">): string[] {
  const { fixed_effects } = record;
  const called = naming([record]);
  const effects = Object.entries(fixed_effects.effects);
  if (effects.length === 0) return [];
  const texts = effects.map(([name, { levels, redundant, exact, slopes }]) => {
    const rule = slopes === undefined ? " by the pairwise rule" : " at least";
    const lost = (n: number) => (n === 0 ? "" : `, ${formatCount(n)} redundant${exact ? "" : rule}`);
    if (slopes === undefined) return `${called(name)} (${formatCount(levels)}${lost(redundant)})`;
    const of = slopes.names.map((slope, v) => `slopes of ${called(slope)}${lost(slopes.redundant[v]!)}`);
    return `${called(name)} (${formatCount(levels)}${slopes.intercept ? lost(redundant) : " without intercepts"}; ${of.join("; ")})`;
  });
  return [`Fixed effects: ${texts.join(", ")}`];
}

/** A variance with its degrees of freedom; null: z statistics. */
interface JudgedVariance extends Pick<FitRecord, "labels"> {
  readonly vcov: Omit<FitRecord["vcov"], "df"> & { readonly df: number | null };
}

/** The variance with its clusters and degrees of freedom. */
export function varianceText(record: JudgedVariance): string {
  const { vcov } = record;
  const { df } = vcov;
  const called = naming([record]);
  return `${varianceWords(vcov, "en", (column) => clusterLabel(column, called))}; ${isNormal(df) ? "z" : `t with ${degreesWords({ ...vcov, df }, "df")}`}`;
}

/** The same with K and the small-sample rule. */
export function vcovText(record: JudgedVariance): string {
  const { vcov } = record;
  const { preset, ...parts } = vcov.ssc;
  const each = Object.entries(parts).map(([part, value]) => `${part}=${value}`);
  const rule = `${preset}${each.length === 0 ? "" : ` (${each.join(", ")})`}`;
  return `${varianceText(record)}; K = ${formatCount(vcov.K)}; small sample: ${rule}`;
}

/** A presentation whose words are those of the record's data where it has none of its own. */
export const labelledBy = <P extends Pick<TablePresentation, "labels">>(record: Labelled, presentation: P): P => ({
  ...presentation,
  labels: wordsOf([record], presentation.labels),
});

/** Coefficients with their inference in aligned columns, and what stars mean; `df`: degrees of freedom of each. */
export function coefficientTable(
  coefficients: readonly (readonly [string, Coefficient])[],
  confidence: number,
  statistic: "t" | "z",
  presentation: SummaryPresentation & { readonly df?: Readonly<Record<string, number>> | undefined } = {},
): string[] {
  const { digits, stars = [], labels = {}, df } = presentation;
  const number = (value: number) => (digits === undefined ? numberText(value) : formatDigits(value, digits));
  const level = `${Number((100 * confidence).toFixed(6))}%`;
  const own = (name: string) => (df === undefined ? [] : [df[name]!.toFixed(2)]);
  const header = [
    ...["", "Estimate", "Std. Error", `${statistic} value`],
    ...(df === undefined ? [] : ["df"]),
    ...[`Pr(>|${statistic}|)`, `[${level}`, "interval]"],
  ];
  const numbersOf = (name: string, c: Coefficient): string[] => [
    number(c.estimate) + (stars.length === 0 ? "" : markOf(c.p_value, stars).padEnd(stars[0]!.mark.length)),
    number(c.std_error),
    formatT(c.statistic, T_DECIMALS),
    ...own(name),
    pText(c.p_value),
    number(c.conf_low),
    number(c.conf_high),
  ];
  const rows = coefficients.flatMap(([name, c]) => {
    const label = labelLines(ownOf(labels, name) ?? shiftOf(name, labels) ?? name);
    const before = label.slice(0, -1).map((line) => [line, ...header.slice(1).map(() => "")]);
    return [...before, [label.at(-1)!, ...numbersOf(name, c)]];
  });
  return [...alignedLines([header, ...rows], [0]), ...starNote(stars)];
}

/** How fixed effects were absorbed, and how well. */
export function solverLine({ solver }: Pick<FitRecord, "solver">): string {
  const precision = solver.refined ? "; regressors nearly collinear: least squares in double-double" : "";
  if (solver.method === "none") return `Solver: no fixed effects to absorb${precision}`;
  return `Solver: ${solver.method} (${solver.because}), ${solver.iterations} iterations, certificate ${solver.certificate.toExponential(1)}, error estimate ${solver.error_estimate.toExponential(1)}${precision}`;
}

// What stands beneath every table of one fit.

/** A line each; the parts every record of a model has. */
export function modelNotes(record: Omit<FitRecord, "kind">): string[] {
  const { collinear, notes, nobs, weights } = record;
  const called = naming([record]);
  return [
    `Observations: ${formatCount(nobs)}${droppedText(record)}`,
    ...effectsLines(record),
    ...(weights === null ? [] : [`Weights: ${weights}`]),
    `Std. errors: ${vcovText(record)}`,
    solverLine(record),
    ...notCountedLine(record),
    ...collinear.map(({ term, because }) => `Omitted: ${called(term)} (${because})`),
    ...notes.map(({ message }) => `Note: ${message}`),
  ];
}

const notCountedLine = (record: Omit<FitRecord, "kind">): string[] => {
  const { not_counted } = record.vcov;
  return not_counted.length === 0
    ? []
    : [`K does not count the levels of ${not_counted.map(naming([record])).join(", ")}.`];
};

/** What documents print in place of those on small-sample rule and solver: the variance without its rule, the solver not. */
export const shortModelNotes = (record: Omit<FitRecord, "kind">): Readonly<Record<string, string>> => ({
  [`Std. errors: ${vcovText(record)}`]: `Std. errors: ${varianceText(record)}`,
  ...Object.fromEntries([solverLine(record), ...notCountedLine(record)].map((line) => [line, ""])),
});
