/**
 * What `power` says to its reader, and words of its tables and figure, in English and Chinese.
 */
import { catalogue, type FactsOf, listed, messages } from "../../base/messages.js";

/** Why rows have no draws made on them. */
const REASONS: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = {
  subset: { en: "not of --subset", zh: "不在 --subset 之内" },
  treatment_missing: { en: "without a treatment", zh: "处理变量缺失" },
  treated: { en: "under treatment", zh: "处于处理之下" },
  later_treated: { en: "of units treated later", zh: "属于后来受处理的单位" },
  after_first_cohort: { en: "after the first cohort started", zh: "在首个处理组开始之后" },
  outcome: { en: "without an outcome", zh: "结果变量缺失" },
  single_row: { en: "alone in their unit", zh: "所属单位仅此一行" },
  earlier_periods: { en: "of earlier periods", zh: "属于更早时期" },
};

const reasonsOf = (dropped: Readonly<Record<string, number>>, language: "en" | "zh"): readonly string[] =>
  Object.entries(dropped).map(([reason, rows]) => {
    const words = REASONS[reason]?.[language] ?? reason;
    return language === "en" ? `${rows} ${words}` : `${words} ${rows} 行`;
  });

/** What a line on the draws names, each as text. */
type DrawWords = Readonly<
  Record<"draws" | "treated" | "of" | "by" | "starts" | "rows" | "units" | "periods" | "seed", string>
>;

const NO_FORMULA = {
  weights: { en: "it has no weights", zh: "公式不含权重" },
  starts: { en: "it is of one start for all, drawn from all units", zh: "公式仅适用于统一起点、在全部单位中随机抽取" },
  periods: { en: "too few units are observed in all periods", zh: "在全部时期内完整观测的单位过少" },
  effects: { en: "it is of effects of unit and time alone", zh: "公式仅适用于单位与时期固定效应" },
  growing: { en: "it is of a constant effect", zh: "公式仅适用于不变的效应" },
} as const;

