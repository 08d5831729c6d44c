/**
 * What the sensitivity of a coefficient says to its reader, in English and Chinese: notes here, words of tables and figures below.
 */
import { after, apart, before, catalogue, type FactsOf, listed, messages } from "../../base/messages.js";

export const COEFFICIENT_SENSITIVITY_NOTES = messages({
  sensitivity_within: {
    en: ({ effects }: { readonly effects: readonly string[] }) =>
      `Partial R2, robustness values and influence are within the fixed effects (${listed.en(effects)}): shares of what these leave; removing rows takes the effects anew.`,
    zh: ({ effects }) =>
      `偏 R2、稳健值与影响度均在固定效应（${listed.zh(effects)}）之内：是扣除固定效应后剩余变异的份额；剔除观测时重新估计固定效应。`,
  },
  sensitivity_no_controls: {
    en: ({ term }: { readonly term: string }) =>
      `Oster's delta compares a regression with controls to one without: '${term}' has none that --always does not keep, and the fixed effects are in both. Add controls, or leave the effects out of the short regression (--short-effects left_out).`,
    zh: ({ term }) =>
      `Oster 的 delta 比较有无控制变量的两个回归：除 --always 保留的变量外，“${term}”没有其他控制变量，且固定效应在两个回归中都有。请加入控制变量，或在短回归中去掉固定效应（--short-effects left_out）。`,
  },
  sensitivity_nothing_explained: {
    en: ({ term }: { readonly term: string }) =>
      `Oster's delta is not defined: the controls explain nothing of the outcome, or nothing of '${term}', beyond the short regression.`,
    zh: ({ term }) => `Oster 的 delta 无定义：在短回归之外，控制变量对结果变量或“${term}”没有任何解释力。`,
  },
  sensitivity_r2max_below: {
    en: ({ asked, r2 }: { readonly asked: string; readonly r2: number }) =>
      `R2max ${asked} is not above the R2 of the fit, ${Number(r2.toPrecision(4))}: nothing is left for unobservables to explain, and it is left out.`,
    zh: ({ asked, r2 }) =>
      `R2max ${asked} 不高于回归的 R2（${Number(r2.toPrecision(4))}）：没有留给不可观测因素解释的部分，故略去。`,
  },
  sensitivity_classical: {
    en: ({ type }: { readonly type: string }) =>
      `Estimates beside a confounder are exact whatever the errors; their standard errors, t, and RV with alpha are those of classical errors, for which the identities are derived, not of '${type}'.`,
    zh: ({ type }) =>
      `加入混杂因素后的估计值与误差结构无关，是精确的；其标准误、t 值与带 alpha 的稳健值依经典误差推导，而非“${type}”。`,
  },
  sensitivity_bound: {
    en: ({ type }: { readonly type: string }) =>
      `The robustness value by '${type}' errors is of the bound |b| - C S, whose variance is that of the influences of b and S (Chernozhukov et al. 2022).`,
    zh: ({ type }) =>
      `按“${type}”误差的稳健值针对界 |b| - C S，其方差由 b 与 S 的影响函数得到（Chernozhukov 等 2022）。`,
  },
  sensitivity_df_bound: {
    en: ({ df }: { readonly df: number }) =>
      `With three fixed effects or more their rank is an upper bound: the degrees of freedom of partial R2, ${df}, may be too few.`,
    zh: ({ df }) => `有三个及以上固定效应时其秩是上界：偏 R2 的自由度 ${df} 可能偏小。`,
  },
  sensitivity_capped: {
    en: ({ bounds }: { readonly bounds: readonly string[] }) =>
      `A confounder that strong would explain more than all that is left of the outcome; its share is set to 1: ${listed.en(bounds)}.`,
    zh: ({ bounds }) => `如此强的混杂因素会解释超过结果变量剩余的全部变异；其份额取 1：${listed.zh(bounds)}。`,
  },
  sensitivity_impossible: {
    en: ({ bounds }: { readonly bounds: readonly string[] }) =>
      `No confounder can be that strong, as it would explain all of the treatment: ${listed.en(bounds)}.`,
    zh: ({ bounds }) => `不可能有如此强的混杂因素，否则它将解释处理变量的全部变异：${listed.zh(bounds)}。`,
  },
  sensitivity_proportion: {
    en: ({ type }: { readonly type: string }) =>
      `Standard errors '${type}' have no derivative by rows here: rows are chosen by that of classical errors in proportion; the regressions without them have '${type}' errors.`,
    zh: ({ type }) =>
      `“${type}”标准误在此没有按观测的导数：按比例采用经典误差的导数选取观测；剔除观测后的回归仍用“${type}”标准误。`,
  },
  sensitivity_one_group: {
    en: ({ by }: { readonly by: string }) => `Groups by '${by}' are not left out: the sample has one.`,
    zh: ({ by }) => `未按${apart(by)}逐组剔除：样本中只有一组。`,
  },
  sensitivity_greedy: {
    en: ({ goals }: { readonly goals: readonly string[] }) =>
      `The number that the approximation predicts was not enough; more were added by recomputed influences: ${listed.en(goals)}.`,
    zh: ({ goals }) => `线性近似预测的数目不够；重新计算影响度后继续增加：${listed.zh(goals)}。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof COEFFICIENT_SENSITIVITY_NOTES> {}
}

type GoalWords = Readonly<Record<"sign" | "significance" | "both", string>>;
const EN_GOALS: GoalWords = { sign: "sign", significance: "significance lost", both: "significant, other sign" };
const ZH_GOALS: GoalWords = { sign: "符号", significance: "失去显著性", both: "异号且显著" };

/** Words of the tables and figures. */
export const sensitivityWords = catalogue({
  title: { en: "Sensitivity of a coefficient", zh: "系数的敏感性" },
  oster: {
    en: (term: string) => `Selection on unobservables: ${term}`,
    zh: (term: string) => `不可观测选择：${term}`,
  },
  confounding: { en: (term: string) => `Confounders: ${term}`, zh: (term: string) => `混杂因素：${term}` },
  removal: {
    en: (term: string) => `The fewest without which ${term} turns`,
    zh: (term: string) => `使${apart(term)}改变结论的最少剔除数`,
  },
  moved: {
    en: (term: string, by: string) => `Without each ${by}: ${term}`,
    zh: (term: string, by: string) => `逐一剔除${after(by)}：${term}`,
  },
  r2max: { en: "R2max", zh: "R2max" },
  deltaFor: { en: (effect: string) => `delta for ${effect}`, zh: (effect: string) => `使效应为 ${effect} 的 delta` },
  betaStar: { en: (delta: string) => `beta* (delta ${delta})`, zh: (delta: string) => `beta*（delta ${delta}）` },
  otherRoots: { en: "other roots", zh: "其他根" },
  short: {
    en: (estimate: string, r2: string, controls: string) =>
      `Short regression: ${estimate}, R2 ${r2}, with ${controls}.`,
    zh: (estimate: string, r2: string, controls: string) => `短回归：${estimate}，R2 ${r2}，含${after(controls)}。`,
  },
  long: {
    en: (estimate: string, r2: string, controls: string) => `Long regression: ${estimate}, R2 ${r2}, with ${controls}.`,
    zh: (estimate: string, r2: string, controls: string) => `长回归：${estimate}，R2 ${r2}，含${after(controls)}。`,
  },
  effects: { en: "the fixed effects", zh: "固定效应" },
  noControls: { en: "no control", zh: "无控制变量" },
  r2Within: { en: "R2 are within the fixed effects.", zh: "R2 为组内 R2（扣除固定效应后）。" },
  r2Overall: { en: "R2 are of all variation about the mean.", zh: "R2 为对总变异的 R2。" },
  rootRule: {
    en: "beta* is the root nearest to the estimate that meets Oster's assumption 3; other roots in brackets, * where they meet it too.",
    zh: "beta* 是满足 Oster 假设 3 且最接近估计值的根；方括号内为其他根，带 * 者也满足该假设。",
  },
  excluded: {
    en: (mark: string, effect: string) =>
      `${mark} At ${effect} Oster's assumption 3 fails: unobservables related to the treatment as the controls are move the estimate away from ${effect}, so that this delta is not a bound on them.`,
    zh: (mark: string, effect: string) =>
      `${mark} 在 ${effect} 处 Oster 的假设 3 不成立：与处理的关系同控制变量一样的不可观测因素会使估计值远离 ${effect}，故此 delta 不构成对它们的界限。`,
  },
  noRoot: { en: "none", zh: "无" },
  quantity: { en: "Quantity", zh: "量" },
  value: { en: "Value", zh: "值" },
  estimate: { en: "Estimate", zh: "估计值" },
  stdError: { en: "Std. error", zh: "标准误" },
  statistic: { en: "t", zh: "t" },
  statisticOf: { en: (value: string) => `t of ${value}`, zh: (value: string) => `t（对 ${value}）` },
  interval: { en: (level: string) => `${level} interval`, zh: (level: string) => `${level} 置信区间` },
  partialR2: { en: "Partial R2 of outcome with treatment", zh: "处理变量对结果变量的偏 R2" },
  rv: {
    en: (q: string) => `Robustness value, q = ${q}`,
    zh: (q: string) => `稳健值，q = ${q}`,
  },
  rvAlpha: {
    en: (q: string, alpha: string) => `Robustness value, q = ${q}, alpha = ${alpha}`,
    zh: (q: string, alpha: string) => `稳健值，q = ${q}，alpha = ${alpha}`,
  },
  rvRobust: {
    en: (q: string, alpha: string, type: string) => `the same by '${type}' errors, q = ${q}, alpha = ${alpha}`,
    zh: (q: string, alpha: string, type: string) => `按“${type}”误差的稳健值，q = ${q}，alpha = ${alpha}`,
  },
  extreme: { en: "Extreme robustness value", zh: "极端稳健值" },
  confounder: { en: "Confounder", zh: "混杂因素" },
  withTreatment: { en: "R2 with treatment", zh: "与处理的 R2" },
  withOutcome: { en: "R2 with outcome", zh: "与结果的 R2" },
  times: {
    en: (k: string, name: string) => `${k} x ${name}`,
    zh: (k: string, name: string) => `${k} 倍${after(name)}`,
  },
  given: { en: "given", zh: "给定" },
  none: { en: "none: the estimate", zh: "无：估计值" },
  goals: {
    en: (goal: keyof GoalWords, gains: boolean) => (gains ? "significance gained" : EN_GOALS[goal]),
    zh: (goal: keyof GoalWords, gains: boolean) => (gains ? "获得显著性" : ZH_GOALS[goal]),
  },
  rows: { en: "rows", zh: "观测" },
  row: { en: "row", zh: "观测" },
  turns: { en: "Turns", zh: "改变" },
  predicted: { en: "predicted", zh: "近似预测" },
  atMost: { en: "at most", zh: "至多" },
  of: { en: "of", zh: "共" },
  without: { en: "without", zh: "剔除后估计值" },
  leftOut: { en: "Left out", zh: "剔除" },
  dfbeta: { en: "moves by", zh: "变动" },
  count: { en: "rows in it", zh: "观测数" },
  lost: { en: "not identified", zh: "不可识别" },
  notFound: { en: "none found", zh: "未找到" },
  removedAre: {
    en: (goal: string, by: string, names: string) => `Removed (${goal}; by ${by}): ${names}.`,
    zh: (goal: string, by: string, names: string) => `剔除（${goal}；按${after(by)}）：${names}。`,
  },
  linear: {
    en: (by: string) => `By ${by}: changes by linear approximation, not by regressions without each.`,
    zh: (by: string) => `按${after(by)}：变动为线性近似，并非逐一剔除后的回归。`,
  },
  ordered: {
    en: (by: string) => `${by}, ordered by what leaving it out does`,
    zh: (by: string) => `${by}（按剔除后的变动排序）`,
  },
  change: { en: (term: string) => `Change of ${term}`, zh: (term: string) => `${before(term)}的变动` },
  turnsSign: { en: "turns the sign", zh: "符号改变" },
  contour: {
    en: (term: string) => `${term} beside a confounder`,
    zh: (term: string) => `加入混杂因素后的${after(term)}`,
  },
  contourT: {
    en: (term: string) => `t of ${term} beside a confounder`,
    zh: (term: string) => `加入混杂因素后${apart(term)}的 t 值`,
  },
  xAxis: {
    en: "Partial R2 of the confounder with the treatment",
    zh: "混杂因素与处理变量的偏 R2",
  },
  yAxis: { en: "Partial R2 with the outcome", zh: "与结果变量的偏 R2" },
  keyZero: { en: (level: string) => `estimate ${level}`, zh: (level: string) => `估计值 ${level}` },
  keyCritical: { en: (level: string) => `critical t ${level}`, zh: (level: string) => `临界 t 值 ${level}` },
  keyBenchmark: { en: "a confounder as strong", zh: "同等强度的混杂因素" },
  keyFit: { en: (value: string) => `without a confounder: ${value}`, zh: (value: string) => `无混杂因素：${value}` },
});
