/**
 * Words of tables of estimates: rows beneath the coefficients, notes, how errors were made.
 */
import { after, apart, before, capital, catalogue } from "../../base/messages.js";

/** A column, and its p-value as `= 0.012` or `< 0.001`. */
interface ColumnP {
  readonly column: number;
  readonly p: string;
}

export const regressionWords = catalogue({
  lagsAverage: { en: "average from the start of treatment on", zh: "处理起各期平均" },
  outcomes: { en: "Dependent variable", zh: "被解释变量" },
  sampleRow: { en: "Sample", zh: "样本" },
  wholeSample: { en: "all rows", zh: "全部样本" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  and: { en: " and ", zh: "和" },
  comma: { en: ", ", zh: "、" },
  effects: { en: (name: string) => `Fixed effects: ${name}`, zh: (name: string) => `${before(name)}固定效应` },
  dummies: {
    en: (name: string) => (/dumm(?:y|ies)/i.test(name) ? name : `${capital(name)} dummies`),
    zh: (name: string) => (name.includes("虚拟变量") ? name : `${before(name)}虚拟变量`),
  },
  dummiesNote: {
    en: (label: string, n: number) => `${label}: ${n} coefficients, not shown.`,
    zh: (label: string, n: number) => `${label}：${n} 个系数，未列示。`,
  },
  slopes: {
    en: (slope: string, by: string) => `Slopes of ${slope}: ${by}`,
    zh: (slope: string, by: string) => `${slope} 的斜率（按${apart(by)}）`,
  },
  clusteredBy: { en: "Errors clustered by", zh: "标准误聚类层级" },
  errors: { en: "Standard errors", zh: "标准误" },
  clusters: { en: "Clusters", zh: "聚类数" },
  observations: { en: "Observations", zh: "观测值" },
  dropped: { en: (why: string) => `Dropped: ${why}`, zh: (why: string) => `剔除：${why}` },
  r2: { en: "R²", zh: "R²" },
  uncentredR2: { en: "R², uncentred", zh: "R²（未中心化）" },
  uncentredNote: {
    en: "Without a constant, R² refers to the variation about the mean and uncentred R² to the outcome’s sum of squares (R’s lm, Stata’s noconstant).",
    zh: "无常数项时，R² 按偏离均值的变异计算，未中心化 R² 按被解释变量平方和计算（R 的 lm、Stata 的 noconstant）。",
  },
  withinR2: { en: "Within R²", zh: "组内 R²" },
  intervals: {
    en: (level: string) => `${level} confidence intervals in brackets.`,
    zh: (level: string) => `方括号内为 ${level} 置信区间。`,
  },
  errorsBeneath: { en: "Standard errors in parentheses.", zh: "括号内为标准误。" },
  statisticsBeneath: {
    en: (statistic: string) => `${statistic} statistics in parentheses.`,
    zh: (statistic: string) => `括号内为 ${statistic} 值。`,
  },
  pBeneath: { en: "p-values in parentheses.", zh: "括号内为 p 值。" },
  stars: {
    en: (marks: readonly string[], levels: readonly number[]) =>
      `${marks.map((mark, i) => `${mark} p < ${levels[i]}`).join(", ")}.`,
    zh: (marks: readonly string[], levels: readonly number[]) =>
      `${marks.join("、")} 分别表示在 ${levels.map((level) => `${Number((100 * level).toPrecision(6))}%`).join("、")} 水平上显著。`,
  },
  forColumns: {
    en: (columns: string, text: string) => `${columns}: ${text}`,
    zh: (columns: string, text: string) => `第 ${columns} 列：${text}`,
  },
  inColumns: {
    en: (text: string, columns: string) => `${text} in ${columns}`,
    zh: (text: string, columns: string) => `第 ${columns} 列为 ${text}`,
  },
  notWeighted: { en: "Unweighted.", zh: "未加权。" },
  weighted: { en: (by: string) => `Weighted by ${by}.`, zh: (by: string) => `以${apart(by)}加权。` },
  notCounted: {
    en: (names: string) => ` (levels of ${names} not counted)`,
    zh: (names: string) => `（不计${apart(names)}固定效应的水平数）`,
  },
  smallSample: {
    en: (rule: string, K: string, levels: string, degrees: string) =>
      `Small-sample rule ${rule}: K = ${K}${levels}; t with ${degrees}.`,
    zh: (rule: string, K: string, levels: string, degrees: string) =>
      `小样本调整（${rule}）：K = ${K}${levels}；t 分布，${degrees}。`,
  },
  degrees: {
    en: (n: string) => `${n} degrees of freedom`,
    zh: (n: string) => `自由度 ${n}`,
  },
  degreesShared: {
    en: (n: string) => `degrees of freedom: ${n}`,
    zh: (n: string) => `自由度：${n}`,
  },
  infinite: { en: "infinite", zh: "无穷大" },
  degreesByTerm: {
    en: (n: string, noun: string) => `${n} ${noun} by coefficient (Bell-McCaffrey)`,
    zh: (n: string) => `自由度 ${n}（逐系数，Bell-McCaffrey）`,
  },
  fromTo: { en: (a: string, b: string) => `${a} to ${b}`, zh: (a: string, b: string) => `${a}–${b}` },
  atMost: { en: "at most ", zh: "不超过 " },
  absorbed: {
    en: (method: string, iterations: string, certificate: string, error: string) =>
      `Fixed effects absorbed by ${method}${iterations === "" ? "" : ` in ${iterations} iterations`}: largest remaining group mean ${certificate}${error === "" ? "" : `, estimated error ${error}`}.`,
    zh: (method: string, iterations: string, certificate: string, error: string) =>
      `固定效应以${method}吸收${iterations === "" ? "" : `，迭代 ${iterations} 次`}：最大残余组均值${after(certificate)}${error === "" ? "" : `，误差估计为 ${error}`}。`,
  },
  wald: {
    en: (what: string, test: string) => `Wald test of ${what}: ${test}.`,
    zh: (what: string, test: string) => `${what} 的 Wald 检验：${test}。`,
  },
  byTDf: {
    en: (distribution: string, p: string) => `; by ${distribution}, with the degrees of freedom of t, ${p}`,
    zh: (distribution: string, p: string) => `；按 t 的自由度，${distribution}，${p}`,
  },
  noP: {
    en: ", no p-value: the covariance matrix of these coefficients is not positive semidefinite",
    zh: "，无 p 值：这些系数的协方差矩阵不是半正定的",
  },
  noHtzRank: {
    en: (q: number) => `n.a.: the covariance matrix has a rank below the ${q} restrictions`,
    zh: (q: number) => `不可得：协方差矩阵的秩小于约束个数 ${q}`,
  },
  noHtzDegrees: {
    en: (q: number, eta: number) =>
      `n.a.: HTZ of ${q} restrictions needs more than ${q - 1} degrees of freedom, and the clusters give ${eta.toFixed(2)}`,
    zh: (q: number, eta: number) =>
      `不可得：${q} 个约束的 HTZ 检验需要多于 ${q - 1} 个自由度，而聚类仅给出 ${eta.toFixed(2)} 个`,
  },
  leftOut: {
    en: (names: string, why: string) => `${names} omitted: ${why}.`,
    zh: (names: string, why: string) => `剔除${after(names)}：${why}。`,
  },
  clustered: {
    en: (type: string, by: string) => `${type}clustered by ${by}`,
    zh: (type: string, by: string) => `${type}聚类于${after(by)}`,
  },
  robust: {
    en: (type: string) => `heteroskedasticity-robust (${type})`,
    zh: (type: string) => `异方差稳健（${type}）`,
  },
  nClusters: {
    en: (name: string, n: string) => `${name} (${n} clusters)`,
    zh: (name: string, n: string) => `${name}（${n} 个聚类）`,
  },
  errorsClustered: {
    en: (by: string) => `standard errors clustered by ${by}`,
    zh: (by: string) => `标准误聚类于${after(by)}`,
  },
  errorsOf: { en: (type: string) => `${type} standard errors`, zh: (type: string) => `${type} 标准误` },
  errorsAre: { en: (words: string) => `standard errors: ${words}`, zh: (words: string) => `标准误：${words}` },
  droppedRows: {
    en: (n: string, why: string) => `${n} dropped: ${why}`,
    zh: (n: string, why: string) => `剔除 ${n} 行：${why}`,
  },
  sampleNote: {
    en: (rows: string, lost: string, errors: string, rule: string, K: string, degrees: string) =>
      `Sample: ${rows} rows${lost === "" ? "" : ` (${lost})`}; ${errors}; small-sample rule ${rule}, K = ${K}, t with ${degrees}.`,
    zh: (rows: string, lost: string, errors: string, rule: string, K: string, degrees: string) =>
      `样本：${rows} 行${lost === "" ? "" : `（${lost}）`}；${errors}；小样本调整（${rule}），K = ${K}，t 分布，${degrees}。`,
  },
  treated: { en: (units: string) => `Treated ${units}`, zh: (units: string) => `处理组${units}数` },
  imputed: { en: "Imputed outcomes", zh: "推算的被解释变量观测数" },
  truth: { en: "True effect (simulated)", zh: "真实效应（模拟数据）" },
  treatedNote: {
    en: (units: string) => `Treated ${units}: those whose treatment varies in the sample of the column.`,
    zh: (units: string) => `处理组${units}：处理变量在该列样本内有变化的${units}。`,
  },
  treatedOnceNote: {
    en: (units: string) => `Treated ${units}: those with a treatment of 1, each seen once.`,
    zh: (units: string) => `处理组${units}：处理变量为 1 的${units}，每个仅观测一次。`,
  },
  treatedRowsNote: {
    en: (units: string) => `Treated ${units}: those whose treatment varies in the rows of the column.`,
    zh: (units: string) => `处理组${units}：处理变量在该列所用各行内有变化的${units}。`,
  },
  fewNote: {
    en: (few: number) => ` With fewer than ${few} of them, the t test is unreliable.`,
    zh: (few: number) => `少于 ${few} 个时，t 检验不可靠。`,
  },
  column: {
    en: (c: number, table: string) => `Column (${c}) of ${table}`,
    zh: (c: number, table: string) => `${table}第 (${c}) 列`,
  },
  located: {
    en: (where: string, text: string) => `${where}: ${text}`,
    zh: (where: string, text: string) => `${where}：${text}`,
  },
  onlyImputed: {
    en: (where: string, n: string, of: string, units: string) =>
      `${where}: for ${n} of ${of} treated ${units} every outcome while treated is imputed, so that their contribution to the estimate comes from the formula, not from measurement.`,
    zh: (where: string, n: string, of: string, units: string) =>
      `${where}：${of} 个处理组${units}中有 ${n} 个在处理期内的被解释变量全部为推算值，其对估计的贡献来自公式而非测量。`,
  },
  smallP: {
    en: (ps: readonly ColumnP[], table: string, columns: number, treated: string, units: string) => {
      const [one] = ps;
      return ps.length === 1
        ? `Column (${one!.column}) of ${table} has p ${one!.p}. It is one of ${columns} columns and is based on ${treated} treated ${units}; by itself it is not evidence.`
        : `${ps.length} of ${columns} columns of ${table} are significant: ${ps.map(({ column, p }) => `(${column}) p ${p}`).join(", ")}. They are based on ${treated} treated ${units}; by themselves they are not evidence.`;
    },
    zh: (ps: readonly ColumnP[], table: string, columns: number, treated: string, units: string) => {
      const [one] = ps;
      return ps.length === 1
        ? `${table}第 (${one!.column}) 列 p ${one!.p}。该列为 ${columns} 列之一，且仅基于 ${treated} 个处理组${units}，不足以单独作为证据。`
        : `${table}的 ${columns} 列中有 ${ps.length} 列显著：${ps.map(({ column, p }) => `第 (${column}) 列 p ${p}`).join("，")}。各列仅基于 ${treated} 个处理组${units}，不足以单独作为证据。`;
    },
  },
  regressionsOf: {
    en: (outcomes: string) => `Regressions of ${outcomes}`,
    zh: (outcomes: string) => `${outcomes}的回归结果`,
  },
  onRows: {
    en: (label: string, rows: string) => `${label}, ${rows}`,
    zh: (label: string, rows: string) => `${label}，${rows}`,
  },
  rowsRow: { en: "Rows", zh: "样本范围" },
  measured: { en: "measured", zh: "仅实测" },
  all: { en: "all", zh: "全部" },
  outcomeMeasured: {
    en: (outcome: string) => `${outcome}, measured rows`,
    zh: (outcome: string) => `${outcome}（仅实测）`,
  },
  outcomeAll: {
    en: (outcome: string) => `${outcome}, measured and imputed`,
    zh: (outcome: string) => `${outcome}（实测及推算）`,
  },
  wildP: { en: "Wild bootstrap p", zh: "Wild bootstrap p 值" },
  wildInterval: {
    en: (level: string) => `Wild bootstrap ${level} interval`,
    zh: (level: string) => `Wild bootstrap ${level} 置信区间`,
  },
  everySign: { en: "every vector of signs once", zh: "穷举全部符号向量" },
  seeded: {
    en: (generator: string | null, seed: number | null) => `${generator}, seed ${seed}`,
    zh: (generator: string | null, seed: number | null) => `${generator}，种子 ${seed}`,
  },
  wildNote: {
    en: (clusters: string, type: string | null, weights: string | null, B: string, made: string) =>
      `Wild bootstrap of the treatment's coefficient: clusters ${clusters}, type ${type}, null imposed, ${weights === null ? "" : capital(weights)} weights, B = ${B} (${made}); the interval consists of the values not rejected.`,
    zh: (clusters: string, type: string | null, weights: string | null, B: string, made: string) =>
      `Wild bootstrap：针对处理变量系数，聚类 ${clusters}，类型 ${type}，施加原假设，${weights === null ? "" : capital(weights)} 权重，B = ${B}（${made}）；区间由未被拒绝的取值构成。`,
  },
});

/** How a treatment is coded, as the heading of a column. */
export const codingWords = catalogue({
  absorbing: { en: "absorbing", zh: "吸收型" },
  common: { en: "common", zh: "统一时点" },
  "as-written": { en: "as written", zh: "按原文" },
  "in-force": { en: "in force", zh: "生效型" },
});
