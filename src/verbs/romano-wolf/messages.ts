/**
 * What a family of hypotheses says to its reader, in English and Chinese.
 */
import { before, catalogue, type FactsOf, messages } from "../../base/messages.js";

export const FAMILY_NOTES = messages({
  family_undefined: {
    en: ({ draws, of }: { readonly draws: number; readonly of: number }) =>
      `In ${draws} of ${of} draws some hypothesis has no statistic, its variance being zero or negative or its coefficient not identified: the step-down rests on the other draws, and is never below the p of a hypothesis alone.`,
    zh: ({ draws, of }) =>
      `${of} 次抽样中有 ${draws} 次某个假设没有统计量（方差为零或负，或系数不能识别）：逐步检验依据其余抽样，且不低于单个假设的 p 值。`,
  },
  family_unlike: {
    en: ({ least, most }: { readonly least: number; readonly most: number }) =>
      `The t statistics have from ${least} to ${most} degrees of freedom, as samples differ in their clusters: the step-down compares their sizes as they are, so hypotheses with fewer clusters weigh more in the largest.`,
    zh: ({ least, most }) =>
      `各样本聚类数不同，t 统计量的自由度从 ${least} 到 ${most}：逐步检验直接比较其大小，聚类较少的假设在最大值中占更大份量。`,
  },
  family_of_one: {
    en: (_: Readonly<Record<string, never>>) =>
      "The family has one hypothesis: nothing is adjusted, and Westfall-Young is the p-value of the bootstrap.",
    zh: () => "该族仅含一个假设：无须调整，Westfall-Young 即自举 p 值。",
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof FAMILY_NOTES> {}
}

/** Words of its tables and figure. */
export const familyWords = catalogue({
  title: {
    en: (m: number) => (m === 1 ? "One hypothesis" : `A family of ${m} hypotheses`),
    zh: (m: number) => `含 ${m} 个假设的检验族`,
  },
  of: {
    en: (title: string, terms: string) => `${title}: ${terms}`,
    zh: (title: string, terms: string) => `${title}：${terms}`,
  },
  stub: { en: "Hypothesis", zh: "假设" },
  estimate: { en: "Coefficient", zh: "系数" },
  std_error: { en: "Std. error", zh: "标准误" },
  statistic: { en: "t", zh: "t" },
  unadjusted: { en: "unadjusted", zh: "未调整" },
  bootstrap: { en: "bootstrap", zh: "自举" },
  romano_wolf: { en: "Romano-Wolf", zh: "Romano-Wolf" },
  westfall_young: { en: "Westfall-Young", zh: "Westfall-Young" },
  single_step: { en: "single step", zh: "单步" },
  holm: { en: "Holm", zh: "Holm" },
  bonferroni: { en: "Bonferroni", zh: "Bonferroni" },
  benjamini_hochberg: { en: "Benjamini-Hochberg", zh: "Benjamini-Hochberg" },
  benjamini_yekutieli: { en: "Benjamini-Yekutieli", zh: "Benjamini-Yekutieli" },
  sharpened_q: { en: "sharpened", zh: "锐化" },
  row: {
    en: (letter: string, method: string) => `${letter}, ${method}`,
    zh: (letter: string, method: string) => `${before(method)}${letter}`,
  },
  figure: { en: "P-values of a family of hypotheses", zh: "检验族的 p 值" },
  axis: { en: "p, or q", zh: "p 或 q" },
  omitted: {
    en: (term: string, because: string) => `Omitted: ${term} (${because}).`,
    zh: (term: string, because: string) => `已剔除：${term}（${because}）。`,
  },
  clusters: { en: "Clusters", zh: "聚类数" },
  rejected: {
    en: (rate: string, of: number, by: string) => `Rejected at ${rate}, of ${of}: ${by}.`,
    zh: (rate: string, of: number, by: string) => `在 ${rate} 水平上拒绝（共 ${of} 个）：${by}。`,
  },
  count: { en: (method: string, n: number) => `${method} ${n}`, zh: (method: string, n: number) => `${method} ${n}` },
  draws: {
    en: (used: string, requested: string, origin: string) =>
      `Draws: B = ${used} of ${requested}, one multiplier a cluster shared by all hypotheses; ${origin}.`,
    zh: (used: string, requested: string, origin: string) =>
      `抽样：${requested} 次中用 B = ${used} 次，各聚类的乘数为所有假设共用；${origin}。`,
  },
  drawsPairs: {
    en: (used: string, requested: string, origin: string) =>
      `Draws: B = ${used} of ${requested}, the same clusters drawn for all hypotheses; ${origin}.`,
    zh: (used: string, requested: string, origin: string) =>
      `抽样：${requested} 次中用 B = ${used} 次，所有假设抽取相同聚类；${origin}。`,
  },
  enumerated: { en: "every vector of signs once", zh: "每个符号向量各用一次" },
  given: { en: (name: string) => `multipliers of ${name}`, zh: (name: string) => `乘数取自 ${name}` },
  seeded: {
    en: (generator: string, seed: number) => `${generator}, seed ${seed}`,
    zh: (generator: string, seed: number) => `${generator}，种子 ${seed}`,
  },
  wild: {
    en: (type: string, imposed: boolean, weights: string, clusters: string, errors: string) =>
      `Wild cluster bootstrap of type ${type}, ${imposed ? "each null imposed on its own regression" : "no null imposed"}, ${weights} multipliers by ${clusters}; errors clustered by ${errors}.`,
    zh: (type: string, imposed: boolean, weights: string, clusters: string, errors: string) =>
      `${type} 型 wild cluster bootstrap，${imposed ? "对各自回归施加原假设" : "不施加原假设"}，${weights} 乘数按 ${clusters}；误差按 ${errors} 聚类。`,
  },
  pairs: {
    en: (clusters: string) =>
      `Clusters drawn: ${clusters}, effects estimated anew in every draw; t of a draw is about the estimate.`,
    zh: (clusters: string) => `抽取聚类：${clusters}，每次抽样重新估计固定效应；抽样的 t 以估计值为中心。`,
  },
  rule: {
    en: (plusOne: boolean, sides: string, ties: boolean) =>
      `Romano-Wolf: step-down by the largest ${sides}, p = ${plusOne ? "(1 + b) / (1 + B)" : "b / B"}; Westfall-Young: b / B; ${ties ? "ties count" : "ties do not count"}.`,
    zh: (plusOne: boolean, sides: string, ties: boolean) =>
      `Romano-Wolf：按最大 ${sides} 逐步检验，p = ${plusOne ? "(1 + b) / (1 + B)" : "b / B"}；Westfall-Young：b / B；${ties ? "平局计入" : "平局不计"}。`,
  },
  sides: {
    en: (alternative: "two-sided" | "greater" | "less") =>
      ({ "two-sided": "|t|", greater: "t, one-sided", less: "-t, one-sided" })[alternative],
    zh: (alternative: "two-sided" | "greater" | "less") =>
      ({ "two-sided": "|t|", greater: "t（单侧）", less: "-t（单侧）" })[alternative],
  },
  adjusts: {
    en: (bootstrap: boolean) =>
      `Holm, Bonferroni, Benjamini-Hochberg, Benjamini-Yekutieli and sharpened q adjust the ${bootstrap ? "p of the bootstrap" : "unadjusted p"}; q: Anderson (2008).`,
    zh: (bootstrap: boolean) =>
      `Holm、Bonferroni、Benjamini-Hochberg、Benjamini-Yekutieli 与锐化 q 调整的是${bootstrap ? "自举" : "未调整"} p；q 见 Anderson (2008)。`,
  },
});
