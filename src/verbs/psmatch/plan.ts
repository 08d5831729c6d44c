/**
 * What `psmatch` will do, decided before any data are seen: defaults by method, presets of other programs,
 * and the refusal of options that contradict each other or have no part in the method.
 */

import { NotSupported } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import type { Filled } from "../../declare/option.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { requireVcov, sscOf } from "../../regression/fit-options.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import {
  bandwidthOf,
  type Caliper,
  caliperOf,
  clash,
  FREE,
  listed,
  needs,
  OWN,
  orderOf,
  PAIRS,
  PART,
  PRESETS,
  RESAMPLED,
  SCORED,
  SMOOTH,
  type Support,
  scaleOf,
  supportOf,
  wordsOf,
  wrong,
} from "./choices.js";
import type { KernelName, MatchOrder, TieRule } from "./estimator/match.js";
import type { Choice } from "./messages.js";
import type { MatchMethod, ScoreScale, WeightSum } from "./record.js";
import { type PsmatchOptions, psmatchVerb } from "./verb.js";

/** Every choice made; null where a choice has no part in the method. */
export interface MatchingPlan {
  readonly preset: "psmatch2" | "matchit" | null;
  readonly method: MatchMethod;
  readonly link: "logit" | "probit" | null;
  readonly score: string | null;
  readonly scale: ScoreScale | null;
  readonly ratio: number | null;
  readonly replace: boolean | null;
  readonly order: MatchOrder | null;
  readonly ties: TieRule | null;
  /** By how much squared distances of ties may differ, in standard deviations; null: as in Matching. */
  readonly tieTolerance: number | null;
  readonly exact: readonly string[];
  readonly caliper: Caliper | null;
  readonly kernel: KernelName | null;
  readonly bandwidth: number | null;
  readonly support: Support;
  readonly by: string | null;
  readonly average: { readonly unit: string; readonly pre: string | null } | null;
  readonly weightSum: WeightSum;
  readonly moments: 1 | 2 | 3 | null;
  readonly cuts: Readonly<Record<string, number | readonly number[]>>;
  readonly outcome: string | null;
  readonly regressions: readonly ModelSpec[];
  readonly vcov: VcovOption | null;
  readonly ssc: Ssc;
  readonly timing: string | null;
  readonly subset: string | null;
  readonly draws: number | null;
  readonly cluster: string | null;
  readonly seed: number;
  readonly level: number;
  /** Choices made by default. */
  readonly byDefault: readonly Choice[];
}

/**
 * The plan of `options`. Throws UsageError `psmatch_option` (a value that is none of those known, or an option that has no
 * part), `psmatch_needs` (an option that is required), `level`, `random_stream`, `vcov_required`, and as formulas and
 * variances do when read; NotSupported `bootstrap_matching`.
 */
export function planMatching(given: PsmatchOptions): MatchingPlan {
  const options = filled(psmatchVerb.options, given);
  const { preset = null, method = "nearest" } = options;
  const chosen = preset === null ? null : PRESETS[preset];
  if (chosen !== null && !chosen.methods.includes(method)) {
    throw wrong(
      `Preset ${preset} has no method ${method}: ${listed(chosen.methods)} are its methods here. Leave the preset or the method out.`,
      { got: method, expected: chosen.methods },
    );
  }
  requireParts(method, options);
  const byDefault: Choice[] = [];
  const or = <T>(given: T | undefined, usual: T, choice: Choice): T => {
    if (given === undefined) byDefault.push(choice);
    return given ?? usual;
  };
  if (options.method === undefined) byDefault.push("nearest");

  const isPaired = PAIRS.includes(method);
  const support = supportOf(options.support ?? "none");
  const replace = isPaired
    ? or(options.replace, chosen?.replace ?? OWN.replace, chosen?.replace ? "with_replacement" : "without_replacement")
    : null;
  const order = isPaired && replace === false ? orderOf(method, options, chosen, byDefault) : null;
  if (replace === true && options.order !== undefined) {
    throw wrong(
      "Option order says who chooses first where a control serves once; with replacement it decides nothing. Leave it out.",
      { got: options.order, expected: undefined },
    );
  }
  const ratio = isPaired ? or(options.ratio, 1, "one_control") : null;
  const ties = isPaired ? or(options.ties, "first", "first_tie") : null;
  if (ties === "average" && replace === false) {
    throw wrong("Averaging ties needs replacement: add replace, or leave ties out.", {
      got: { ties, replace },
      expected: "replace, or ties first",
    });
  }

  const needsScore =
    method !== "mahalanobis"
      ? SCORED.includes(method)
      : options.caliper !== undefined || support.rule !== "none" || order === "largest" || order === "smallest";
  if (!needsScore) requireNoScore(method, options);
  const score = needsScore ? (options.score ?? null) : null;
  const isEstimated = needsScore && score === null;
  const link = isEstimated ? or(options.link, chosen?.link ?? OWN.link, chosen?.link ?? OWN.link) : null;
  if (score !== null && options.link !== undefined) throw clash("link", "score", "a score that is given has no link");
  if (score !== null && options.scale !== undefined) throw clash("scale", "score", "a score is taken as it is given");
  const scale = scaleOf(method, needsScore, score, options, chosen?.scale, byDefault);

  const caliper = caliperOf(method, options, chosen?.caliperUnit, byDefault);
  const usualKernel = chosen?.kernel ?? (method === "llr" ? "normal" : "epanechnikov");
  const kernel = SMOOTH.includes(method) ? or(options.kernel, usualKernel, usualKernel) : null;
  const bandwidth = kernel === null ? null : bandwidthOf(method, scale, kernel, options, byDefault);
  const moments = method === "entropy" ? or(options.moments, 1, "means") : null;
  if (options.support === undefined && FREE.includes(method)) byDefault.push("no_support");

  return Object.freeze({
    preset,
    method,
    link,
    score,
    scale,
    ratio,
    replace,
    order,
    ties,
    tieTolerance: ties === "average" ? (chosen?.tieTolerance ?? null) : null,
    exact: [...new Set(options.exact ?? [])],
    caliper,
    kernel,
    bandwidth,
    support,
    ...rowsOf(options),
    weightSum: options.weightSum ?? chosen?.weightSum ?? OWN.weightSum,
    moments,
    cuts: options.cuts ?? {},
    ...regressionsOf(options),
    ...errorsOf(method, options),
    outcome: options.outcome ?? null,
    timing: options.timing ?? null,
    byDefault,
  });
}

