/**
 * Layer report. Notes on reading files and the study file, in Chinese by their form.
 */
import type { MessageForm } from "./message-forms.js";

export const READING_NOTES: Readonly<Record<string, readonly MessageForm[]>> = {
  text_lacks_language: [
    [
      /^(.*): (\S+) has no text in language (\w+); it is left in the other\.$/,
      (at, key) => `${at}：${key} 没有中文文本，保留另一语言。`,
    ],
  ],
  missing_marker: [
    [
      /^Column '(.*)': ([\d,]+) .*read as missing: (.*)\.$/,
      (name, n, marks) => `列 '${name}'：${n} 个单元格按缺失值读取：${marks}。`,
    ],
    [
      /^Column '(.*)': ([\d,]+) cells that are not empty read as missing\.$/,
      (name, n) => `列 '${name}'：${n} 个非空单元格按缺失值读取。`,
    ],
  ],
  numbers_as_text: [
    [
      /^Column '(.*)' is text in the file, and all its ([\d,]+) cells/,
      (name, n) => `列 '${name}' 在文件中为文本，其 ${n} 个非缺失单元格均为数字；按文本保留。`,
    ],
  ],
  mostly_numeric: [
    [
      /^Column '(.*)': ([\d,]+) .* are not numbers, first at row (\d+): '(.*)'; kept as text\.$/s,
      (name, n, row, cell) => `列 '${name}'：${n} 个单元格不是数字，首个在第 ${row} 行：'${cell}'；按文本保留。`,
    ],
  ],
  codes: [
    [
      /^Column '(.*)': ([\d,]+) .* look like codes, first at row (\d+): '(.*)'; kept as text\.$/s,
      (name, n, row, cell) => `列 '${name}'：${n} 个单元格形似编码，首个在第 ${row} 行：'${cell}'；按文本保留。`,
    ],
  ],
  unnamed_column: [
    [
      /^Column (\d+) has no name in the header: called '(.*)'\.$/,
      (k, name) => `第 ${k} 列在表头中没有名称：命名为 '${name}'。`,
    ],
  ],
  trimmed: [[/^Column '(.*)': ([\d,]+) .*$/, (name, n) => `列 '${name}'：${n} 个单元格首尾的空格已去除。`]],
};