export const POWER_NOTES = messages({
  power_rows: {
    en: ({ dropped }: { readonly dropped: Readonly<Record<string, number>> }) =>
      `Rows left out of the draws: ${listed.en(reasonsOf(dropped, "en"))}.`,
    zh: ({ dropped }) => `未用于抽取的观测：${listed.zh(reasonsOf(dropped, "zh"))}。`,
  },
  power_estimation_rows: {
    en: ({ dropped }: { readonly dropped: Readonly<Record<string, number>> }) =>
      `The estimator leaves out rows besides: ${listed.en(Object.entries(dropped).map(([reason, rows]) => `${rows} (${reason})`))}.`,
    zh: ({ dropped }) =>
      `估计时另外剔除的观测：${listed.zh(Object.entries(dropped).map(([reason, rows]) => `${reason} ${rows} 行`))}。`,
  },
  power_collinear: {
    en: ({ controls }: { readonly controls: readonly string[] }) =>
      `Controls without a coefficient, absorbed by the fixed effects or explained by others: ${listed.en(controls)}.`,
    zh: ({ controls }) => `被固定效应吸收或由其他变量解释、因而没有系数的控制变量：${listed.zh(controls)}。`,
  },
  power_first_draw: {
    en: ({ estimator, notes }: { readonly estimator: string; readonly notes: number }) =>
      notes === 1
        ? `The next note is what ${estimator} says of the first draw.`
        : `The next ${notes} notes are what ${estimator} says of the first draw.`,
    zh: ({ estimator, notes }) => `以下 ${notes} 条是 ${estimator} 对首次抽取的说明。`,
  },
  power_last_periods: {
    en: ({ pre, post }: { readonly pre: number; readonly post: number }) =>
      `Draws are made on the last ${pre + post} periods of untreated rows, ${pre} before treatment and ${post} under it.`,
    zh: ({ pre, post }) => `抽取使用未处理观测的最后 ${pre + post} 期：处理前 ${pre} 期，处理后 ${post} 期。`,
  },
  power_unseen: {
    en: ({ units, treated }: { readonly units: number; readonly treated: number }) =>
      `Of ${treated} treated, ${units} a draw have no untreated row on one side of their start, and tell nothing of the effect: their rows end where their own treatment begins.`,
    zh: ({ units, treated }) =>
      `每次抽取的 ${treated} 个受处理者中平均有 ${units} 个在其起点的一侧没有未处理观测，对效应不提供信息：其观测止于自身处理开始之前。`,
  },
  power_without_estimate: {
    en: ({ draws, of }: { readonly draws: number; readonly of: number }) =>
      `In ${draws} of ${of} draws the effect has no estimate or no standard error; power is of the others.`,
    zh: ({ draws, of }) => `${of} 次抽取中有 ${draws} 次无法得到估计值或标准误；功效按其余抽取计算。`,
  },
  power_oversized: {
    en: ({ size, alpha }: { readonly size: number; readonly alpha: number }) =>
      `Without an effect, ${size} of the draws reject at the level ${alpha}: standard errors are too small, and part of the power shown is false. Cluster by the level at which treatment is assigned, or use an error for few clusters.`,
    zh: ({ size, alpha }) =>
      `无效应时，在 ${alpha} 水平上有 ${size} 的抽取拒绝原假设：标准误偏小，所示功效部分为虚高。请按处理分配的层级聚类，或采用适用于少数聚类的标准误。`,
  },
  power_undersized: {
    en: ({ size, alpha }: { readonly size: number; readonly alpha: number }) =>
      `Without an effect, ${size} of the draws reject at the level ${alpha}: standard errors are too large, and an exact test would find smaller effects.`,
    zh: ({ size, alpha }) =>
      `无效应时，在 ${alpha} 水平上仅有 ${size} 的抽取拒绝原假设：标准误偏大，精确检验可检测更小的效应。`,
  },
  power_not_reached: {
    en: ({ power, most }: { readonly power: number; readonly most: number }) =>
      `No effect up to ${most} is found with a power of ${power}: ask for larger ones by --effect, or for more units.`,
    zh: ({ power, most }) => `至 ${most} 为止没有效应的功效达到 ${power}：请用 --effect 给出更大的效应，或增加单位数。`,
  },
  power_growing: {
    en: "Effects are what a period of exposure adds: by the k-th treated period, k times as much.",
    zh: "效应指每一受处理时期的增量：第 k 个受处理时期的效应为其 k 倍。",
  },
  power_each_effect: {
    en: ({ because }: { readonly because: string }) =>
      `Estimates are no line, or their variances no parabola, in the effect, so that every effect is estimated (${because}); the minimum detectable effect lies on a line between two of them.`,
    zh: ({ because }) =>
      `估计值不是效应的线性函数，或其方差不是效应的二次函数，因此逐一估计各效应（${because}）；最小可检测效应由相邻两个效应线性插值得到。`,
  },
  power_other_comparison: {
    en: ({ estimator }: { readonly estimator: string }) =>
      `The formula is of the two-way comparison of all periods before with all under treatment; draws are of ${estimator}, which weighs periods or units otherwise: the two columns answer different questions.`,
    zh: ({ estimator }) =>
      `公式针对处理前全部时期与处理后全部时期的双向比较；抽样所用的 ${estimator} 对时期或单位的加权不同，两列回答的问题并不相同。`,
  },
  power_other_units: {
    en: ({ units, drawn }: { readonly units: number; readonly drawn: number }) =>
      `The formula is of ${units} units, draws are of the ${drawn} units of the data.`,
    zh: ({ units, drawn }) => `公式按 ${units} 个单位计算，抽样则使用数据中的 ${drawn} 个单位。`,
  },
  power_windows: {
    en: ({
      windows,
      units,
      pre,
      post,
    }: {
      readonly windows: number;
      readonly units: number;
      readonly pre: number;
      readonly post: number;
    }) =>
      `The formula ${windows === 1 ? "is of one window" : `averages over ${windows} windows`} of ${pre} periods before and ${post} under treatment, with ${units} units observed throughout${windows === 1 ? "" : " on average"}.`,
    zh: ({ windows, units, pre, post }) =>
      `公式对 ${windows} 个窗口（处理前 ${pre} 期、处理后 ${post} 期）取平均，平均有 ${units} 个单位在窗口内完整观测。`,
  },
  power_controls: {
    en: ({ controls }: { readonly controls: readonly string[] }) =>
      `The formula is of the outcome less what ${listed.en(controls)} explain of it within units and periods, over all untreated rows.`,
    zh: ({ controls }) =>
      `公式所用结果变量已扣除 ${listed.zh(controls)} 在单位与时期之内所解释的部分（全部未处理观测）。`,
  },
  power_group_means: {
    en: ({ by, groups }: { readonly by: string; readonly groups: number }) =>
      `The formula is of means by ${by} and period, ${groups} values, each counted once: where they differ in size, a regression on units weighs them otherwise.`,
    zh: ({ by, groups }) =>
      `公式基于按 ${by} 与时期计算的均值（${groups} 个取值，各计一次）：规模不同时，按单位回归的权重与此不同。`,
  },
  power_no_formula: {
    en: ({ why }: { readonly why: "weights" | "starts" | "periods" | "effects" | "growing" }) =>
      `No formula stands beside the draws: ${NO_FORMULA[why].en}.`,
    zh: ({ why }) => `抽取结果旁不列公式：${NO_FORMULA[why].zh}。`,
  },
  power_iid: {
    en: "Periods are taken as independent but for unit effects. Errors of panels rarely are: give --rho, --ar1 or --covariances, or data.",
    zh: "假定除单位效应外各期相互独立。面板误差极少如此：请给出 --rho、--ar1 或 --covariances，或提供数据。",
  },
  power_independent: {
    en: ({ mde, independent }: { readonly mde: number; readonly independent: number }) =>
      `Taking periods as independent would put the minimum detectable effect at ${independent} in place of ${mde}: serial correlation decides.`,
    zh: ({ mde, independent }) => `若假定各期独立，最小可检测效应将为 ${independent} 而非 ${mde}：序列相关起决定作用。`,
  },
  power_no_size: {
    en: ({ effects }: { readonly effects: readonly number[] }) => `No number of units finds ${listed.en(effects)}.`,
    zh: ({ effects }) => `任何单位数都无法检测到 ${listed.zh(effects)}。`,
  },
});

