/**
 * Words of tables and figures of synthetic differences-in-differences, in English and Chinese.
 */
import { catalogue } from "../../../../base/messages.js";

export const sdidWords = catalogue({
  weightsTable: {
    en: (name: string) => `Weights of donors: ${name}`,
    zh: (name: string) => `供体权重：${name}`,
  },
  unit: { en: "Donor", zh: "供体" },
  weight: { en: "Weight", zh: "权重" },
  cohort: { en: (cohort: string) => `Treated from ${cohort}`, zh: (cohort: string) => `${cohort} 起受处理` },
  timeWeights: { en: "Periods before treatment", zh: "处理前时期" },
  rest: {
    en: (donors: string) => `${donors} further donors together`,
    zh: (donors: string) => `其余 ${donors} 个供体合计`,
  },
  fitTable: {
    en: (name: string) => `Cohorts and their synthetic counterparts: ${name}`,
    zh: (name: string) => `各批次与其合成对照：${name}`,
  },
  group: { en: "Treated from", zh: "处理起始" },
  treatedUnits: { en: "Treated units", zh: "处理单位数" },
  donors: { en: "Donors with weight", zh: "有权重的供体" },
  preRmspe: { en: "RMSPE before", zh: "处理前 RMSPE" },
  effect: { en: "Effect", zh: "效应" },
  error: { en: "Std. error", zh: "标准误" },
  share: { en: "Share", zh: "份额" },
  fitNote: {
    en: "RMSPE: root of the mean square gap between the treated and their synthetic counterpart.",
    zh: "RMSPE：处理组与其合成对照之差的均方根。",
  },
  shiftNote: {
    en: "The synthetic path is moved so that its gap to the treated, averaged by the time weights, is zero before treatment.",
    zh: "合成路径已平移，使处理前按时间权重平均的差距为零。",
  },
  variant: { en: (method: string) => `by weights of ${method}`, zh: (method: string) => `按${method}的权重` },
  trajectories: {
    en: (cohort: string) => `Treated from ${cohort} and synthetic`,
    zh: (cohort: string) => `${cohort} 起受处理的单位及其合成对照`,
  },
  outcome: { en: "Mean outcome", zh: "结果均值" },
  treated: { en: "Treated", zh: "处理组" },
  synthetic: { en: "Synthetic", zh: "合成对照" },
  timeWeight: { en: "Weight of the period", zh: "时期权重" },
  starts: { en: "Treatment starts", zh: "处理开始" },
  period: { en: "Period", zh: "时期" },
  pair: {
    en: (treated: string, synthetic: string) => `${treated}, synthetic ${synthetic}`,
    zh: (treated: string, synthetic: string) => `${treated}，合成 ${synthetic}`,
  },
  trajectoriesDescription: {
    en: (parts: string) => `Mean outcomes of the treated and of their synthetic counterpart by period. ${parts}.`,
    zh: (parts: string) => `处理组与其合成对照各期的结果均值。${parts}。`,
  },
  weightsFigure: {
    en: (cohort: string) => `Weights of donors to units treated from ${cohort}`,
    zh: (cohort: string) => `${cohort} 起受处理单位的供体权重`,
  },
  weightsDescription: {
    en: (parts: string) => `Weights of donors, the largest first. ${parts}.`,
    zh: (parts: string) => `各供体的权重，由大到小。${parts}。`,
  },
  errors: {
    en: (method: string, detail: string) => `Errors: ${method}, ${detail}.`,
    zh: (method: string, detail: string) => `标准误：${method}，${detail}。`,
  },
  placebo: { en: "placebos", zh: "安慰剂法" },
  bootstrap: { en: "bootstrap of units", zh: "单位自助法" },
  jackknife: { en: "jackknife over units", zh: "单位刀切法" },
  drawn: {
    en: (draws: string, seed: string) => `${draws} draws, seed ${seed}`,
    zh: (draws: string, seed: string) => `${draws} 次抽样，种子 ${seed}`,
  },
  left: { en: (units: string) => `${units} units left out in turn`, zh: (units: string) => `依次剔除 ${units} 个单位` },
  noErrors: { en: "No standard errors.", zh: "不计算标准误。" },
  sc: { en: "synthetic control", zh: "合成控制" },
  did: { en: "differences-in-differences", zh: "双重差分" },
  coefficients: {
    en: (parts: string) => `Coefficients of covariates: ${parts}.`,
    zh: (parts: string) => `协变量系数：${parts}。`,
  },
});
