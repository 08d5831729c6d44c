/**
 * Words of tables and figures of counterfactual estimators, in English and Chinese.
 */
import { catalogue } from "../../../../base/messages.js";

export const counterfactualWords = catalogue({
  testsTable: { en: (name: string) => `Tests of assumptions: ${name}`, zh: (name: string) => `识别假定检验：${name}` },
  test: { en: "Test", zh: "检验" },
  estimate: { en: "Estimate", zh: "估计值" },
  error: { en: "Std. error", zh: "标准误" },
  zero: { en: "p (zero)", zh: "p（为零）" },
  equivalent: { en: "p (equivalence)", zh: "p（等价）" },
  units: { en: "Units", zh: "单位数" },
  placebo: {
    en: (n: number) => `Placebo: ${n === 1 ? "the last period" : `the last ${n} periods`} before treatment`,
    zh: (n: number) => `安慰剂：处理前最后 ${n} 期`,
  },
  carryover: {
    en: (n: number) => `Carry-over: ${n === 1 ? "the first period" : `the first ${n} periods`} after treatment`,
    zh: (n: number) => `延续效应：处理结束后前 ${n} 期`,
  },
  testsNote: {
    en: (bound: string) =>
      `Equivalence: two one-sided tests that effects are larger than ${bound} in absolute value; a small p says that they are within it.`,
    zh: (bound: string) => `等价性检验：以效应绝对值大于 ${bound} 为原假设的两个单侧检验，p 值小表示效应在界内。`,
  },
  leftOut: {
    en: (n: number) => `${n} ${n === 1 ? "unit has" : "units have"} too few untreated periods to leave these out.`,
    zh: (n: number) => `${n} 个单位未受处理的时期过少，未参与留出。`,
  },
  validationTable: { en: (name: string) => `Cross-validation: ${name}`, zh: (name: string) => `交叉验证：${name}` },
  factorCount: { en: "Factors", zh: "因子数" },
  penalty: { en: "Penalty", zh: "惩罚参数" },
  mspe: { en: "Mean squared error", zh: "均方预测误差" },
  chosen: { en: "chosen", zh: "选取" },
  unknown: { en: "no fit in a fold", zh: "有折无法拟合" },
  exitsTable: {
    en: (name: string) => `Untreated rows after treatment, observed less predicted: ${name}`,
    zh: (name: string) => `处理结束后的未受处理观测（观测值减预测值）：${name}`,
  },
  exit: { en: "Periods since the end", zh: "处理结束后期数" },
  exitsNote: {
    en: "These rows are among those the fit rests on: 0 is the first period without treatment.",
    zh: "这些观测参与拟合；0 为处理结束后的第一期。",
  },
  pathsFigure: {
    en: (name: string) => `Observed and predicted without treatment: ${name}`,
    zh: (name: string) => `观测值与无处理时的预测值：${name}`,
  },
  observed: { en: "Observed", zh: "观测值" },
  predicted: { en: "Predicted without treatment", zh: "无处理时的预测值" },
  outcome: { en: "Mean outcome of treated units", zh: "处理组结果均值" },
  event: { en: "Periods since treatment", zh: "距处理的期数" },
  pathsDescription: {
    en: (parts: string) => `Means by event time of what was observed and what is predicted. ${parts}.`,
    zh: (parts: string) => `按相对时期的观测均值与预测均值。${parts}。`,
  },
  pair: {
    en: (observed: string, predicted: string) => `${observed} observed, ${predicted} predicted`,
    zh: (observed: string, predicted: string) => `观测 ${observed}，预测 ${predicted}`,
  },
  factorsFigure: { en: (name: string) => `Common factors: ${name}`, zh: (name: string) => `共同因子：${name}` },
  factor: { en: (j: number) => `Factor ${j}`, zh: (j: number) => `因子 ${j}` },
  factorAxis: { en: "Factor, of mean square 1", zh: "因子（均方为 1）" },
  period: { en: "Period", zh: "时期" },
  factorsDescription: {
    en: (n: number, parts: string) => `${n} ${n === 1 ? "factor" : "factors"} by period. ${parts}.`,
    zh: (n: number, parts: string) => `${n} 个因子随时期的取值。${parts}。`,
  },
});
