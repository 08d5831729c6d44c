/**
 * The choices of a matching in words: how the score is made, who is matched with whom, and what an error
 * rests on. Everything comes from the record.
 */

import { catalogue, type Entry, type Language, listed, significant } from "../../../base/messages.js";
import { formatCount } from "../../../report/format-number.js";
import { balanceWords } from "../../../report/messages/balance.js";
import type { MatchOrder } from "../estimator/match.js";
import type { ErrorKind, MatchingPlanRecord, MatchMethod, PsmatchRecord, ScoreScale } from "../record.js";

const METHODS: Readonly<Record<MatchMethod, Entry<string>>> = {
  nearest: { en: "nearest neighbour", zh: "最近邻匹配" },
  radius: { en: "radius", zh: "半径匹配" },
  kernel: { en: "kernel", zh: "核匹配" },
  llr: { en: "local linear regression", zh: "局部线性回归匹配" },
  mahalanobis: { en: "nearest neighbour by Mahalanobis distance", zh: "马氏距离最近邻匹配" },
  ipw: { en: "inverse probability weighting", zh: "逆概率加权" },
  dr: { en: "doubly robust weighting", zh: "双重稳健加权" },
  entropy: { en: "entropy balancing", zh: "熵平衡" },
  cem: { en: "coarsened exact matching", zh: "粗化精确匹配" },
};

const ORDERS: Readonly<Record<MatchOrder, Entry<string>>> = {
  data: { en: "in the order of the rows", zh: "按行序" },
  largest: { en: "from the largest score down", zh: "按得分从大到小" },
  smallest: { en: "from the smallest score up", zh: "按得分从小到大" },
  random: { en: "in random order", zh: "随机顺序" },
};

const words = catalogue({
  and: { en: ", ", zh: "，" },
  clause: { en: "; ", zh: "；" },
  replacement: { en: "with replacement", zh: "有放回" },
  once: { en: "without replacement", zh: "无放回" },
  averaged: { en: "ties averaged", zh: "并列取平均" },
  first: { en: "of ties the first row", zh: "并列取首行" },
  given: { en: (score: string) => `score ${score} as given`, zh: (score: string) => `倾向得分取自 ${score}` },
  estimated: { en: (link: string) => `score by ${link}`, zh: (link: string) => `倾向得分由 ${link} 估计` },
  linear: { en: "compared as its linear predictor", zh: "按线性预测值比较" },
  averages: {
    en: (unit: string, pre: string | null) =>
      `units are averages of ${unit} over ${pre === null ? "all rows" : `rows with ${pre}`}`,
    zh: (unit: string, pre: string | null) => `匹配单位为 ${unit} ${pre === null ? "全部行" : `在 ${pre} 各行`}的均值`,
  },
  seenOnce: {
    en: (unit: string, pre: string | null) => `each ${unit} has one row${pre === null ? "" : `, of those with ${pre}`}`,
    zh: (unit: string, pre: string | null) => `每个 ${unit} 仅一行${pre === null ? "" : `（限于 ${pre}）`}`,
  },
  within: { en: (by: string) => `within each ${by}`, zh: (by: string) => `在每个 ${by} 内匹配` },
  exact: { en: (names: string) => `exact on ${names}`, zh: (names: string) => `${names} 精确匹配` },
  caliper: { en: (width: number) => `caliper ${width}`, zh: (width: number) => `卡尺 ${width}` },
  caliperSd: {
    en: (width: number, raw: string) =>
      `caliper ${width} standard deviations of the score${raw === "" ? "" : ` (${raw})`}`,
    zh: (width: number, raw: string) => `卡尺为得分标准差的 ${width} 倍${raw === "" ? "" : `（${raw}）`}`,
  },
  kernel: { en: (kernel: string) => `${kernel} kernel`, zh: (kernel: string) => `${kernel} 核` },
  bandwidth: { en: (width: number) => `bandwidth ${width}`, zh: (width: number) => `带宽 ${width}` },
  moments: { en: (order: number) => `moments up to ${order}`, zh: (order: number) => `矩平衡至 ${order} 阶` },
});

