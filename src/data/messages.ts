/**
 * What reading a table and laying out a panel say to a reader, in English and Chinese.
 */
import { columnFlag } from "../base/column-names.js";
import { type FactsOf, listed, messages, plural } from "../base/messages.js";

interface Cells {
  readonly column: string;
  readonly count: number;
  /** Distinct cells of the column; unknown where a database reads them. */
  readonly of?: number;
}

interface Quoted extends Cells {
  /** The first distinct cells that are meant, trimmed, and how many there are. */
  readonly cells?: readonly string[];
  readonly distinct?: number;
}

interface First extends Cells {
  /** The first of them: its row, numbered from 1, and its text. */
  readonly row: number;
  readonly got: string;
}

const cellsOf = ({ count, of }: Cells): string =>
  of === undefined ? `${count} ${plural(count, "cell")}` : `${count} of ${of} cells`;

const cellsOfZh = ({ count, of }: Cells): string =>
  of === undefined ? `${count} 个单元格` : `${of} 个单元格中有 ${count} 个`;

const cited = ({ cells = [], distinct = 0 }: Pick<Quoted, "cells" | "distinct">): string =>
  `${listed.en(cells.map((cell) => `'${cell}'`))}${distinct > cells.length ? ` and ${distinct - cells.length} more` : ""}`;
const citedZh = ({ cells = [], distinct = 0 }: Pick<Quoted, "cells" | "distinct">): string =>
  `${listed.zh(cells.map((cell) => `'${cell}'`))}${distinct > cells.length ? `等 ${distinct} 种` : ""}`;

export const TABLE_NOTES = messages({
  unnamed_column: {
    en: ({ position, column }: { readonly position: number; readonly column: string }) =>
      `Column ${position} has no name in the header and is named '${column}'.`,
    zh: ({ position, column }) => `第 ${position} 列在表头中没有名称：命名为 '${column}'。`,
  },
  transcoded: {
    en: ({ encoding, why, line, sample }: Transcoded) =>
      why === undefined
        ? `Read as ${encoding}: line ${line} is not UTF-8, and the whole file is valid ${encoding}, as '${sample}' shows; if that is not its text, specify the option encoding.`
        : `Read as ${encoding}, ${why === "requested" ? "as requested" : "according to its byte order mark"}.`,
    zh: ({ encoding, why, line, sample }) =>
      why === undefined
        ? `以 ${encoding} 读取：第 ${line} 行不是 UTF-8，而整个文件是有效的 ${encoding}，如“${sample}”；若文字有误，请指定 encoding。`
        : `${why === "requested" ? "按要求" : "按字节顺序标记"}以 ${encoding} 读取。`,
  },
  quoted_digits: {
    en: ({ column, count, got }: Cells & { readonly got: string }) =>
      `Column '${column}': all ${count} non-missing cells are digits in quotes, such as '${got}'; kept as text, as codes are. numeric (${columnFlag("numeric-columns", column)}) reads them as numbers.`,
    zh: ({ column, count, got }) =>
      `列 '${column}'：非缺失的 ${count} 个单元格均为带引号的数字（如 '${got}'），视为编码，保留为文本；如应为数值，请用 numeric 指定。`,
  },
  all_quoted: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `No number in the file is outside quotes, so that quotes do not distinguish codes from numbers: ${listed.en(columns)} ${plural(columns.length, "is", "are")} read as numbers. text (--text-columns) keeps codes.`,
    zh: ({ columns }) =>
      `文件中没有不带引号的数字，引号无法区分编码与数值：${listed.zh(columns)} 按数值读取；如为编码，请用 text 指定。`,
  },
  trimmed: {
    en: (facts: Quoted) =>
      `Column '${facts.column}': surrounding white space removed from ${cellsOf(facts)}${facts.cells === undefined ? "" : `: ${cited(facts)}`}.`,
    zh: (facts) =>
      `列 '${facts.column}'：${cellsOfZh(facts)}首尾有空格，已去除${facts.cells === undefined ? "" : `：${citedZh(facts)}`}。`,
  },
  missing_marker: {
    en: (facts: Quoted) =>
      `Column '${facts.column}': ${cellsOf(facts)} ${facts.cells === undefined ? "that are not empty read as missing" : `read as missing: ${cited(facts)}`}.`,
    zh: (facts) =>
      `列 '${facts.column}'：${facts.count} 个${facts.cells === undefined ? "非空单元格按缺失值读取" : `单元格按缺失值读取：${citedZh(facts)}`}。`,
  },
  numbers_as_text: {
    en: ({ column, count }: Cells) =>
      `Column '${column}' is text in the file, and all its ${count} non-missing cells are numbers; kept as text. Store it as a number to use it as one.`,
    zh: ({ column, count }) => `列 '${column}' 在文件中为文本，其 ${count} 个非缺失单元格均为数字；按文本保留。`,
  },
  decimal_comma: {
    en: (facts: First & { readonly whole: boolean }) =>
      `Column '${facts.column}': ${cellsOf(facts)} have a decimal comma, first in row ${facts.row}: '${facts.got}'; kept as text. Write the file with decimal points to use them as numbers.`,
    zh: (facts) =>
      `列 '${facts.column}'：${cellsOfZh(facts)}使用小数逗号，首个在第 ${facts.row} 行：'${facts.got}'；按文本保留。如应为数值，请改用小数点。`,
  },
  mostly_numeric: {
    en: (facts: First) =>
      `Column '${facts.column}': ${cellsOf(facts)} are not numbers, first in row ${facts.row}: '${facts.got}'; kept as text.`,
    zh: (facts) =>
      `列 '${facts.column}'：${cellsOfZh(facts)}不是数字，首个在第 ${facts.row} 行：'${facts.got}'；按文本保留。`,
  },
  codes: {
    en: (facts: First) =>
      `Column '${facts.column}': ${cellsOf(facts)} look like codes, first in row ${facts.row}: '${facts.got}'; kept as text.`,
    zh: (facts) =>
      `列 '${facts.column}'：${cellsOfZh(facts)}形似编码，首个在第 ${facts.row} 行：'${facts.got}'；按文本保留。`,
  },
});

