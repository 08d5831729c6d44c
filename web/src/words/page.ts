/** Words of the page around the report, English and Chinese side by side. */
export const pageWords = {
  undo: { en: "Undo", zh: "撤销" },
  redo: { en: "Redo", zh: "重做" },
  undoes: { en: (what: string) => `Undo: ${what}`, zh: (what: string) => `撤销：${what}` },
  redoes: { en: (what: string) => `Redo: ${what}`, zh: (what: string) => `重做：${what}` },
  other: { en: "中文", zh: "English" },
  data: { en: "Data", zh: "数据" },
  contents: { en: "Contents", zh: "目录" },
  choices: { en: "Choices", zh: "选择" },
  looks: { en: "Looks", zh: "查看记录" },
  study: { en: "Study", zh: "研究文件" },
  save: { en: "Save", zh: "保存" },
  regions: { en: "Regions of the page", zh: "页面区域" },
  keys: { en: "Keys", zh: "快捷键" },
  letters: { en: "Letters are commands", zh: "启用单字母快捷键" },
  close: { en: "Close", zh: "关闭" },
  paper: { en: "The report", zh: "报告" },
} as const;

/** Keys of the whole page. */
export const keyHelp = [
  { keys: "Ctrl+Z, Ctrl+Shift+Z", does: { en: "undo, redo", zh: "撤销、重做" } },
  { keys: "Ctrl+S", does: { en: "save the study file", zh: "保存研究文件" } },
  { keys: "[ ]", does: { en: "exhibit before, after", zh: "上一个、下一个图表" } },
  { keys: "p", does: { en: "pin the selected column", zh: "固定所选列" } },
  { keys: "Ctrl+K", does: { en: "a line of Stata or R", zh: "粘贴 Stata 或 R 代码" } },
  { keys: "/", does: { en: "find a column", zh: "查找变量" } },
  { keys: "F6", does: { en: "next region of the page", zh: "下一个页面区域" } },
  { keys: "Enter", does: { en: "in a table: copy the number", zh: "在表格中：复制数值" } },
  { keys: "?", does: { en: "these keys", zh: "显示快捷键" } },
] as const;
