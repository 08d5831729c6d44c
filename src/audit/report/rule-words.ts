/** Names of the rules, for the list of what was judged. */
import { catalogue, type Language } from "../../base/messages.js";

export const ruleWords = catalogue({
  parentheses: { en: "what parentheses can hold", zh: "括号内可能是什么" },
  sign_of_statistic: { en: "the sign of a statistic against that of its estimate", zh: "统计量与估计值的符号" },
  stars: { en: "stars against t, errors or p", zh: "星号与 t 值、标准误或 p 值" },
  beneath_estimates: {
    en: "estimate, error, t, p and interval of one cell",
    zh: "同一系数的估计值、标准误、t、p 与置信区间",
  },
  r2_of_t: { en: "R² against t and N in one-regressor columns", zh: "单一解释变量的列：R² 与 t 和 N" },
  adjusted_r2: { en: "adjusted R² against R²", zh: "调整后 R² 与 R²" },
  f_of_t: { en: "F against t and R²", zh: "F 与 t、R²" },
  nested_r2: { en: "R² of columns with more regressors on one sample", zh: "同一样本上增加解释变量后的 R²" },
  share_treated: { en: "share treated implied by two errors", zh: "由两个标准误推算的受处理比例" },
  first_stage_f: { en: "first-stage F from t", zh: "由 t 推算的第一阶段 F" },
  iv_over_ols: { en: "instrumented estimates over least squares", zh: "工具变量估计与最小二乘估计之比" },
  iv_of_stages: { en: "2SLS against its first stage and reduced form", zh: "2SLS 与第一阶段、简约式" },
  few_clusters: { en: "clusters too few for the stars", zh: "聚类数与显著性标记" },
  claims: { en: "claims of the text against cells", zh: "正文论断与表中数字" },
  panel_size: { en: "N against units times periods", zh: "N 与个体数乘时期数" },
  subsamples: { en: "N of subsamples against their whole", zh: "子样本 N 之和与总样本" },
  same_sample: { en: "N between columns of one sample", zh: "同一样本各列的 N" },
  dynamic_panels: {
    en: "what columns by GMM owe: AR tests, instruments, over-identification",
    zh: "GMM 各列应报告的内容：AR 检验、工具变量数与过度识别检验",
  },
  differences: { en: "differences claimed between estimates", zh: "系数差异的论断" },
  identical_cells: { en: "identical cells of different columns", zh: "不同列中完全相同的单元格" },
  undefined_variables: { en: "variables the text does not define", zh: "正文未定义的变量" },
  printed_zeros: { en: "estimates printed as zero", zh: "显示为零的系数" },
  absorbed_regressors: { en: "regressors that effects would absorb", zh: "会被固定效应吸收的变量" },
  variable_rows: { en: "N against the number of values of each variable", zh: "N 与各变量的观测数" },
  order_of_counts: { en: "clusters and groups against N", zh: "聚类数、组数与 N" },
  granularity: {
    en: "means and deviations that whole numbers can have",
    zh: "整数变量可能具有的均值与标准差",
  },
  spread: { en: "mean, median and deviation against the range", zh: "均值、中位数、标准差与取值范围" },
  root_mean_square: { en: "R² against root mean square error", zh: "R² 与均方根误差" },
});

export const ruleText = (rule: string, language: Language): string =>
  Object.hasOwn(ruleWords, rule) ? ruleWords[rule as keyof typeof ruleWords][language] : rule;
