/**
 * Words of what two-way effects compare, in English and Chinese.
 */
import { catalogue } from "../../../base/messages.js";

export const comparisonWords = {
  ...catalogue({
    never: { en: "never treated", zh: "从未受处理" },
    always: { en: "always treated", zh: "始终受处理" },
    pair: { en: (a: string, b: string) => `${a} against ${b}`, zh: (a: string, b: string) => `${a} 对 ${b}` },
    weighed: {
      en: (estimate: string, weight: string) => `${estimate}, weight ${weight}`,
      zh: (estimate: string, weight: string) => `${estimate}，权重 ${weight}`,
    },
    weight: { en: "Weight", zh: "权重" },
    estimate: { en: "Estimate", zh: "估计值" },
    rows: { en: "Rows", zh: "观测数" },
    least: { en: "Least", zh: "最小" },
    largest: { en: "Largest", zh: "最大" },
    coefficient: { en: "Two-way coefficient", zh: "双向固定效应系数" },
    baconTable: {
      en: (call: string) => `Two-way effects as an average of 2x2 comparisons: ${call}`,
      zh: (call: string) => `双向固定效应系数作为 2×2 比较的加权平均：${call}`,
    },
    baconTitle: { en: "2x2 estimates against their weights", zh: "2×2 估计值与权重" },
    baconDescription: {
      en: (coefficient: string, parts: string) =>
        `Estimates of 2x2 comparisons against their weights; two-way coefficient ${coefficient}. ${parts}.`,
      zh: (coefficient: string, parts: string) =>
        `各 2×2 比较的估计值与权重；双向固定效应系数 ${coefficient}。${parts}。`,
    },
    estimate2x2: { en: "2x2 estimate", zh: "2×2 估计值" },
    stub2x2: { en: "Treated, compared with", zh: "处理组，对照组" },
    all: { en: (type: string) => `All: ${type}`, zh: (type: string) => `合计：${type}` },
    withinCohorts: { en: "Within cohorts", zh: "批次内" },
    baconNote: {
      en: "Weights sum to one; comparisons with units treated earlier take their effects for a trend (Goodman-Bacon 2021).",
      zh: "权重之和为 1；以更早受处理的单位为对照时，其处理效应被当作趋势（Goodman-Bacon 2021）。",
    },
    weightsTable: {
      en: (call: string) => `Weights of effects in the two-way coefficient: ${call}`,
      zh: (call: string) => `双向固定效应系数中各效应的权重：${call}`,
    },
    weightsTitle: { en: "Weights of effects in the two-way coefficient", zh: "双向固定效应系数中各效应的权重" },
    weightsDescription: {
      en: (rows: string, parts: string) => `Weights by cohort and period; ${rows} rows have negative ones. ${parts}.`,
      zh: (rows: string, parts: string) => `分批次、分时期的权重；${rows} 行权重为负。${parts}。`,
    },
    cellWeight: { en: "Weight of the cohort’s effect in the period", zh: "该批次当期效应的权重" },
    stubCell: { en: "Cohort, period", zh: "批次，时期" },
    period: { en: "Period", zh: "时期" },
    positive: { en: "Positive", zh: "正" },
    negative: { en: "Negative", zh: "负" },
    zeroAverage: {
      en: (sd: string) =>
        `The average effect may be zero if effects differ by a standard deviation of ${sd} (de Chaisemartin and D'Haultfoeuille 2020).`,
      zh: (sd: string) => `若效应的标准差达到 ${sd}，平均效应可能为零（de Chaisemartin 与 D'Haultfoeuille 2020）。`,
    },
    oppositeSign: {
      en: (sd: string) => `All effects may have the other sign if they differ by ${sd}.`,
      zh: (sd: string) => `若效应的标准差达到 ${sd}，全部效应可能与系数符号相反。`,
    },
    contaminationTable: {
      en: (call: string) => `Other event times in coefficients of event time: ${call}`,
      zh: (call: string) => `相对时期系数中其他时期效应的权重：${call}`,
    },
    contaminationTitle: { en: "Weights of effects in coefficients of event time", zh: "相对时期系数中各效应的权重" },
    contaminationDescription: {
      en: (parts: string) => `Sums of the absolute weights of effects at other event times, by coefficient. ${parts}.`,
      zh: (parts: string) => `各系数中其他相对时期效应的权重绝对值之和。${parts}。`,
    },
    event: { en: "Coefficient of event time", zh: "相对时期的系数" },
    stubEvent: { en: "Event time", zh: "相对时期" },
    effectWeight: { en: "Weight of a cohort’s effect", zh: "批次效应的权重" },
    own: { en: "Effects at that event time", zh: "该时期的效应" },
    others: { en: "Effects at other event times", zh: "其他时期的效应" },
    othersWeight: { en: "Weight of others", zh: "其他时期的权重" },
    negativeCohorts: { en: "Negative cohorts", zh: "权重为负的批次" },
    contaminationNote: {
      en: "Weight of others: the sum of the absolute weights with which effects at other event times, but for the reference, enter (Sun and Abraham 2021); weights by cohort are in the record.",
      zh: "其他时期的权重：除基期外其他相对时期的效应所占权重的绝对值之和（Sun 与 Abraham 2021）；各批次的权重见记录文件。",
    },
  }),
  types: catalogue({
    "treated vs never": { en: "treated against never treated", zh: "受处理对从未受处理" },
    "treated vs always": { en: "treated against always treated", zh: "受处理对始终受处理" },
    "earlier vs later": { en: "earlier against later", zh: "较早对较晚" },
    "later vs earlier": { en: "later against earlier", zh: "较晚对较早" },
    "pair of cohorts": { en: "pairs of cohorts", zh: "批次两两比较" },
  }),
};
