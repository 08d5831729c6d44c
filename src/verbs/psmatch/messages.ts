/**
 * Words of matching: headings, rows and notes of its tables and figures, and what it says to its reader.
 */
import { catalogue, type FactsOf, listed, messages, plural, significant } from "../../base/messages.js";
import { refusalText } from "../../report/messages.js";

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
    en: "Unweighted columns count each matched row once, however often it was matched; the weighted ones compare the groups whose balance is shown. Standard errors take the matching as given.",
    zh: "未加权各列对每个匹配到的行只计一次，不论其匹配次数；加权各列比较的是平衡性检验中的两组。标准误视匹配为给定。",
  },
  biasNote: {
    en: (table: string) =>
      `Difference in means over the pooled standard deviation before matching, sorted by its value before matching; rings: before, dots: after. Within the dashed lines (10%), balance is considered good. Numbers: ${table}.`,
    zh: (table: string) =>
      `均值之差除以匹配前的合并标准差，按匹配前大小排列；空心圆为匹配前，实心点为匹配后。虚线以内（10%）视为平衡良好。数值见${table}。`,
  },
  scoresNote: {
    en: (bounds: string) =>
      `Share of each group by score; treated upward, controls downward; weighted after matching. ${bounds}`,
    zh: (bounds: string) => `各组按倾向得分的占比，处理组向上，控制组向下；匹配后按权重计算。${bounds}`,
  },
  ownScores: {
    en: (by: string) => `Each ${by} has a score of its own.`,
    zh: (by: string) => `每个 ${by} 有各自的倾向得分。`,
  },
  bothFound: { en: "Both groups are present between the dashed lines.", zh: "虚线之间两组均有分布。" },
  support: { en: "The common support lies between the dashed lines.", zh: "虚线之间为共同支撑域。" },
  sampleOf: {
    en: (name: string, sample: string) => `${name}, ${sample}`,
    zh: (name: string, sample: string) => `${name}（${sample}）`,
  },
  rowsMatched: {
    en: (where: string, unit: string, units: string, time: string) =>
      `${where}: rows are matched, not ${units}. A ${unit} may be used in some periods (${time}) and omitted in others, and its covariates after the start of treatment may be affected by it.`,
    zh: (where: string, unit: string, units: string, time: string) =>
      `${where}：匹配的是行而非${units}。同一${unit}可能在某些时期（${time}）被采用而在另一些时期被剔除，且处理开始后的协变量可能受处理影响。`,
  },
  rows: { en: "rows", zh: "行" },
  afterTreatment: {
    en: (where: string, rows: string, of: string) =>
      `${where}: ${rows} of the ${of} rows that enter the score are from after treatment began. Variables affected by treatment should not be matched on (Rosenbaum 1984, Journal of the Royal Statistical Society A 147(5)); match: averages over pre-treatment rows avoids it.`,
    zh: (where: string, rows: string, of: string) =>
      `${where}：进入倾向得分的 ${of} 行中有 ${rows} 行来自处理开始之后。受处理影响的变量不能作为匹配依据（Rosenbaum 1984, Journal of the Royal Statistical Society A 147(5)）；用处理前各行的均值匹配（match: averages）可避免。`,
  },
  seenOnce: {
    en: (where: string, unit: string) =>
      `${where}: each ${unit} is seen once, so that the data do not show whether covariates were measured before treatment. Those that treatment may have changed should not be matched on (Rosenbaum 1984, Journal of the Royal Statistical Society A 147(5)).`,
    zh: (where: string, unit: string) =>
      `${where}：每个${unit}仅被观测一次，数据无法表明协变量是否在处理前测得。可能受处理影响的变量不能作为匹配依据（Rosenbaum 1984, Journal of the Royal Statistical Society A 147(5)）。`,
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
      `${table}: after matching Rubin’s B is ${b} and R ${r}; balance is considered good with B below ${below}% and R between ${low} and ${high}.`,
    zh: (table: string, b: string, r: string, below: number, low: number, high: number) =>
      `${table}：匹配后 Rubin 的 B 为 ${b}，R 为 ${r}；B 低于 ${below}% 且 R 介于 ${low} 与 ${high} 之间时视为平衡良好。`,
  },
  offSupport: { en: (n: string) => `${n} off the common support`, zh: (n: string) => `${n} 个在共同支撑域之外` },
  withoutMatch: { en: (n: string) => `${n} without a match`, zh: (n: string) => `${n} 个没有匹配对象` },
  lost: {
    en: (where: string, n: string, of: string, noun: string, reasons: string, isOne: boolean) =>
      `${where}: ${n} of ${of} treated ${noun} ${isOne ? "is" : "are"} omitted (${reasons}); the effect is that on the others.`,
    zh: (where: string, n: string, of: string, noun: string, reasons: string) =>
      `${where}：${of} 个处理组${noun}中剔除 ${n} 个（${reasons}）；所估计的是其余${noun}的处理效应。`,
  },
  mostUsed: {
    en: (unit: string, n: string, of: string) => ` (${unit} alone is matched to ${n} of ${of} treated)`,
    zh: (unit: string, n: string, of: string) => `（仅 ${unit} 就与 ${of} 个处理组中的 ${n} 个匹配）`,
  },
  reused: {
    en: (where: string, n: string, noun: string, effective: string, most: string) =>
      `${where}: only ${n} control ${noun} are used; given their weights, they are equivalent to ${effective} equally weighted ones${most}.`,
    zh: (where: string, n: string, noun: string, effective: string, most: string) =>
      `${where}：仅以 ${n} 个控制组${noun}作为对照；按权重折算的有效个数为 ${effective}${most}。`,
  },
  skipped: {
    en: (where: string, time: string, levels: string, why: string) =>
      `${where}: nothing is matched in ${time} ${levels}. ${why}`,
    zh: (where: string, time: string, levels: string, why: string) =>
      `${where}：${time} ${levels} 中没有任何匹配。${why}`,
  },
});

