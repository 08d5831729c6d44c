/**
 * The methods of matching, which options have a part in which, and what other programs choose.
 * Presets by documentation: psmatch2 (Leuven & Sianesi 2003, SSC S432001), MatchIt 4.7 (Ho, Imai, King & Stuart 2011,
 * Journal of Statistical Software 42(8), doi:10.18637/jss.v042.i08).
 */
import type { PsmatchOptions } from "./options.js";
import type { MatchMethod } from "./record.js";

export const METHODS = ["nearest", "radius", "kernel", "llr", "mahalanobis", "ipw", "dr", "entropy", "cem"] as const;
export const KERNELS = ["epanechnikov", "normal", "biweight", "uniform", "tricube"] as const;
export const ORDERS = ["data", "largest", "smallest", "random"] as const;

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
