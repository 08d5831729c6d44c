/** Words of what is taken away and of bundles that come, English and Chinese side by side. */
import { catalogue } from "../../../src/base/messages.js";

export const fileWords = catalogue({
  save: { en: "Save", zh: "保存" },
  study: { en: "Study file", zh: "研究文件" },
  studyWhy: {
    en: "study.yaml: all choices; at a terminal it makes the same numbers",
    zh: "study.yaml：包含全部选择；在终端运行可得到相同的数值",
  },
  report: { en: "Report", zh: "报告" },
  reportWhy: { en: "report.html: the whole paper, one file", zh: "report.html：完整报告，单个文件" },
  word: { en: "Word", zh: "Word" },
  wordWhy: {
    en: "report.docx; its figures are drawn with the fonts of this machine",
    zh: "report.docx；其中的图形以本机字体绘制",
  },
  latex: { en: "LaTeX", zh: "LaTeX" },
  latexWhy: { en: "every table as .tex, for booktabs", zh: "全部表格的 .tex 文件（booktabs 格式）" },
  figures: { en: "Figures", zh: "图形" },
  figuresWhy: { en: "every figure as .svg", zh: "全部图形的 .svg 文件" },
  results: { en: "Results", zh: "结果" },
  resultsWhy: { en: "results.json: every number, unrounded", zh: "results.json：全部数值，未经舍入" },
  all: { en: "Everything", zh: "全部文件" },
  allWhy: {
    en: "all files of the command line; pictures are drawn with the fonts of this machine",
    zh: "命令行生成的全部文件；图片以本机字体绘制",
  },
  bundle: { en: "Bundle", zh: "压缩包" },
  bundleWhy: {
    en: "study, results, report and their hashes: whoever drops it here verifies it by one press",
    zh: "含研究文件、结果、报告及其哈希值：将其拖到本页，一键即可核验",
  },
  withLooks: { en: (count: number) => `with the ${count} looks`, zh: (count: number) => `附 ${count} 条查看记录` },
  withData: { en: (size: string) => `with the data, ${size}`, zh: (size: string) => `附数据（${size}）` },
  making: { en: (name: string) => `Making ${name}`, zh: (name: string) => `正在生成 ${name}` },
  saved: { en: (name: string) => `${name} saved`, zh: (name: string) => `已保存 ${name}` },
  close: { en: "Close", zh: "关闭" },
  stop: { en: "Stop", zh: "停止" },
  lacking: {
    en: "All but the study file needs the data: open them first.",
    zh: "除研究文件外，其余均需数据：请先打开数据。",
  },
  blind: {
    en: "Estimates are hidden, in files too: the study file alone can be saved.",
    zh: "估计值已隐藏，文件中亦然：目前只能保存研究文件。",
  },
  same: {
    en: "The same bytes as the command line writes, but for pictures and what shows them.",
    zh: "除图片及含图片的文件外，与命令行写出的文件逐字节相同。",
  },
  // a bundle that came
  opened: {
    en: (file: string) => `${file}: the report as it was made`,
    zh: (file: string) => `${file}：报告保持生成时的原样`,
  },
  made: {
    en: (version: string, command: string) => `Made by wasmetrics ${version}: ${command}`,
    zh: (version: string, command: string) => `由 wasmetrics ${version} 生成：${command}`,
  },
  verify: { en: "Verify", zh: "核验" },
  verifyWhy: {
    en: "Runs the study again on this machine and compares every file, to the last bit.",
    zh: "在本机重新运行该研究，并逐位比对每个文件。",
  },
  verifying: {
    en: (percent: number) => `Verifying: ${percent}%`,
    zh: (percent: number) => `正在核验：${percent}%`,
  },
  goOn: { en: "Work on this study", zh: "继续此项研究" },
  verdict: { en: "Verdict", zh: "核验结果" },
  // code
  codeTabs: { en: "The study as code", zh: "研究的代码" },
  studyTab: { en: "Study", zh: "研究文件" },
  commandTab: { en: "Command", zh: "命令行" },
  stataTab: { en: "Stata", zh: "Stata" },
  rTab: { en: "R", zh: "R" },
  saveStudy: { en: "Save study.yaml", zh: "保存 study.yaml" },
  copyCode: { en: "Copy", zh: "复制" },
  codeCopied: { en: "Code copied", zh: "代码已复制" },
  codeWaits: {
    en: "The code of an exhibit stands here once it is up to date.",
    zh: "图表更新后，此处显示其代码。",
  },
  // figures
  png: { en: "PNG", zh: "PNG" },
  notDrawn: { en: "Not saved: the browser can’t draw it", zh: "未能保存：浏览器无法绘制" },
});
