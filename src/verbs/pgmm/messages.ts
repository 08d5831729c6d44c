/**
 * Words of dynamic panels: rows and headings of their tables, and what GMM says to its reader, in English and Chinese.
 */
import { after, catalogue, type FactsOf, listed, messages, plural } from "../../base/messages.js";
import { refusalText } from "../../report/messages.js";

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
      `Standard errors are clustered by ${unit} because the moments of the method are sums over ${units}.`,
    zh: (unit: string, units: string) => `标准误聚类于${after(unit)}，因该方法的矩条件按${units}加总。`,
  },
  inPanel: { en: (name: string) => `${name}, in a dynamic panel`, zh: (name: string) => `${name}（动态面板）` },
  truth: { en: "True effect, to compare with the long run (simulated)", zh: "真实效应，与长期效应对照（模拟数据）" },
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
  notIdentified: { en: "not identified without it", zh: "剔除后不可识别" },
  within: { en: "Lagged outcome, within (biased downwards)", zh: "滞后项系数：组内估计（偏低）" },
  pooled: { en: "Lagged outcome, pooled OLS (biased upwards)", zh: "滞后项系数：混合 OLS（偏高）" },
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
    en: "AR(m): Arellano and Bond (1991) test, z statistic for residuals in first differences; negative AR(1) is expected, and AR(2) should be absent.",
    zh: "AR(m)：Arellano 和 Bond (1991) 检验，差分残差的 z 值；AR(1) 应存在且为负，AR(2) 不应存在。",
  },
  hansen: {
    en: "The Hansen test is robust but weakened by many instruments; the Sargan test is neither.",
    zh: "Hansen 检验稳健，但工具变量过多时效力减弱；Sargan 检验不稳健，但不受工具变量过多影响。",
  },
  firstDifferences: { en: "first differences", zh: "一阶差分" },
  orthogonal: { en: "forward orthogonal deviations", zh: "前向正交离差" },
  andMore: {
    en: (kind: string, names: string, more: number) => `${kind}(${names} and ${more} more)`,
    zh: (kind: string, names: string, more: number) => `${kind}(${names} 等另外 ${more} 个)`,
  },
  estimatorName: {
    en: (step: "One-step" | "Two-step" | "Iterated", model: string) => `${step} ${model} GMM`,
    zh: (step: "One-step" | "Two-step" | "Iterated", model: string) =>
      `${{ "One-step": "一步", "Two-step": "两步", Iterated: "迭代" }[step]}${model === "system" ? "系统" : "差分"} GMM`,
  },
  collapsed: { en: "Collapsed", zh: "压缩" },
  lags: { en: "Lags", zh: "滞后阶" },
});

/** Groups of instruments that no formula writes, by their names in records. */
export const GMM_GROUPS = catalogue({
  "time dummies": { en: "time dummies", zh: "时间虚拟变量" },
  constant: { en: "constant", zh: "常数项" },
  "GMM instruments for levels": { en: "GMM instruments for levels", zh: "水平方程的 GMM 工具变量" },
});

const ROODMAN = "(Roodman 2009, Oxford Bulletin of Economics and Statistics 71(1))";
const ROODMAN_ZH = "（Roodman 2009, Oxford Bulletin of Economics and Statistics 71(1)）";