const SUPPORT: Readonly<Record<MatchingPlanRecord["support"]["rule"], Entry<string>>> = {
  none: { en: "no common-support rule", zh: "未施加共同支撑条件" },
  psmatch2: { en: "treated units outside the controls\u2019 range omitted", zh: "剔除超出控制组得分范围的处理组单位" },
  minmax: { en: "units outside the range of either group omitted", zh: "剔除超出任一组得分范围的单位" },
  trim: { en: "treated units where controls are sparsest omitted", zh: "剔除控制组最稀疏处的处理组单位" },
};

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

/** An error by its name in a row of the table. */
export const errorText = (kind: ErrorKind): string => ERRORS[kind];

/** What an error takes for granted, in a sentence without its stop. */
export const errorAssumes = (kind: ErrorKind): string => ASSUMES[kind];

/** The score on the axis of a figure. */
export function scoreText(scale: ScoreScale, { link, score }: MatchingPlanRecord, language: Language = "en"): string {
  if (scale === "probability") return balanceWords.propensityScore[language];
  if (scale === "linear") {
    return balanceWords[link === "probit" ? "linearPredictor" : "logOdds"][language];
  }
  return score ?? balanceWords.score[language];
}

/** How units were matched, clauses of one sentence. */
export function planText({ plan, notes }: Pick<PsmatchRecord, "plan" | "notes">, language: Language = "en"): string {
  const { method, by, average, exact, moments } = plan;
  const clauses = [
    METHODS[method][language] + neighbourText(plan, language),
    ...madeText(plan, language),
    ...(average === null
      ? []
      : [(isOnce(notes) ? words.seenOnce : words.averages)[language](average.unit, average.pre)]),
    ...(by === null ? [] : [words.within[language](by)]),
    ...(exact.length === 0 ? [] : [words.exact[language](listed[language](exact))]),
    ...caliperText(plan, language),
    ...kernelText(plan, language),
    ...(moments === null ? [] : [words.moments[language](moments)]),
    ...(hasSupport(plan) ? [supportText(plan, language)] : []),
  ];
  return clauses.join(words.clause[language]);
}

/** Whether averages are of one row a unit. */
const isOnce = (notes: PsmatchRecord["notes"]): boolean =>
  notes.some(({ code, detail }) => code === "averages" && detail !== undefined && detail.units === detail.rows);

/** How the score was made; nothing without one. */
function madeText({ method, link, score, scale }: MatchingPlanRecord, language: Language): string[] {
  if (score !== null) return [words.given[language](score)];
  if (link === null) return [];
  const isCompared = scale === "linear" && method !== "ipw" && method !== "dr";
  return [words.estimated[language](link) + (isCompared ? words.and[language] + words.linear[language] : "")];
}

function neighbourText({ ratio, replace, order, ties }: MatchingPlanRecord, language: Language): string {
  if (ratio === null) return "";
  const parts = [
    ...(replace === null ? [] : [words[replace ? "replacement" : "once"][language]]),
    ...(replace === false && order !== null ? [ORDERS[order][language]] : []),
    ...(ties === null ? [] : [words[ties === "average" ? "averaged" : "first"][language]]),
  ];
  return [` 1:${ratio}`, ...parts].join(words.and[language]);
}

function caliperText({ caliper }: MatchingPlanRecord, language: Language): string[] {
  if (caliper === null) return [];
  const { width, unit, raw } = caliper;
  if (unit === "raw") return [words.caliper[language](width)];
  return [words.caliperSd[language](width, raw === null ? "" : significant(raw))];
}

function kernelText({ kernel, bandwidth }: MatchingPlanRecord, language: Language): string[] {
  if (kernel === null) return [];
  const parts = [words.kernel[language](kernel), ...(bandwidth === null ? [] : [words.bandwidth[language](bandwidth)])];
  return [parts.join(words.and[language])];
}

/** Entropy balancing and coarsened cells know no score, and a doubly robust effect is made of all units. */
const hasSupport = ({ method }: MatchingPlanRecord): boolean => !["entropy", "cem", "dr"].includes(method);

function supportText({ support: { rule, share } }: MatchingPlanRecord, language: Language): string {
  const trimmed = rule === "trim" && share !== null ? significant(100 * share, 6) : null;
  if (trimmed === null) return SUPPORT[rule][language];
  return SUPPORT[rule][language] + (language === "zh" ? `（${trimmed}%）` : ` (${trimmed}%)`);
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
