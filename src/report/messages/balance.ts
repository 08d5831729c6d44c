/**
 * Words of balance: tables and figures of matched groups, how units were matched.
 */
import { catalogue } from "../../base/messages.js";

export const balanceWords = catalogue({
  mean: { en: "Mean", zh: "均值" },
  treated: { en: "treated", zh: "处理组" },
  controls: { en: "controls", zh: "控制组" },
  bias: { en: "% bias,", zh: "标准化偏差（%）" },
  treatedSd: { en: "treated sd", zh: "处理组标准差" },
  pooledSd: { en: "pooled sd", zh: "合并标准差" },
  less: { en: "Bias", zh: "偏差" },
  lessBias: { en: "reduction, %", zh: "降幅（%）" },
  variance: { en: "Variance", zh: "方差" },
  ratio: { en: "ratio", zh: "比" },
  afterRow: { en: "after", zh: "匹配后" },
  beforeHead: { en: "Before", zh: "匹配前" },
  afterHead: { en: "After", zh: "匹配后" },
  treatedRow: { en: "Treated", zh: "处理组" },
  treatedOff: { en: "Treated off the common support", zh: "处理组：共同支撑域之外" },
  treatedUnmatched: { en: "Treated without a match", zh: "处理组：无匹配对象" },
  controlsRow: { en: "Controls", zh: "控制组" },
  controlsOff: { en: "Controls off the common support", zh: "控制组：共同支撑域之外" },
  effective: { en: "Effective controls", zh: "有效控制组个数" },
  largestWeight: { en: "Largest weight of a control", zh: "控制组最大权重" },
  pairs: { en: "Pairs", zh: "配对数" },
  cells: { en: "Cells", zh: "单元数" },
  imbalance: { en: "Imbalance L1", zh: "L1 不平衡度" },
  pseudoR2: { en: "Pseudo R²", zh: "伪 R²" },
  lr: { en: "LR chi²", zh: "LR χ²" },
  lrDf: { en: "LR chi², degrees of freedom", zh: "LR χ² 自由度" },
  lrP: { en: "LR chi², p", zh: "LR χ² p 值" },
  meanBias: { en: "Mean % bias", zh: "平均标准化偏差（%）" },
  medianBias: { en: "Median % bias", zh: "标准化偏差中位数（%）" },
  largestBias: { en: "Largest % bias", zh: "最大标准化偏差（%）" },
  largestBiasOf: { en: "Covariate with the largest % bias", zh: "最大偏差的变量" },
  rubinB: { en: "Rubin’s B, %", zh: "Rubin 的 B（%）" },
  rubinR: { en: "Rubin’s R", zh: "Rubin 的 R" },
  effectiveNote: {
    en: "Effective controls: the squared sum of weights divided by the sum of squared weights.",
    zh: "有效控制组个数：权重之和的平方除以权重平方和。",
  },
  beforeMatching: { en: "before matching", zh: "匹配前" },
  afterMatching: { en: "after matching", zh: "匹配后" },
  standardisedBias: { en: "Standardised bias, %", zh: "标准化偏差（%）" },
  propensityScore: { en: "Propensity score", zh: "倾向得分" },
  linearPredictor: { en: "Linear predictor of the score (probit)", zh: "倾向得分的线性预测值（probit）" },
  logOdds: { en: "Log odds of the score", zh: "倾向得分的对数几率" },
  score: { en: "Score", zh: "得分" },
  treatedUpward: { en: "treated, upward", zh: "处理组（向上）" },
  controlsDownward: { en: "controls, downward", zh: "控制组（向下）" },
  commonSupport: { en: "common support", zh: "共同支撑域" },
  bothGroups: { en: "both groups:", zh: "两组共有：" },
  coefficient: { en: "Coefficient", zh: "系数" },
  pValue: { en: "p-value", zh: "p 值" },
  estimate: { en: "Estimate", zh: "估计值" },
  emptyRejected: { en: "empty, every value is rejected", zh: "空集，所有取值均被拒绝" },
  collapsedHead: { en: "Collapsed", zh: "压缩" },
  collapsed: { en: "collapsed", zh: "压缩" },
  stdError: { en: "Std. error", zh: "标准误" },
  instruments: { en: "Instruments", zh: "工具变量数" },
  lags: { en: "Lags", zh: "滞后阶" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  lines: {
    en: "First line: before matching; second: after. % bias: difference in means as a percentage of the standard deviation before matching, that of the treated or the pooled one, the root of the mean of both variances (Rosenbaum & Rubin 1985, The American Statistician 39(1)). Bias reduction: by how much absolute bias is smaller after matching.",
    zh: "每个变量第一行为匹配前，第二行为匹配后。标准化偏差：均值之差除以匹配前的标准差（处理组标准差，或合并标准差，即两组方差均值的平方根）（Rosenbaum & Rubin 1985, The American Statistician 39(1)）。偏差降幅：匹配后偏差绝对值缩小的比例。",
  },
  ratios: {
    en: "Variance ratio: treated over controls. KS: largest distance between the two distribution functions. t and p: test of the difference in means. After matching, all statistics are weighted.",
    zh: "方差比：处理组除以控制组。KS：两组分布函数的最大距离。t 与 p：均值差异检验。匹配后各统计量均加权计算。",
  },
  joint: {
    en: "Pseudo R² and LR chi²: from the score re-estimated on the weighted sample. % bias: absolute, over the pooled standard deviation. Rubin’s B is the bias of the linear score and R the ratio of its variances; balance is considered good with B below 25 and R between 0.5 and 2 (Rubin 2001, Health Services and Outcomes Research Methodology 2).",
    zh: "伪 R² 与 LR χ²：在加权样本上重新估计倾向得分所得。标准化偏差取绝对值，以合并标准差为分母。Rubin 的 B 为线性得分的偏差，R 为其方差比；B 低于 25 且 R 介于 0.5 与 2 之间时视为平衡良好（Rubin 2001, Health Services and Outcomes Research Methodology 2）。",
  },
  treatedControls: {
    en: (treated: string, control: string, isOne: boolean) =>
      `${treated} treated, ${control} ${isOne ? "control" : "controls"}`,
    zh: (treated: string, control: string) => `处理组 ${treated}，控制组 ${control}`,
  },
  before: { en: (groups: string) => `Before: ${groups}`, zh: (groups: string) => `匹配前：${groups}` },
  afterWeighted: {
    en: (groups: string) => `After, weighted: ${groups}`,
    zh: (groups: string) => `匹配后（加权）：${groups}`,
  },
  weightSum: {
    en: (sum: string) => `Weights: 1 for treated units; those of controls sum to ${sum}.`,
    zh: (sum: string) => `权重：处理组单位为 1；控制组权重之和为${sum}。`,
  },
  sumTreated: {
    en: (n: string) => `the number of treated units used (${n}), as in psmatch2`,
    zh: (n: string) => `所用处理组单位数（${n}），与 psmatch2 一致`,
  },
  sumControls: {
    en: (n: string) => `the number of controls used (${n}), as in MatchIt`,
    zh: (n: string) => `所用控制组单位数（${n}），与 MatchIt 一致`,
  },
  loveDescription: {
    en: (n: number, limit: number, before: number, after: number, parts: readonly string[]) =>
      `Standardised bias of ${n} covariates in percent. Beyond ${limit}% in size: ${before} before matching, ${after} after. ${parts.join("; ")}.`,
    zh: (n: number, limit: number, before: number, after: number, parts: readonly string[]) =>
      `${n} 个协变量的标准化偏差（%）。绝对值超过 ${limit}% 的：匹配前 ${before} 个，匹配后 ${after} 个。${parts.join("；")}。`,
  },
  loveRow: {
    en: (label: string, before: string, after: string) => `${label}: ${before} before, ${after} after`,
    zh: (label: string, before: string, after: string) => `${label}：匹配前 ${before}，匹配后 ${after}`,
  },
  loveTitle: { en: "Balance before and after matching", zh: "匹配前后的平衡性" },
  overlapTitle: { en: "Overlap of the score before and after matching", zh: "匹配前后倾向得分的重叠" },
  overlapDescription: {
    en: (bins: number, from: string, to: string, panels: readonly (readonly [string, string])[]) =>
      `Histograms of the score in ${bins} bins from ${from} to ${to}. ${panels.map(([heading, share]) => `${heading}; the two distributions overlap by ${share}.`).join(" ")}`,
    zh: (bins: number, from: string, to: string, panels: readonly (readonly [string, string])[]) =>
      `倾向得分直方图，${from} 至 ${to} 共 ${bins} 组。${panels.map(([heading, share]) => `${heading}；两组分布重叠 ${share}。`).join("")}`,
  },
  overlapSupport: {
    en: (name: string, from: string, to: string) => ` ${name[0]!.toUpperCase()}${name.slice(1)} ${from} to ${to}.`,
    zh: (name: string, from: string, to: string) => `${name.endsWith("：") ? name : `${name} `}${from} 至 ${to}。`,
  },
  range: {
    en: (low: string, high: string) => `${low} to ${high}`,
    zh: (low: string, high: string) => `${low} 至 ${high}`,
  },
  emptySet: { en: "empty", zh: "空集" },
  setsDescription: {
    en: (parts: readonly string[], mark: string) =>
      `Estimates and confidence sets. ${parts.join(". ")}.${mark === "" ? "" : ` Marked: ${mark}.`}`,
    zh: (parts: readonly string[], mark: string) =>
      `估计值与置信集。${parts.join("。")}。${mark === "" ? "" : `标记：${mark}。`}`,
  },
  sensitivityTitle: {
    en: "Lags that serve as instruments, and collapsing",
    zh: "作为工具变量的滞后阶与压缩",
  },
  sensitivityNote: {
    en: "Each row is the same model with these lags in every gmm(), collapsed or not; the p-value of the Hansen test rises with the number of instruments whether or not they are valid.",
    zh: "每行为同一模型，各 gmm() 采用该滞后阶，压缩或不压缩；无论工具变量是否有效，Hansen 检验的 p 值都随工具变量数上升。",
  },
  notEstimated: {
    en: (row: string, why: string) => `${row}: not estimated: ${why}`,
    zh: (row: string, why: string) => `${row}：未估计：${why}`,
  },
});
