/**
 * Words of equations with instruments: tables, figures, findings, cautions.
 */
import { apart, catalogue, type FactsOf, type Language, listed, messages, significant } from "../../base/messages.js";

export const ivWords = catalogue({
  effectsHeading: { en: (fe: string) => `Effects: ${fe}`, zh: (fe: string) => `固定效应：${fe}` },
  instrumentedCaption: { en: (name: string) => `${name}, instrumented`, zh: (name: string) => `${name}：工具变量估计` },
  instrumented: { en: (name: string) => `${name} (instrumented)`, zh: (name: string) => `${name}（工具变量估计）` },
  instrumentedBy: {
    en: (name: string, by: string) => `${name}, instrumented by ${by}`,
    zh: (name: string, by: string) => `${name}（以${by}为工具变量）`,
  },
  first: { en: "First stage", zh: "第一阶段" },
  second: { en: "Second stage", zh: "第二阶段" },
  reduced: { en: "Reduced form", zh: "简约式" },
  timesTrend: { en: (name: string) => `${name} × trend`, zh: (name: string) => `${name} × 时间趋势` },
  trend: {
    en: (time: string, origin: number) => `Trend: ${time} minus ${origin}, that is, 1 in the first ${time}.`,
    zh: (time: string, origin: number) => `时间趋势：${time} 减 ${origin}，首期为 1。`,
  },
  says: {
    en: (caption: string) => `${caption}: estimates by method`,
    zh: (caption: string) => `${caption}：各方法结果比较`,
  },
  saysNote: {
    en: (level: string, table: string) =>
      `Points: estimates; bars: ${level} intervals; OLS in the second colour. Numbers: ${table}.`,
    zh: (level: string, table: string) =>
      `圆点为估计值，线段为 ${level} 置信区间；OLS 以第二种颜色表示。数值见${table}。`,
  },
  setNote: {
    en: "The Anderson-Rubin set consists of the effects the instruments do not reject, and is valid however weak they are; the t interval is valid only where they are strong.",
    zh: "Anderson-Rubin 置信集由工具变量未拒绝的效应构成，无论工具变量强弱均有效；t 区间仅在工具变量较强时成立。",
  },
  openNote: {
    en: "Arrow: the set is unbounded on that side; the instruments cannot rule out any larger effect.",
    zh: "箭头：置信集在该方向无界，工具变量无法排除任何更大的效应。",
  },
  emptyNote: {
    en: "Empty set: no effect is compatible with all instruments, which is evidence that some instrument is invalid.",
    zh: "空集：没有效应与工具变量相容，说明某个工具变量无效。",
  },
  noSet: {
    en: (why: string) => `No Anderson-Rubin set: ${why}.`,
    zh: (why: string) => `无 Anderson-Rubin 置信集：${why}。`,
  },
  effectOn: { en: (outcome: string) => `Effect on ${outcome}`, zh: (outcome: string) => `对${outcome}的效应` },
  trueMark: { en: (value: string) => `true effect ${value}`, zh: (value: string) => `真实效应 ${value}` },
  notRejected: {
    en: (label: string) => `Effects the instruments do not reject: ${label}`,
    zh: (label: string) => `工具变量未拒绝的效应：${label}`,
  },
  curveNote: {
    en: (name: string, of: string, table: string) =>
      `p-value of the Anderson-Rubin test of each value of the effect of ${name}, ${of}. Values above the line form the set in ${table}.`,
    zh: (name: string, of: string, table: string) =>
      `对${apart(name)}效应的各个取值作 Anderson-Rubin 检验的 p 值，${of}。高于水平线的取值构成${table}中的置信集。`,
  },
  trueNote: {
    en: (value: string) => `The true effect is ${value} (simulated).`,
    zh: (value: string) => `真实效应为 ${value}（模拟数据）。`,
  },
  where: {
    en: (table: string, label: string) => `${table}, “${label}”`,
    zh: (table: string, label: string) => `${table}“${label}”`,
  },
  trendNoEffects: {
    en: (t: CautionTexts) =>
      `${t.where}: ${t.names} × trend is used without ${t.unit} effects, so that the estimate compares ${t.units} with each other, more so in later ${t.time}s: any difference in ${t.outcome} associated with ${t.names} is attributed to the treatment. Add ${t.unitColumn} to fe, so that it compares how they change.`,
    zh: (t: CautionTexts) =>
      `${t.where}：${t.names} × 时间趋势未同时控制${t.unit}固定效应，估计比较的是不同${t.units}，且越往后越明显：凡与${t.names}相关的${t.outcome}差异都会被当作处理效应。应在 fe 中加入 ${t.unitColumn}，以比较其变化。`,
  },
  trendNote: {
    en: (t: CautionTexts) =>
      `${t.where}: ${t.names} × trend relates changes within ${t.units} to their differences in ${t.names}. It requires that, absent treatment, the trend of ${t.outcome} would not have varied with ${t.names}; ${t.unit} effects do not ensure that.`,
    zh: (t: CautionTexts) =>
      `${t.where}：${t.names} × 时间趋势将${t.units}的变化与其${t.names}的差异相比较。其前提是：若无处理，${t.outcome}的趋势不随${t.names}而异；${t.unit}固定效应并不能保证这一点。`,
  },
  constantNote: {
    en: (t: CautionTexts) =>
      `${t.where}: ${t.names} ${t.isOne ? "does" : "do"} not vary over time within a ${t.unit}, so the estimate compares ${t.units} with one another: any persistent difference in ${t.outcome} associated with ${t.names} is attributed to the treatment. ${t.unit[0]!.toUpperCase()}${t.unit.slice(1)} effects would absorb ${t.isOne ? "it" : "them"}; trend: true gives an alternative that they do not absorb.`,
    zh: (t: CautionTexts) =>
      `${t.where}：${t.names}在每个${t.unit}内不随时间变化，估计比较的是不同${t.units}：凡与${t.names}相关的${t.outcome}持久差异都会被归因于处理。${t.unit}固定效应会将其吸收；可设 trend: true，改用不被吸收的交互项。`,
  },
  onceNote: {
    en: (t: CautionTexts) =>
      `${t.where}: each ${t.unit} is seen once, so the estimate compares ${t.units} with one another: any difference in ${t.outcome} associated with ${t.names} is attributed to the treatment.`,
    zh: (t: CautionTexts) =>
      `${t.where}：每个${t.unit}仅被观测一次，估计比较的是不同${t.units}：凡与${t.names}相关的${t.outcome}差异都会被归因于处理。`,
  },
  exactly: { en: "exactly identified", zh: "恰好识别" },
  tests: { en: (tests: string) => `Tests: ${tests}.`, zh: (tests: string) => `检验方法：${tests}。` },
  testBy: {
    en: (question: string, name: string) => `${question} by ${name}`,
    zh: (question: string, name: string) => `${question}用 ${name}`,
  },
  under: { en: "underidentification", zh: "识别不足检验" },
  over: { en: "overidentification", zh: "过度识别检验" },
  orthogonal: { en: "instruments named", zh: "指定工具变量外生性" },
  exogenous: { en: "endogeneity", zh: "内生性检验" },
  levels: {
    en: (levels: string) => `Sets and intervals at ${levels}.`,
    zh: (levels: string) => `置信集与置信区间的水平为 ${levels}。`,
  },
  setIs: {
    en: (level: string, set: string) => `${level} set: ${set}`,
    zh: (level: string, set: string) => `${level} 置信集：${set}`,
  },
  curveDescription: {
    en: (c: CurveTexts) =>
      `p-values of the Anderson-Rubin test by value of the coefficient, from ${c.from} to ${c.to}; the largest is ${c.p} at ${c.at}. The ${c.words}, where p is at least ${c.level}. The estimate is ${c.estimate}.`,
    zh: (c: CurveTexts) =>
      `Anderson-Rubin 检验 p 值随系数取值（${c.from} 至 ${c.to}）的变化；最大值 ${c.p} 位于 ${c.at}。${c.words}，即 p 不低于 ${c.level} 处。估计值为 ${c.estimate}。`,
  },
  ols: { en: "OLS", zh: "OLS" },
  tInterval: { en: (name: string) => `${name}, t interval`, zh: (name: string) => `${name}，t 区间` },
  tfInterval: { en: (name: string) => `${name}, tF interval`, zh: (name: string) => `${name}，tF 区间` },
  arSet: { en: "Anderson-Rubin set", zh: "Anderson-Rubin 置信集" },
  twoStepGmm: { en: "Two-step GMM", zh: "两步 GMM" },
  emptySet: { en: "empty", zh: "空集" },
});

