/** What rules could not be applied for, in words: what is missing, and what to say of it in a transcription. */
import { catalogue, type Language } from "../../base/messages.js";
import type { NotApplied } from "../rules/rule.js";
import { placeText } from "./cell-text.js";
import { auditWords as words } from "./messages.js";

/** By the code that rules state. */
export const lackingWords = catalogue({
  adj_r2: { en: "adjusted R²", zh: "调整后 R²" },
  ar1: { en: "the AR(1) test", zh: "AR(1) 检验" },
  claims: { en: "the cell that the claim names", zh: "论断所指的单元格" },
  clusters: { en: "number of clusters (key clusters)", zh: "聚类数（clusters）" },
  column: { en: "the column that is named", zh: "所指的列" },
  comparisons: { en: "the cells that are compared", zh: "所比较的单元格" },
  defined: { en: "variables the text defines (says: defined)", zh: "正文中定义的变量（says: defined）" },
  errors: { en: "how errors were made (key errors)", zh: "标准误类型（errors）" },
  estimator: { en: "what estimates the column (key estimator)", zh: "估计方法（estimator）" },
  firstStages: {
    en: "first stages, with the instruments' rows (says: first_stages)",
    zh: "第一阶段及工具变量所在行（says: first_stages）",
  },
  groups: { en: "number of groups", zh: "组数" },
  hiddenRegressors: {
    en: "whether regressors are not shown (key hidden_regressors)",
    zh: "是否有未列出的解释变量（hidden_regressors）",
  },
  instrumented: {
    en: "instrumented estimates beside least squares (says: instrumented)",
    zh: "与最小二乘对照的工具变量估计（says: instrumented）",
  },
  instruments: { en: "number of instruments", zh: "工具变量数" },
  invariant: {
    en: "variables that do not vary within an effect (says: invariant)",
    zh: "在固定效应组内不变的变量（says: invariant）",
  },
  n: { en: "number of observations of the variable", zh: "变量的观测数" },
  nobs: { en: "number of observations", zh: "观测数" },
  panel: { en: "units and periods of the panel (says: panel)", zh: "面板的个体数与时期数（says: panel）" },
  parentheses: { en: "what parentheses hold (a note, or key parentheses)", zh: "括号内的含义（表注或 parentheses）" },
  r2: { en: "R²", zh: "R²" },
  sameSample: { en: "columns of one sample (says: same_sample)", zh: "使用同一样本的列（says: same_sample）" },
  splits: { en: "subsamples that make up a whole (says: splits)", zh: "合为总样本的子样本（says: splits）" },
  standard_error: { en: "standard errors", zh: "标准误" },
  stars: { en: "the levels of stars (a note, or key stars)", zh: "星号对应的显著性水平（表注或 stars）" },
  step: { en: "the step between a variable's values (key steps)", zh: "变量取值的最小间隔（steps）" },
  unweighted: { en: "means without weights", zh: "未加权的均值" },
  treatment: { en: "the treatment and its rows (says: treatment)", zh: "处理变量及其受处理观测（says: treatment）" },
});

/** Cells that are listed of a thing that is lacking. */
const MOST_PLACES = 6;

/** What is lacking, a line a thing, with the cells it is lacking for. */
export function lackingLines(notApplied: readonly NotApplied[], language: Language): string[] {
  const codes = [...new Set(notApplied.map(({ lacks }) => lacks))];
  return codes.map((code) => {
    const places = notApplied.flatMap(({ lacks, where }) =>
      lacks === code && where !== null ? [placeText(where, language)] : [],
    );
    const what = lackingText(code, language);
    const unlike = [...new Set(places)];
    const shown = unlike.slice(0, MOST_PLACES);
    return unlike.length === 0 ? what : words.lacks[language](what, shown, unlike.length - shown.length);
  });
}

const lackingText = (code: string, language: Language): string =>
  Object.hasOwn(lackingWords, code) ? lackingWords[code as keyof typeof lackingWords][language] : code;
