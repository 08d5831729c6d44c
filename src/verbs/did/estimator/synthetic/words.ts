/**
 * Words of tables and figures of synthetic controls, in English and Chinese.
 */
import { catalogue } from "../../../../base/messages.js";

export const syntheticWords = catalogue({
  weightsTable: {
    en: (name: string) => `Weights of donors: ${name}`,
    zh: (name: string) => `对照单位权重：${name}`,
  },
  unit: { en: "Donor", zh: "对照单位" },
  weight: { en: "Weight", zh: "权重" },
  cohort: { en: (cohort: string) => `Treated from ${cohort}`, zh: (cohort: string) => `${cohort} 起受处理` },
  timeWeights: { en: "Periods before treatment", zh: "处理前时期" },
  rest: {
    en: (donors: string) => `${donors} further donors together`,
    zh: (donors: string) => `其余 ${donors} 个对照单位合计`,
  },
  fitTable: {
    en: (name: string) => `Treated groups and their synthetic counterparts: ${name}`,
    zh: (name: string) => `处理组与其合成对照：${name}`,
  },
  group: { en: "Treated from", zh: "处理起始" },
  treatedUnits: { en: "Treated units", zh: "处理单位数" },
  donors: { en: "Donors with weight", zh: "有权重的对照单位" },
  preRmspe: { en: "RMSPE before", zh: "处理前 RMSPE" },
  postRmspe: { en: "RMSPE after", zh: "处理后 RMSPE" },
  effect: { en: "Effect", zh: "效应" },
  share: { en: "Share", zh: "份额" },
  fitNote: {
    en: "RMSPE: root of the mean square gap between the treated and their synthetic counterpart.",
    zh: "RMSPE：处理组与其合成对照之差的均方根。",
  },
  shiftNote: {
    en: "The synthetic path is moved so that its gap to the treated, averaged by the time weights, is zero before treatment.",
    zh: "合成路径已平移，使处理前按时间权重平均的差距为零。",
  },
  variants: {
    en: (parts: string) => `With other weights: ${parts}.`,
    zh: (parts: string) => `采用其他权重：${parts}。`,
  },
  variant: {
    en: (method: string, estimate: string, rmspe: string) => `${method} ${estimate} (RMSPE before ${rmspe})`,
    zh: (method: string, estimate: string, rmspe: string) => `${method} ${estimate}（处理前 RMSPE ${rmspe}）`,
  },
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
    zh: (cohort: string) => `${cohort} 起受处理单位的对照权重`,
  },
  weightsDescription: {
    en: (parts: string) => `Weights of donors, the largest first. ${parts}.`,
    zh: (parts: string) => `各对照单位的权重，由大到小。${parts}。`,
  },
  gaps: {
    en: (cohort: string) => `Gaps of units treated from ${cohort} and of placebos`,
    zh: (cohort: string) => `${cohort} 起受处理单位与安慰剂单位的差距`,
  },
  gap: { en: "Treated less synthetic", zh: "处理组减合成对照" },
  placebo: { en: "Untreated units, as if treated", zh: "假设受处理的对照单位" },
  gapsDescription: {
    en: (placebos: string, parts: string) =>
      `Gaps between treated and synthetic by period, beside those of ${placebos} untreated units. ${parts}.`,
    zh: (placebos: string, parts: string) => `各期处理组与合成对照之差，另有 ${placebos} 个对照单位的差距。${parts}。`,
  },
});