interface CurveTexts {
  readonly from: string;
  readonly to: string;
  readonly p: string;
  readonly at: string;
  readonly words: string;
  readonly level: string;
  readonly estimate: string;
}

interface CautionTexts {
  readonly where: string;
  readonly names: string;
  readonly isOne: boolean;
  readonly unit: string;
  readonly units: string;
  readonly time: string;
  readonly outcome: string;
  readonly unitColumn: string;
}

/** Rows on instruments, by their names for programs. */
export const ivRows = catalogue({
  partial_F: { en: "F of the excluded instruments", zh: "第一阶段 F 统计量" },
  partial_r2: { en: "Partial R²", zh: "偏 R²" },
  sanderson_windmeijer_F: { en: "Sanderson-Windmeijer F", zh: "Sanderson-Windmeijer F" },
  effective_F: { en: "Effective F", zh: "有效 F 统计量" },
  effective_F_critical_value: { en: "critical value, bias of 10%", zh: "偏误不超过 10% 的临界值" },
  cragg_donald: { en: "Cragg-Donald F", zh: "Cragg-Donald F" },
  stock_yogo_size: { en: "critical value, size of 10%", zh: "检验水平不超过 10% 的临界值" },
  kleibergen_paap_wald: { en: "Kleibergen-Paap rk Wald F", zh: "Kleibergen-Paap rk Wald F" },
  underidentification: { en: "Underidentification, p", zh: "识别不足检验 p 值" },
  anderson_rubin: { en: "Anderson-Rubin, p", zh: "Anderson-Rubin 检验 p 值" },
  anderson_rubin_set: { en: "Anderson-Rubin set", zh: "Anderson-Rubin 置信集" },
  tF: { en: "tF interval", zh: "tF 置信区间" },
  overidentification: { en: "Overidentification, p", zh: "过度识别检验 p 值" },
  difference_in_sargan: { en: "Instruments named are exogenous, p", zh: "指定工具变量外生性检验 p 值" },
  endogeneity: { en: "Endogeneity, p", zh: "内生性检验 p 值" },
  least_squares: { en: "OLS estimate", zh: "OLS 估计值" },
});

