/** What reading printed tables says to its reader, in English and Chinese. */
import { type FactsOf, listed, messages } from "../../base/messages.js";

interface InTable {
  readonly table: string;
}

export const READING_NOTES = messages({
  audit_parentheses_unstated: {
    en: ({ table }: InTable) =>
      `${table} does not say what stands in its parentheses, so that it is read from its cells where these allow one reading only.`,
    zh: ({ table }) => `${table} 未说明括号内为何种统计量；仅当各单元格只容许一种解读时据此判断。`,
  },
  audit_parentheses_unclear: {
    en: ({ table, says }: InTable & { readonly says: string }) =>
      `${table}: from "${says}" it is not plain what stands in parentheses, so that it is read from the cells where these allow one reading only.`,
    zh: ({ table, says }) => `${table}：由“${says}”无法确定括号内为何种统计量；仅当各单元格只容许一种解读时据此判断。`,
  },
  audit_stars_unstated: {
    en: ({ table }: InTable) =>
      `${table} prints stars and does not say at which levels; those of the paper’s other tables are used, or the usual 10%, 5% and 1%.`,
    zh: ({ table }) => `${table} 标有星号但未说明对应的显著性水平；采用该文其他表格的水平，或通常的 10%、5%、1%。`,
  },
  audit_marks_left: {
    en: ({ table, marks }: InTable & { readonly marks: readonly string[] }) =>
      `${table}: the ${marks.length === 1 ? "mark" : "marks"} ${listed.en(marks)} behind numbers were taken as footnotes, because no note gives a level.`,
    zh: ({ table, marks }) => `${table}：数字后的标记 ${listed.zh(marks)} 未注明显著性水平，视为脚注。`,
  },
  audit_decimal_commas: {
    en: ({ table }: InTable) =>
      `${table}: commas were read as decimal points, because none of them can part thousands.`,
    zh: ({ table }) => `${table}：逗号按小数点读取，因为没有一个可以是千分位。`,
  },
  audit_row_taken_as_controls: {
    en: ({ table, label }: InTable & { readonly label: string }) =>
      `${table}: the row '${label}' of yes and no was taken as regressors that are not shown.`,
    zh: ({ table, label }) => `${table}：“${label}”一行（是/否）视为未列示的控制变量。`,
  },
  audit_table_unread: {
    en: ({ table }: InTable) =>
      `${table} was not read: it has no row of estimates, and no columns of means and standard deviations.`,
    zh: ({ table }) => `未读取 ${table}：既无系数估计行，也无均值与标准差列。`,
  },
  audit_columns_joined: {
    en: ({ table, left }: InTable & { readonly left: readonly string[] }) =>
      `${table} has numbers of one model in columns beside each other; they are shown as one column${left.length === 0 ? "" : `, without ${listed.en(left)}`}.`,
    zh: ({ table, left }) =>
      `${table} 将同一模型的各项数字分列并排；此处合并为一列显示${left.length === 0 ? "" : `，未包括 ${listed.zh(left)}`}。`,
  },
  audit_exact_values: {
    en: ({ table }: InTable) => `${table} is made of records of this program: its values are not rounded.`,
    zh: ({ table }) => `${table} 由本程序的记录生成：数值未经四舍五入。`,
  },
  audit_nothing_told: {
    en: ({ file }: { readonly file: string }) =>
      `${file} has tables alone: rules on what the paper says (panel, treatment, subsamples, claims) are not applied; a transcription can say it.`,
    zh: ({ file }) =>
      `${file} 仅含表格：涉及论文文字的规则（面板、处理变量、子样本、文中陈述）不适用；可在 YAML 转录文件中补充。`,
  },
  audit_cells_unread: {
    en: ({ table, count, cells }: InTable & { readonly count: number; readonly cells: readonly string[] }) =>
      `${table}: ${count} ${count === 1 ? "cell was" : "cells were"} not read as numbers and no rule sees ${count === 1 ? "it" : "them"}: ${listed.en(cells)}.`,
    zh: ({ table, count, cells }) => `${table}：${count} 个单元格未能读作数字，任何规则均不涉及：${listed.zh(cells)}。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof READING_NOTES> {}
}
