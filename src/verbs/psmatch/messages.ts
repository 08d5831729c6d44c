/**
 * Words of matching and of dynamic panels in a study: headings, rows and notes of their tables and figures.
 */
import { catalogue } from "../../base/messages.js";

export const matchingWords = catalogue({
  noControls: { en: "No controls", zh: "无控制变量" },
  controls: { en: "Controls", zh: "加入控制变量" },
  caption: {
    en: (name: string) => `${name}: difference-in-differences on a matched sample`,
    zh: (name: string) => `${name}：匹配样本上的双重差分`,
  },
  balance: { en: (caption: string) => `${caption}: balance`, zh: (caption: string) => `${caption}：平衡性检验` },
  joint: {
    en: (caption: string) => `${caption}: sample and joint balance`,
    zh: (caption: string) => `${caption}：样本与联合平衡性`,
  },
  bias: {
    en: (caption: string) => `${caption}: bias before and after matching`,
    zh: (caption: string) => `${caption}：匹配前后的标准化偏差`,
  },
  scores: {
    en: (caption: string) => `${caption}: scores before and after matching`,
    zh: (caption: string) => `${caption}：匹配前后的倾向得分分布`,
  },
  matched: { en: "Matched", zh: "匹配样本" },
  onSupport: { en: "On support", zh: "共同支撑样本" },
  weighted: { en: "weighted", zh: "加权" },
  unweighted: { en: "unweighted", zh: "未加权" },
  weights: { en: "the matching weights", zh: "匹配权重" },
  plan: { en: (plan: string) => `Matching: ${plan}.`, zh: (plan: string) => `匹配方法：${plan}。` },
  unweightedNote: {
    en: "Unweighted columns count each matched row once, whatever it was matched with; the weighted ones compare the groups whose balance is shown. Standard errors take the matching as given.",
    zh: "未加权各列对每个匹配到的行只计一次，不论其匹配次数；加权各列比较的是平衡性检验中的两组。标准误视匹配为给定。",
  },
  biasNote: {
    en: (table: string) =>
      `Difference of means over the pooled standard deviation before matching, in the order of what it was; rings before, dots after. Within the dashed lines (10%) balance is taken as good. The numbers are those of ${table}.`,
    zh: (table: string) =>
      `均值之差除以匹配前的合并标准差，按匹配前大小排列；空心圆为匹配前，实心点为匹配后。虚线以内（10%）视为平衡良好。数值见${table}。`,
  },
  scoresNote: {
    en: (bounds: string) =>
      `Share of each group by score, treated upward, controls downward; after matching by the weights. ${bounds}`,
    zh: (bounds: string) => `各组按倾向得分的占比，处理组向上，控制组向下；匹配后按权重计算。${bounds}`,
  },
  ownScores: {
    en: (by: string) => `Each ${by} has a score of its own.`,
    zh: (by: string) => `每个 ${by} 有各自的倾向得分。`,
  },
  bothFound: { en: "Between the dashed lines both groups are found.", zh: "虚线之间两组均有分布。" },
  support: { en: "Between the dashed lines lies the common support.", zh: "虚线之间为共同支撑域。" },
  sampleOf: {
    en: (name: string, sample: string) => `${name}, ${sample}`,
    zh: (name: string, sample: string) => `${name}（${sample}）`,
  },
  rowsMatched: {
    en: (where: string, unit: string, units: string, time: string) =>
      `${where}: rows are matched, not ${units}. A ${unit} may be used in some periods (${time}) and left out in others, and what its covariates say after treatment began may be an effect of it.`,
    zh: (where: string, unit: string, units: string, time: string) =>
      `${where}：匹配的是行而非${units}。同一${unit}可能在某些时期（${time}）被采用而在另一些时期被剔除，且处理开始后的协变量可能受处理影响。`,
  },
  rows: { en: "rows", zh: "行" },
  afterTreatment: {
    en: (where: string, rows: string, of: string) =>
      `${where}: ${rows} of the ${of} rows that enter the score are from after treatment began. What treatment changed is no ground to match on (Rosenbaum 1984, Journal of the Royal Statistical Society A 147(5)); match: averages with rows before it has none.`,
    zh: (where: string, rows: string, of: string) =>
      `${where}：进入倾向得分的 ${of} 行中有 ${rows} 行来自处理开始之后。受处理影响的变量不能作为匹配依据（Rosenbaum 1984, Journal of the Royal Statistical Society A 147(5)）；用处理前各行的均值匹配（match: averages）可避免。`,
  },
  more: { en: (n: string) => ` and ${n} more`, zh: (n: string) => `等另外 ${n} 个` },
  stillDiffer: {
    en: (table: string, limit: number, names: string) =>
      `${table}: after matching the groups still differ by more than ${limit}% of a standard deviation in ${names}.`,
    zh: (table: string, limit: number, names: string) =>
      `${table}：匹配后两组在以下变量上的标准化偏差仍超过 ${limit}%：${names}。`,
  },
  notDefined: { en: "not defined", zh: "无定义" },
  rubin: {
    en: (table: string, b: string, r: string, below: number, low: number, high: number) =>
      `${table}: after matching Rubin’s B is ${b} and R ${r}; balance is taken as good with B below ${below}% and R between ${low} and ${high}.`,
    zh: (table: string, b: string, r: string, below: number, low: number, high: number) =>
      `${table}：匹配后 Rubin 的 B 为 ${b}，R 为 ${r}；B 低于 ${below}% 且 R 介于 ${low} 与 ${high} 之间时视为平衡良好。`,
  },
  offSupport: { en: (n: string) => `${n} off the common support`, zh: (n: string) => `${n} 个在共同支撑域之外` },
  withoutMatch: { en: (n: string) => `${n} without a match`, zh: (n: string) => `${n} 个没有匹配对象` },
  lost: {
    en: (where: string, n: string, of: string, noun: string, reasons: string, isOne: boolean) =>
      `${where}: ${n} of ${of} treated ${noun} ${isOne ? "is" : "are"} left out (${reasons}); the effect is that of the others.`,
    zh: (where: string, n: string, of: string, noun: string, reasons: string) =>
      `${where}：${of} 个处理组${noun}中剔除 ${n} 个（${reasons}）；估计的是其余${noun}的效应。`,
  },
  mostUsed: {
    en: (unit: string, n: string, of: string) => ` (${unit} alone is matched with ${n} of ${of} treated)`,
    zh: (unit: string, n: string, of: string) => `（仅 ${unit} 就与 ${of} 个处理组中的 ${n} 个匹配）`,
  },
  reused: {
    en: (where: string, n: string, noun: string, effective: string, most: string) =>
      `${where}: ${n} control ${noun} stand for all; by their weights they count as ${effective}${most}.`,
    zh: (where: string, n: string, noun: string, effective: string, most: string) =>
      `${where}：仅以 ${n} 个控制组${noun}作为对照；按权重折算的有效个数为 ${effective}${most}。`,
  },
  skipped: {
    en: (where: string, time: string, levels: string, why: string) =>
      `${where}: nothing is matched in ${time} ${levels}. ${why}`,
    zh: (where: string, time: string, levels: string) => `${where}：${time} ${levels} 中没有任何匹配。`,
  },
});