/** What the rows are, where that needs saying. */
export const ivRowNotes = catalogue({
  partial_F: {
    en: "F of the excluded instruments: Wald test with the standard errors of the column.",
    zh: "第一阶段 F 统计量：排除性工具变量的 Wald 检验，采用该列的标准误。",
  },
  sanderson_windmeijer_F: {
    en: "Sanderson-Windmeijer F (2016, Journal of Econometrics 190(2)): strength for this regressor given the other instrumented ones.",
    zh: "Sanderson-Windmeijer F（2016, Journal of Econometrics 190(2)）：考虑其他内生变量后，工具变量对该变量的强度。",
  },
  effective_F: {
    en: "Effective F (Montiel Olea & Pflueger 2013, JBES 31(3)): strength under the standard errors of the column. Above the critical value beneath it, a worst-case bias of more than 10% of the benchmark is rejected at the 5% level.",
    zh: "有效 F 统计量（Montiel Olea & Pflueger 2013, JBES 31(3)）：在该列标准误下的工具变量强度。高于其下方临界值时，在 5% 水平上拒绝“最坏情形下的偏误超过基准的 10%”。",
  },
  cragg_donald: {
    en: "Cragg-Donald F (1993, Econometric Theory 9(2)): strength under classical errors, for which Stock & Yogo (2005) have critical values.",
    zh: "Cragg-Donald F（1993, Econometric Theory 9(2)）：经典误差下的工具变量强度，临界值见 Stock & Yogo (2005)。",
  },
  kleibergen_paap_wald: {
    en: "Kleibergen-Paap rk Wald F (2006, Journal of Econometrics 133(1)): strength under robust errors, for which there are no critical values.",
    zh: "Kleibergen-Paap rk Wald F（2006, Journal of Econometrics 133(1)）：稳健误差下的工具变量强度，无专门的临界值。",
  },
  anderson_rubin: {
    en: "Anderson-Rubin (1949, Annals of Mathematical Statistics 20(1)): test of no effect, and the set of effects it does not reject, valid however weak the instruments. The set may be unbounded, consist of several pieces, or be empty.",
    zh: "Anderson-Rubin（1949, Annals of Mathematical Statistics 20(1)）：零效应检验及其未拒绝的效应集合，无论工具变量强弱均有效。该集合可能无界、由数段构成或为空。",
  },
  tF: {
    en: "tF (Lee, McCrary, Moreira & Porter 2022, American Economic Review 112(10)): the estimate ± its standard error times a critical value that falls with the first-stage F to the normal quantile, not that of t: with a strong instrument it can be shorter than the t interval.",
    zh: "tF（Lee, McCrary, Moreira & Porter 2022, American Economic Review 112(10)）：估计值 ± 标准误 × 临界值；临界值随第一阶段 F 增大而降至正态分位数（而非 t 分位数），故工具变量很强时可能短于 t 区间。",
  },
});

