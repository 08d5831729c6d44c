/**
 * What reading a sheet says to a reader, in English and Chinese.
 */
import { columnFlag } from "../../../base/column-names.js";
import { type FactsOf, listed, messages, plural } from "../../../base/messages.js";

interface Cells {
  readonly column: string;
  readonly count: number;
  /** The address of the first of them. */
  readonly cell: string;
}

interface Quoted extends Cells {
  readonly got: string;
}

export const SHEET_NOTES = messages({
  sheet_chosen: {
    en: ({ sheet, sheets }: { readonly sheet: string; readonly sheets: readonly string[] }) =>
      `Sheet '${sheet}' was read, the first of ${sheets.length} (${listed.en(sheets, 12)}); sheet (--sheet) chooses another.`,
    zh: ({ sheet, sheets }) =>
      `读取的是工作表 '${sheet}'（共 ${sheets.length} 个：${listed.zh(sheets, 12)}）；可用 sheet（--sheet）另选。`,
  },
  sheet_hidden: {
    en: ({ sheet }: { readonly sheet: string }) => `Sheet '${sheet}' is hidden in the workbook.`,
    zh: ({ sheet }) => `工作表 '${sheet}' 在工作簿中是隐藏的。`,
  },
  sheet_hidden_rows: {
    en: ({ count, row }: { readonly count: number; readonly row: number }) =>
      `${count} hidden ${plural(count, "row")} of the sheet, the first of them row ${row}, ${plural(count, "is", "are")} read as the others are.`,
    zh: ({ count, row }) => `工作表中有 ${count} 个隐藏行（首个为第 ${row} 行），与其他行一样读取。`,
  },
  sheet_merged: {
    en: ({ count, cell }: { readonly count: number; readonly cell: string }) =>
      `${count} merged ${plural(count, "area")} of cells, first ${cell}: the value is in the first cell of each, the others are empty.`,
    zh: ({ count, cell }) => `有 ${count} 处合并单元格，首个为 ${cell}：值只在其第一个单元格中，其余为空。`,
  },
  sheet_errors: {
    en: ({ column, count, cell, got }: Quoted) =>
      `Column '${column}': ${count} ${plural(count, "cell")} with an error, first ${cell}: ${got}; read as missing.`,
    zh: ({ column, count, cell, got }) =>
      `列 '${column}'：${count} 个单元格为错误值，首个为 ${cell}：${got}；按缺失值读取。`,
  },
  sheet_uncached: {
    en: ({ column, count, cell }: Cells) =>
      `Column '${column}': ${count} ${plural(count, "formula")} without a value in the file, first ${cell}; read as missing. Open and save the file with Excel or LibreOffice to have them computed.`,
    zh: ({ column, count, cell }) =>
      `列 '${column}'：${count} 个公式在文件中没有计算值，首个为 ${cell}；按缺失值读取。请用 Excel 或 LibreOffice 打开并保存，使其得到计算。`,
  },
  sheet_uncomputed: {
    en: ({ column, count, cell }: Cells) =>
      `Column '${column}': ${count} ${plural(count, "value")} of formulas, first ${cell}, in a file that asks to be computed anew when it is opened, as programs write that do not compute; open and save it with Excel or LibreOffice if they are wrong.`,
    zh: ({ column, count, cell }) =>
      `列 '${column}'：${count} 个单元格为公式的值，首个为 ${cell}；文件要求打开时重新计算，写出它的程序可能并未计算。如有误，请用 Excel 或 LibreOffice 打开并保存。`,
  },
  sheet_numbers_as_text: {
    en: ({ column, count, cell, got }: Quoted) =>
      `Column '${column}': ${count} ${plural(count, "number")} stored as text, first ${cell}: '${got}'; read as ${plural(count, "a number", "numbers")}. text (${columnFlag("text-columns", column)}) keeps ${plural(count, "it", "them")} as text.`,
    zh: ({ column, count, cell, got }) =>
      `列 '${column}'：${count} 个数字以文本形式存储，首个为 ${cell}：'${got}'；按数值读取。如应为文本，请用 text（${columnFlag("text-columns", column)}）指定。`,
  },
  sheet_mixed: {
    en: ({ column, kinds, cell, got }: Mixed) =>
      `Column '${column}' has cells of several kinds (${kinds.map(({ kind, count }) => `${count} ${KINDS[kind].en[count === 1 ? 0 : 1]}`).join(", ")}); the first that differs is ${cell}: '${got}'. Kept as text.`,
    zh: ({ column, kinds, cell, got }) =>
      `列 '${column}' 的单元格类型不一（${kinds.map(({ kind, count }) => `${KINDS[kind].zh} ${count} 个`).join("、")}），首个不同者为 ${cell}：'${got}'；按文本保留。`,
  },
});

/** Kinds of cells, for one and for several. */
const KINDS = {
  number: { en: ["number", "numbers"], zh: "数值" },
  text: { en: ["text", "texts"], zh: "文本" },
  boolean: { en: ["truth value", "truth values"], zh: "逻辑值" },
  date: { en: ["date", "dates"], zh: "日期" },
  moment: { en: ["date and time", "dates and times"], zh: "日期时间" },
  time: { en: ["time", "times"], zh: "时间" },
  duration: { en: ["duration", "durations"], zh: "时长" },
} as const;

interface Mixed {
  readonly column: string;
  readonly kinds: readonly { readonly kind: keyof typeof KINDS; readonly count: number }[];
  readonly cell: string;
  readonly got: string;
}

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof SHEET_NOTES> {}
}
