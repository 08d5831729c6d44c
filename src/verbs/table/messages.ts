/**
 * Words of a table of models: what stands in its rows and beneath.
 */
import { after, before, catalogue } from "../../base/messages.js";

export const modelTableWords = catalogue({
  model: { en: "Model", zh: "模型" },
  effects: { en: (name: string) => `Fixed effects: ${name}`, zh: (name: string) => `${before(name)}固定效应` },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  some: { en: "some", zh: "部分" },
  errors: { en: "Standard errors", zh: "标准误" },
  clustered: { en: "Errors clustered by", zh: "聚类标准误" },
  clusters: { en: "Clusters", zh: "聚类数" },
  nobs: { en: "Observations", zh: "观测值" },
  r2: { en: "R²", zh: "R²" },
  uncentred_r2: { en: "R², uncentred", zh: "R²（未中心化）" },
  adj_r2: { en: "Adjusted R²", zh: "调整后 R²" },
  within_r2: { en: "Within R²", zh: "组内 R²" },
  pseudo_r2: { en: "Pseudo R²", zh: "伪 R²" },
  rmse: { en: "RMSE", zh: "均方根误差" },
  loglik: { en: "Log-likelihood", zh: "对数似然值" },
  first_stage_f: { en: "First-stage F", zh: "第一阶段 F 值" },
  n_groups: { en: "Groups", zh: "组数" },
  n_instruments: { en: "Instruments", zh: "工具变量数" },
  n_treated: { en: "Treated matched", zh: "匹配的处理组" },
  ar1: { en: "AR(1)", zh: "AR(1)" },
  ar2: { en: "AR(2)", zh: "AR(2)" },
  hansen: { en: "Hansen J", zh: "Hansen J 检验" },
  sargan: { en: "Sargan", zh: "Sargan 检验" },
  testBeneath: { en: "p-values of tests in brackets.", zh: "方括号内为检验的 p 值。" },
  std_error: { en: "Standard errors in parentheses.", zh: "括号内为标准误。" },
  statistic: { en: "t or z statistics in parentheses.", zh: "括号内为 t 或 z 统计量。" },
  p_value: { en: "p-values in parentheses.", zh: "括号内为 p 值。" },
  interval: {
    en: (level: string) => `${level} confidence intervals in brackets.`,
    zh: (level: string) => `方括号内为 ${level} 置信区间。`,
  },
  notShown: {
    en: (terms: string) => `Coefficients not shown: ${terms}.`,
    zh: (terms: string) => `未报告的系数：${terms}。`,
  },
  grouped: {
    en: (label: string, terms: string) => `${label}: ${terms}.`,
    zh: (label: string, terms: string) => `${label}：${terms}。`,
  },
  rule: {
    en: (rule: string, K: string, df: string) => `Small-sample rule ${rule}: K = ${K}; ${df}.`,
    zh: (rule: string, K: string, df: string) => `小样本调整（${rule}）：K = ${K}；${df}。`,
  },
  t: { en: (df: string) => `t with ${df} degrees of freedom`, zh: (df: string) => `t 分布，自由度 ${df}` },
  z: { en: "z statistics", zh: "z 统计量" },
  dropped: {
    en: (reason: string, rows: string) => `Rows dropped (${reason}): ${rows}.`,
    zh: (reason: string, rows: string) => `剔除样本（${reason}）：${rows} 行。`,
  },
  leftOut: {
    en: (term: string, because: string) => `${term} omitted: ${because}.`,
    zh: (term: string, because: string) => `剔除${after(term)}：${because}。`,
  },
});
