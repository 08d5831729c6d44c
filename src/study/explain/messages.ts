/** Words of an explanation. English and Chinese side by side. */
import { after, apart, catalogue, plural } from "../../base/messages.js";

export const explainWords = catalogue({
  // sections
  number: { en: "Number", zh: "数值" },
  asked: { en: "Study file", zh: "研究文件" },
  data: { en: "Data", zh: "数据" },
  rows: { en: "Rows", zh: "样本" },
  equation: { en: "Equation", zh: "方程" },
  variance: { en: "Standard errors", zh: "标准误" },
  arithmetic: { en: "Recomputed from the record", zh: "由记录重新计算" },
  quality: { en: "Quality", zh: "质量" },
  extrapolation: { en: "Imputed outcomes", zh: "推算的被解释变量" },
  solver: { en: "Solver", zh: "求解" },
  random: { en: "Random draws", zh: "随机抽样" },
  notes: { en: "Notes", zh: "说明" },
  again: { en: "Commands", zh: "命令" },
  files: { en: "Files", zh: "文件" },
  software: { en: "Software", zh: "软件" },

  title: {
    en: (exhibit: string, row: string, column: string) => `${exhibit}, ${row}, column ${column}`,
    zh: (exhibit: string, row: string, column: string) => `${exhibit}，${row}，第${after(column)} 列`,
  },
  ofRecord: {
    en: (file: string, row: string) => `${file}, ${row}`,
    zh: (file: string, row: string) => `${file}，${row}`,
  },
  labelled: {
    en: (name: string, label: string) => `${name} (${label})`,
    zh: (name: string, label: string) => `${name}（${label}）`,
  },

  // the number
  of: {
    en: (what: string, term: string) => `${what} of ${term}`,
    zh: (what: string, term: string) => `${term}：${what}`,
  },
  printed: { en: "printed", zh: "报告值" },
  notPrinted: { en: "not printed: the table has the estimate", zh: "表中未列出，表中为估计值" },
  unrounded: { en: "unrounded", zh: "未舍入" },
  is: { en: "is", zh: "含义" },
  place: { en: "place", zh: "位置" },
  count: {
    en: (place: string) => `length of the list at ${place}`,
    zh: (place: string) => `${place} 处列表的长度`,
  },
  share: {
    en: (place: string) => `100 times ${place}`,
    zh: (place: string) => `${place} 的 100 倍`,
  },
  several: {
    en: (n: string) =>
      `results.json has this number in ${n} places beneath this stage; none of them is this cell's by name`,
    zh: (n: string) => `results.json 中该阶段有 ${n} 处为此数值，均不能按名称确定为该单元格`,
  },
  made: {
    en: "found at no place of the stage's record as such: computed for the table from it, or changed there since",
    zh: "该阶段的记录中没有该数值本身：由记录为表格计算，或记录此后被更改",
  },
  also: {
    en: (n: string, places: string) => `the same number stands in ${n} other ${plural(n, "place")}: ${places}`,
    zh: (n: string, places: string) => `另有 ${n} 处为同一数值：${places}`,
  },
  instead: {
    en: (value: string) => `results.json holds ${value} there: it is not the file the table was made of`,
    zh: (value: string) => `results.json 在该处为 ${value}，与制表时的文件不一致`,
  },
  misprinted: {
    en: "results.json holds no number in its place, or the printed text is not the unrounded number rounded",
    zh: "results.json 在其位置没有数值，或报告值并非未舍入数值的舍入结果",
  },

  // study
  file: { en: "file", zh: "文件" },
  lines: {
    en: (file: string, first: number, last: number) =>
      first === last ? `${file}, line ${first}` : `${file}, lines ${first} to ${last}`,
    zh: (file: string, first: number, last: number) =>
      first === last ? `${file} 第 ${first} 行` : `${file} 第 ${first}–${last} 行`,
  },
  stage: { en: "stage", zh: "阶段" },
  doesStage: {
    en: (name: string, does: string) => `${name} (${does})`,
    zh: (name: string, does: string) => `${name}（${does}）`,
  },
  added: { en: "none: the report adds it to every study", zh: "无：报告为每项研究自动附加" },
  column: { en: "column", zh: "列" },
  takenFrom: {
    en: (stage: string, column: number) => `taken from stage ${stage}, column ${column}`,
    zh: (stage: string, column: number) => `取自阶段 ${stage} 第 ${column} 列`,
  },

  // data
  source: {
    en: (file: string, format: string, hash: string, roles: string) =>
      `${file}${format === "" ? "" : ` (${format})`}${roles === "" ? "" : `: ${roles}`}; ${hash}`,
    zh: (file: string, format: string, hash: string, roles: string) =>
      `${file}${format === "" ? "" : `（${format}）`}${roles === "" ? "" : `：${roles}`}；${hash}`,
  },
  sha: { en: (hash: string) => `SHA-256 ${hash}`, zh: (hash: string) => `SHA-256 ${hash}` },
  noHash: { en: "no hash recorded", zh: "未记录哈希值" },
  rolePanel: { en: "the panel", zh: "面板" },
  roleQuality: { en: "rows quality is measured from", zh: "测算质量的贸易记录" },
  roleTreatment: { en: "the treatment", zh: "处理变量" },
  and: { en: " and ", zh: "、" },

  // rows
  inRows: { en: (rows: string) => `${rows} rows`, zh: (rows: string) => `${rows} 行` },
  lessRows: {
    en: (rows: string, dropped: string) => `${rows} rows (${dropped} dropped)`,
    zh: (rows: string, dropped: string) => `${rows} 行（剔除 ${dropped} 行）`,
  },
  notGiven: { en: "not in this stage's rows", zh: "不属于该阶段的样本" },
  droppedFor: { en: (why: string) => `dropped: ${why}`, zh: (why: string) => `剔除：${why}` },
  used: { en: "used by the equation", zh: "进入估计" },

  // equation
  call: { en: "formula", zh: "公式" },
  inWords: { en: "in words", zh: "即" },
  regressedOn: {
    en: (outcome: string, regressors: string, effects: string, weights: string) =>
      `${outcome} on ${regressors === "" ? "a constant" : regressors}${effects === "" ? "" : `; fixed effects: ${effects}`}${weights === "" ? "" : `; weighted by ${weights}`}`,
    zh: (outcome: string, regressors: string, effects: string, weights: string) =>
      `被解释变量：${outcome}；解释变量：${regressors === "" ? "常数项" : regressors}${effects === "" ? "" : `；固定效应：${effects}`}${weights === "" ? "" : `；以${apart(weights)}加权`}`,
  },
  levels: {
    en: (name: string, n: string) => `${name} (${n} levels)`,
    zh: (name: string, n: string) => `${name}（${n} 个水平）`,
  },
  estimator: { en: "estimator", zh: "估计方法" },
  instrumented: {
    en: (names: string) => `instrumented: ${names}`,
    zh: (names: string) => `以工具变量估计：${names}`,
  },
  fromTreatment: {
    en: (column: string, coding: string, how: string) => `${column} is the treatment, coded ${coding} ${how}`,
    zh: (column: string, coding: string, how: string) => `${column} 为处理变量，编码方式 ${coding}，${how}`,
  },
  byEvents: {
    en: (data: string) => `from the dated events of ${data}`,
    zh: (data: string) => `依据 ${data} 中的事件日期`,
  },
  byColumn: {
    en: (column: string, data: string) => `from column ${column} of ${data}`,
    zh: (column: string, data: string) => `依据 ${data} 的列 ${column}`,
  },
  fromFitted: {
    en: (column: string) => `${column} is fitted by the first stage`,
    zh: (column: string) => `${column} 为第一阶段拟合值`,
  },
  fromLag: {
    en: (column: string, of: string) => `${column} is ${of} in the period before`,
    zh: (column: string, of: string) => `${column} 为上一期的 ${of}`,
  },
  fromAggregate: {
    en: (a: AggregateTexts) =>
      `${a.column} is the ${a.function} of ${a.of}${a.weight === "" ? "" : ` weighted by ${a.weight}`} over the rows of each ${a.unit} and ${a.time} of ${a.data}`,
    zh: (a: AggregateTexts) =>
      `${a.column} 由 ${a.data} 中每个 ${a.unit}、${a.time} 的各行汇总：${a.of} 的${a.function}${a.weight === "" ? "" : `，以 ${a.weight} 加权`}`,
  },
  sum: { en: "sum", zh: "合计" },
  distinct: { en: "number of distinct values", zh: "不同取值个数" },
  rowCount: { en: "count", zh: "计数" },
  mean: { en: "mean", zh: "均值" },
  fromExtrapolation: {
    en: (column: string, formula: string, last: string) =>
      `${column} is measured${last === "" ? "" : ` to ${last}`}, then imputed by ${formula}`,
    zh: (column: string, formula: string, last: string) =>
      `${column} ${last === "" ? "先为实测值" : `实测至 ${last}`}，其后按 ${formula} 推算`,
  },
  fromQuality: {
    en: (column: string, data: string) => `${column} is measured from the rows of ${data} (see Quality)`,
    zh: (column: string, data: string) => `${column} 由 ${data} 各行测算（见“质量”）`,
  },
  fromColumn: {
    en: (column: string, data: string) => `${column} is a column of ${data}`,
    zh: (column: string, data: string) => `${column} 为 ${data} 的列`,
  },

  // variance
  errors: { en: "errors", zh: "标准误" },
  rule: { en: "small-sample rule", zh: "小样本调整" },
  ruleIs: {
    en: (preset: string, K: string, notCounted: string) =>
      `${preset}${K === "" ? "" : `, K = ${K}`}${notCounted === "" ? "" : ` (levels of ${notCounted} not counted)`}`,
    zh: (preset: string, K: string, notCounted: string) =>
      `${preset}${K === "" ? "" : `，K = ${K}`}${notCounted === "" ? "" : `（不计${apart(notCounted)}固定效应的水平数）`}`,
  },
  factor: { en: "factor on the variance", zh: "方差的调整因子" },
  factorK: {
    en: (n: string, K: string, value: string) => `(n - 1) / (n - K) = ${n} / ${K} = ${value}`,
    zh: (n: string, K: string, value: string) => `(n - 1) / (n - K) = ${n} / ${K} = ${value}`,
  },
  factorG: {
    en: (G: string, less: string, value: string) => `G / (G - 1) = ${G} / ${less} = ${value}`,
    zh: (G: string, less: string, value: string) => `G / (G - 1) = ${G} / ${less} = ${value}`,
  },
  readBy: { en: "read by", zh: "推断分布" },
  byT: {
    en: (df: string, level: string) => `t with ${df} degrees of freedom; intervals at ${level}`,
    zh: (df: string, level: string) => `t 分布，自由度 ${df}；置信水平 ${level}`,
  },
  byNormal: {
    en: (level: string) => `the normal distribution; intervals at ${level}`,
    zh: (level: string) => `正态分布；置信水平 ${level}`,
  },

  // arithmetic
  std_error: { en: "standard error", zh: "标准误" },
  statistic: { en: "t or z", zh: "t 或 z 值" },
  p_value: { en: "p", zh: "p 值" },
  conf_low: { en: "lower end", zh: "置信下限" },
  conf_high: { en: "upper end", zh: "置信上限" },
  test_p_value: { en: "p of the test", zh: "检验的 p 值" },
  rootOfVariance: {
    en: (made: string) => `root of its variance in the covariance matrix = ${made}`,
    zh: (made: string) => `协方差矩阵中其方差的平方根 = ${made}`,
  },
  ratio: {
    en: (b: string, se: string, made: string) => `estimate / error = ${b} / ${se} = ${made}`,
    zh: (b: string, se: string, made: string) => `估计值 / 标准误 = ${b} / ${se} = ${made}`,
  },
  pOfT: {
    en: (t: string, df: string, made: string) => `2 Pr(t > ${t}), ${df} degrees of freedom, = ${made}`,
    zh: (t: string, df: string, made: string) => `2 Pr(t > ${t})，自由度 ${df}，= ${made}`,
  },
  pOfZ: {
    en: (z: string, made: string) => `2 Pr(z > ${z}) = ${made}`,
    zh: (z: string, made: string) => `2 Pr(z > ${z}) = ${made}`,
  },
  end: {
    en: (b: string, sign: string, q: string, se: string, made: string) => `${b} ${sign} ${q} x ${se} = ${made}`,
    zh: (b: string, sign: string, q: string, se: string, made: string) => `${b} ${sign} ${q} × ${se} = ${made}`,
  },
  pOfTest: {
    en: (distribution: string, statistic: string, made: string) => `Pr(${distribution} > ${statistic}) = ${made}`,
    zh: (distribution: string, statistic: string, made: string) => `Pr(${distribution} > ${statistic}) = ${made}`,
  },
  agrees: { en: "as recorded", zh: "与记录一致" },
  differs: {
    en: (recorded: string) => `BUT the record has ${recorded}`,
    zh: (recorded: string) => `但记录为 ${recorded}`,
  },

  // solver and draws
  method: { en: "method", zh: "方法" },
  methodIs: {
    en: (method: string, iterations: string) => `${method}${iterations === "0" ? "" : `, ${iterations} iterations`}`,
    zh: (method: string, iterations: string) => `${method}${iterations === "0" ? "" : `，迭代 ${iterations} 次`}`,
  },
  because: { en: "because", zh: "原因" },
  certificate: { en: "certificate", zh: "精度" },
  certificateIs: {
    en: (certificate: string, error: string) =>
      `largest remaining group mean ${certificate}${error === "" ? "" : `, estimated error ${error}`}`,
    zh: (certificate: string, error: string) =>
      `最大残余组均值 ${certificate}${error === "" ? "" : `，误差估计 ${error}`}`,
  },
  leastSquares: { en: "least squares", zh: "最小二乘" },
  drawsAre: {
    en: (draws: string, generator: string, seed: string) =>
      [draws === "" ? "" : `${draws} draws`, generator, seed === "" ? "" : `seed ${seed}`].filter(Boolean).join(", "),
    zh: (draws: string, generator: string, seed: string) =>
      [draws === "" ? "" : `抽样 ${draws} 次`, generator, seed === "" ? "" : `种子 ${seed}`].filter(Boolean).join("，"),
  },
  noDraws: { en: "none: nothing in this number is random", zh: "无：该数值不含随机成分" },

  // again, files
  ofStudy: { en: "the exhibit alone", zh: "单独生成该图表" },
  ofVerb: { en: "the estimate alone", zh: "单独生成该估计" },
  version: {
    en: (version: string, kernels: string) => `wasmetrics ${version}; kernels SHA-256 ${kernels}`,
    zh: (version: string, kernels: string) => `wasmetrics ${version}；内核 SHA-256 ${kernels}`,
  },
  studySeed: { en: (seed: string) => `seed of the study: ${seed}`, zh: (seed: string) => `研究的随机种子：${seed}` },
  fileSame: {
    en: (hash: string) => `as recorded, SHA-256 ${hash}`,
    zh: (hash: string) => `与记录一致，SHA-256 ${hash}`,
  },
  fileDiffers: {
    en: (found: string, recorded: string) => `CHANGED: SHA-256 ${found}, and the record has ${recorded}`,
    zh: (found: string, recorded: string) => `已改动：SHA-256 为 ${found}，记录为 ${recorded}`,
  },
  fileAbsent: { en: "not at hand: not compared", zh: "不在手边，未比对" },
  fileNoHash: { en: "no hash recorded: not compared", zh: "未记录哈希值，未比对" },
  verdictGood: {
    en: "Everything that could be recomputed or compared agrees with the record.",
    zh: "凡可重新计算或比对者，均与记录一致。",
  },
  verdictBad: {
    en: (what: string) => `Inconsistent with the record: ${what}.`,
    zh: (what: string) => `与记录不一致：${what}。`,
  },
  /** An exhibit without a number of it. */
  holds: {
    en: (rows: string, columns: string) => `Ask a number: rows ${rows}; columns ${columns}.`,
    zh: (rows: string, columns: string) => `可查询的数值：行 ${rows}；列 ${columns}。`,
  },
});

