/**
 * Words of a study's summary statistics, groups side by side, correlations and raw trends.
 */
import { catalogue } from "../../../base/messages.js";

export const descriptivesWords = catalogue({
  caption: { en: "Summary statistics", zh: "描述性统计" },
  stub: { en: "Variable", zh: "变量" },
  n: { en: "N", zh: "观测值" },
  mean: { en: "Mean", zh: "均值" },
  sd: { en: "SD", zh: "标准差" },
  min: { en: "Min", zh: "最小值" },
  p25: { en: "P25", zh: "25% 分位数" },
  median: { en: "Median", zh: "中位数" },
  p75: { en: "P75", zh: "75% 分位数" },
  max: { en: "Max", zh: "最大值" },
  missing: { en: "Missing", zh: "缺失" },
  between: { en: "SD between", zh: "组间标准差" },
  within: { en: "SD within", zh: "组内标准差" },
  statisticsNote: {
    en: "SD: divisor n - 1. Quantiles: linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).",
    zh: "标准差以 n - 1 为分母；分位数在次序统计量间线性插值（Hyndman 和 Fan 1996 第 7 类定义）。",
  },
  withinNote: {
    en: (unit: string, time: string) =>
      `SD between: standard deviation of the means by ${unit}; SD within: standard deviation over ${time} of deviations from the mean of the ${unit} (as xtsum).`,
    zh: (unit: string, time: string) =>
      `组间标准差：各${unit}均值的标准差；组内标准差：各${time}取值围绕${unit}均值的标准差（同 xtsum）。`,
  },
  rowsMeasured: { en: "Only rows with a measured outcome.", zh: "仅含被解释变量为实测值的行。" },
  compareCaption: {
    en: (caption: string, by: string) => `${caption} by ${by}`,
    zh: (caption: string, by: string) => `${caption}：按${by}分组`,
  },
  byTreated: { en: "treatment", zh: "是否处理" },
  everTreated: { en: (units: string) => `Treated ${units}`, zh: (units: string) => `处理组${units}` },
  neverTreated: { en: (units: string) => `Other ${units}`, zh: (units: string) => `控制组${units}` },
  difference: { en: "Difference", zh: "均值差异" },
  error: { en: "Std. error", zh: "标准误" },
  p: { en: "p", zh: "p 值" },
  normalised: { en: "Normalised", zh: "标准化差异" },
  equalP: { en: "p of equal means", zh: "均值相等的 p 值" },
  rowsRow: { en: "Rows", zh: "行数" },
  unitsRow: {
    en: (units: string) => `${units.slice(0, 1).toUpperCase()}${units.slice(1)}`,
    zh: (units: string) => `${units}数`,
  },
  treatedNote: {
    en: (units: string) => `Treated ${units}: those treated in any period of the sample.`,
    zh: (units: string) => `处理组${units}：样本期内任一时期受处理者。`,
  },
  compareNote: {
    en: (variance: string) =>
      `Difference: first group minus second, with standard error and p-value (${variance}) from a regression of the variable on a group indicator. Normalised: the difference divided by the square root of the sum of the groups' variances; above 0.25 in size, linear regression tends to be sensitive to its specification (Imbens and Wooldridge 2009, Journal of Economic Literature 47(1)).`,
    zh: (variance: string) =>
      `均值差异：第一组减第二组；标准误与 p 值来自变量对组别的回归（${variance}）。标准化差异：差异除以两组方差之和的平方根；绝对值超过 0.25 时，线性回归往往对设定敏感（Imbens and Wooldridge 2009, Journal of Economic Literature 47(1)）。`,
  },
  compareManyNote: {
    en: (variance: string) =>
      `p: joint test that all group means are equal (${variance}), from a regression of the variable on group indicators; not reported where the covariance of the differences is singular, as with groups without variation or with few clusters.`,
    zh: (variance: string) =>
      `p 值：各组均值全部相等的联合检验，来自变量对组别的回归（${variance}）；组内无变化或聚类过少致协方差矩阵奇异时不报告。`,
  },
  correlationsCaption: { en: "Correlations", zh: "相关系数矩阵" },
  correlationsNote: {
    en: (n: string, of: string) => `Pearson correlations over the ${n} of ${of} rows without missing values.`,
    zh: (n: string, of: string) => `Pearson 相关系数；使用 ${of} 行中各变量均不缺失的 ${n} 行。`,
  },
  trendsCaption: {
    en: (outcome: string) => `${outcome} by period: raw means`,
    zh: (outcome: string) => `${outcome}的原始均值趋势`,
  },
  cohortLine: {
    en: (cohort: string, units: string) => `Cohort ${cohort} (${units})`,
    zh: (cohort: string, units: string) => `${cohort} 年批次（${units}）`,
  },
  treatedLine: { en: (units: string) => `Treated (${units})`, zh: (units: string) => `处理组（${units}）` },
  neverLine: { en: (units: string) => `Never treated (${units})`, zh: (units: string) => `从未处理（${units}）` },
  trendsNote: {
    en: (units: string) =>
      `Unadjusted means over the rows of each period; number of ${units} in parentheses. Dashed lines: first treated periods.`,
    zh: (units: string) => `各时期观测值的均值，未作调整；括号内为${units}数。虚线：首个处理期。`,
  },
  trendsUnbalanced: {
    en: "The panel is unbalanced: means also change because the composition changes.",
    zh: "面板为非平衡面板：均值的变化也可能来自样本构成的变化。",
  },
  trendsMean: { en: (outcome: string) => `Mean of ${outcome}`, zh: (outcome: string) => `${outcome}均值` },
});
