/**
 * What `psmatch` will do, decided before any data are seen: defaults by method, presets of other programs,
 * and the refusal of options that contradict each other or have no part in the method.
 */

import { NotSupported } from "../../base/errors.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { requireVcov } from "../../regression/fit-options.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import type { KernelName, MatchOrder, TieRule } from "./estimator/match.js";
import type { Choice } from "./messages.js";
import { clash, listed, needs, oneOf, type PsmatchOptions, wordsOf, wrong } from "./options.js";
import {
  DISTANCES,
  FREE,
  KERNELS,
  METHODS,
  ORDERS,
  OWN,
  PAIRS,
  PART,
  PRESETS,
  type Preset,
  RESAMPLED,
  SCORED,
  SMOOTH,
} from "./presets.js";
import type { MatchMethod, ScoreScale, SupportRule, WeightSum } from "./record.js";

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
  readonly caliper: { readonly width: number; readonly unit: "sd" | "raw" } | null;
  readonly kernel: KernelName | null;
  readonly bandwidth: number | null;
  readonly support: { readonly rule: SupportRule; readonly share: number | null };
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

const USUAL_BANDWIDTH = 0.06;
const MOST_DRAWS = 1e7;
const DEFAULT_SEED = 1;
const DEFAULT_LEVEL = 0.95;

/**
 * The plan of `options`. Throws UsageError `psmatch_option` (a value that is none of those known, or an option that has no
 * part), `psmatch_needs` (an option that is required), `level`, `random_stream`, `vcov_required`, and as formulas and
 * variances do when read; NotSupported `bootstrap_matching`.
 */
