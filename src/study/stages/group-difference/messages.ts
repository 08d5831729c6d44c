/**
 * Words of a study's table of regressions by group, and of the tests of a difference between groups.
 */
import { apart, capital, catalogue } from "../../../base/messages.js";

export const heterogeneityWords = catalogue({
  caption: {
    en: (treatment: string, outcome: string) => `${treatment} and ${outcome} by group`,
    zh: (treatment: string, outcome: string) => `异质性：${treatment}对${outcome}的影响`,
  },
  high: { en: (name: string) => `High: ${name}`, zh: (name: string) => `${name}：高` },
  low: { en: (name: string) => `Low: ${name}`, zh: (name: string) => `${name}：低` },
  between: {
    en: (name: string, above: string, to: string) => `${name} in (${above}, ${to}]`,
    zh: (name: string, above: string, to: string) => `${name}：(${above}, ${to}]`,
  },
  above: {
    en: (name: string, above: string) => `${name} > ${above}`,
    zh: (name: string, above: string) => `${name} > ${above}`,
  },
  upTo: { en: (name: string, to: string) => `${name} ≤ ${to}`, zh: (name: string, to: string) => `${name} ≤ ${to}` },
  level: {
    en: (name: string, level: string) => `${name}: ${level}`,
    zh: (name: string, level: string) => `${name}：${level}`,
  },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  together: {
    en: (name: string, members: string) => `${name} being ${members}`,
    zh: (name: string, members: string) => `${name}包括 ${members}`,
  },
  cutRow: { en: "Group", zh: "分组依据" },
  unitsRow: { en: (units: string) => capital(units), zh: (units: string) => `${units}数` },
  changingRow: {
    en: (units: string) => `${capital(units)} in several groups`,
    zh: (units: string) => `跨组${units}数`,
  },
  singletonsRow: { en: "Singletons", zh: "单一观测组" },
  kept: { en: "kept", zh: "保留" },
  dropped: { en: "dropped", zh: "剔除" },
  differenceRow: { en: "Difference between groups", zh: "组间系数差异" },
  differencePRow: { en: "p of the difference", zh: "差异的 p 值" },
  equalityPRow: { en: "p of equality of all groups", zh: "各组系数相等的 p 值" },
  undefined: { en: "not defined", zh: "无定义" },
  differenceNote: {
    en: (test: string, treatment: string) =>
      `Difference: coefficient of “${treatment}” in the first group of a split minus that in the second, reported beneath the first; test: ${test}.`,
    zh: (test: string, treatment: string) =>
      `组间系数差异：每一划分中第一组减第二组的${apart(treatment)}系数之差，列于第一组之下；检验方法：${test}。`,
  },
  interacted: { en: "fully interacted regression", zh: "完全交互回归" },
  restricted: { en: "interaction of the treatment alone", zh: "仅处理变量交互" },
  independent: { en: "independent samples", zh: "独立样本" },
  permutation: { en: "permutation over units", zh: "按个体置换" },
  permutationT: { en: "permutation over units, of t", zh: "按个体置换（t 统计量）" },
  assumesInteracted: {
    en: (clusters: string) =>
      `coefficients of controls and fixed effects differ by group; the standard error includes the covariance between groups${clusters === "" ? "" : `, ${clusters}`}`,
    zh: (clusters: string) =>
      `控制变量系数与固定效应因组而异；标准误包含组间协方差${clusters === "" ? "" : `（${clusters}）`}`,
  },
  clustered: { en: (by: string) => `clustered by ${by}`, zh: (by: string) => `按${by}聚类` },
  assumesRestricted: {
    en: "coefficients of controls and fixed effects are common to all groups",
    zh: "各组控制变量系数与固定效应相同",
  },
  assumesIndependent: {
    en: (units: string, changing: string) => `samples are independent (${changing} ${units} are in both)`,
    zh: (units: string, changing: string) => `两个样本相互独立（同时出现在两个样本中的${units}有 ${changing} 个）`,
  },
  singularNote: {
    en: (split: string, test: string, df1: string, rank: string) =>
      `${split}, ${test}: the covariance of the ${rank} differences has rank ${df1}, as one of few clusters does: its pseudo-inverse is used, and ${df1} are tested, not equality of all.`,
    zh: (split: string, test: string, df1: string, rank: string) =>
      `${split}，${test}：${rank} 个差异的协方差矩阵秩为 ${df1}（聚类过少所致），故使用广义逆，只检验 ${df1} 个，而非各组全部相等。`,
  },
  andIgnores: { en: "; ", zh: "；" },
  sharedClusters: {
    en: (clusters: string, n: string) => `clusters in both samples are ignored (${n} of ${clusters})`,
    zh: (clusters: string, n: string) => `忽略同时出现在两个样本中的聚类（${clusters}：${n} 个）`,
  },
  iidNote: {
    en: "With variance iid the fully interacted regression also has one residual variance for all groups, each column its own.",
    zh: "在 iid 方差下，完全交互回归对各组使用同一残差方差，而各列使用各自的残差方差。",
  },
  assumesPermutation: {
    en: (units: string, draws: string) => `group labels of ${units} are exchangeable under the null; ${draws}`,
    zh: (units: string, draws: string) => `原假设下${units}的组别可互换；${draws}`,
  },
  draws: {
    en: (used: string, seed: string) => `B = ${used}, seed ${seed}`,
    zh: (used: string, seed: string) => `B = ${used}，种子 ${seed}`,
  },
  enumerated: {
    en: (used: string) => `all ${used} divisions`,
    zh: (used: string) => `全部 ${used} 种划分`,
  },
  noTreatment: {
    en: (groups: string) => `the treatment has no coefficient in ${groups}`,
    zh: (groups: string) => `处理变量在${groups}中没有系数`,
  },
  unitsChange: {
    en: (units: string, changing: string) =>
      `${changing} ${units} change group over time, so labels can't be permuted over ${units}`,
    zh: (units: string, changing: string) => `${changing} 个${units}的组别随时间变化，标签无法按${units}置换`,
  },
  manyGroups: { en: "a permutation test compares two groups", zh: "置换检验只比较两组" },
  testsCaption: {
    en: (table: string) => `Tests of the differences in ${table}`,
    zh: (table: string) => `${table}组间系数差异检验`,
  },
  testsStub: { en: "Split and test", zh: "划分与检验" },
  headDifference: { en: "Difference", zh: "差异" },
  headError: { en: "Std. error", zh: "标准误" },
  headStatistic: { en: "Statistic", zh: "统计量" },
  headDf: { en: "df", zh: "自由度" },
  headP: { en: "p", zh: "p 值" },
  headAssumes: { en: "Assumption", zh: "假设" },
  testsNote: {
    en: (treatment: string) =>
      `Difference: coefficient of “${treatment}” in the first group minus that in the second; with more than two groups, equality of all is tested and no single difference is reported.`,
    zh: (treatment: string) =>
      `差异：第一组减第二组的${apart(treatment)}系数之差；多于两组时检验各组系数全部相等，不报告单一差异。`,
  },
  interactedNote: {
    en: (ks: string) =>
      `Fully interacted: reproduces the coefficients of the columns; its standard error has the small-sample factor of the joint regression (K = ${ks}), not that of each column.`,
    zh: (ks: string) => `完全交互回归再现各列系数；其标准误使用联合回归的小样本调整（K = ${ks}），而非各列自身的调整。`,
  },
  permutationNote: {
    en: (unit: string) =>
      `Permutation: the number of units in each group is kept; standard errors are clustered by ${unit}, whatever the study's variance; p-values are two-sided, for the difference and for its t statistic (Cleary 1999, Journal of Finance 54(2)).`,
    zh: (unit: string) =>
      `置换检验：各组个体数保持不变；无论研究采用何种方差，标准误均按${unit}聚类；p 值为双侧，分别针对差异与差异的 t 统计量（Cleary 1999, Journal of Finance 54(2)）。`,
  },
  byBefore: {
    en: (name: string, unit: string, before: string) =>
      `${name}: mean of each ${unit} over the periods before ${before}, the first treated period of the sample`,
    zh: (name: string, unit: string, before: string) => `${name}：各${unit}在 ${before}（全样本首个处理期）之前的均值`,
  },
  byMean: {
    en: (name: string, unit: string) =>
      `${name}: mean of each ${unit} over all its periods, including those after treatment`,
    zh: (name: string, unit: string) => `${name}：各${unit}全部时期的均值，含处理之后`,
  },
  byRow: {
    en: (name: string) => `${name}: value of each observation`,
    zh: (name: string) => `${name}：各观测自身的取值`,
  },
  byLevel: { en: (name: string) => `${name}: groups by its values`, zh: (name: string) => `${name}：按取值分组` },
  cutAt: {
    en: (what: string, cuts: string) => `, split at ${what} (${cuts})`,
    zh: (what: string, cuts: string) => `，以${what}（${cuts}）划分`,
  },
  cutAtNumbers: { en: (cuts: string) => `, split at ${cuts}`, zh: (cuts: string) => `，以 ${cuts} 划分` },
  median: { en: (of: string) => `the median across ${of}`, zh: (of: string) => `${of}的中位数` },
  quantiles: {
    en: (shares: string, of: string) => `the ${shares} quantiles across ${of}`,
    zh: (shares: string, of: string) => `${of}的 ${shares} 分位数`,
  },
  observations: { en: "observations", zh: "观测值" },
  withoutGroup: {
    en: (rows: string, units: string) => `; ${rows} rows without a value are omitted${units}`,
    zh: (rows: string, units: string) => `；无取值而剔除 ${rows} 行${units}`,
  },
  wholeUnits: {
    en: (count: string, units: string) => `, including every row of ${count} ${units}`,
    zh: (count: string, units: string) => `，其中 ${count} 个${units}整体剔除`,
  },
  otherValues: {
    en: (rows: string) => `; ${rows} rows with other values are omitted`,
    zh: (rows: string) => `；取其他值而剔除 ${rows} 行`,
  },
  treatedNote: {
    en: (units: string) => `Treated ${units}: those whose treatment varies in the sample of the column.`,
    zh: (units: string) => `处理组${units}：处理变量在该列样本内有变化的${units}。`,
  },
  cautionAffected: {
    en: (table: string, name: string, how: string) =>
      `${table}: ${name} may itself be changed by treatment, and ${how}. Groups formed on a variable that treatment changes compare different units before and after; at: unit-mean-before uses no such rows.`,
    zh: (table: string, name: string, how: string) =>
      `${table}：${name}本身可能受处理影响，且${how}。以受处理影响的变量分组会使前后比较的个体不同；at: unit-mean-before 不使用此类行。`,
  },
  affectedMean: {
    en: "its mean is taken over rows after treatment too",
    zh: "其均值包含处理之后的行",
  },
  affectedRow: { en: "each observation is grouped by its own value", zh: "每个观测按其当期取值分组" },
  cautionChanging: {
    en: (table: string, changing: string, units: string, name: string) =>
      `${table}: ${changing} ${units} are in more than one group of ${name}. Their effects are estimated from the periods they spend in each group, and the columns are not independent samples.`,
    zh: (table: string, changing: string, units: string, name: string) =>
      `${table}：按${name}划分时有 ${changing} 个${units}出现在一个以上的组中。其效应由在各组内的时期估计，各列并非独立样本。`,
  },
  cautionFew: {
    en: (table: string, column: string, treated: string, units: string) =>
      `${table}, column (${column}) is based on ${treated} treated ${units}: neither its t statistic nor the tests of the difference are reliable.`,
    zh: (table: string, column: string, treated: string, units: string) =>
      `${table}第 (${column}) 列仅基于 ${treated} 个处理组${units}：其 t 值与组间差异检验均不可靠。`,
  },
});
