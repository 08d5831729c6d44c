/**
 * What reading and writing Stata files say to a reader, in English and Chinese.
 */
import { apart, type FactsOf, listed, messages, plural } from "../../../base/messages.js";

interface Encoded {
  readonly encoding: string;
  readonly sample: string;
}

interface Cells {
  readonly column: string;
  readonly count: number;
  /** The first of them, numbered from 1. */
  readonly row: number;
}

export const DTA_NOTES = messages({
  dta_encoding: {
    en: ({ encoding, sample, utf8 }: Encoded & { readonly utf8: boolean }) =>
      `The file does not say how its text is encoded; read as ${encoding}, as in '${sample}'. If that is not its text, specify the option encoding, such as ${utf8 ? "utf-8, which fits all of it" : "gb18030"}.`,
    zh: ({ encoding, sample, utf8 }) =>
      `文件未说明文字编码，按${apart(encoding)}读取，如“${sample}”；若文字有误，请指定 encoding，例如${utf8 ? " utf-8（全部文字均符合）" : " gb18030"}。`,
  },
  dta_not_utf8: {
    en: ({ count, sample }: Encoded & { readonly count: number }) =>
      `${count} ${plural(count, "text is", "texts are")} not UTF-8, as the file says, and read as windows-1252, as in '${sample}'. If that is not the text, specify the option encoding.`,
    zh: ({ count, sample }) =>
      `文件注明为 UTF-8，但有 ${count} 处文字不是，按 windows-1252 读取，如“${sample}”；若文字有误，请指定 encoding。`,
  },
  dta_undecodable: {
    en: ({ encoding, count, sample }: Encoded & { readonly count: number }) =>
      `${count} ${plural(count, "text has", "texts have")} bytes that are not ${encoding}; they are replaced by U+FFFD, as in '${sample}'.`,
    zh: ({ encoding, count, sample }) =>
      `${count} 处文字含有不属于${apart(encoding)}的字节，以 U+FFFD 代替，如“${sample}”。`,
  },
  dta_unknown_number: {
    en: ({ column, count, row, got }: Cells & { readonly got: string }) =>
      `Column '${column}': ${count} ${plural(count, "cell is", "cells are")} beyond Stata's largest number and none of its missing codes, first in row ${row}: ${got}; read as missing.`,
    zh: ({ column, count, row, got }) =>
      `列 '${column}'：${count} 个单元格超出 Stata 的最大数值，又不是其缺失代码，首个在第 ${row} 行：${got}；按缺失值读取。`,
  },
  dta_date_kept: {
    en: ({ column, row, got, unit }: Omit<Cells, "count"> & { readonly got: string; readonly unit: "day" | "time" }) =>
      `Column '${column}' is shown as ${unit === "day" ? "dates" : "times"}, and ${got} in row ${row} is no whole ${unit === "day" ? "day" : "millisecond"} of the years 100 to 9999; kept as numbers, ${unit === "day" ? "days" : "milliseconds"} since 1960.`,
    zh: ({ column, row, got, unit }) =>
      `列 '${column}' 以${unit === "day" ? "日期" : "时间"}格式显示，但第 ${row} 行的 ${got} 不是公元 100 至 9999 年间的整${unit === "day" ? "日" : "毫秒"}；保留为数值（自 1960 年起的${unit === "day" ? "天数" : "毫秒数"}）。`,
  },
  dta_binary: {
    en: ({ column, count, row }: Cells) =>
      `Column '${column}': ${count} ${plural(count, "cell has", "cells have")} bytes that are no text, first in row ${row}; read as missing.`,
    zh: ({ column, count, row }) =>
      `列 '${column}'：${count} 个单元格为二进制内容而非文字，首个在第 ${row} 行；按缺失值读取。`,
  },
  dta_alias: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `${listed.en(columns)} ${plural(columns.length, "is an alias of a variable", "are aliases of variables")} of another frame, whose values are not in this file; left out. frunalias in Stata makes copies of them.`,
    zh: ({ columns }) =>
      `${listed.zh(columns)} 是其他 frame 中变量的别名，本文件不含其值，未读取；可在 Stata 中用 frunalias 转为副本。`,
  },
  dta_labels_absent: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `${listed.en(columns)} ${plural(columns.length, "refers", "refer")} to value labels that are not in the file.`,
    zh: ({ columns }) => `${listed.zh(columns)} 所引用的值标签不在文件中。`,
  },
  dta_renamed: {
    en: ({
      column,
      name,
      kept,
    }: {
      readonly column: string;
      readonly name: string;
      readonly kept: "label" | "characteristic";
    }) =>
      `Column '${column}' is written as ${name}, because Stata has no such name; ${kept === "label" ? "its label" : "the characteristic original_name"} keeps it.`,
    zh: ({ column, name, kept }) =>
      `列 '${column}' 不是合法的 Stata 变量名，写为${apart(name)}；原名保留在${kept === "label" ? "变量标签" : "特征 original_name"}中。`,
  },
  dta_cut: {
    en: ({ column, what, length, most }: Cut) =>
      `${column === undefined ? "The data" : `Column '${column}'`}: a ${what} of ${length} characters is cut at ${most}, the most that Stata has.`,
    zh: ({ column, what, length, most }) =>
      `${column === undefined ? "数据集" : `列 '${column}'`}：${CUT_ZH[what]}有 ${length} 个字符，按 Stata 上限截至 ${most} 个。`,
  },
  dta_infinite: {
    en: ({ column, count, row }: Cells) =>
      `Column '${column}': ${count} ${plural(count, "number is", "numbers are")} beyond the largest that Stata has, first in row ${row}; written as missing.`,
    zh: ({ column, count, row }) =>
      `列 '${column}'：${count} 个数值超出 Stata 的最大数值，首个在第 ${row} 行；写为缺失值。`,
  },
  dta_labels_left: {
    en: ({ column, count, got }: { readonly column: string; readonly count: number; readonly got: string }) =>
      `Column '${column}': ${count} value ${plural(count, "label is", "labels are")} of neither whole numbers nor missing codes, such as ${got}, and not written.`,
    zh: ({ column, count, got }) =>
      `列 '${column}'：${count} 个值标签对应的既不是整数也不是缺失代码（如 ${got}），未写入。`,
  },
  dta_codes: {
    en: ({ column, pairs }: Codes) =>
      `Column '${column}': missing codes have letters in Stata: ${listed.en(pairs.map(({ code, written }) => `${code} is written as ${written}`))}.`,
    zh: ({ column, pairs }) =>
      `列 '${column}'：Stata 的缺失代码为字母：${listed.zh(pairs.map(({ code, written }) => `${code} 写为${apart(written)}`))}。`,
  },
  dta_codes_left: {
    en: ({ column, codes }: { readonly column: string; readonly codes: readonly string[] }) =>
      `Column '${column}': the missing ${plural(codes.length, "code", "codes")} ${listed.en(codes)} ${plural(codes.length, "is", "are")} written as missing alone: Stata has .a to .z, for numbers.`,
    zh: ({ column, codes }) =>
      `列 '${column}'：缺失代码 ${listed.zh(codes)} 只写为缺失，因为 Stata 只有数值的 .a 至 .z。`,
  },
});

interface Codes {
  readonly column: string;
  readonly pairs: readonly { readonly code: string; readonly written: string }[];
}

interface Cut {
  readonly column?: string;
  readonly what: "label" | "value label" | "note";
  readonly length: number;
  readonly most: number;
}

const CUT_ZH = { label: "标签", "value label": "值标签", note: "注释" } as const;

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof DTA_NOTES> {}
}