const pEquals = (p: number): string => (p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`);

/** Periods a sentence names. */
const NAMED = 6;

interface Bounds {
  readonly term: string;
  readonly estimate: number;
  readonly within: number;
  readonly pooled_ols: number;
}

export const PGMM_NOTES = messages({
  xtabond2_translated: {
    en: ({ command, ignored }: Translated) =>
      `The xtabond2 line was translated to: ${command}.${ignored.length === 0 ? "" : ` Options that change no estimate were ignored: ${listed.en(ignored)}.`}`,
    zh: ({ command, ignored }) =>
      `xtabond2 命令已翻译为：${command}。${ignored.length === 0 ? "" : `不影响估计的选项已忽略：${listed.zh(ignored)}。`}`,
  },
  observations_reported: {
    en: ({ levels, transformed }: { readonly levels: number; readonly transformed: number }) =>
      `Observations are the ${levels} rows of the equation in levels, as xtabond2 and gretl count; plm adds the ${transformed} transformed rows.`,
    zh: ({ levels, transformed }) =>
      `观测值为水平方程的 ${levels} 行，与 xtabond2、gretl 的计数一致；plm 另计变换后的 ${transformed} 行。`,
  },
  instruments_exceed_groups: {
    en: ({ instruments, groups }: { readonly instruments: number; readonly groups: number }) =>
      `There are ${instruments} instruments for ${groups} groups: two-step estimates are biased towards least squares, and the Hansen test loses power ${ROODMAN}. Use fewer lags, or collapse.`,
    zh: ({ instruments, groups }) =>
      `${groups} 个个体对应 ${instruments} 个工具变量：两步估计偏向最小二乘，Hansen 检验失去功效${ROODMAN_ZH}。应减少滞后阶或压缩。`,
  },
  ar1_not_negative: {
    en: ({ statistic }: { readonly statistic: number }) =>
      `The AR(1) statistic in first differences is ${statistic.toFixed(2)}; it should be negative, since adjacent differences of independent errors share one of them with opposite signs. A positive value indicates that errors in levels are strongly correlated, or that residuals are not in differences.`,
    zh: ({ statistic }) =>
      `差分残差的 AR(1) 为 ${statistic.toFixed(2)}，应为负：为正说明水平误差强相关，或残差并非差分。`,
  },
  ar1_absent: {
    en: ({ p_value }: { readonly p_value: number }) =>
      `AR(1) in first differences is not significant (${pEquals(p_value)}), though differences of independent errors are negatively correlated by construction: the test of AR(2), on which the instruments rest, may have little power here.`,
    zh: ({ p_value }) =>
      `差分残差的 AR(1) 不显著（${pEquals(p_value)}），而独立误差的差分必然负相关：工具变量所依据的 AR(2) 检验在此可能功效很低。`,
  },
  hansen_rejected: {
    en: ({ p_value }: { readonly p_value: number }) =>
      `The Hansen test rejects that the instruments are valid (${pEquals(p_value)}).`,
    zh: ({ p_value }) => `Hansen 检验拒绝工具变量有效的原假设（${pEquals(p_value)}）。`,
  },
  diff_hansen_rejected: {
    en: ({ groups }: { readonly groups: readonly { readonly group: string; readonly p_value: number }[] }) =>
      `The difference-in-Hansen test rejects that ${listed.en(groups.map(({ group, p_value }) => `${group} (${pEquals(p_value)})`))} ${plural(groups.length, "is", "are")} exogenous, given the other instruments.`,
    zh: ({ groups }) =>
      `在其余工具变量有效的前提下，Hansen 差分检验拒绝以下工具变量组外生：${listed.zh(groups.map(({ group, p_value }) => `${group}（${pEquals(p_value)}）`))}。`,
  },
  sargan_rejected: {
    en: ({ p_value, hansen }: { readonly p_value: number; readonly hansen: number | null }) =>
      `The Sargan test rejects that the instruments are valid (${pEquals(p_value)})${hansen === null ? "" : `, the Hansen test does not (${pEquals(hansen)})`}: the Sargan test also rejects where errors are heteroskedastic.`,
    zh: ({ p_value, hansen }) =>
      `Sargan 检验拒绝工具变量有效的原假设（${pEquals(p_value)}）${hansen === null ? "" : `，Hansen 检验未拒绝（${pEquals(hansen)}）`}：误差异方差时 Sargan 检验也会拒绝。`,
  },
  lag_above_one: {
    en: ({ term, estimate, sum }: { readonly term: string; readonly estimate: number; readonly sum: number }) =>
      `The coefficient of ${term} is ${estimate.toFixed(3)}, not below one; only with the further lags do they sum to ${sum.toFixed(3)}. Long-run effects divide by ${(1 - sum).toFixed(3)} and are very sensitive to it.`,
    zh: ({ term, estimate, sum }) =>
      `${term} 的系数为 ${estimate.toFixed(3)}，不小于 1；加上更高阶滞后后合计为 ${sum.toFixed(3)}。长期效应须除以 ${(1 - sum).toFixed(3)}，对其极为敏感。`,
  },
  ar2_rejected: {
    en: ({ p_value }: { readonly p_value: number }) =>
      `No AR(2) in first differences is rejected (p = ${p_value.toPrecision(3)}): errors are serially correlated, so that lags of two periods are not valid instruments. Start at three, or add lags of the outcome.`,
    zh: ({ p_value }) =>
      `差分残差无 AR(2) 的原假设被拒绝（p = ${p_value.toPrecision(3)}）：误差跨期相关，滞后两期不是有效工具变量。应从三期起，或加入被解释变量的更多滞后项。`,
  },
  hansen_near_one: {
    en: ({ p_value }: { readonly p_value: number }) =>
      `The p-value of the Hansen test is ${p_value.toFixed(4)}: so close to one it signals too many instruments, not valid ones ${ROODMAN}.`,
    zh: ({ p_value }) =>
      `Hansen 的 p 值为 ${p_value.toFixed(4)}：如此接近 1 意味着工具变量过多，而非有效${ROODMAN_ZH}。`,
  },
  hansen_by_groups: {
    en: ({ statistic, groups }: { readonly statistic: number; readonly groups: number }) =>
      `The Hansen J, ${statistic.toFixed(2)}, has no p-value (n.a.): with as many moments as its ${groups} groups it is ${groups} or near it whatever the data. Use fewer lags, or collapse.`,
    zh: ({ statistic, groups }) =>
      `Hansen J 为 ${statistic.toFixed(2)}，不报告 p 值（n.a.）：矩条件与 ${groups} 个个体一样多时，无论数据如何 J 均约等于 ${groups}。应减少滞后阶或压缩。`,
  },
  hansen_none: {
    en: ({ singular }: { readonly singular: boolean }) =>
      singular
        ? "The Hansen J is not reported: the covariance matrix of the moments, by whose inverse it is weighted, is singular, so that there are more instruments than the groups can distinguish. Use fewer lags, collapse, or use the Moore-Penrose inverse (--singular pseudoinverse), as in xtabond2."
        : "The Hansen J is not reported: the covariance matrix of the moments, by whose inverse it is weighted, has too low a rank to identify the coefficients. Use fewer regressors, or more groups.",
    zh: ({ singular }) =>
      singular
        ? "不报告 Hansen J：用于加权的矩条件协方差矩阵不可逆，工具变量多于个体所能区分。应减少滞后阶、压缩，或如 xtabond2 取 Moore-Penrose 逆。"
        : "不报告 Hansen J：用于加权的矩条件协方差矩阵秩不足，不能识别系数。应减少解释变量，或增加个体。",
  },
  exactly_identified: {
    en: "There are as many instruments as coefficients: their validity cannot be tested, and the weighting matrix is irrelevant.",
    zh: "工具变量数与系数个数相等：无法检验工具变量的有效性，权重矩阵也不起作用。",
  },
  outside_bounds: {
    en: ({ term, estimate, within, pooled_ols }: Bounds) =>
      `The coefficient of ${term} (${estimate.toFixed(3)}) lies ${estimate < within ? "below the within estimate" : "above the pooled OLS estimate"}: the within estimate, ${within.toFixed(3)}, is biased downwards and the pooled OLS estimate, ${pooled_ols.toFixed(3)}, upwards, so that a credible estimate lies between them (Bond 2002, Portuguese Economic Journal 1(2)).`,
    zh: ({ term, estimate, within, pooled_ols }) =>
      `${term} 的系数（${estimate.toFixed(3)}）${estimate < within ? "低于组内估计" : "高于混合估计"}：组内估计 ${within.toFixed(3)} 偏低，混合 OLS 估计 ${pooled_ols.toFixed(3)} 偏高，可靠的估计应介于两者之间（Bond 2002, Portuguese Economic Journal 1(2)）。`,
  },
  unit_root: {
    en: ({ sum }: { readonly sum: number }) =>
      `The coefficients of the lagged outcome sum to ${sum.toFixed(3)}, not below one: the model has no long-run equilibrium, and no long-run effects (n.a.).`,
    zh: ({ sum }) =>
      `滞后被解释变量的系数之和为 ${sum.toFixed(3)}，不小于 1：模型没有长期均衡，也没有长期效应（n.a.）。`,
  },
  weight_singular: {
    en: ({ rank, instruments }: { readonly rank: number; readonly instruments: number }) =>
      `The weighting matrix has rank ${rank} for ${instruments} instruments; its Moore-Penrose inverse was used, as in xtabond2 and plm, and the estimates depend on the units of the variables. Use fewer lags, or collapse.`,
    zh: ({ rank, instruments }) =>
      `${instruments} 个工具变量的权重矩阵秩为 ${rank}；取其 Moore-Penrose 逆（与 xtabond2、plm 一致），估计因而依赖变量的量纲。应减少滞后阶或压缩。`,
  },
  two_step_uncorrected: {
    en: "Two-step standard errors are not corrected for the estimated weighting matrix and are usually much too small (Windmeijer 2005, Journal of Econometrics 126(1)); --robust corrects them.",
    zh: "两步标准误未对估计的权重作修正，通常严重偏小（Windmeijer 2005, Journal of Econometrics 126(1)）。",
  },
  gaps: {
    en: ({ units }: { readonly units: number }) =>
      `${units} ${plural(units, "unit has", "units have")} gaps; a missing period costs two first differences. Forward orthogonal deviations (--transform fod) lose one.`,
    zh: ({ units }) => `${units} 个个体存在间断；每缺一期损失两个一阶差分。前向正交离差只损失一个。`,
  },
  subset_lags: {
    en: ({ subset }: { readonly subset: string }) =>
      `Equations are estimated where '${subset}'; the other rows still serve as lags.`,
    zh: ({ subset }) => `方程在满足 '${subset}' 的行上估计；其余行仍用于构造滞后项。`,
  },
  no_bounds: {
    en: ({ term, refused }: { readonly term: string; readonly code: string; readonly refused: string }) =>
      `Pooled least squares and the within estimator, which bound the coefficient of ${term}, could not be estimated: ${refused}`,
    zh: ({ term, code, refused }) =>
      `作为 ${term} 系数上下界的混合最小二乘与组内估计无法得出：${refusalText.zh({ code, message: refused })}`,
  },
  periods_absent: {
    en: ({ periods, time }: { readonly periods: readonly number[]; readonly time: string }) =>
      `No row has ${time} ${listed.en(periods, NAMED)}: lags and differences that reach there are missing for every unit.`,
    zh: ({ periods, time }) =>
      `没有 ${time} 为 ${listed.zh(periods, NAMED)} 的行：涉及这些时期的滞后与差分对所有个体均缺失。`,
  },
  not_finite: {
    en: ({ term, rows }: { readonly term: string; readonly rows: number }) =>
      `${term} is infinite in ${rows} ${plural(rows, "row")}, which ${plural(rows, "counts", "count")} as missing.`,
    zh: ({ term, rows }) => `${term} 有 ${rows} 行为无穷值，按缺失处理。`,
  },
});

interface Translated {
  readonly line: string;
  readonly command: string;
  readonly ignored: readonly string[];
}

/** Why a regressor was omitted, in words that follow its name. */
export const PGMM_OMITTED = messages({
  transformed_away: {
    en: "does not vary within units, so that the transformation removes it",
    zh: "在个体内不变，变换后消失",
  },
  in_rows_used: {
    en: "equals a linear combination of the regressors before it in the rows used",
    zh: "在所用各行中等于其前解释变量的线性组合",
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof PGMM_NOTES>, FactsOf<typeof PGMM_OMITTED> {}
}
