/**
 * The choices of a matching: which options have a part in which method, what other programs choose, how an option is refused, and
 * what is chosen where nothing is asked.
 * Presets by documentation: psmatch2 (Leuven & Sianesi 2003, SSC S432001), MatchIt 4.7 (Ho, Imai, King & Stuart 2011,
 * Journal of Statistical Software 42(8), doi:10.18637/jss.v042.i08).
 */
import { UsageError } from "../../base/errors.js";
import type { KernelName, MatchOrder } from "./estimator/match.js";
import type { Choice } from "./messages.js";
import type { MatchMethod, ScoreScale, SupportRule } from "./record.js";
import type { PsmatchOptions } from "./verb.js";

/** A largest distance of scores. */
export interface Caliper {
  readonly width: number;
  readonly unit: "sd" | "raw";
}

/** Who is off the common support; the share of `trim`. */
export interface Support {
  readonly rule: SupportRule;
  readonly share: number | null;
}

const USUAL_BANDWIDTH = 0.06;

/** Methods that pair units. */
export const PAIRS: readonly MatchMethod[] = ["nearest", "mahalanobis"];
/** Methods with a kernel. */
export const SMOOTH: readonly MatchMethod[] = ["kernel", "llr"];
/** Methods that measure distances. */
export const DISTANCES: readonly MatchMethod[] = ["nearest", "mahalanobis", "radius", ...SMOOTH];
/** Methods that may have a score. */
export const SCORED: readonly MatchMethod[] = [...DISTANCES, "ipw", "dr"];
/** Of a score that may be given, and of units off the support: a doubly robust effect is made of all rows and of the fit. */
export const FREE: readonly MatchMethod[] = [...DISTANCES, "ipw"];
/** Methods whose effect may be bootstrapped. */
export const RESAMPLED: readonly MatchMethod[] = ["radius", ...SMOOTH, "ipw", "dr"];

/** Methods an option has a part in. */
export const PART = {
  link: SCORED,
  score: FREE,
  scale: DISTANCES,
  ratio: PAIRS,
  replace: PAIRS,
  order: PAIRS,
  ties: PAIRS,
  exact: DISTANCES,
  caliper: [...PAIRS, "radius"],
  caliperUnit: [...PAIRS, "radius"],
  kernel: SMOOTH,
  bandwidth: SMOOTH,
  support: FREE,
  moments: ["entropy"],
  cuts: ["cem"],
} as const satisfies Partial<Record<keyof PsmatchOptions, readonly MatchMethod[]>>;

/** What other programs choose where nothing is asked, and their methods here. */
export const PRESETS = {
  psmatch2: {
    methods: ["nearest", "radius", "kernel", "llr", "mahalanobis"] as readonly MatchMethod[],
    link: "probit",
    scale: "probability",
    replace: true,
    order: "data",
    kernel: "epanechnikov",
    /** Only controls exactly as near are ties. */
    tieTolerance: 0,
    caliperUnit: "raw",
    weightSum: "treated",
  },
  matchit: {
    methods: ["nearest", "mahalanobis", "cem"] as readonly MatchMethod[],
    link: "logit",
    scale: "probability",
    replace: false,
    order: "largest",
    kernel: null,
    tieTolerance: null,
    caliperUnit: "sd",
    weightSum: "controls",
  },
} as const;

/** The choices without a preset. */
export const OWN = { link: "logit", replace: false, order: "largest", weightSum: "treated" } as const;

/** One of them, or none. */
export type Preset = (typeof PRESETS)[keyof typeof PRESETS] | null;

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

export function orderOf(
  method: MatchMethod,
  { order }: PsmatchOptions,
  chosen: Preset,
  byDefault: Choice[],
): MatchOrder {
  if (order !== undefined) return order;
  const usual = method === "mahalanobis" ? "data" : (chosen?.order ?? OWN.order);
  byDefault.push(usual === "data" ? "row_order" : "largest_first");
  return usual;
}

export function scaleOf(
  method: MatchMethod,
  needsScore: boolean,
  score: string | null,
  { scale }: PsmatchOptions,
  preset: "probability" | undefined,
  byDefault: Choice[],
): ScoreScale | null {
  if (!needsScore) return null;
  if (score !== null) return "given";
  if (scale !== undefined) return scale;
  const usual = preset ?? (PAIRS.includes(method) ? "linear" : "probability");
  if (DISTANCES.includes(method)) byDefault.push(usual === "linear" ? "linear_distance" : "probability_distance");
  return usual;
}

export function caliperOf(
  method: MatchMethod,
  { caliper, caliperUnit }: PsmatchOptions,
  preset: "sd" | "raw" | undefined,
  byDefault: Choice[],
): Caliper | null {
  if (caliper === undefined) {
    if (method === "radius") throw needs("Method radius needs its radius: caliper, such as 0.05.", "caliper");
    if (caliperUnit !== undefined) throw needs("Option caliper unit needs a caliper, such as 0.2.", "caliper");
    if (PAIRS.includes(method)) byDefault.push("no_caliper");
    return null;
  }
  const usual = preset ?? (method === "radius" ? "raw" : "sd");
  if (caliperUnit === undefined) {
    byDefault.push(usual === "sd" ? "caliper_sd" : "caliper_raw");
  }
  return { width: caliper, unit: caliperUnit ?? usual };
}

export function bandwidthOf(
  method: MatchMethod,
  scale: ScoreScale | null,
  kernel: KernelName,
  { bandwidth, preset }: PsmatchOptions,
  byDefault: Choice[],
): number {
  if (bandwidth !== undefined) return bandwidth;
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

export function supportOf(text: string): Support {
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
