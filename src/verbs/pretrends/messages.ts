/**
 * What `pretrends` says to its reader, and words of its tables and figure, in English and Chinese.
 */
import { catalogue, type FactsOf, listed, messages } from "../../base/messages.js";

export const PRETRENDS_NOTES = messages({
  pretrends_normal: {
    en: ({ df }: { readonly df: number }) =>
      `Powers take estimates as normal with a known covariance; the record reads them by t with ${df} degrees of freedom, so with few clusters power is less.`,
    zh: ({ df }) =>
      `功效以估计量服从已知协方差的正态分布计算；原结果按自由度 ${df} 的 t 分布推断，聚类较少时实际功效更低。`,
  },
  pretrends_significant: {
    en: ({ events }: { readonly events: readonly number[] }) =>
      `The pre-test does not pass: leads ${listed.en(events)} are significant. Biases on passing then describe other samples than this one.`,
    zh: ({ events }) =>
      `预检验未通过：提前期 ${listed.zh(events)} 显著。通过条件下的偏误描述的是其他样本，而非本样本。`,
  },
  pretrends_size: {
    en: ({ powers, size }: { readonly powers: readonly number[]; readonly size: number }) =>
      `No slope has power ${listed.en(powers)}: the test of any lead rejects as often without a violation (${size}).`,
    zh: ({ powers, size }) => `不存在功效为 ${listed.zh(powers)} 的斜率：无违背时任一系数检验的拒绝率已达 ${size}。`,
  },
  pretrends_probability: {
    en: ({ error, leads }: { readonly error: number; readonly leads: number }) =>
      `Probabilities of ${leads} leads at once are known to about ${error} only.`,
    zh: ({ error, leads }) => `${leads} 个提前期的联合概率仅精确到约 ${error}。`,
  },
  pretrends_never_passes: {
    en: ({ chance }: { readonly chance: number }) =>
      `A violation that passes the pre-test with a chance of ${chance} only has no mean of estimates on passing.`,
    zh: ({ chance }) => `某一违背通过预检验的概率仅为 ${chance}，不给出通过条件下的均值。`,
  },
  pretrends_binned: {
    en: ({ labels }: { readonly labels: readonly string[] }) =>
      `Event times ${listed.en(labels)} stand for all beyond them; a linear trend takes them at their own time.`,
    zh: ({ labels }) => `相对时期 ${listed.zh(labels)} 合并了更远的各期；线性趋势按其自身时期取值。`,
  },
});

