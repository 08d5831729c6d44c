/** What reading printed tables says to its reader, in English and Chinese. */
import { catalogue, type FactsOf, listed, messages } from "../../base/messages.js";

interface InTable {
  readonly table: string;
}

export const READING_NOTES = messages({
  audit_parentheses_unstated: {
    en: ({ table }: InTable) =>
      `${table} does not say what stands in its parentheses; rules that need it are not applied.`,
    zh: ({ table }) => `${table} 未说明括号内为何种统计量；需要该信息的规则不适用。`,
  },
  audit_parentheses_unclear: {
    en: ({ table, says }: InTable & { readonly says: string }) =>
      `${table}: from "${says}" it is not plain what stands in parentheses; rules that need it are not applied.`,
    zh: ({ table, says }) => `${table}：由“${says}”无法确定括号内为何种统计量；需要该信息的规则不适用。`,
  },
  audit_stars_unstated: {
    en: ({ table }: InTable) =>
      `${table} prints stars and does not say at which levels; rules that need these are not applied.`,
    zh: ({ table }) => `${table} 标有星号但未说明对应的显著性水平；需要该信息的规则不适用。`,
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

/** What a row was taken for, by its role. */
export const roleWords = catalogue({
  heading: { en: "heading", zh: "表头" },
  section: { en: "section", zh: "分组标题" },
  estimates: { en: "estimates", zh: "系数估计" },
  beneath: { en: "beneath the estimates", zh: "系数下方括号" },
  effects: { en: "fixed effects", zh: "固定效应" },
  controls: { en: "regressors not shown", zh: "未列示的控制变量" },
  weights: { en: "weights", zh: "权重" },
  errors: { en: "how errors were made", zh: "标准误类型" },
  statistic: { en: "statistic", zh: "统计量" },
  summary: { en: "summary of a variable", zh: "变量的描述性统计" },
  text: { en: "words", zh: "文字" },
  empty: { en: "empty", zh: "空行" },
  unread: { en: "not read", zh: "未读取" },
});

/** Why a cell was not read, and what would make it readable. */
export const unreadWords = catalogue({
  words: { en: "it is no number", zh: "不是数字" },
  inequality: { en: "it is a bound and no number", zh: "是界限而非数字" },
  two_numbers: { en: "it holds several numbers", zh: "含有多个数字" },
  no_estimate: { en: "no estimate stands above it", zh: "上方没有系数估计" },
  brackets: { en: "its brackets don't match", zh: "括号不配对" },
  repeated: { en: "its row has the name of another", zh: "该行与另一行同名" },
  unlabelled: { en: "its row has no label", zh: "该行没有名称" },
});

/** Statistics by name, as readings list them. */
export const statisticWords = catalogue({
  nobs: { en: "observations", zh: "观测值" },
  r2: { en: "R²", zh: "R²" },
  adj_r2: { en: "adjusted R²", zh: "调整 R²" },
  within_r2: { en: "within R²", zh: "组内 R²" },
  pseudo_r2: { en: "pseudo R²", zh: "伪 R²" },
  rmse: { en: "root mean squared error", zh: "均方根误差" },
  f: { en: "F", zh: "F 值" },
  first_stage_f: { en: "first-stage F", zh: "第一阶段 F 值" },
  clusters: { en: "clusters", zh: "聚类数" },
  groups: { en: "groups", zh: "组数" },
  instruments: { en: "instruments", zh: "工具变量数" },
  ar1: { en: "AR(1)", zh: "AR(1)" },
  ar2: { en: "AR(2)", zh: "AR(2)" },
  sargan: { en: "Sargan", zh: "Sargan" },
  hansen: { en: "Hansen", zh: "Hansen" },
  loglik: { en: "log-likelihood", zh: "对数似然" },
  mean_outcome: { en: "mean of the outcome", zh: "被解释变量均值" },
  sd_outcome: { en: "standard deviation of the outcome", zh: "被解释变量标准差" },
});