/** What a first-stage F below a threshold puts at risk, by the threshold. */
const BELOW: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    "10": "the rule of thumb of Staiger and Stock: 2SLS may retain a tenth or more of the bias of least squares",
    "16.38":
      "the critical value of Stock and Yogo for one instrument: a nominal 5% t test may reject a true null in more than 10% of samples",
    "104.7":
      "the threshold of Lee and others for one instrument: the estimate ± 1.96 standard errors is not a valid 95% interval",
  },
  zh: {
    "10": "Staiger-Stock 经验值：2SLS 可能保留最小二乘偏误的十分之一以上",
    "16.38": "单个工具变量的 Stock-Yogo 临界值：名义 5% 的 t 检验可能在超过 10% 的样本中拒绝真实原假设",
    "104.7": "单个工具变量的 Lee 等临界值：估计值 ± 1.96 倍标准误不是有效的 95% 区间",
  },
};

interface Weak {
  readonly endogenous: string;
  readonly F: number;
  /** Thresholds above it. */
  readonly below: readonly number[];
  readonly statistic: "effective F" | "Sanderson-Windmeijer F";
  /** What remains valid; null where few clusters leave no such test. */
  readonly robust: "joint Anderson-Rubin test" | "Anderson-Rubin set" | null;
}

interface Ratio {
  readonly endogenous: string;
  readonly least_squares: number;
  readonly ratio: number;
}

interface Signs {
  readonly endogenous: string;
  readonly coefficients: Readonly<Record<string, number>>;
  readonly statistics: Readonly<Record<string, number>>;
}

const signs = ({ coefficients, statistics }: Signs): string[] =>
  Object.entries(coefficients).map(([z, value]) => `${z} ${value < 0 ? "-" : "+"} (t ${statistics[z]!.toFixed(2)})`);

interface Constant {
  readonly instrument: string;
  readonly unit: string;
  /** A formula that keeps some of its variation, and its term; null for none. */
  readonly alternative: string | null;
  readonly term: string | null;
}

const instead = ({ alternative, term }: Constant): string =>
  alternative === null ? "" : ` An alternative that survives such effects is ${term}: ${alternative}`;
const insteadZh = ({ alternative, term }: Constant): string =>
  alternative === null ? "" : `可改用不被该效应吸收的 ${term}：${alternative}`;

interface Stages {
  readonly stages: readonly string[];
  readonly endogenous: readonly string[];
  readonly reduced_form: boolean;
}