interface Joined {
  readonly rows: number;
  readonly unmatched: number;
  readonly data: string;
  readonly other: string;
}

interface OtherLabels {
  readonly column: string;
  readonly value: string;
  readonly kept: { readonly label: string; readonly file: string };
  readonly other: { readonly label: string; readonly file: string };
}

interface Matched {
  readonly data: string;
  readonly other: string;
  readonly on: readonly string[];
  readonly match: string;
  readonly matched: number;
  /** Rows of each that match none of the other. */
  readonly left: number;
  readonly right: number;
}

export const JOIN_NOTES = messages({
  append_absent: {
    en: ({
      file,
      rows,
      absent,
    }: {
      readonly file: string;
      readonly rows: number;
      readonly absent: readonly string[];
    }) => `${file} has no ${listed.en(absent)}, missing in its ${rows} ${plural(rows, "row")}.`,
    zh: ({ file, rows, absent }) => `${file} 没有 ${listed.zh(absent)}，其 ${rows} 行在该列记为缺失。`,
  },
  append_labels: {
    en: ({ column, value, kept, other }: OtherLabels) =>
      `Column '${column}': ${value} is labelled '${kept.label}' in ${kept.file} and '${other.label}' in ${other.file}; the labels of ${kept.file} are kept.`,
    zh: ({ column, value, kept, other }) =>
      `列 '${column}'：取值 ${value} 在 ${kept.file} 中的标签为 '${kept.label}'，在 ${other.file} 中为 '${other.label}'；保留 ${kept.file} 的标签。`,
  },
  joined: {
    en: ({ data, other, on, match, matched, left, right }: Matched) =>
      `${data} merged ${match} with ${other} on ${listed.en(on)}: ${matched} ${plural(matched, "row")} matched; not matched: ${left} from ${data}, ${right} from ${other}.`,
    zh: ({ data, other, on, match, matched, left, right }) =>
      `${data} 与 ${other} 按 ${listed.zh(on)} 以 ${match} 合并：匹配 ${matched} 行；未匹配：${data} ${left} 行，${other} ${right} 行。`,
  },
  join_left_unmatched: {
    en: ({
      unmatched,
      rows,
      data,
      other,
      how,
      taken,
    }: Joined & { readonly how: string; readonly taken: readonly string[] }) =>
      `${unmatched} of ${rows} rows of ${data} match no row of ${other}; they are ${how === "inner" ? "omitted" : `retained, with ${listed.en(taken)} missing`}.`,
    zh: ({ unmatched, rows, data, other, how, taken }) =>
      `${data} 的 ${rows} 行中有 ${unmatched} 行在 ${other} 中没有匹配，${how === "inner" ? "予以剔除" : `予以保留，${listed.zh(taken)} 记为缺失`}。`,
  },
  join_right_unmatched: {
    en: ({ unmatched, rows, data, other, how }: Joined & { readonly how: string }) =>
      how === "outer"
        ? `${unmatched} of ${rows} rows of ${other} match no row of ${data} and are appended, with the other columns missing.`
        : `${unmatched} of ${rows} rows of ${other} match no row of ${data} and are omitted; if they are the longer panel, give it as DATA and ${data} as --with.`,
    zh: ({ unmatched, rows, data, other, how }) =>
      how === "outer"
        ? `${other} 的 ${rows} 行中有 ${unmatched} 行在 ${data} 中没有匹配，附于其后，其余各列记为缺失。`
        : `${other} 的 ${rows} 行中有 ${unmatched} 行在 ${data} 中没有匹配，予以剔除；若它是较长的面板，请以它为 DATA、以 ${data} 为 --with。`,
  },
});

interface Transcoded {
  readonly encoding: string;
  readonly why?: "requested" | "byte order mark";
  /** Where the encoding is a guess: the first line that is not UTF-8, and a text outside ASCII. */
  readonly line?: number;
  readonly sample?: string;
}

/** Who counts as never treated. */
export const NEVER_TREATED = messages({
  never_by_dummy: {
    en: ({ column }: { readonly column: string }) => `${column} is 0 in every period observed`,
    zh: ({ column }) => `${column} 在各观测期均为 0`,
  },
  never_by_cohort: {
    en: ({ column, last, never }: NeverByCohort) =>
      `${column} is empty, 0, Inf${never === undefined ? "" : `, ${never}`} or after the last period (${last})`,
    zh: ({ column, last, never }) =>
      `${column} 为空、0、Inf${never === undefined ? "" : `、${never}`} 或晚于末期（${last}）`,
  },
  never_by_events: { en: "no event starts their treatment", zh: "没有使其受处理的事件" },
});

interface NeverByCohort {
  readonly column: string;
  readonly last: number;
  readonly never?: string;
}

declare module "../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof TABLE_NOTES>, FactsOf<typeof JOIN_NOTES>, FactsOf<typeof NEVER_TREATED> {}
}