export const pretrendsWords = catalogue({
  powerTitle: { en: "What the test of leads could have found", zh: "提前期检验能发现什么" },
  violation: { en: "Violation of parallel trends", zh: "对平行趋势的违背" },
  none: { en: "none", zh: "无" },
  slope: { en: (slope: string) => `linear, ${slope} a period`, zh: (slope: string) => `线性，每期 ${slope}` },
  anyLead: { en: "power, any lead", zh: "功效：任一提前期" },
  joint: { en: "power, joint", zh: "功效：联合检验" },
  bayes: { en: "Bayes factor", zh: "贝叶斯因子" },
  likelihood: { en: "likelihood ratio", zh: "似然比" },
  bias: { en: "mean bias of lags", zh: "滞后期平均偏误" },
  biasPassing: { en: "the same on passing", zh: "通过检验时的平均偏误" },
  pretest: {
    en: (critical: string, rejects: boolean, p: string) =>
      `Any lead: its statistic beyond ${critical}; here it ${rejects ? "rejects" : "passes"}. Joint: Wald test of all leads; here p = ${p}.`,
    zh: (critical: string, rejects: boolean, p: string) =>
      `任一提前期：统计量超过 ${critical}；本例${rejects ? "拒绝" : "通过"}。联合检验：全部提前期的 Wald 检验；本例 p = ${p}。`,
  },
  detectable: {
    en: (power: string, slope: string, wald: string) =>
      `A linear trend of ${slope} a period is found with a chance of ${power} (by the joint test ${wald}).`,
    zh: (power: string, slope: string, wald: string) =>
      `每期 ${slope} 的线性趋势以 ${power} 的概率被发现（联合检验为 ${wald}）。`,
  },
  aboutPower: {
    en: "Bayes factor: how many times as likely passing is under the violation as without. Likelihood ratio: of the leads observed, under the violation over parallel trends. Roth (2022).",
    zh: "贝叶斯因子：存在违背时通过检验的概率与不存在时之比。似然比：观测到的提前期在违背下与平行趋势下的密度之比。Roth (2022)。",
  },
  pathTitle: { en: "Estimates, a violation and what passing makes of it", zh: "估计值、违背及其通过检验后的均值" },
  event: { en: "Event time", zh: "相对时期" },
  estimate: { en: "estimate", zh: "估计值" },
  error: { en: "std. error", zh: "标准误" },
  violates: { en: "violation", zh: "违背" },
  passing: { en: "mean on passing", zh: "通过检验后的均值" },
  aboutPath: {
    en: (trend: string) =>
      `Violation: ${trend}. Mean on passing: of estimates where the violation holds, there is no effect and no lead is significant.`,
    zh: (trend: string) => `违背：${trend}。通过检验后的均值：存在该违背、无处理效应且无提前期显著时估计值的均值。`,
  },
  equivalenceTitle: {
    en: "Equivalence of leads: smallest bounds accepted",
    zh: "提前期的等效性检验：可接受的最小界限",
  },
  tost: { en: "two one-sided tests", zh: "双单侧检验" },
  folded: { en: "folded normal", zh: "折叠正态" },
  pAt: { en: (bound: string) => `p at ${bound}`, zh: (bound: string) => `界限 ${bound} 的 p 值` },
  all: { en: "all leads", zh: "全部提前期" },
  aboutEquivalence: {
    en: (alpha: string) =>
      `The smallest bound at which a lead is found to lie within, at ${alpha}; all leads: the largest of theirs (intersection and union). Hartman & Hidalgo (2018), Dette & Schumann (2024).`,
    zh: (alpha: string) =>
      `在 ${alpha} 水平上判定提前期处于其内的最小界限；全部提前期取其最大者（交-并检验）。Hartman & Hidalgo (2018)，Dette & Schumann (2024)。`,
  },
  accepted: {
    en: (bound: string, accepted: boolean) =>
      `Within ${bound} of zero: ${accepted ? "accepted" : "not accepted"} for all leads.`,
    zh: (bound: string, accepted: boolean) => `全部提前期处于 ±${bound} 之内：${accepted ? "接受" : "不接受"}。`,
  },
  inferiorityTitle: {
    en: "Average effect, with and without a linear difference in trends",
    zh: "是否允许线性趋势差异下的平均效应",
  },
  withoutTrend: { en: "without", zh: "不允许" },
  withTrend: { en: "with", zh: "允许" },
  difference: { en: "difference", zh: "差异" },
  aboutInferiority: {
    en: (bound: string, share: string, alpha: string) =>
      `Differences beyond ${bound} (${share} of the effect) are ruled out at ${alpha}. Bilinski & Hatfield (2018). Effects are relative to the mean of the periods before treatment, and to the line through them.`,
    zh: (bound: string, share: string, alpha: string) =>
      `在 ${alpha} 水平上可排除超过 ${bound}（效应的 ${share}）的差异。Bilinski & Hatfield (2018)。效应分别相对于处理前各期均值及其拟合直线。`,
  },
  figureTitle: { en: "Estimates and a violation that the pre-test may miss", zh: "估计值与预检验可能遗漏的违背" },
  axis: { en: "Periods since treatment", zh: "距处理的期数" },
  keyEstimate: {
    en: (level: string) => `Estimate, ${level} interval`,
    zh: (level: string) => `估计值，${level} 区间`,
  },
  keyTrend: { en: (power: string) => `Violation (power ${power})`, zh: (power: string) => `违背（功效 ${power}）` },
  keyPassing: { en: "Mean on passing", zh: "通过检验后的均值" },
  description: {
    en: (parts: string) =>
      `Estimates by event time, the violation and the mean of estimates where the pre-test passes. ${parts}.`,
    zh: (parts: string) => `各相对时期的估计值、违背及通过预检验时估计值的均值。${parts}。`,
  },
  point: {
    en: (event: string, estimate: string, violation: string, mean: string) =>
      `${event}: ${estimate}, violation ${violation}, mean ${mean}`,
    zh: (event: string, estimate: string, violation: string, mean: string) =>
      `${event}：${estimate}，违背 ${violation}，均值 ${mean}`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof PRETRENDS_NOTES> {}
}
