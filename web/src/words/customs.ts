/** Words of customs rows and of runs that are too large, English and Chinese side by side. */
import { catalogue, type Language } from "../../../src/base/messages.js";

const n = (value: number): string => value.toLocaleString("en");

export const customsWords = catalogue({
  rows: {
    en: (file: string, rows: number) => `${file} has ${n(rows)} customs rows.`,
    zh: (file: string, rows: number) => `${file} 含 ${n(rows)} 行海关数据。`,
  },
  takes: {
    en: (by: string, time: string, memory: string) =>
      `Their quality, averaged by ${by}, takes about ${time} and ${memory} of memory.`,
    zh: (by: string, time: string, memory: string) => `按${by}汇总产品质量，约需 ${time}、内存 ${memory}。`,
  },
  how: {
    en: "Quality is the residual demand of ln quantity + 5 ln unit value on product and destination-year effects, on [0, 1] within product and year, weighted by value (Khandelwal, Schott and Wei 2013).",
    zh: "产品质量为 ln 数量 + 5 ln 单价对产品固定效应与目的国×年份固定效应回归的残差，在产品×年份内标准化至 [0, 1]，并以金额加权（Khandelwal、Schott 与 Wei，2013）。",
  },
  estimate: { en: "Estimate quality", zh: "估计产品质量" },
  estimating: {
    en: (percent: number) => `Estimating quality: ${percent}%`,
    zh: (percent: number) => `正在估计产品质量：${percent}%`,
  },
  stop: { en: "Stop", zh: "停止" },
  isMade: { en: "Quality is estimated.", zh: "产品质量已估计。" },
  made: {
    en: (names: string) => `Its means are open as panels, ready for a study: ${names}.`,
    zh: (names: string) => `汇总后的面板已打开，可直接用于研究：${names}。`,
  },
  save: { en: (name: string) => `Save ${name}`, zh: (name: string) => `保存 ${name}` },
  asPanel: { en: "Begin a study of these rows as they are", zh: "直接以这些数据新建研究" },
  terminal: { en: "The same at a terminal", zh: "在终端中执行相同操作" },
  tooLarge: {
    en: (need: string, grants: string) => `This run needs ${need}; this browser grants ${grants}.`,
    zh: (need: string, grants: string) => `本次估计需要 ${need} 内存，浏览器最多提供 ${grants}。`,
  },
  waysOut: {
    en: "Leave out columns, restrict years, aggregate first, or copy the command for a terminal:",
    zh: "可减少变量、缩短年份、先行汇总，或复制命令到终端运行：",
  },
  fewerColumns: { en: "Leave out columns", zh: "减少变量" },
  fewerYears: { en: "Restrict years", zh: "缩短年份" },
  aggregate: { en: "Aggregate first", zh: "先行汇总" },
  copy: { en: "Copy the command", zh: "复制命令" },
  copied: { en: "Copied", zh: "已复制" },
  comma: { en: ", ", zh: "、" },
});

/** What columns of customs rows are. */
export const roleWords = catalogue({
  firm: { en: "firm", zh: "企业" },
  product: { en: "product", zh: "产品" },
  dest: { en: "destination", zh: "目的国" },
  year: { en: "year", zh: "年份" },
  value: { en: "value", zh: "金额" },
  quantity: { en: "quantity", zh: "数量" },
  city: { en: "city", zh: "城市" },
  province: { en: "province", zh: "省份" },
});

/** Keys of averages in words: `firm^year`, `city^year`. */
export const keysText = {
  en: (keys: readonly string[]): string => keys.map((key) => inWords(key, "en", " and ")).join(", and by "),
  zh: (keys: readonly string[]): string => keys.map((key) => inWords(key, "zh", "×")).join("、"),
};

const inWords = (key: string, spoken: Language, and: string): string =>
  key
    .split("^")
    .map((role) => roleWords[role as keyof typeof roleWords]?.[spoken] ?? role)
    .join(and);