/** Choices a plan makes where an option does not. */
export const CHOICES = catalogue({
  nearest: { en: "nearest neighbours", zh: "最近邻匹配" },
  with_replacement: { en: "with replacement", zh: "有放回" },
  without_replacement: { en: "without replacement", zh: "无放回" },
  one_control: { en: "one control per treated unit", zh: "每个处理组单位匹配一个控制组单位" },
  first_tie: { en: "ties to the first row", zh: "并列取首行" },
  row_order: { en: "in the order of the rows", zh: "按行序" },
  largest_first: { en: "largest score first", zh: "按得分从大到小" },
  linear_distance: { en: "distances of linear predictors", zh: "距离按线性预测值" },
  probability_distance: { en: "distances of probabilities", zh: "距离按概率" },
  logit: { en: "logit", zh: "logit" },
  probit: { en: "probit", zh: "probit" },
  no_caliper: { en: "no caliper", zh: "不设卡尺" },
  caliper_sd: { en: "caliper in standard deviations of the score", zh: "卡尺以得分标准差为单位" },
  caliper_raw: { en: "caliper in units of the score", zh: "卡尺以得分为单位" },
  normal: { en: "normal kernel", zh: "正态核" },
  epanechnikov: { en: "Epanechnikov kernel", zh: "Epanechnikov 核" },
  usual_bandwidth: { en: "bandwidth 0.06", zh: "带宽 0.06" },
  means: { en: "means balanced", zh: "平衡均值" },
  no_support: { en: "no common-support rule", zh: "不施加共同支撑条件" },
});
export type Choice = keyof typeof CHOICES;

interface Defaults {
  /** In English, as they are in `choices`. */
  readonly chosen: readonly string[];
  readonly choices: readonly Choice[];
}

const chosenZh = ({ choices }: Defaults): string => listed.zh(choices.map((choice) => CHOICES[choice].zh));

interface OffSupport {
  readonly treated: number;
  readonly control: number;
  readonly of_treated: number;
  readonly of_control: number;
  readonly rule: string;
}

interface OfTreated {
  readonly treated: number;
}

interface Averages {
  readonly unit: string;
  readonly units: number;
  readonly rows: number;
  readonly pre: string | null;
  readonly outcome: string | null;
}

interface PostTreatment {
  readonly column: string;
  readonly rows: number;
  readonly of: number;
  /** The first of the rows, numbered from 1. */
  readonly first: readonly number[];
  /** Whether the column was found among the regressors of the regressions, not named. */
  readonly found: boolean;
}