export const gmmWords = catalogue({
  system: { en: "System", zh: "系统 GMM" },
  difference: { en: "Difference", zh: "差分 GMM" },
  caption: { en: (name: string) => `${name} in a dynamic panel`, zh: (name: string) => `${name}：动态面板估计` },
  otherInstruments: {
    en: (where: string) => `${where} with other instruments`,
    zh: (where: string) => `${where}：更换工具变量`,
  },
  clustered: {
    en: (unit: string, units: string) =>
      `Errors are clustered by ${unit}, as the moments of the method are sums over ${units}.`,
    zh: (unit: string, units: string) => `标准误聚类于 ${unit}，因该方法的矩条件按${units}加总。`,
  },
  before: {
    en: (name: string, lag: number) => `${name}, ${lag === 1 ? "a period before" : `${lag} periods before`}`,
    zh: (name: string, lag: number) => `${name}（滞后 ${lag} 期）`,
  },
  inPanel: { en: (name: string) => `${name}, in a dynamic panel`, zh: (name: string) => `${name}（动态面板）` },
  truth: { en: "True effect, beside the long run (simulated)", zh: "真实效应，与长期效应对照（模拟数据）" },
  longRun: { en: (name: string) => `Long run: ${name}`, zh: (name: string) => `长期效应：${name}` },
  estimator: { en: "Estimator", zh: "估计方法" },
  transformation: { en: "Transformation", zh: "变换" },
  timeDummies: { en: "Time dummies", zh: "时间虚拟变量" },
  groups: { en: "Groups", zh: "个体数" },
  instruments: { en: "Instruments", zh: "工具变量数" },
  degrees: { en: "Degrees of freedom", zh: "自由度" },
  differenceHansen: {
    en: (group: string) => `Difference-in-Hansen, p: ${group}`,
    zh: (group: string) => `Difference-in-Hansen p 值：${group}`,
  },
  notIdentified: { en: "not identified without", zh: "剔除后不可识别" },
  within: { en: "Lagged outcome, within (too low)", zh: "滞后项系数：组内估计（偏低）" },
  pooled: { en: "Lagged outcome, pooled OLS (too high)", zh: "滞后项系数：混合 OLS（偏高）" },
  errors: { en: (how: string) => `Standard errors: ${how}.`, zh: (how: string) => `标准误：${how}。` },
  levelRows: { en: "rows of the equation in levels", zh: "水平方程的行" },
  transformedRows: { en: "transformed rows", zh: "变换后的行" },
  counted: {
    en: (rows: string, unit: string, h: string) =>
      `Observations are ${rows}; groups are ${unit}; one-step weight h = ${h}.`,
    zh: (rows: string, unit: string, h: string) => `观测值为${rows}；个体为 ${unit}；一步权重 h = ${h}。`,
  },
  instrumentsAre: {
    en: (groups: string) => `Instruments: ${groups}.`,
    zh: (groups: string) => `工具变量：${groups}。`,
  },
  ar: {
    en: "AR(m): Arellano and Bond (1991), z of residuals in first differences; AR(1) is expected, and negative, AR(2) must not be there.",
    zh: "AR(m)：Arellano 和 Bond (1991) 检验，差分残差的 z 值；AR(1) 应存在且为负，AR(2) 不应存在。",
  },
  hansen: {
    en: "Hansen is robust and weakened by many instruments; Sargan is neither.",
    zh: "Hansen 检验稳健但受工具变量过多削弱；Sargan 检验则相反。",
  },
  firstDifferences: { en: "first differences", zh: "一阶差分" },
  orthogonal: { en: "forward orthogonal deviations", zh: "前向正交离差" },
  estimatorName: {
    en: (step: "One-step" | "Two-step" | "Iterated", model: string) => `${step} ${model} GMM`,
    zh: (step: "One-step" | "Two-step" | "Iterated", model: string) =>
      `${{ "One-step": "一步", "Two-step": "两步", Iterated: "迭代" }[step]}${model === "system" ? "系统" : "差分"} GMM`,
  },
  collapsed: { en: "Collapsed", zh: "压缩" },
  lags: { en: "Lags", zh: "滞后阶" },
});
