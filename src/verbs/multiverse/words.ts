/**
 * Words of a multiverse's tables and figure, in English and Chinese.
 */
import { catalogue, type Language } from "../../base/messages.js";
import type { ChoiceInfluence } from "./record.js";

export const multiverseWords = catalogue({
  title: {
    en: (term: string, outcome: string) => `Specification curve: ${term} on ${outcome}`,
    zh: (term: string, outcome: string) => `设定曲线：${term} 对 ${outcome} 的影响`,
  },
  quantity: { en: "All specifications", zh: "全部设定" },
  value: { en: "value", zh: "数值" },
  p: { en: "p", zh: "p 值" },
  specifications: { en: "specifications", zh: "设定数" },
  median: { en: "median estimate", zh: "估计值中位数" },
  range: { en: "least and largest estimate", zh: "最小与最大估计值" },
  middle: { en: "5% and 95% of estimates", zh: "估计值的 5% 与 95% 分位数" },
  dominant: {
    en: (sign: string) => `share ${sign}`,
    zh: (sign: string) => `${sign}的比例`,
  },
  positive: { en: "positive", zh: "为正" },
  negative: { en: "negative", zh: "为负" },
  significant: {
    en: (sign: string, alpha: string) => `share ${sign} and significant at ${alpha}`,
    zh: (sign: string, alpha: string) => `${sign}且在 ${alpha} 水平显著的比例`,
  },
  stouffer: { en: "Stouffer's Z", zh: "Stouffer Z 值" },
  baseline: { en: "the author's own estimate", zh: "作者自己的估计值" },
  rank: { en: "its rank from the lowest", zh: "由低到高的名次" },
  rankOf: { en: (rank: string, of: string) => `${rank} of ${of}`, zh: (rank: string, of: string) => `${rank}/${of}` },
  percentile: { en: "share of estimates not above it", zh: "不高于它的估计值比例" },
  choices: { en: "What each choice does to the estimate", zh: "每项选择对估计值的影响" },
  choice: { en: "Choice", zh: "选择" },
  share: { en: "share of variance", zh: "方差占比" },
  count: { en: "n", zh: "数目" },
  least: { en: "min", zh: "最小" },
  largest: { en: "max", zh: "最大" },
  medianHead: { en: "median", zh: "中位数" },
  significantHead: { en: "significant", zh: "显著比例" },
  outcome: { en: "outcome", zh: "结果变量" },
  treatment: { en: "treatment", zh: "处理变量" },
  control: { en: (name: string) => `control ${name}`, zh: (name: string) => `控制变量 ${name}` },
  sample: { en: "sample", zh: "样本" },
  effects: { en: "fixed effects", zh: "固定效应" },
  weights: { en: "weights", zh: "权重" },
  vcov: { en: "variance", zh: "方差" },
  in: { en: "in", zh: "包含" },
  out: { en: "out", zh: "不包含" },
  none: { en: "none", zh: "无" },
  shareNote: {
    en: "Share of variance: of the estimates, between the levels of the choice alone; shares need not add up to 1.",
    zh: "方差占比：仅该选择各水平之间的估计值方差所占比例，各项之和不必为 1。",
  },
  permutation: {
    en: (units: string, unit: string, draws: string, seed: string) =>
      `p: paths of the treatment permuted over ${units} units of ${unit}, ${draws} draws (seed ${seed}); p = (1 + b) / (1 + B).`,
    zh: (units: string, unit: string, draws: string, seed: string) =>
      `p 值：将处理路径在 ${units} 个 ${unit} 间置换，抽取 ${draws} 次（种子 ${seed}）；p = (1 + b) / (1 + B)。`,
  },
  bootstrap: {
    en: (units: string, unit: string, draws: string, seed: string) =>
      `p: ${units} clusters of ${unit} drawn with replacement, each specification's own effect taken out of its outcome, ${draws} draws (seed ${seed}); p = (1 + b) / (1 + B).`,
    zh: (units: string, unit: string, draws: string, seed: string) =>
      `p 值：对 ${units} 个 ${unit} 聚类有放回抽样，并从结果变量中减去各设定自身的效应，抽取 ${draws} 次（种子 ${seed}）；p = (1 + b) / (1 + B)。`,
  },
  strata: {
    en: (strata: string) => `Paths go to units of the same ${strata} alone.`,
    zh: (strata: string) => `路径仅在相同 ${strata} 的个体之间置换。`,
  },
  notEstimated: { en: "Specifications without an estimate", zh: "无法估计的设定" },
  because: { en: "Reason", zh: "原因" },
  estimateAxis: { en: (term: string) => `Coefficient of ${term}`, zh: (term: string) => `${term} 的系数` },
  orderAxis: {
    en: (shown: string, of: string) =>
      shown === of
        ? `${of} specifications, by estimate`
        : `${shown} of ${of} specifications, evenly thinned, by estimate`,
    zh: (shown: string, of: string) =>
      shown === of ? `${of} 个设定，按估计值排序` : `${of} 个设定中等距选取的 ${shown} 个，按估计值排序`,
  },
  significantKey: { en: (alpha: string) => `p <= ${alpha}`, zh: (alpha: string) => `p <= ${alpha}` },
  otherKey: { en: (alpha: string) => `p > ${alpha}`, zh: (alpha: string) => `p > ${alpha}` },
  interval: { en: (level: string) => `${level} interval`, zh: (level: string) => `${level} 置信区间` },
  description: {
    en: (count: string, low: string, median: string, high: string, share: string) =>
      `Estimates of ${count} specifications in their order, from ${low} to ${high}, median ${median}; ${share} are significant. Beneath, the choices each was made by.`,
    zh: (count: string, low: string, median: string, high: string, share: string) =>
      `${count} 个设定的估计值按大小排列，从 ${low} 到 ${high}，中位数 ${median}；${share} 显著。下方为各设定所作的选择。`,
  },
  own: { en: "the author's own", zh: "作者自己的设定" },
});

// What choices and their levels are called.

export function choiceText(
  { choice, name }: Pick<ChoiceInfluence, "choice" | "name">,
  named: (name: string) => string,
  language: Language,
): string {
  return choice === "control" ? multiverseWords.control[language](named(name!)) : multiverseWords[choice][language];
}

export function levelText(
  choice: ChoiceInfluence["choice"],
  level: string,
  named: (name: string) => string,
  language: Language,
): string {
  if (choice === "control") return level === "in" ? multiverseWords.in[language] : multiverseWords.out[language];
  if (level === "none") return multiverseWords.none[language];
  return choice === "outcome" || choice === "treatment" || choice === "weights" ? named(level) : level;
}
