/** Words of the left margin and the empty page, English and Chinese side by side. */
import type { Language } from "../../../src/base/messages.js";
import type { Failure } from "../protocol.js";

const n = (value: number): string => value.toLocaleString("en");

export const dataWords = {
  empty: {
    en: ["Drop a data file.", "It is read on this machine and sent nowhere."],
    zh: ["将数据文件拖到此处。", "数据只在本机读取，不会上传。"],
  },
  reads: {
    en: "CSV, Stata, SPSS, SAS, R, Excel, OpenDocument, Parquet, Feather, JSON; packed or not. Study files and bundles, too.",
    zh: "可读取 CSV、Stata、SPSS、SAS、R、Excel、OpenDocument、Parquet、Feather、JSON（含压缩文件），以及研究文件与研究压缩包。",
  },
  choose: { en: "Choose data", zh: "选择数据文件" },
  openStudy: { en: "Open a study", zh: "打开研究文件" },
  add: { en: "Open a file", zh: "打开文件" },
  size: {
    en: (rows: number, columns: number) => `${n(rows)} rows, ${columns} columns`,
    zh: (rows: number, columns: number) => `${n(rows)} 行，${columns} 列`,
  },
  local: { en: "read here, sent nowhere", zh: "仅在本机读取，不上传" },
  close: { en: (name: string) => `Close ${name}`, zh: (name: string) => `关闭 ${name}` },
  closes: { en: "Close", zh: "关闭" },
  showRows: { en: "Rows", zh: "数据行" },
  loading: {
    en: (name: string, share: string, of: string) => `Reading ${name}: ${share} of ${of}`,
    zh: (name: string, share: string, of: string) => `正在读取 ${name}：${share}，共 ${of}`,
  },
  rowsSoFar: { en: (rows: number) => `about ${n(rows)} rows so far`, zh: (rows: number) => `已读约 ${n(rows)} 行` },
  firstRows: {
    en: (rows: number) => `The first ${rows} rows, while the others are read.`,
    zh: (rows: number) => `以下为前 ${rows} 行，其余仍在读取。`,
  },
  stop: { en: "Stop", zh: "停止" },
  unreadable: { en: (name: string) => `${name} was not read.`, zh: (name: string) => `未能读取 ${name}。` },
  find: { en: "Find a column", zh: "查找变量" },
  columns: { en: "Columns", zh: "变量" },
  none: { en: "No column has that name.", zh: "没有符合的变量。" },
  missing: {
    en: (share: string) => `${share} missing`,
    zh: (share: string) => `缺失 ${share}`,
  },
  distinct: { en: (count: number) => `${n(count)} values`, zh: (count: number) => `${n(count)} 个取值` },
  counting: { en: "counting", zh: "统计中" },
  frequent: { en: "most frequent", zh: "最常见" },
  quartiles: { en: "quartiles", zh: "四分位数" },
  keys: {
    en: "Press a letter to give a role, Backspace to take it.",
    zh: "按字母键指定角色，按退格键取消。",
  },
  roles: {
    i: { en: "unit", zh: "个体" },
    t: { en: "time", zh: "时间" },
    Y: { en: "outcome", zh: "结果变量" },
    D: { en: "treatment", zh: "处理变量" },
    X: { en: "control", zh: "控制变量" },
    Z: { en: "instrument", zh: "工具变量" },
    C: { en: "cluster", zh: "聚类变量" },
    w: { en: "weight", zh: "权重" },
  },
  guessed: { en: (because: string) => `Guessed: ${because}`, zh: (because: string) => `推测：${because}` },
  gives: {
    en: (column: string, role: string) => `${column} as ${role}`,
    zh: (column: string, role: string) => `${column} 设为${role}`,
  },
  takes: {
    en: (column: string, role: string) => `${column} no longer ${role}`,
    zh: (column: string, role: string) => `${column} 不再作为${role}`,
  },
  cannot: {
    en: (column: string, role: string, why: string) => `${column} can’t be the ${role}: ${why}.`,
    zh: (column: string, role: string, why: string) => `${column} 不能作为${role}：${why}。`,
  },
  needed: {
    en: (role: string) => `A study needs its ${role}: give the role to another column instead.`,
    zh: (role: string) => `研究须有${role}：请将该角色改给其他变量。`,
  },
  why: {
    name: {
      en: "its name is not one formulas take; rename it to letters, digits, _ and dots",
      zh: "其名称不能用于公式，请改为字母、数字、下划线与点",
    },
    text: { en: "it is text, and numbers are needed", zh: "该列为文本，此处需要数值" },
    missing: { en: "some of its cells are missing", zh: "该列有缺失值" },
    constant: { en: "it has one value in every row", zh: "各行取值相同" },
    numbersRows: { en: "it merely numbers the rows", zh: "该列只是行号" },
    notWhole: { en: "not all of its numbers are whole", zh: "该列并非都是整数" },
    negative: { en: "some of its numbers are below zero", zh: "该列有负数" },
    isUnit: { en: "it is the unit", zh: "已作为个体" },
    isTime: { en: "it is the time", zh: "已作为时间" },
    isOutcome: { en: "it is the outcome", zh: "已作为结果变量" },
    isTreatment: { en: "it is the treatment", zh: "已作为处理变量" },
    aggregated: {
      en: "the panel is made from finer rows, and has no column of it yet (panel.aggregate)",
      zh: "面板由更细的数据汇总而成，其中尚无该列（见 panel.aggregate）",
    },
    distinct: { en: "it has too few values", zh: "取值过少" },
    otherFile: { en: "the panel’s rows are in another file", zh: "面板数据在另一文件中" },
    noPlace: { en: "a first study has no place for it yet", zh: "初稿中尚无此角色" },
  },
  questions: {
    unit: {
      en: (column: string) => `Is ${column} the unit?`,
      zh: (column: string) => `个体是否为 ${column}？`,
    },
    time: { en: (column: string) => `Is ${column} the time?`, zh: (column: string) => `时间是否为 ${column}？` },
    treatment: {
      en: (column: string) => `Is ${column} the treatment?`,
      zh: (column: string) => `处理变量是否为 ${column}？`,
    },
    outcome: {
      en: (column: string) => `Is ${column} the outcome?`,
      zh: (column: string) => `结果变量是否为 ${column}？`,
    },
    cluster: {
      en: (column: string) => `Are errors clustered by ${column}?`,
      zh: (column: string) => `标准误是否按 ${column} 聚类？`,
    },
  },
  noneOfThese: { en: "None of these", zh: "以上都不是" },
  another: { en: "Another column", zh: "选择其他变量" },
  confirming: {
    en: (rows: number) => `Guessed from the units of the first ${n(rows)} rows; being confirmed on all.`,
    zh: (rows: number) => `先按前 ${n(rows)} 行内的完整个体推测，正在用全部数据确认。`,
  },
  confirmed: { en: "Confirmed on all rows.", zh: "已用全部数据确认。" },
  unguessed: {
    init_no_panel: {
      en: "No two columns name every row once, as a unit and a period would. Give one column the role i (unit) and one the role t (time), or aggregate finer rows first.",
      zh: "没有两列能像个体与时期那样唯一确定每一行。请将一列设为 i（个体）、一列设为 t（时间），或先将更细的数据汇总。",
    },
    init_no_treatment: {
      en: "No column is a treatment: 0/1 that turns on for good, or the first treated period of a unit. Give one the role D, or drop a file that has it.",
      zh: "没有可作处理变量的列（由 0 变 1 后不再变回，或个体首次受处理的时期）。请将一列设为 D，或拖入含有该列的文件。",
    },
    init_no_outcome: {
      en: "No number varies within units besides the treatment, so nothing can be the outcome.",
      zh: "除处理变量外，没有在个体内变化的数值变量，无法确定结果变量。",
    },
  },
  missingRoles: { en: "Nothing is estimated yet.", zh: "尚未估计任何结果。" },
  mixed: {
    en: (column: string, count: number, of: number, row: number, got: string) =>
      `${column}: ${n(count)} of ${n(of)} cells ${count === 1 ? "is not a number" : "are not numbers"}, first at row ${n(row)}: “${got}”.`,
    zh: (column: string, count: number, of: number, row: number, got: string) =>
      `${column}：${n(of)} 个取值中有 ${n(count)} 个不是数字，首个在第 ${n(row)} 行：“${got}”。`,
  },
  asMissing: {
    en: (cells: string) => `Treat ${cells} as missing`,
    zh: (cells: string) => `将${cells}设为缺失值`,
  },
  asText: { en: "Keep as text", zh: "保留为文本" },
  repaired: {
    missing: {
      en: (column: string) => `${column} read as numbers`,
      zh: (column: string) => `${column} 按数值读取`,
    },
    text: { en: (column: string) => `${column} kept as text`, zh: (column: string) => `${column} 保留为文本` },
  },
  notes: { en: "How it was read", zh: "读取说明" },
  notUsed: { en: "The study does not use it.", zh: "研究未使用此文件。" },
  begin: { en: "Begin a study of it", zh: "以此文件新建研究" },
  lacks: {
    en: (names: string) => `The study needs ${names}. Drop the file, or choose it.`,
    zh: (names: string) => `研究需要 ${names}，请拖入或选择该文件。`,
  },
  forget: { en: "Forget everything", zh: "清除所有内容" },
  forgets: {
    en: "Close the data, and forget the study, its past and the looks?",
    zh: "关闭数据，并清除研究、历史与查看记录？",
  },
  forgetNow: { en: "Forget", zh: "清除" },
  keep: { en: "Keep", zh: "保留" },
  line: { en: "Paste a line of Stata or R", zh: "粘贴一行 Stata 或 R 代码" },
  lineExample: {
    en: "reghdfe y x, absorb(id year) vce(cluster id)",
    zh: "reghdfe y x, absorb(id year) vce(cluster id)",
  },
  takeLine: { en: "Take the line", zh: "采用" },
  tookLine: { en: "pasted line", zh: "粘贴的代码" },
  translated: {
    en: (formula: string) => `Read as ${formula}. At a terminal:`,
    zh: (formula: string) => `读作 ${formula}。在终端中：`,
  },
  grid: {
    en: (name: string, rows: number) => `Rows of ${name}, ${n(rows)} in all`,
    zh: (name: string, rows: number) => `${name} 的数据行，共 ${n(rows)} 行`,
  },
  row: { en: "row", zh: "行" },
  and: { en: " and ", zh: "、" },
} as const;

/** Why no study could be made of a file. */
export function unguessedWords({ code, message }: Failure, language: Language): string {
  const known: Readonly<Record<string, Readonly<Record<Language, string>>>> = dataWords.unguessed;
  return known[code]?.[language] ?? message;
}

/** Bytes as a person reads them. */
export const bytesText = (bytes: number): string =>
  bytes >= 2 ** 29
    ? `${(bytes / 2 ** 30).toFixed(1)} GB`
    : bytes >= 2 ** 19
      ? `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 23 ? 1 : 0)} MB`
      : `${Math.max(1, Math.round(bytes / 2 ** 10))} kB`;

/** A share that is never said to be 0% or 100% where it is not. */
export const shareText = (part: number, of: number): string => {
  const share = of === 0 ? 0 : (100 * part) / of;
  if (part > 0 && share < 1) return "<1%";
  return part < of && share > 99 ? ">99%" : `${Math.round(share)}%`;
};