const stagesZh = ({ endogenous, reduced_form }: Stages): string =>
  listed.zh([...endogenous.map((name) => `'${name}' 的第一阶段`), ...(reduced_form ? ["简约式"] : [])]);

/** A test that the numbers do not allow; the message of the error that says why. */
interface Refused {
  readonly refused: string;
}

const whyNot = ({ refused }: Refused): string => refused;

export const IV_NOTES = messages({
  weak_instruments: {
    en: ({ endogenous, F, below, statistic, robust }: Weak) =>
      `The first-stage ${statistic} of '${endogenous}' is ${F.toPrecision(4)}: ${below.map((line) => `below ${line}, ${BELOW.en[line]}`).join("; ")}.${robust === null ? "" : ` Rely on the ${robust}, which is valid whatever the strength of the instruments.`}`,
    zh: ({ endogenous, F, below, statistic, robust }) =>
      `'${endogenous}' 的第一阶段${statistic === "effective F" ? "有效 F 统计量" : " Sanderson-Windmeijer F 统计量"}为 ${F.toPrecision(4)}：${below.map((line) => `低于 ${line}（${BELOW.zh[line]}）`).join("；")}。${robust === null ? "" : `应以 Anderson-Rubin ${robust === "Anderson-Rubin set" ? "置信集" : "联合检验"}为准，其有效性与工具变量强弱无关。`}`,
  },
  iv_ratio: {
    en: ({ endogenous, least_squares, ratio }: Ratio) =>
      `The estimate of '${endogenous}' ${ratio < 0 ? "has the opposite sign to" : `is ${ratio.toPrecision(3)} times`} that of least squares (${least_squares.toPrecision(4)}): more than endogeneity may be at work, such as a weak or invalid instrument, or heterogeneous effects.`,
    zh: ({ endogenous, least_squares, ratio }) =>
      `'${endogenous}' 的工具变量估计${ratio < 0 ? "与最小二乘估计符号相反" : `是最小二乘估计的 ${ratio.toPrecision(3)} 倍`}（OLS 为 ${least_squares.toPrecision(4)}）：可能不仅是内生性，还有弱工具变量、无效工具变量或异质性效应。`,
  },
  first_stage_sign: {
    en: (facts: Signs) =>
      `Signs of the first stage of '${facts.endogenous}': ${listed.en(signs(facts))}. They should be those that the argument for the instruments implies.`,
    zh: (facts) =>
      `'${facts.endogenous}' 第一阶段系数的符号：${listed.zh(signs(facts))}。应与工具变量论证所预期的符号一致。`,
  },
  anderson_rubin_empty: {
    en: ({ level }: { readonly level: number }) =>
      `The Anderson-Rubin set is empty at ${significant(100 * level, 6)}%: no value of the effect is compatible with all instruments, which is evidence that some instrument is invalid. The estimate and its t statistic are then of little use.`,
    zh: ({ level }) =>
      `${significant(100 * level, 6)}% 的 Anderson-Rubin 置信集为空：没有任何效应与全部工具变量相容，说明某个工具变量无效或模型设定有误。`,
  },
  instrument_absorbed: {
    en: (facts: Constant) =>
      `Instrument '${facts.instrument}' is constant within ${facts.unit}, whose fixed effects absorb it: it is not an instrument here.${instead(facts)}`,
    zh: (facts) =>
      `工具变量 '${facts.instrument}' 在 ${facts.unit} 内不随时间变化，被其固定效应吸收：在此不能作为工具变量。${insteadZh(facts)}`,
  },
  instrument_constant_within_unit: {
    en: (facts: Constant) =>
      `Instrument '${facts.instrument}' is constant within ${facts.unit}: it compares units and is uninformative about changes within them; fixed effects of ${facts.unit} would absorb it.${instead(facts)}`,
    zh: (facts) =>
      `工具变量 '${facts.instrument}' 在 ${facts.unit} 内不随时间变化：它比较的是不同单位，而非单位内部的变化；${facts.unit} 固定效应会将其吸收。${insteadZh(facts)}`,
  },
  gmm_few_clusters: {
    en: ({ clusters, moments: n }: { readonly clusters: number; readonly moments: number }) =>
      `Two-step GMM weights ${n} moments by the inverse of their covariance over ${clusters} clusters, which is rank-deficient: standard errors of the exogenous regressors are too small, and where clusters hardly outnumber instruments so are those of the endogenous ones, with J near the number of clusters. Use 2SLS, whose standard errors need no weighting matrix.`,
    zh: ({ clusters, moments: n }) =>
      `两步 GMM 用 ${clusters} 个聚类上的协方差为 ${n} 个矩条件加权，该矩阵不满秩：标准误偏小，J 接近聚类数。建议改用 2SLS。`,
  },
  gmm_centred: {
    en: ({ share }: { readonly share: number }) =>
      share === 1
        ? "The residual variance in the weight of two-step GMM is centred, as in Stata's ivregress gmm; with a constant or fixed effects that changes nothing."
        : `The residual variance in the weight of two-step GMM is centred, as in Stata's ivregress gmm with wmatrix(unadjusted): without a constant it is ${share.toPrecision(4)} of the mean square of the residuals, and classical variances and J change in proportion.`,
    zh: ({ share }) =>
      share === 1
        ? "两步 GMM 权重中的残差方差按均值中心化，与 Stata 的 ivregress gmm 相同；含常数项或固定效应时结果不变。"
        : `两步 GMM 权重中的残差方差按均值中心化，与 Stata 的 ivregress gmm, wmatrix(unadjusted) 相同：无常数项时为残差均方的 ${share.toPrecision(4)}，经典方差与 J 随之按比例变化。`,
  },
  first_stage_repaired: {
    en: ({ stages }: Stages) =>
      `The covariance matrix by several clusterings had a negative variance in ${listed.en(stages)}: eigenvalues below 1e-10 were raised to 1e-10, as in fixest. Standard errors and F there are unreliable.`,
    zh: (facts) =>
      `${stagesZh(facts)}的多重聚类协方差矩阵出现负方差：已按 fixest 的做法将小于 1e-10 的特征值提高到 1e-10，其标准误与 F 不可靠。`,
  },
  first_stage_indefinite: {
    en: ({ stages }: Stages) =>
      `The covariance matrix of the instruments' coefficients by several clusterings has a negative eigenvalue in ${listed.en(stages)}: the F of the excluded instruments there is not a valid statistic, even where it is positive. Cluster one way, or use fewer instruments.`,
    zh: (facts) =>
      `${stagesZh(facts)}中工具变量系数的多重聚类协方差矩阵有负特征值：其 F 即使为正也不是有效统计量。请单向聚类，或减少工具变量。`,
  },
  first_stage_rank: {
    en: ({ stages, instruments, rank }: Stages & { readonly instruments: number; readonly rank: number }) =>
      `The covariance matrix of ${instruments} instruments' coefficients has rank ${rank} in ${listed.en(stages)}: no F of the excluded instruments (n.a.). Use fewer instruments, or a clustering with more groups.`,
    zh: ({ instruments, rank, ...facts }) =>
      `${stagesZh(facts)}中 ${instruments} 个工具变量系数的协方差矩阵秩为 ${rank}：不报告排除性工具变量的 F（n.a.）。请减少工具变量，或按更多的组聚类。`,
  },
  instruments_by_clusters: {
    en: ({ instruments, clusters }: { readonly instruments: number; readonly clusters: number }) =>
      `${instruments} instruments are more than half of the ${clusters} clusters: first-stage F and Kleibergen-Paap statistics tend to be far too large, and the J test to reject too rarely. Use fewer instruments.`,
    zh: ({ instruments, clusters }) =>
      `${instruments} 个工具变量超过 ${clusters} 个聚类的一半：第一阶段 F 与 Kleibergen-Paap 统计量往往严重偏大，J 检验往往拒绝过少。请减少工具变量。`,
  },
  no_set_several: {
    en: ({ endogenous: n }: { readonly endogenous: number }) =>
      `${n} endogenous regressors: sets of single coefficients by projection are not validated`,
    zh: ({ endogenous: n }) => `有 ${n} 个内生变量：单个系数的投影置信集未经验证`,
  },
  scores_indefinite: {
    en: ({ instruments, clusters }: { readonly instruments: number; readonly clusters: number | null }) =>
      clusters === null
        ? "the scores of the instruments are collinear, or the residual is zero"
        : clusters <= instruments
          ? `${clusters} clusters do not identify the covariance matrix of ${instruments} instruments`
          : "clustered scores of the instruments are collinear, or two clusterings give a covariance matrix that is not positive definite",
    zh: ({ instruments, clusters }) =>
      clusters === null
        ? "工具变量的得分共线，或残差为零"
        : clusters <= instruments
          ? `${clusters} 个聚类不能识别 ${instruments} 个工具变量的协方差矩阵`
          : "工具变量的聚类得分共线，或双向聚类的协方差矩阵不是正定的",
  },
  singular_scores: {
    en: ({ instruments, clusters }: { readonly instruments: number; readonly clusters: number | null }) =>
      `The covariance matrix of the instruments' scores is not positive definite with ${instruments} instruments${clusters === null ? "" : ` and ${clusters} clusters`}: Kleibergen-Paap and Sanderson-Windmeijer statistics do not exist (n.a.). Use fewer instruments, more clusters, or classical errors.`,
    zh: ({ instruments, clusters }) =>
      `${instruments} 个工具变量${clusters === null ? "" : `、${clusters} 个聚类`}时，工具变量得分的协方差矩阵不是正定的：Kleibergen-Paap 与 Sanderson-Windmeijer 统计量不存在（n.a.）。请减少工具变量、增加聚类，或使用经典误差。`,
  },
  ar_degrees_of_freedom: {
    en: whyNot,
    zh: "Anderson-Rubin 检验没有剩余自由度，不予报告：请减少工具变量、固定效应或控制变量，或改换聚类。",
  },
  ar_covariance: {
    en: whyNot,
    zh: "无法计算 Anderson-Rubin 检验：得分的协方差矩阵不是正定的。请减少工具变量或改换方差估计。",
  },
  wu_hausman_covariance: { en: whyNot, zh: "稳健的 Wu-Hausman 检验不存在：第一阶段残差系数的协方差矩阵不是正定的。" },
  no_degrees_of_freedom: { en: whyNot, zh: "Wu-Hausman 检验的参数不少于观测，不予报告。" },
  orthog_unidentified: { en: whyNot, zh: "剔除待检工具变量后，其余工具变量不能识别内生变量，不予检验。" },
  singular_weight: {
    en: whyNot,
    zh: "两步 GMM 的权重矩阵不存在（工具变量得分的协方差矩阵不可逆），不作过度识别检验：请减少工具变量。",
  },
  moments_by_clusters: {
    en: whyNot,
    zh: "工具变量与聚类一样多，无论数据如何 Hansen J 均约等于聚类数，不予报告（n.a.）：请减少工具变量，或按更多的组聚类。",
  },
});

/** Why there is no tF interval, or why it is the whole line. */
export const TF_REASONS = messages({
  tf_equation: {
    en: ({ instruments, endogenous }: { readonly instruments: number; readonly endogenous: number }) =>
      `made for one instrument and one endogenous regressor; the equation has ${instruments} and ${endogenous}`,
    zh: ({ instruments, endogenous }) =>
      `仅适用于一个工具变量和一个内生解释变量，而该方程分别有 ${instruments} 个和 ${endogenous} 个`,
  },
  tf_level: {
    en: ({ known, level }: { readonly known: readonly number[]; readonly level: number }) =>
      `critical values are known at levels ${known.join(" and ")}, not at ${level}`,
    zh: ({ known, level }) => `仅有置信水平 ${known.join(" 与 ")} 的临界值，没有 ${level} 的`,
  },
  tf_weak: {
    en: ({ least }: { readonly least: string }) => `first-stage F not above ${least}: no value can be rejected`,
    zh: ({ least }) => `第一阶段 F 统计量不高于 ${least}，任何取值均无法拒绝`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof IV_NOTES>, FactsOf<typeof TF_REASONS> {}
}