export const powerWords = catalogue({
  effect: { en: "Effect", zh: "效应" },
  power: { en: "power", zh: "功效" },
  byDraws: { en: "power, by draws", zh: "功效（抽取）" },
  interval: { en: "95% interval", zh: "95% 区间" },
  byFormula: { en: "power, by formula", zh: "功效（公式）" },
  units: { en: "units needed", zh: "所需单位数" },
  clusters: { en: "clusters needed", zh: "所需聚类数" },
  none: { en: "no effect (size)", zh: "无效应（检验水平）" },
  mdeOf: {
    en: (power: string) => `Minimum detectable effect (${power})`,
    zh: (power: string) => `最小可检测效应（功效 ${power}）`,
  },
  mcError: { en: "Monte Carlo error", zh: "蒙特卡洛误差" },
  title: { en: "Minimum detectable effects and power", zh: "最小可检测效应与检验功效" },
  drawsAre: {
    en: (f: DrawWords) =>
      `${f.draws} draws, in each ${f.treated} of ${f.of} (${f.by}) treated from ${f.starts} on, on ${f.rows} untreated rows (${f.units} units, ${f.periods} periods); seed ${f.seed}.`,
    zh: (f: DrawWords) =>
      `${f.draws} 次抽取，每次在 ${f.of} 个（${f.by}）中令 ${f.treated} 个自 ${f.starts} 起受处理；未处理观测 ${f.rows} 行（${f.units} 个单位，${f.periods} 期）；种子 ${f.seed}。`,
  },
  estimated: {
    en: (estimator: string, vcov: string, tests: string) => `Estimated by ${estimator}, errors ${vcov}; ${tests}.`,
    zh: (estimator: string, vcov: string, tests: string) => `估计量：${estimator}，标准误：${vcov}；${tests}。`,
  },
  test: {
    en: (alpha: string, oneSided: boolean, df: string) =>
      `${oneSided ? "one-sided" : "two-sided"} tests at ${alpha}, ${df === "" ? "normal" : `t with ${df} degrees of freedom`}`,
    zh: (alpha: string, oneSided: boolean, df: string) =>
      `${alpha} 水平的${oneSided ? "单侧" : "双侧"}检验，${df === "" ? "正态分布" : `自由度 ${df} 的 t 分布`}`,
  },
  spread: {
    en: (sd: string, error: string) =>
      `Without an effect, estimates have a standard deviation of ${sd} over draws; their standard errors are ${error} on average.`,
    zh: (sd: string, error: string) => `无效应时，各次抽取估计值的标准差为 ${sd}；其标准误平均为 ${error}。`,
  },
  formulaIs: {
    en: (design: string, pre: string, post: string, share: string, critical: string) =>
      `Formula: ${design}, ${pre} periods before and ${post} under treatment, ${share} treated, ${critical}.`,
    zh: (design: string, pre: string, post: string, share: string, critical: string) =>
      `公式：${design}，处理前 ${pre} 期、处理后 ${post} 期，处理比例 ${share}，${critical}。`,
  },
  did: { en: "difference-in-differences", zh: "双重差分" },
  ancova: { en: "analysis of covariance on the mean before treatment", zh: "以处理前均值为协变量的协方差分析" },
  post: { en: "outcomes after treatment alone", zh: "仅用处理后结果" },
  criticalT: {
    en: (df: string) => `quantiles of t with ${df} degrees of freedom`,
    zh: (df: string) => `自由度 ${df} 的 t 分位数`,
  },
  criticalTOf: {
    en: "quantiles of t with the degrees of freedom of each number of units",
    zh: "自由度随单位数而定的 t 分位数",
  },
  criticalNormal: { en: "normal quantiles", zh: "正态分位数" },
  criticalNoncentral: {
    en: (df: string) => `noncentral t${df === "" ? "" : ` with ${df} degrees of freedom`}`,
    zh: (df: string) => `非中心 t 分布${df === "" ? "" : `（自由度 ${df}）`}`,
  },
  withUnits: {
    en: (units: string, error: string) => `With ${units} units the standard error is ${error}.`,
    zh: (units: string, error: string) => `${units} 个单位时标准误为 ${error}。`,
  },
  withClusters: {
    en: (clusters: string, size: string, icc: string, effect: string) =>
      `${clusters === "" ? "Clusters" : `${clusters} clusters`} of ${size} units, correlated by ${icc} within: variances are ${effect} times those of units.`,
    zh: (clusters: string, size: string, icc: string, effect: string) =>
      `${clusters === "" ? "" : `${clusters} 个`}聚类，每个 ${size} 个单位，组内相关 ${icc}：方差为单位独立时的 ${effect} 倍。`,
  },
  variation: {
    en: (pre: string, post: string, cross: string) =>
      `Variance of a unit's mean before treatment ${pre}, under it ${post}; covariance ${cross}.`,
    zh: (pre: string, post: string, cross: string) =>
      `单位均值的方差：处理前 ${pre}，处理后 ${post}；协方差 ${cross}。`,
  },
  residuals: {
    en: (variance: string, pre: string, post: string, cross: string, units: string) =>
      `Two-way residuals: variance ${variance}, mean covariance before treatment ${pre}, under it ${post}, across ${cross} (${units} units; corrected as in Burlig, Preonas & Woerman 2020).`,
    zh: (variance: string, pre: string, post: string, cross: string, units: string) =>
      `双向残差：方差 ${variance}，平均协方差：处理前 ${pre}，处理后 ${post}，跨期 ${cross}（${units} 个单位；按 Burlig, Preonas & Woerman 2020 校正）。`,
  },
  inSd: {
    en: (sd: string) => `Effects are in standard deviations of the outcome (${sd}).`,
    zh: (sd: string) => `效应以结果变量的标准差（${sd}）为单位。`,
  },
  sdIs: {
    en: (sd: string) => `The outcome has a standard deviation of ${sd} over these rows.`,
    zh: (sd: string) => `结果变量在这些观测上的标准差为 ${sd}。`,
  },
  axisEffect: { en: "Effect", zh: "效应" },
  axisEffectSd: { en: "Effect, standard deviations of the outcome", zh: "效应（结果变量标准差）" },
  axisUnits: { en: "Units", zh: "单位数" },
  axisClusters: { en: "Clusters", zh: "聚类数" },
  axisPower: { en: "Power", zh: "功效" },
  keyDraws: { en: "By draws, with 95% Monte Carlo band", zh: "抽取结果及 95% 蒙特卡洛区间带" },
  keyFormula: { en: "By formula", zh: "公式" },
  marked: { en: (value: string) => `detectable: ${value}`, zh: (value: string) => `可检测：${value}` },
  needed: { en: (count: string) => `needed: ${count}`, zh: (count: string) => `所需：${count}` },
  description: {
    en: (parts: string) => `Power. ${parts}.`,
    zh: (parts: string) => `检验功效。${parts}。`,
  },
  at: { en: (at: string, power: string) => `${at}: ${power}`, zh: (at: string, power: string) => `${at}：${power}` },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof POWER_NOTES> {}
}