interface AggregateTexts {
  readonly column: string;
  readonly function: string;
  readonly of: string;
  readonly weight: string;
  readonly unit: string;
  readonly time: string;
  readonly data: string;
}

/** What a number is, by the key of a record. */
export const numberWords = catalogue({
  estimate: { en: "the estimate", zh: "估计值" },
  std_error: { en: "the standard error", zh: "标准误" },
  statistic: { en: "the test statistic", zh: "检验统计量" },
  p_value: { en: "the p-value", zh: "p 值" },
  conf_low: { en: "the lower end of the confidence interval", zh: "置信区间下限" },
  conf_high: { en: "the upper end of the confidence interval", zh: "置信区间上限" },
  interval: { en: "a confidence interval", zh: "置信区间" },
  nobs: { en: "the number of observations used", zh: "进入估计的观测数" },
  r2: {
    en: "R²: share of the variation about the mean that is explained",
    zh: "R²：被解释变量围绕均值的变异中得到解释的比例",
  },
  adj_r2: { en: "R² adjusted for degrees of freedom", zh: "调整后 R²" },
  within_r2: { en: "within R²: of the outcome after the fixed effects are taken out", zh: "组内 R²：剔除固定效应之后" },
  pseudo_r2: { en: "McFadden's pseudo R²", zh: "McFadden 伪 R²" },
  rmse: { en: "root mean squared error", zh: "均方根误差" },
  clusters: { en: "the number of clusters", zh: "聚类数" },
  treated: {
    en: "the number of units whose treatment varies in the rows used",
    zh: "所用样本中处理变量有变化的个体数",
  },
  imputed: { en: "the number of imputed outcomes used", zh: "所用的推算被解释变量个数" },
  true_effect: {
    en: "the true effect of simulated data: its mean over the treated rows used",
    zh: "模拟数据的真实效应：所用处理组样本上的均值",
  },
  n_groups: { en: "the number of groups", zh: "组数" },
  n_instruments: { en: "the number of instruments", zh: "工具变量个数" },
  n_units: { en: "the number of units", zh: "个体数" },
  subset: { en: "rows outside the subset", zh: "子样本条件之外的行数" },
  missing: { en: "rows dropped because a value is missing", zh: "因缺失值剔除的行数" },
  singletons: {
    en: "rows dropped because they are alone in a level of a fixed effect",
    zh: "因固定效应某一水平内仅有一行而剔除的行数",
  },
  mean: { en: "the mean", zh: "均值" },
  sd: { en: "the standard deviation", zh: "标准差" },
  min: { en: "the smallest value", zh: "最小值" },
  max: { en: "the largest value", zh: "最大值" },
});
