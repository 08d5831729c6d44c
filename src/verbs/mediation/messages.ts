/**
 * What a mediation analysis says to its reader, in English and Chinese: effects, columns of its table, notes.
 */
import { after, apart, catalogue, type FactsOf, messages, plural } from "../../base/messages.js";

export const mediationWords = catalogue({
  title: {
    en: (treatment: string, mediators: string, call: string) => `Effect of ${treatment} through ${mediators}: ${call}`,
    zh: (treatment: string, mediators: string, call: string) => `${treatment} 经由 ${mediators} 的效应：${call}`,
  },
  stub: { en: "Effect", zh: "效应" },
  estimate: { en: "Estimate", zh: "估计值" },
  stdError: { en: "Std. error", zh: "标准误" },
  statistic: { en: "t or z", zh: "t 或 z" },
  p: { en: "p", zh: "p 值" },
  drawnError: { en: "Bootstrap s.e.", zh: "自助标准误" },
  percentile: { en: (level: string) => `Percentile ${level}`, zh: (level: string) => `百分位 ${level} 区间` },
  bca: { en: (level: string) => `BCa ${level}`, zh: (level: string) => `BCa ${level} 区间` },
  drawnP: { en: "Bootstrap p", zh: "自助 p 值" },
  a: {
    en: (treatment: string, mediator: string) => `a: ${treatment} on ${mediator}`,
    zh: (treatment: string, mediator: string) => `a：${treatment}对${after(mediator)}`,
  },
  b: {
    en: (mediator: string, outcome: string) => `b: ${mediator} on ${outcome}`,
    zh: (mediator: string, outcome: string) => `b：${mediator}对${after(outcome)}`,
  },
  through: {
    en: (mediator: string) => `Indirect, through ${mediator}: a × b`,
    zh: (mediator: string) => `间接效应（经${after(mediator)}）：a × b`,
  },
  direct: { en: "Direct", zh: "直接效应" },
  indirect: { en: "Indirect", zh: "间接效应" },
  indirectAll: { en: "Indirect, through all", zh: "间接效应合计" },
  total: { en: "Total", zh: "总效应" },
  share: { en: "Indirect / total", zh: "间接效应占总效应之比" },
  errors: {
    en: (cluster: string) =>
      `Standard errors are clustered by ${cluster}, jointly across equations; those of products by the delta method (Sobel, with the covariance between equations), tested by z, others by t.`,
    zh: (cluster: string) =>
      `标准误：各方程联合按${apart(cluster)}聚类；乘积的标准误由 delta 法（Sobel，含方程间协方差）得出，用 z 检验，其余用 t 检验。`,
  },
  draws: {
    en: (used: string, requested: string, lost: string, partial: string, clusters: string, origin: string) =>
      `Pairs cluster bootstrap (${clusters}), all equations on the same draws; B = ${used} of ${requested}${lost}${partial}; ${origin}. BCa: bias-corrected and accelerated (Efron 1987).`,
    zh: (used: string, requested: string, lost: string, partial: string, clusters: string, origin: string) =>
      `自助法：整群重抽样（${clusters}），各方程使用同一次抽样；B = ${used}/${requested}${lost}${partial}；${origin}。BCa：偏差校正加速区间（Efron 1987）。`,
  },
  lost: { en: (n: string) => `, ${n} undefined`, zh: (n: string) => `，${n} 次无定义` },
  partial: { en: (n: string) => `; partial: stopped after ${n}`, zh: (n: string) => `；未完成：${n} 次后停止` },
  seed: {
    en: (generator: string, seed: number) => `${generator}, seed ${seed}`,
    zh: (generator: string, seed: number) => `${generator}，种子 ${seed}`,
  },
  indices: { en: (name: string) => `draws of ${name}`, zh: (name: string) => `抽样取自 ${name}` },
  p_rule: {
    en: "Bootstrap p: twice the smaller of (1 + draws at or below 0) / (1 + B) and (1 + draws at or above 0) / (1 + B).",
    zh: "自助 p 值：(1 + 不大于 0 的抽样数)/(1 + B) 与 (1 + 不小于 0 的抽样数)/(1 + B) 中较小者的两倍。",
  },
  identity: {
    en: (rest: string) => `Total = direct + indirect on the same rows (difference ${rest}).`,
    zh: (rest: string) => `在同一样本上，总效应 = 直接效应 + 间接效应（差 ${rest}）。`,
  },
  rho: {
    en: (rho: string) =>
      `Sensitivity: the indirect effect would be 0 if the errors of the mediator and outcome equations had a correlation of ${rho} (Imai, Keele & Yamamoto 2010).`,
    zh: (rho: string) =>
      `敏感性：若中介变量方程与被解释变量方程的误差相关系数为 ${rho}，间接效应即为 0（Imai, Keele & Yamamoto 2010）。`,
  },
  figureTitle: { en: "Draws of an indirect effect", zh: "间接效应的自助抽样" },
  figureX: { en: "Indirect effect of the draws", zh: "各次抽样的间接效应" },
  figureWithin: { en: "within the percentile interval", zh: "百分位区间内" },
  figureBeyond: { en: "outside it", zh: "区间外" },
});

export const MEDIATION_NOTES = messages({
  mediation_assumptions: {
    en: "The indirect effect has a causal interpretation only under sequential ignorability: given controls and fixed effects the treatment is as good as randomly assigned, and given the treatment so is the mediator (Imai, Keele & Yamamoto 2010). Random assignment of the treatment alone does not ensure the second condition, and it cannot be tested.",
    zh: "间接效应只有在序贯可忽略性下才有因果含义：给定控制变量与固定效应，处理近似随机；且给定处理，中介变量也近似随机（Imai, Keele & Yamamoto 2010）。仅随机分配处理不能保证后一条件，且该条件无法检验。",
  },
  mediation_linear: {
    en: "The equations are linear, without an interaction of treatment and mediator; the mediator is measured after treatment begins and does not cause it. If the effect of the mediator varies with treatment, a × b is not the indirect effect.",
    zh: "各方程为线性，不含处理与中介变量的交互项；中介变量在处理开始之后测量，且不是处理的原因。若中介变量的作用随处理而异，a × b 便不是间接效应。",
  },
  mediation_reading: {
    en: ({ mediators }: { readonly mediators: number }) =>
      `The indirect effect is the part of the association between treatment and outcome that runs through the ${plural(mediators, "mediator")} in these equations, not the effect of an intervention on ${mediators > 1 ? "a" : "the"} mediator${mediators > 1 ? "; the contributions of mediators that affect one another cannot be separated" : ""}.`,
    zh: ({ mediators }) =>
      `间接效应是这些方程中处理与被解释变量的关联里经由中介变量的部分，而不是干预中介变量的效应${mediators > 1 ? "；互为因果的中介变量无法区分" : ""}。`,
  },
  mediation_undefined: {
    en: ({ draws, of }: { readonly draws: number; readonly of: number }) =>
      `In ${draws} of ${of} draws some equation does not identify the treatment or a mediator: these draws are omitted.`,
    zh: ({ draws, of }) => `${of} 次抽取中有 ${draws} 次某个方程不能识别处理变量或中介变量：这些抽取予以剔除。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof MEDIATION_NOTES> {}
}