export const PSMATCH_NOTES = messages({
  defaults: {
    en: ({ chosen }: Defaults) => `Not specified, set by default: ${listed.en(chosen)}.`,
    zh: (facts) => `未指定而采用默认：${chosenZh(facts)}。`,
  },
  preset: {
    en: ({ preset, chosen }: Defaults & { readonly preset: string }) =>
      `Preset ${preset}, where nothing else was specified: ${listed.en(chosen)}.`,
    zh: ({ preset, ...facts }) => `预设 ${preset}，未另行指定：${chosenZh(facts)}。`,
  },
  averages: {
    en: ({ unit, units, rows, pre, outcome }: Averages) =>
      `${units} units of '${unit}' are matched on their averages over ${rows} rows${pre === null ? "" : ` where ${pre}`}.${outcome === null ? "" : ` The outcome is each unit's average of '${outcome}' over ${pre === null ? "its rows" : "the other rows"}.`}`,
    zh: ({ unit, units, rows, pre, outcome }) =>
      `'${unit}' 的 ${units} 个单位按其${pre === null ? "" : `在 ${pre} 的`} ${rows} 行均值匹配。${outcome === null ? "" : `结果变量为各单位 '${outcome}' 在${pre === null ? "全部行" : "其余各行"}的均值。`}`,
  },
  timing_unknown: {
    en: "Whether rows after the start of treatment enter the score cannot be determined from the data: name as timing a 0/1 column that equals 1 from then on in treated units. Covariates should be measured before treatment.",
    zh: "数据无法判断处理开始之后的行是否进入倾向得分：请用 timing 指定一个 0/1 列，在处理组单位中自处理开始起为 1。协变量应在处理之前测量。",
  },
  post_treatment_rows: {
    en: ({ column, rows, of, first, found }: PostTreatment) =>
      `${rows} of the ${of} rows that enter the score are from after the start of treatment ('${column}'${found ? " of the regressions" : ""} is 1), such as row ${first.join(", ")}${rows > first.length ? ", ..." : ""}: covariates affected by the treatment should not be matched on. Match on pre-treatment averages (average and pre), or on pre-treatment rows (subset).`,
    zh: ({ column, rows, of, first, found }) =>
      `进入倾向得分的 ${of} 行中有 ${rows} 行来自处理开始之后（${found ? "回归中的 " : ""}'${column}' 为 1），如第 ${first.join("、")} 行：受处理影响的变量不宜用于匹配。请按处理前的均值（average 与 pre）或处理前的行（subset）匹配。`,
  },
  off_support: {
    en: ({ treated, control, of_treated, of_control, rule }: OffSupport) =>
      `Off the common support (rule ${rule}): ${treated} of ${of_treated} treated units and ${control} of ${of_control} controls.`,
    zh: ({ treated, control, of_treated, of_control, rule }) =>
      `共同支撑域之外（规则 ${rule}）：${of_treated} 个处理组单位中的 ${treated} 个，${of_control} 个控制组单位中的 ${control} 个。`,
  },
  unmatched: {
    en: ({ treated, of, used }: OfTreated & { readonly of: number; readonly used: number }) =>
      `${treated} of ${of} treated units on the support have no counterfactual. The results below are for the ${used} that have one.`,
    zh: ({ treated, of, used }) =>
      `共同支撑域内没有匹配对象的处理组单位：${of} 个中的 ${treated} 个。以下结果针对其余 ${used} 个。`,
  },
  outside_support: {
    en: ({ treated, low, high }: OfTreated & { readonly low: number; readonly high: number }) =>
      `${treated} treated ${plural(treated, "unit has a score", "units have scores")} outside the range of the controls, ${significant(low)} to ${significant(high)}, and ${plural(treated, "is", "are")} retained: no common-support rule was requested.`,
    zh: ({ treated, low, high }) =>
      `倾向得分超出控制组范围（${significant(low)}–${significant(high)}）的处理组单位：${treated} 个。未要求共同支撑，故予以保留。`,
  },
  ties: {
    en: ({ treated }: OfTreated) =>
      `${treated} treated ${plural(treated, "unit has", "units have")} another control exactly as near as the farthest match. The first row was taken; with rows in another order the pairs differ, and ties average uses all of them.`,
    zh: ({ treated }) =>
      `有 ${treated} 个处理组单位存在与最远匹配对象同样接近的其他控制组单位。取排在最前的一行；行序不同则配对不同，设 ties average 可全部采用。`,
  },
  ties_averaged: {
    en: ({ exact }: { readonly exact: boolean }) =>
      `Controls are tied where ${exact ? "they are exactly as near, as in psmatch2" : "their squared distances differ by no more than 1e-5 of the score's variance, as in Matching"}; all of them are matches, with equal shares.`,
    zh: ({ exact }) =>
      `${exact ? "距离完全相同（与 psmatch2 一致）" : "距离平方相差不超过得分方差 1e-5（与 Matching 一致）"}的控制组单位全部作为匹配对象，权重均分。`,
  },
  pair_differences: {
    en: "Without replacement each control is used once, and the Abadie-Imbens standard error is that of the mean of pair differences.",
    zh: "无放回匹配：每个控制组单位只使用一次，Abadie-Imbens 标准误为配对差均值的标准误。",
  },
  score_estimated: {
    en: "Abadie-Imbens standard errors treat the score as known. Estimating it lowers the variance of the average effect, but may raise or lower that of the effect on the treated (Abadie & Imbens 2016, Econometrica 84(2), doi:10.3982/ECTA11293).",
    zh: "标准误未考虑倾向得分是估计得到的（Abadie & Imbens 2016, Econometrica 84(2)）。",
  },
  negative_weights: {
    en: "Some weights are negative, as can happen in local linear matching: regressions on matched rows are reported without weights only.",
    zh: "部分权重为负（局部线性匹配可能如此）：匹配样本上的回归仅报告未加权结果。",
  },
  bins: {
    en: ({ bins }: { readonly bins: number }) =>
      `Covariates without cut points are cut into ${bins} bins of equal width (Sturges); levels of factors are kept separate.`,
    zh: ({ bins }) => `未给定分割点的协变量按等宽分为 ${bins} 组（Sturges）；分类变量的各类别保持不变。`,
  },
  no_line: {
    en: ({ treated }: OfTreated) =>
      `${treated} treated ${plural(treated, "unit has", "units have")} all controls at a single score, through which no line can be fitted, and so no counterfactual.`,
    zh: ({ treated }) => `${treated} 个处理组单位的控制组得分全部相同，无法拟合直线，因而没有反事实。`,
  },
  entropy_balance: {
    en: ({ gap, iterations }: { readonly gap: number; readonly iterations: number }) =>
      `Entropy balancing: moments agree to ${gap.toExponential(1)} standard deviations after ${iterations} Newton steps.`,
    zh: ({ gap, iterations }) =>
      `熵平衡：经 ${iterations} 步牛顿迭代，各矩相差不超过 ${gap.toExponential(1)} 个标准差。`,
  },
  entropy_redundant: {
    en: ({ moments: names }: { readonly moments: readonly string[] }) =>
      `Balanced by the other moments already: ${listed.en(names)}.`,
    zh: ({ moments: names }) => `已由其他矩平衡：${listed.zh(names)}。`,
  },
  entropy_edge: {
    en: ({ moment, controls }: { readonly moment: string; readonly controls: number }) =>
      `The treated mean of ${moment} is at the boundary of the controls' range: the ${controls} controls elsewhere receive zero weight.`,
    zh: ({ moment, controls }) =>
      `处理组 ${moment} 的均值位于控制组取值范围的边界：其余 ${controls} 个控制组单位权重为零。`,
  },
  joint_test: {
    en: ({ side, refused }: { readonly side: "before" | "after"; readonly code: string; readonly refused: string }) =>
      `No joint test of the covariates ${side} matching: ${refused}`,
    zh: ({ side, code, refused }) =>
      `匹配${side === "before" ? "前" : "后"}协变量的联合检验无法进行：${refusalText.zh({ code, message: refused })}`,
  },
  stratum_left_out: {
    en: ({ by, level, nobs, refused }: Stratum) => `${by} ${level} is omitted, with its ${nobs} units: ${refused}`,
    zh: ({ by, level, nobs, code, refused }) =>
      `剔除 ${by} ${level} 及其 ${nobs} 个单位：${refusalText.zh({ code, message: refused })}`,
  },
});

interface Stratum {
  readonly by: string;
  readonly level: string;
  readonly nobs: number;
  readonly code: string;
  readonly refused: string;
}

/** Why a covariate was omitted from the score. */
export const SCORE_OMITTED = messages({
  zero: { en: "it is 0 in every row", zh: "在每一行均为 0" },
  combination_of: {
    en: ({ terms }: { readonly terms: readonly string[] }) => `a combination of ${listed.en(terms)}`,
    zh: ({ terms }) => `为 ${listed.zh(terms)} 的线性组合`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof PSMATCH_NOTES>, FactsOf<typeof SCORE_OMITTED> {}
}