export function planMatching(options: PsmatchOptions): MatchingPlan {
  const { preset = null } = options;
  const chosen = preset === null ? null : PRESETS[oneOf("preset", preset, ["psmatch2", "matchit"])];
  const method = oneOf("method", options.method ?? "nearest", METHODS);
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
  if (ratio !== null && !(Number.isSafeInteger(ratio) && ratio >= 1)) {
    throw wrong(`Option ratio must be a whole number of at least 1; got ${ratio}.`, { got: ratio, expected: ">= 1" });
  }
  const ties = isPaired ? or(options.ties, "first", "first_tie") : null;
  if (ties !== null) oneOf("ties", ties, ["first", "average"]);
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
  if (link !== null) oneOf("link", link, ["logit", "probit"]);
  if (score !== null && options.link !== undefined) throw clash("link", "score", "a score that is given has no link");
  if (score !== null && options.scale !== undefined) throw clash("scale", "score", "a score is taken as it is given");
  const scale = scaleOf(method, needsScore, score, options, chosen?.scale, byDefault);

  const caliper = caliperOf(method, options, chosen?.caliperUnit, byDefault);
  const usualKernel = chosen?.kernel ?? (method === "llr" ? "normal" : "epanechnikov");
  const kernel = SMOOTH.includes(method)
    ? oneOf("kernel", or(options.kernel, usualKernel, usualKernel), KERNELS)
    : null;
  const bandwidth = kernel === null ? null : bandwidthOf(method, scale, kernel, options, byDefault);
  const moments = method === "entropy" ? oneOf("moments", or(options.moments, 1, "means"), [1, 2, 3]) : null;
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
    weightSum: oneOf("weight sum", options.weightSum ?? chosen?.weightSum ?? OWN.weightSum, ["treated", "controls"]),
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

function orderOf(method: MatchMethod, { order }: PsmatchOptions, chosen: Preset, byDefault: Choice[]): MatchOrder {
  if (order !== undefined) return oneOf("order", order, ORDERS);
  const usual = method === "mahalanobis" ? "data" : (chosen?.order ?? OWN.order);
  byDefault.push(usual === "data" ? "row_order" : "largest_first");
  return usual;
}

function scaleOf(
  method: MatchMethod,
  needsScore: boolean,
  score: string | null,
  { scale }: PsmatchOptions,
  preset: "probability" | undefined,
  byDefault: Choice[],
): ScoreScale | null {
  if (!needsScore) return null;
  if (score !== null) return "given";
  if (scale !== undefined) return oneOf("scale", scale, ["probability", "linear"] as const);
  const usual = preset ?? (PAIRS.includes(method) ? "linear" : "probability");
  if (DISTANCES.includes(method)) byDefault.push(usual === "linear" ? "linear_distance" : "probability_distance");
  return usual;
}

function caliperOf(
  method: MatchMethod,
  { caliper, caliperUnit }: PsmatchOptions,
  preset: "sd" | "raw" | undefined,
  byDefault: Choice[],
): MatchingPlan["caliper"] {
  if (caliper === undefined) {
    if (method === "radius") throw needs("Method radius needs its radius: caliper, such as 0.05.", "caliper");
    if (caliperUnit !== undefined) throw needs("Option caliper unit needs a caliper, such as 0.2.", "caliper");
    if (PAIRS.includes(method)) byDefault.push("no_caliper");
    return null;
  }
  if (!(Number.isFinite(caliper) && caliper >= 0)) {
    throw wrong(`Option caliper must be a number of at least 0; got ${caliper}.`, { got: caliper, expected: ">= 0" });
  }
  const usual = preset ?? (method === "radius" ? "raw" : "sd");
  if (caliperUnit === undefined) {
    byDefault.push(usual === "sd" ? "caliper_sd" : "caliper_raw");
  }
  return { width: caliper, unit: oneOf("caliper unit", caliperUnit ?? usual, ["sd", "raw"]) };
}

function bandwidthOf(
  method: MatchMethod,
  scale: ScoreScale | null,
  kernel: KernelName,
  { bandwidth, preset }: PsmatchOptions,
  byDefault: Choice[],
): number {
  if (bandwidth === undefined) {
    if (method === "llr" && preset === "psmatch2" && kernel === "epanechnikov") {
      throw needs(
        "psmatch2 takes the rule of thumb of Stata's lpoly for local lines by the Epanechnikov kernel, which is not made here: give bandwidth, in units of the score.",
        "bandwidth",
      );
    }
    if ((method === "llr" && preset !== "psmatch2") || scale !== "probability") {
      const because = method === "llr" ? "Local linear matching" : "A kernel on another scale than probability";
      throw needs(`${because} has no usual bandwidth: give bandwidth, in units of the score.`, "bandwidth");
    }
    byDefault.push("usual_bandwidth");
    return USUAL_BANDWIDTH;
  }
  if (Number.isFinite(bandwidth) && bandwidth > 0) return bandwidth;
  throw wrong(`Option bandwidth must be a number above 0; got ${bandwidth}.`, { got: bandwidth, expected: "> 0" });
}

function supportOf(text: string): MatchingPlan["support"] {
  const share = /^trim:(.+)$/.exec(text)?.[1];
  if (share !== undefined) {
    const value = Number(share);
    if (share.trim() !== "" && value > 0 && value < 1) return { rule: "trim", share: value };
  } else if (text === "none" || text === "psmatch2" || text === "minmax") {
    return { rule: text, share: null };
  }
  throw wrong(
    `Option support '${text}' is none of: none, psmatch2, minmax, trim:SHARE with a share between 0 and 1, such as trim:0.05.`,
    { got: text, expected: ["none", "psmatch2", "minmax", "trim:0.05"] },
  );
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
  return { regressions: specs, vcov: vcov ?? null, ssc: typeof ssc === "object" ? ssc : parseSsc(ssc ?? "fixest") };
}

function errorsOf(
  method: MatchMethod,
  { outcome, draws, cluster, seed = DEFAULT_SEED, level = DEFAULT_LEVEL }: PsmatchOptions,
): Pick<MatchingPlan, "draws" | "cluster" | "seed" | "level"> {
  requireLevel(level);
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
  if (!(Number.isSafeInteger(draws) && draws >= 2 && draws <= MOST_DRAWS)) {
    throw wrong(`Option draws must be a whole number from 2 to ${MOST_DRAWS}; got ${draws}.`, {
      got: draws,
      expected: `2..${MOST_DRAWS}`,
    });
  }
  return { draws, cluster: cluster ?? null, seed, level };
}
