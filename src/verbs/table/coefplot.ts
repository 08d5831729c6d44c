/**
 * Coefficients of results of any kind as a figure: a row a coefficient with the results dodged side by side, or a
 * row a result where one coefficient is shown. Computes and draws nothing.
 */
import { UsageError } from "../../base/errors.js";
import { ownOf } from "../../base/objects.js";
import type { CoefficientRow } from "../../report/figures/coefficients.js";
import { coefficientFigure } from "../../report/figures/coefficients.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import type { ColumnSpan } from "../../report/table-model.js";
import type { ModelColumn, NamedResult } from "./model-column.js";
import { spanOf } from "./model-table.js";
import { chosenTerms, namedTerms, requireResults, type TermNaming } from "./named-terms.js";

/** What has the rows of a `coefplot`; the other is distinguished by colour and form. */
export type CoefplotRows = "coefficients" | "results";

export interface CoefplotOptions extends TermNaming, FigureOptions {
  /** Default: results where one coefficient is shown, else coefficients. */
  readonly rows?: CoefplotRows;
  /** Results, counted from 1, under a heading; before their names in the key where coefficients have the rows. */
  readonly spans?: readonly ColumnSpan[];
  /** True values by the name of the coefficient, for each result: marked where they are known. */
  readonly truth?: readonly (Readonly<Record<string, number>> | undefined)[];
  /** The value estimates are read against, default 0. */
  readonly mark?: number;
  /** Whether numbers are printed where there is room, default true. */
  readonly numbers?: boolean;
  /** Title of the axis; default the estimate and the level of the records' intervals. */
  readonly axis?: string;
}

/**
 * The figure of `results`; intervals are those of the records. Names and rules are those of `modelTable`. Throws DataError
 * `no_results`, `not_a_model`, `figure_value`, `figure_series`, UsageError `unknown_term`, `same_row`, `nothing_shown` (a
 * result without any of the coefficients shown), `bad_span`.
 */
export function coefplot(results: readonly NamedResult[], options: CoefplotOptions = {}): FigureSpec {
  const { columns, shown, names, name, cells } = choose(results, options);
  const headed = results.map((_, c) => spanOf(options.spans ?? [], c, results.length));
  const rowsAre = options.rows ?? (shown.length === 1 && results.length > 1 ? "results" : "coefficients");
  const byTerm = rowsAre === "coefficients";
  const ordered = byTerm ? cells : [...cells].sort((a, b) => a.c - b.c || a.t - b.t);
  const rows = ordered.map(({ t, c, coefficient, truth }): CoefficientRow => {
    const { term, heading } = shown[t]!;
    const { estimate, conf_low, conf_high } = coefficient;
    const above = byTerm ? heading : headed[c];
    return {
      label: byTerm ? name(term) : names[c]!,
      ...{ estimate, conf_low, conf_high },
      series: byTerm ? c : t,
      ...(above === undefined ? {} : { heading: above }),
      ...(truth === undefined ? {} : { true_effect: truth }),
    };
  });
  const { mark, numbers, axis, title, description, width, language, theme } = options;
  const ofResult = (c: number): string => (headed[c] === undefined ? names[c]! : `${headed[c]}: ${names[c]!}`);
  return coefficientFigure(rows, {
    ...defined({ title, description, width, language, theme, mark, numbers }),
    ...(axis === undefined ? {} : { labels: { x: axis } }),
    level: columns.map(({ level }) => level),
    series: byTerm ? columns.map((_, c) => ofResult(c)) : shown.map(({ term }) => name(term)),
  });
}

/** A coefficient as `coefplot` shows it. */
export interface CoefplotNumber {
  readonly result: string;
  readonly term: string;
  readonly estimate: number;
  readonly conf_low: number;
  readonly conf_high: number;
  readonly level: number;
}

/** The numbers of the figure, a coefficient of each result after the other. Throws as `coefplot`. */
export function coefplotNumbers(results: readonly NamedResult[], options: CoefplotOptions = {}): CoefplotNumber[] {
  const { columns, shown, names, cells } = choose(results, options);
  return cells.map(({ t, c, coefficient: { estimate, conf_low, conf_high } }) => ({
    result: names[c]!,
    term: shown[t]!.term,
    ...{ estimate, conf_low, conf_high },
    level: columns[c]!.level,
  }));
}

/** Coefficient `t` of those shown, in result `c`. */
interface Cell {
  readonly t: number;
  readonly c: number;
  readonly coefficient: ModelColumn["coefficients"][string];
  readonly truth: number | undefined;
}

function choose(results: readonly NamedResult[], options: CoefplotOptions) {
  requireResults("A figure of coefficients", results);
  const terms = namedTerms(results, options);
  const { columns, name } = terms;
  const shown = chosenTerms(terms, options);
  const names = results.map(({ label }) =>
    [label]
      .flat()
      .filter((line) => line !== "")
      .join(", "),
  );
  requireShown(columns, shown, names);
  const cells = shown.flatMap(({ term }, t) =>
    columns.flatMap(({ coefficients }, c): Cell[] => {
      const coefficient = ownOf(coefficients, term);
      return coefficient === undefined ? [] : [{ t, c, coefficient, truth: ownOf(options.truth?.[c], term) }];
    }),
  );
  return { columns, shown, names, name, cells };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Options that are given. */
const defined = <T extends object>(options: T): Defined<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;

/** No result goes missing without a word. */
function requireShown(
  columns: readonly ModelColumn[],
  shown: readonly { readonly term: string }[],
  names: readonly string[],
): void {
  for (const [c, { coefficients }] of columns.entries()) {
    if (shown.some(({ term }) => Object.hasOwn(coefficients, term))) continue;
    const has = Object.keys(coefficients);
    const wanted = shown.map(({ term }) => term);
    const likely = has.find((term) => wanted.some((one) => term === `fit_${one}`)) ?? has[0];
    throw new UsageError(
      "nothing_shown",
      `'${names[c]}' has none of the coefficients shown (${wanted.join(", ") || "none is"}); it has ${has.join(", ")}. Give one the row of another by rename, as ${likely} the row of ${wanted[0]}, or leave the result out.`,
      { got: has, expected: wanted },
    );
  }
}
