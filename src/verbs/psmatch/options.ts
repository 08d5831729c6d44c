/**
 * What may be asked of `psmatch`. Every option left out has a default by method or preset, which
 * `planMatching` fills in and the record prints.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { LongOptions } from "../../base/progress.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import type { KernelName, MatchOrder, TieRule } from "./estimator/match.js";
import type { MatchMethod, WeightSum } from "./record.js";

// How options of `psmatch` are refused: a value that is none of those known, an option without a part, one that is
// missing, two that exclude each other.

/** The value among `known`. Throws UsageError `psmatch_option`. */
export function oneOf<T extends string | number>(option: string, value: string | number, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  const near = didYouMean(String(value), known.map(String));
  throw wrong(`Option ${option} '${value}' is none of: ${known.join(", ")}${near}`, { got: value, expected: known });
}

/** An option that can't be as it is. */
export const wrong = (
  message: string,
  detail: { readonly got: unknown; readonly [key: string]: unknown },
): UsageError => new UsageError("psmatch_option", message, detail);

/** An option without which another means nothing. */
export const needs = (message: string, option: string): UsageError =>
  new UsageError("psmatch_needs", message, { got: undefined, expected: option });

/** Two options of which one is too many. */
export const clash = (a: string, b: string, because: string): UsageError =>
  wrong(`Options ${a} and ${b} exclude each other: ${because}. Leave one of them out.`, {
    got: [a, b],
    expected: "one of them",
  });

/** An option as messages call it. */
export const wordsOf = (option: string): string => (option === "caliperUnit" ? "caliper unit" : option);

/** a, b and c. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

export interface PsmatchOptions extends LongOptions {
  /** The choices of another program where they are not given: link, order, replacement, ties, support, scale. */
  readonly preset?: "psmatch2" | "matchit";
  /** Default `nearest`. */
  readonly method?: MatchMethod;
  /** Of the estimated score, default `logit`. */
  readonly link?: "logit" | "probit";
  /** Column of a score to use in place of an estimated one. */
  readonly score?: string;
  /** What of the estimated score is compared: default `linear` for nearest and mahalanobis, else `probability`. */
  readonly scale?: "probability" | "linear";
  /** Controls for each treated unit, default 1. */
  readonly ratio?: number;
  /** Whether a control may be used again, default false. */
  readonly replace?: boolean;
  /** Without replacement: who chooses first. Default `largest` score; `data` for mahalanobis. */
  readonly order?: MatchOrder;
  /** Default `first`. */
  readonly ties?: TieRule;
  /** Columns that matched units agree in. */
  readonly exact?: readonly string[];
  /** Largest distance of scores; the radius of `radius`. */
  readonly caliper?: number;
  /** Of the caliper: standard deviations of the score (default), or its units (default for `radius`). */
  readonly caliperUnit?: "sd" | "raw";
  /** Default `epanechnikov`; `normal` for llr without preset. */
  readonly kernel?: KernelName;
  /** In units of the score: default 0.06 for `kernel` on probabilities, else required; under preset psmatch2 also for llr by other kernels than Epanechnikov. */
  readonly bandwidth?: number;
  /** Who is off the common support: `none` (default), `psmatch2`, `minmax`, or `trim:0.05`. */
  readonly support?: string;
  /** Column within whose values the score is estimated and units are matched. */
  readonly by?: string;
  /** Column of units that are matched on their averages, over the rows `pre` selects. */
  readonly average?: string;
  /** A condition on columns, such as `year <= 2011`. */
  readonly pre?: string;
  /** Column whose mean difference is the effect; of averages, over rows that `pre` leaves out. */
  readonly outcome?: string;
  /** What control weights sum to: default `treated`; `controls` under preset matchit. */
  readonly weightSum?: WeightSum;
  /** Entropy balancing: highest moment equalised, default 1. */
  readonly moments?: 1 | 2 | 3;
  /** Coarsened exact matching: by covariate its number of bins of equal width, or its cutpoints; the others by Sturges. */
  readonly cuts?: Readonly<Record<string, number | readonly number[]>>;
  /** Formulas estimated on the matched and on-support rows. */
  readonly regressions?: readonly string[];
  /** Variance of the regressions; required with them. */
  readonly vcov?: VcovOption;
  /** Small-sample rule of the regressions, default `fixest`. */
  readonly ssc?: string | Ssc;
  /** 0/1 column that is on in treated units once treatment began: its rows should not enter the score. */
  readonly timing?: string;
  /** A condition on columns: other rows are left out. */
  readonly subset?: string;
  /** Draws of the bootstrap, where it is valid: kernel, radius, llr, ipw, dr. Default none. */
  readonly draws?: number;
  /** Column whose values are drawn whole in the bootstrap. */
  readonly cluster?: string;
  /** Confidence level, default 0.95. */
  readonly level?: number;
}
