/**
 * What least squares, its predictions and its fit by moments say to their reader, in English and Chinese.
 */
import { type FactsOf, listed, messages, plural } from "../../base/messages.js";

/** Levels a sentence names. */
const NAMED = 5;

interface Predicted {
  readonly effect: string;
  readonly rows: number;
}

export const FEOLS_NOTES = messages({
  collinear: {
    en: ({ terms, of }: { readonly terms: readonly string[]; readonly of?: number }) =>
      of === undefined
        ? `Distances are unchanged without ${listed.en(terms)}, ${plural(terms.length, "a combination", "combinations")} of the covariates before.`
        : `Omitted because of collinearity with the regressors before or with the effects, ${terms.length} of ${of} regressors: ${listed.en(terms)}.`,
    zh: ({ terms, of }) =>
      of === undefined
        ? `${listed.zh(terms)} 可由其前的协变量线性表示，剔除后距离不变。`
        : `${of} 个解释变量中有 ${terms.length} 个因共线性剔除（可由其前的变量或固定效应解释）：${listed.zh(terms)}。`,
  },
  predict_missing: {
    en: ({ rows, combinations }: { readonly rows: number; readonly combinations: number }) =>
      `${rows} ${plural(rows, "row has", "rows have")} no prediction: a regressor is missing, or a level is not in the estimation sample${combinations === 0 ? "" : `; ${combinations} of them combine levels as no row of the estimation sample does`}.`,
    zh: ({ rows, combinations }) =>
      `${rows} 行没有预测值：解释变量缺失，或水平不在估计样本中${combinations === 0 ? "" : `；其中 ${combinations} 行的水平组合不见于估计样本`}。`,
  },
  predict_collinear: {
    en: ({ terms }: { readonly terms: readonly string[] }) =>
      `${listed.en(terms)} ${plural(terms.length, "was", "were")} omitted because of collinearity: predictions are valid where the collinearity also holds in the new rows.`,
    zh: ({ terms }) => `${listed.zh(terms)} 因共线性未予估计：只有新数据中同样存在该共线关系时，预测才有效。`,
  },
  predict_apart: {
    en: ({ rows }: { readonly rows: number }) =>
      `${rows} ${plural(rows, "row has", "rows have")} no prediction: the levels are in the estimation sample but not connected there, so that the sum of their effects is not identified.`,
    zh: ({ rows }) => `${rows} 行没有预测值：其水平虽在估计样本中，但互不连通，效应之和不可识别。`,
  },
  predict_missing_slope: {
    en: ({ effect, slope, rows }: Predicted & { readonly slope: string }) =>
      `${effect}[${slope}]: ${rows} ${plural(rows, "row has", "rows have")} no prediction, because ${slope} is missing.`,
    zh: ({ effect, slope, rows }) => `${effect}[${slope}]：${rows} 行因 ${slope} 缺失而没有预测值。`,
  },
  predict_unknown_levels: {
    en: ({ effect, rows, levels }: Predicted & { readonly levels: readonly string[] }) =>
      `${effect}: ${rows} ${plural(rows, "row has", "rows have")} no prediction, because the level is not in the estimation sample: ${levels.length === 0 ? "missing" : listed.en(levels, NAMED)}.`,
    zh: ({ effect, rows, levels }) =>
      `${effect}：${rows} 行没有预测值，其水平不在估计样本中：${levels.length === 0 ? "缺失" : listed.zh(levels, NAMED)}。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof FEOLS_NOTES> {}
}
