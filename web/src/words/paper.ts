/** Words of the paper: what an exhibit's state is, and what can be done with it. English and Chinese side by side. */
import { catalogue } from "../../../src/base/messages.js";

/** Milliseconds as a reader counts them. */
const seconds = (ms: number): string => (ms < 950 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000).toString());
const long = (ms: number): boolean => ms >= 90_000;
const minutes = (ms: number): string => Math.round(ms / 60_000).toString();

export const paperWords = catalogue({
  about: {
    en: (ms: number) => (long(ms) ? `${minutes(ms)} min` : `${seconds(ms)} s`),
    zh: (ms: number) => (long(ms) ? `${minutes(ms)} 分钟` : `${seconds(ms)} 秒`),
  },
  current: { en: "up to date", zh: "已更新" },
  quiet: { en: "Values before the change.", zh: "以下为更改前的结果。" },
  notYet: { en: "Not estimated yet.", zh: "尚未估计。" },
  run: { en: (time: string) => `Run, about ${time}`, zh: (time: string) => `重新估计，约需 ${time}` },
  stop: { en: "Stop and keep", zh: "停止并保留" },
  running: {
    en: (percent: number, left: string | null) => `${percent}%${left === null ? "" : `, about ${left} left`}`,
    zh: (percent: number, left: string | null) => `${percent}%${left === null ? "" : `，约剩 ${left}`}`,
  },
  runningFor: { en: (time: string) => `running, about ${time}`, zh: (time: string) => `正在估计，约需 ${time}` },
  runs: { en: "running", zh: "正在估计" },
  numberCopied: { en: (value: string) => `${value} copied`, zh: (value: string) => `已复制 ${value}` },
  notCopied: { en: "Not copied: the browser does not allow it", zh: "未能复制：浏览器不允许" },
  copy: { en: "Copy", zh: "复制" },
  tableCopied: { en: "Table copied", zh: "表格已复制" },
  pin: { en: "Pin", zh: "固定" },
  pinned: { en: (name: string) => `pinned ${name}`, zh: (name: string) => `固定列 ${name}` },
  less: {
    en: (column: number, name: string) => `(${column}) less ${name}`,
    zh: (column: number, name: string) => `(${column}) 减 ${name}`,
  },
  unpin: { en: (name: string) => `Unpin ${name}`, zh: (name: string) => `取消固定 ${name}` },
  up: { en: "Up", zh: "上移" },
  down: { en: "Down", zh: "下移" },
  remove: { en: "Remove", zh: "移除" },
  moved: { en: (name: string) => `${name} moved`, zh: (name: string) => `移动 ${name}` },
  removed: { en: (name: string) => `${name} removed`, zh: (name: string) => `移除 ${name}` },
  covered: { en: "hidden", zh: "隐藏" },
  coveredFigure: { en: "Hidden until the choices are made.", zh: "选择确定前不予显示。" },
  lacking: {
    en: (names: string) => `The study reads ${names}, not open here: drop the file onto the page.`,
    zh: (names: string) => `本研究需要 ${names}，尚未打开：请将文件拖到此处。`,
  },
  toLine: { en: "Go to the line of the study", zh: "转到研究文件中的对应行" },
  undoThis: { en: "Undo the change", zh: "撤销此更改" },
});
