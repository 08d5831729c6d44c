/**
 * The choices of a matching in words: how the score is made, who is matched with whom, and what an error
 * rests on. Everything comes from the record.
 */

import type { Language } from "../../../base/messages.js";
import { formatCount } from "../../../report/format-number.js";
import { balanceText, balanceWords, planClauses } from "../../../report/messages/balance.js";
import type { ErrorKind, MatchingPlanRecord, MatchMethod, PsmatchRecord, ScoreScale } from "../record.js";

const METHODS: Readonly<Record<MatchMethod, string>> = {
  nearest: "nearest neighbour",
  radius: "radius",
  kernel: "kernel",
  llr: "local linear regression",
  mahalanobis: "nearest neighbour by Mahalanobis distance",
  ipw: "inverse probability weighting",
  dr: "doubly robust weighting",
  entropy: "entropy balancing",
  cem: "coarsened exact matching",
};

const ORDERS = {
  data: "in the order of the rows",
  largest: "from the largest score down",
  smallest: "from the smallest score up",
  random: "in random order",
} as const;

const ERRORS: Readonly<Record<ErrorKind, string>> = {
  "abadie-imbens": "Abadie-Imbens, homoskedastic",
  "abadie-imbens-robust": "Abadie-Imbens, robust",
  psmatch2: "psmatch2",
  influence: "influence function",
  hc1: "weighted regression, HC1",
  bootstrap: "bootstrap",
};

/** What each error takes for granted. */
const ASSUMES: Readonly<Record<ErrorKind, string>> = {
  "abadie-imbens":
    "Abadie-Imbens (2006, Econometrica 74(1)): matching with replacement, one variance for all units of a group; the score is taken as known",
  "abadie-imbens-robust":
    "Abadie-Imbens, robust: variances from the nearest units of the own group; the score is taken as known",
  psmatch2: "psmatch2: weights and score taken as fixed, outcomes as independent with one variance a group",
  influence: "Influence function: of the doubly robust estimator",
  hc1: "Weighted regression, HC1: weights taken as fixed",
  bootstrap: "Bootstrap: the score estimated and units matched again in each draw",
};

/** The name of a method. */
export const methodText = (method: MatchMethod): string => METHODS[method];

/** An error by its name in a row of the table. */
export const errorText = (kind: ErrorKind): string => ERRORS[kind];

/** What an error takes for granted, in a sentence without its stop. */
export const errorAssumes = (kind: ErrorKind): string => ASSUMES[kind];

/** The score on the axis of a figure. */
export function scoreText(scale: ScoreScale, { link, score }: MatchingPlanRecord, language: Language = "en"): string {
  if (scale === "probability") return balanceText("Propensity score", language);
  if (scale === "linear") {
    return balanceText(
      link === "probit" ? "Linear predictor of the score (probit)" : "Log odds of the score",
      language,
    );
  }
  return score ?? balanceText("Score", language);
}

/** How units were matched, clauses of one sentence. */
export function planText({ plan }: Pick<PsmatchRecord, "plan">, language: Language = "en"): string {
  const { method, link, score, scale, by, average } = plan;
  const made =
    score !== null
      ? [`score ${score} as given`]
      : link === null
        ? []
        : [
            `score by ${link}${scale === "linear" && method !== "ipw" && method !== "dr" ? ", compared as its linear predictor" : ""}`,
          ];
  const where =
    average === null
      ? []
      : [
          `units are averages of ${average.unit}${average.pre === null ? " over all rows" : ` over rows with ${average.pre}`}`,
        ];
  const clauses = [
    methodText(method) + neighbourText(plan),
    ...made,
    ...where,
    ...(by === null ? [] : [`within each ${by}`]),
    ...(plan.exact.length === 0 ? [] : [`exact on ${plan.exact.join(", ")}`]),
    ...caliperText(plan),
    ...kernelText(plan),
    ...(plan.moments === null ? [] : [`moments up to ${plan.moments}`]),
    ...(hasSupport(plan) ? [supportText(plan)] : []),
  ];
  return planClauses(clauses, language);
}

function neighbourText({ ratio, replace, order, ties }: MatchingPlanRecord): string {
  if (ratio === null) return "";
  const again = replace === null ? "" : replace ? ", with replacement" : ", without replacement";
  const turn = replace === false && order !== null ? `, ${ORDERS[order]}` : "";
  const equal = ties === null ? "" : ties === "average" ? ", ties averaged" : ", of ties the first row";
  return ` 1:${ratio}${again}${turn}${equal}`;
}

function caliperText({ caliper }: MatchingPlanRecord): string[] {
  if (caliper === null) return [];
  const { width, unit, raw } = caliper;
  if (unit === "raw") return [`caliper ${width}`];
  return [`caliper ${width} standard deviations of the score${raw === null ? "" : ` (${Number(raw.toPrecision(4))})`}`];
}

function kernelText({ kernel, bandwidth }: MatchingPlanRecord): string[] {
  if (kernel === null) return [];
  return [`${kernel} kernel${bandwidth === null ? "" : `, bandwidth ${bandwidth}`}`];
}

/** Entropy balancing and coarsened cells know no score, and a doubly robust effect is made of all units. */
const hasSupport = ({ method }: MatchingPlanRecord): boolean => !["entropy", "cem", "dr"].includes(method);

function supportText({ support }: MatchingPlanRecord): string {
  switch (support.rule) {
    case "none":
      return "no rule of common support";
    case "psmatch2":
      return "treated units off the controls\u2019 range left out";
    case "minmax":
      return "units off the range of either group left out";
    case "trim":
      return `treated units where controls are thinnest left out${support.share === null ? "" : ` (${Number((100 * support.share).toPrecision(6))}%)`}`;
  }
}

/** What weights sum to, in a sentence. */
export function weightText(
  { plan, matched }: Pick<PsmatchRecord, "plan" | "matched">,
  language: Language = "en",
): string {
  const sum =
    plan.weight_sum === "treated"
      ? balanceWords.sumTreated[language](formatCount(matched.treated.used))
      : balanceWords.sumControls[language](formatCount(matched.control.used));
  return balanceWords.weightSum[language](sum);
}