function requireParts(method: MatchMethod, options: PsmatchOptions): void {
  for (const [option, methods] of Object.entries(PART) as [keyof typeof PART, readonly MatchMethod[]][]) {
    const given = options[option];
    const isAbsent = given === undefined || (Array.isArray(given) && given.length === 0) || given === "none";
    if (isAbsent || methods.includes(method)) continue;
    throw wrong(
      `Option ${wordsOf(option)} has no part in method ${method}; it belongs to ${listed(methods)}. Leave it out, or choose another method.`,
      { got: given, expected: methods, option },
    );
  }
}

/** Mahalanobis distances alone: nothing is estimated that a link or scale could be of. */
function requireNoScore(method: MatchMethod, options: PsmatchOptions): void {
  for (const option of ["link", "score", "scale"] as const) {
    if (options[option] === undefined) continue;
    throw wrong(
      `Option ${option} has no part in method ${method} without a caliper or a rule of common support, which a score is for. Leave it out, or add one.`,
      { got: options[option], option },
    );
  }
}

function rowsOf({ by, average, pre, subset }: PsmatchOptions): Pick<MatchingPlan, "by" | "average" | "subset"> {
  if (pre !== undefined && average === undefined) {
    throw needs(
      "Option pre says which rows units are averaged over: it needs average, the column of units.",
      "average",
    );
  }
  if (by !== undefined && average !== undefined) {
    throw clash("by", "average", "an average over periods has one row a unit, and no period of its own");
  }
  if (pre !== undefined) parseExpression(pre);
  if (subset !== undefined) parseExpression(subset);
  return {
    by: by ?? null,
    average: average === undefined ? null : { unit: average, pre: pre ?? null },
    subset: subset ?? null,
  };
}

function regressionsOf({
  regressions = [],
  vcov,
  ssc,
}: PsmatchOptions): Pick<MatchingPlan, "regressions" | "vcov" | "ssc"> {
  if (regressions.length === 0 && (vcov !== undefined || ssc !== undefined)) {
    throw needs(
      `Option ${vcov === undefined ? "ssc" : "vcov"} is for regressions after matching: add one with regress, or leave it out.`,
      "regress",
    );
  }
  const specs = regressions.map((formula) => parseFormula(formula));
  if (regressions.length > 0) requireVcov(vcov);
  return { regressions: specs, vcov: vcov ?? null, ssc: sscOf(ssc === undefined ? {} : { ssc }) };
}

function errorsOf(
  method: MatchMethod,
  { outcome, draws, cluster, seed, level }: Filled<typeof psmatchVerb.options>,
): Pick<MatchingPlan, "draws" | "cluster" | "seed" | "level"> {
  if (method === "dr" && outcome === undefined) {
    throw needs("Method dr regresses the outcome: it needs outcome, a column.", "outcome");
  }
  if (draws === undefined) {
    if (cluster !== undefined) throw needs("Option cluster is for the bootstrap: add draws, or leave it out.", "draws");
    return { draws: null, cluster: null, seed, level };
  }
  if (!RESAMPLED.includes(method)) {
    const because = PAIRS.includes(method)
      ? "The bootstrap is not valid for matches with the nearest neighbours (Abadie and Imbens 2008, Econometrica 76(6))"
      : `A bootstrap of method ${method} is not offered`;
    throw new NotSupported("bootstrap_matching", `${because}: leave draws out; it is for ${listed(RESAMPLED)}.`, {
      got: method,
      expected: RESAMPLED,
    });
  }
  if (outcome === undefined) throw needs("Draws are of the effect on an outcome: give outcome, a column.", "outcome");
  return { draws, cluster: cluster ?? null, seed, level };
}
