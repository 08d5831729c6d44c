/** Words of an audit's report: what severities mean, how tables were read, what was judged. Sentences of findings are those of the rules. */
import { after, before, catalogue, clauses, type Language, listed, plural } from "../../base/messages.js";

export const auditWords = catalogue({
  title: { en: (title: string) => `Audit of ${title}`, zh: (title: string) => `表格审核：${title}` },
  untitled: { en: "printed tables", zh: "论文表格" },
  contents: { en: "Contents", zh: "目录" },
  summary: { en: "Summary", zh: "概要" },
  severity: { en: "Severity", zh: "类别" },
  findings: { en: "Findings", zh: "审核结果" },
  meaning: { en: "What it means", zh: "含义" },
  severities: { en: "Findings by severity", zh: "各类审核结果" },
  all: { en: "All tables", zh: "合计" },
  noVerdict: {
    en: "A finding is no verdict on a paper. It says which printed numbers do not fit each other, by arithmetic that anyone can repeat and with all that rounding allows; data and code decide. Every finding names what else could explain it.",
    zh: "审核结果不是对论文的裁决。它只指出表中哪些数字彼此不相容，所用算式人人可以复算，并已计入四舍五入所允许的全部范围；最终应以数据和代码为准。每条结果都列出了其他可能的解释。",
  },
  marks: {
    en: "A mark such as A1 stands beside each cell that a finding is about; its letter is the severity, and it leads to the finding beneath the table.",
    zh: "审核结果所涉及的单元格旁标有 A1 之类的标记：字母表示类别，点击可跳转至表下的相应说明。",
  },
  clean: {
    en: "No finding: nothing printed here is inconsistent with what was judged. What could not be judged is listed below.",
    zh: "没有发现问题：在所审核的范围内，表中数字彼此相容。未能审核的内容见下文。",
  },
  reading: { en: "How the tables were read", zh: "表格的读取结果" },
  readFrom: {
    en: (file: string, format: string) => `Read from ${file} (${format}).`,
    zh: (file: string, format: string) => `读取自 ${file}（${format}）。`,
  },
  checkReading: {
    en: "Please check this first: a finding is worth no more than the reading it rests on.",
    zh: "请先核对读取结果：读取有误，审核结果便没有意义。",
  },
  columns: { en: "Columns", zh: "列" },
  outcomeOf: {
    en: (column: string, about: string) => `${column}: ${about}`,
    zh: (column: string, about: string) => `${column}：${about}`,
  },
  estimates: { en: "Estimates", zh: "系数" },
  variables: { en: "Variables", zh: "变量" },
  parentheses: { en: "In parentheses", zh: "圆括号内" },
  brackets: { en: "In brackets", zh: "方括号内" },
  saysNothing: { en: "the table does not say what they are", zh: "表中未说明" },
  noneThere: { en: "none", zh: "无" },
  says: {
    en: (says: string, means: string) => `“${says}”, that is ${means}`,
    zh: (says: string, means: string) => `“${says}”，即${after(means)}`,
  },
  saysUnclear: {
    en: (says: string) => `“${says}”, which could be several things and is read as none of them`,
    zh: (says: string) => `“${says}”，含义不明确，未作判定`,
  },
  byCells: {
    en: (as: string) => `by signs and stars its cells can only be ${as}, and rules take them so`,
    zh: (as: string) => `从符号与星号看，各单元格只可能是${after(as)}，规则即按此处理`,
  },
  stars: { en: "Stars", zh: "显著性标记" },
  statistics: { en: "Statistics", zh: "统计量" },
  effects: { en: "Effects", zh: "固定效应" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  controls: { en: "Controls not shown", zh: "未列出的控制变量" },
  unread: { en: "Not understood", zh: "未能识别" },
  unreadCell: {
    en: (row: number, column: number, text: string, why: string) => `row ${row}, column ${column}, “${text}”: ${why}`,
    zh: (row: number, column: number, text: string, why: string) => `第 ${row} 行第 ${column} 列，“${text}”：${why}`,
  },
  noted: { en: "Note", zh: "说明" },
  unreadTable: {
    en: "neither a table of estimates nor one of means: no rule sees it",
    zh: "既不是回归结果表，也不是描述性统计表，不参与审核",
  },
  told: { en: "What the paper says", zh: "论文中的说明" },
  toldNothing: {
    en: "Nothing was told of the paper beside its tables. A transcription can add units and periods, definitions, subsamples and claims of the text (wasmetrics audit --template).",
    zh: "除表格外，没有提供论文中的其他说明。可在转录文件中补充个体数与时期数、变量定义、子样本以及正文中的论断（wasmetrics audit --template）。",
  },
  panel: {
    en: ({ units, periods, balanced }: Panel) =>
      `${units} units, ${periods} periods${balanced === null ? "" : balanced ? ", balanced" : ", unbalanced"}`,
    zh: ({ units, periods, balanced }: Panel) =>
      `${units} 个个体，${periods} 个时期${balanced === null ? "" : balanced ? "，平衡面板" : "，非平衡面板"}`,
  },
  panelName: { en: "Panel", zh: "面板" },
  treatment: { en: "Treatment", zh: "处理变量" },
  treated: {
    en: (term: string, cases: readonly string[]) => `${term}; treated rows: ${cases.join("; ")}`,
    zh: (term: string, cases: readonly string[]) => `${term}；受处理观测：${cases.join("；")}`,
  },
  treatedRows: {
    en: (says: string, rows: number, of: number) => `${rows} of ${of} (“${says}”)`,
    zh: (says: string, rows: number, of: number) => `${of} 个中的 ${rows} 个（“${says}”）`,
  },
  toldCounts: { en: "Also", zh: "此外" },
  definitions: { en: "Variables defined in the text", zh: "正文中定义的变量" },
  counted: { en: (what: string, n: number) => `${what}: ${n}`, zh: (what: string, n: number) => `${what}：${n}` },
  splits: { en: "Subsamples that make up a whole", zh: "合为总样本的子样本" },
  sameSample: { en: "Columns of one sample", zh: "使用同一样本的列" },
  firstStages: { en: "First stages", zh: "第一阶段" },
  instrumented: { en: "Instrumented estimates beside least squares", zh: "与最小二乘对照的工具变量估计" },
  claims: { en: "Claims of the text", zh: "正文中的论断" },
  comparisons: { en: "Comparisons of the text", zh: "正文中的比较" },
  invariant: { en: "Variables said not to vary within an effect", zh: "在固定效应组内不变的变量" },
  dynamicPanels: { en: "Columns by GMM", zh: "GMM 估计的列" },
  expected: { en: "Expected", zh: "应有" },
  found: { en: "Printed", zh: "表中" },
  arithmetic: { en: "Arithmetic", zh: "算式" },
  otherwise: { en: "What else could explain it", zh: "其他可能的解释" },
  whole: { en: "the table", zh: "整张表" },
  inTable: {
    en: (table: string, cell: string) => `${table}, ${cell}`,
    zh: (table: string, cell: string) => `${table}，${cell}`,
  },
  column: { en: (name: string) => `column ${name}`, zh: (name: string) => `第 ${name} 列` },
  cell: {
    en: (row: string, column: string) => `${row}, column ${column}`,
    zh: (row: string, column: string) => `第 ${column} 列的 ${row}`,
  },
  summaryCell: {
    en: (variable: string, what: string) => `${variable}, ${what}`,
    zh: (variable: string, what: string) => `${before(variable)}的${what}`,
  },
  tableFound: {
    en: (table: string, n: number) => `${table}: ${n} ${plural(n, "finding")}`,
    zh: (table: string, n: number) => `${table}：${n} 条审核结果`,
  },
  none: { en: "No finding on this table.", zh: "本表没有审核结果。" },
  paper: { en: "The paper as a whole", zh: "论文整体" },
  judged: { en: "What was judged, and what was not", zh: "审核范围" },
  rules: { en: "Rules of the audit", zh: "审核规则" },
  rule: { en: "Rule", zh: "规则" },
  judgedCount: { en: "Judged", zh: "已审核" },
  lacking: { en: "Not applied, and what it would take", zh: "未能适用的情形及所需信息" },
  judgedNote: {
    en: "Judged: cells, columns or pairs of them that a rule has looked at. A rule that lacks something says nothing: what was not judged may still be inconsistent.",
    zh: "“已审核”指规则检查过的单元格、列或其组合的数目。规则缺少信息时不作判断：未审核之处仍可能存在不一致。",
  },
  lacks: {
    en: (what: string, where: readonly string[], more: number) =>
      `${what} (${clauses.en(where)}${more === 0 ? "" : `; and ${more} more`})`,
    zh: (what: string, where: readonly string[], more: number) =>
      `${what}（${clauses.zh(where)}${more === 0 ? "" : `；另有 ${more} 处`}）`,
  },
  again: { en: "To run it again", zh: "复现方法" },
  software: { en: "Software", zh: "软件" },
  kernels: { en: "Kernels, SHA-256", zh: "计算内核，SHA-256" },
  hash: { en: (name: string) => `${name}, SHA-256`, zh: (name: string) => `${name}，SHA-256` },
  footer: {
    en: (version: string) => `Produced by wasmetrics ${version} from the tables as printed. No data were seen.`,
    zh: (version: string) => `由 wasmetrics ${version} 根据论文表格生成，未使用任何数据。`,
  },
  about: {
    en: (name: string, value: string) => `${name}: ${value}`,
    zh: (name: string, value: string) => `${name}：${value}`,
  },
  mark: { en: "Mark", zh: "标记" },
  where: { en: "Cell", zh: "单元格" },
});

interface Panel {
  readonly units: number;
  readonly periods: number;
  readonly balanced: boolean | null;
}

export const severityWords = catalogue({
  inconsistent: { en: "inconsistent", zh: "不相容" },
  conditional: { en: "conditional", zh: "有条件相容" },
  unusual: { en: "unusual", zh: "不寻常" },
  unreported: { en: "unreported", zh: "未报告" },
});

export const severityMeanings = catalogue({
  inconsistent: {
    en: "No data could give these numbers under what the table itself states, whatever was lost by rounding.",
    zh: "在表格自身陈述的前提下，即使计入四舍五入，也没有任何数据能得出这些数字。",
  },
  conditional: {
    en: "The numbers fit only under something the table does not state, such as classical errors.",
    zh: "只有在表格未陈述的前提（例如经典标准误）下，这些数字才彼此相容。",
  },
  unusual: {
    en: "Possible, but seldom seen; the authors may wish to say why.",
    zh: "可能出现但不常见，作者不妨说明原因。",
  },
  unreported: {
    en: "Something a reader needs to judge the result is missing, or not defined.",
    zh: "缺少读者判断结果所需的信息，或有未定义之处。",
  },
});

/** `6 inconsistent, 2 conditional`. */
export const countWords: Readonly<Record<Language, (n: number, severity: keyof typeof severityWords) => string>> = {
  en: (n, severity) => `${n} ${severityWords[severity].en}`,
  zh: (n, severity) => `${severityWords[severity].zh} ${n} 处`,
};

export const leadWords = catalogue({
  found: {
    en: (n: number, tables: number, counts: readonly string[]) =>
      `${n} ${plural(n, "finding")} in ${tables} ${plural(tables, "table")}: ${listed.en(counts)}.`,
    zh: (n: number, tables: number, counts: readonly string[]) =>
      `${tables} 张表中共有 ${n} 条审核结果：${listed.zh(counts)}。`,
  },
  clean: {
    en: (tables: number) => `No finding in ${tables} ${plural(tables, "table")}.`,
    zh: (tables: number) => `${tables} 张表中没有审核结果。`,
  },
});

export const beneathWords = catalogue({
  std_error: { en: "standard errors", zh: "标准误" },
  statistic: { en: "t or z statistics", zh: "t 或 z 统计量" },
  p_value: { en: "p-values", zh: "p 值" },
  interval: { en: "intervals", zh: "置信区间" },
});

export const estimatorWords = catalogue({
  ols: { en: "least squares", zh: "最小二乘" },
  "2sls": { en: "two-stage least squares", zh: "两阶段最小二乘" },
  "first-stage": { en: "first stage", zh: "第一阶段" },
  "reduced-form": { en: "reduced form", zh: "简约式" },
  gmm: { en: "GMM", zh: "GMM" },
  nonlinear: { en: "nonlinear model", zh: "非线性模型" },
  other: { en: "another estimator", zh: "其他估计方法" },
});

export const errorWords = catalogue({
  classical: { en: "classical errors", zh: "经典标准误" },
  robust: { en: "heteroskedasticity-robust errors", zh: "异方差稳健标准误" },
  cluster: { en: "clustered errors", zh: "聚类标准误" },
  bootstrap: { en: "bootstrap errors", zh: "自助法标准误" },
  other: { en: "other errors", zh: "其他标准误" },
});

export const formatWords = catalogue({
  transcription: { en: "transcription", zh: "转录文件" },
  latex: { en: "LaTeX", zh: "LaTeX" },
  html: { en: "HTML", zh: "HTML" },
  word: { en: "Word", zh: "Word" },
  markdown: { en: "Markdown", zh: "Markdown" },
  csv: { en: "CSV", zh: "CSV" },
  results: { en: "results of a study", zh: "研究结果" },
});

export const unreadWords = catalogue({
  words: { en: "words among numbers", zh: "数字之间夹有文字" },
  inequality: { en: "a bound, such as < 0.001, not a number", zh: "是 < 0.001 之类的上下界，不是数值" },
  two_numbers: { en: "two numbers in one cell", zh: "一个单元格中有两个数字" },
  no_estimate: { en: "parentheses without an estimate above them", zh: "括号上方没有系数" },
  brackets: { en: "brackets that do not close", zh: "括号不成对" },
  repeated: { en: "a second row of a name that is taken", zh: "行名重复" },
  unlabelled: { en: "a row without a label", zh: "该行没有名称" },
});

/** Numbers of a table of means. */
export const summaryWords = catalogue({
  n: { en: "N", zh: "观测数" },
  mean: { en: "mean", zh: "均值" },
  sd: { en: "standard deviation", zh: "标准差" },
  min: { en: "minimum", zh: "最小值" },
  max: { en: "maximum", zh: "最大值" },
  median: { en: "median", zh: "中位数" },
});

/** Names of statistics, as reports have them. */
export const statisticWords = catalogue({
  nobs: { en: "N", zh: "N" },
  r2: { en: "R²", zh: "R²" },
  adj_r2: { en: "adjusted R²", zh: "调整后 R²" },
  within_r2: { en: "within R²", zh: "组内 R²" },
  pseudo_r2: { en: "pseudo R²", zh: "伪 R²" },
  rmse: { en: "RMSE", zh: "均方根误差" },
  f: { en: "F", zh: "F" },
  first_stage_f: { en: "first-stage F", zh: "第一阶段 F" },
  clusters: { en: "clusters", zh: "聚类数" },
  groups: { en: "groups", zh: "组数" },
  instruments: { en: "instruments", zh: "工具变量数" },
  ar1: { en: "AR(1)", zh: "AR(1)" },
  ar2: { en: "AR(2)", zh: "AR(2)" },
  sargan: { en: "Sargan", zh: "Sargan" },
  hansen: { en: "Hansen", zh: "Hansen" },
  loglik: { en: "log likelihood", zh: "对数似然" },
  mean_outcome: { en: "mean of the outcome", zh: "被解释变量均值" },
  sd_outcome: { en: "standard deviation of the outcome", zh: "被解释变量标准差" },
});
