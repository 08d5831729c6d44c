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

/** How recovered effects are normalised. */
export interface Normalisation {
  /** The only effect, of which every level has a coefficient; null where there are more, or slopes. */
  readonly alone: string | null;
  readonly components: number;
  /** Effects and slopes without a reference. */
  readonly free: readonly string[];
  /** Those with a coefficient set to 0: which level, or one in each connected component. */
  readonly zero: readonly {
    readonly what: string;
    readonly references: number;
    readonly against: string;
    readonly level: string | null;
  }[];
  /** Coefficients that are one solution of many. */
  readonly open: number;
}

export const normalisation = {
  en: ({ alone, components, free, zero, open }: Normalisation): string => {
    if (alone !== null) return `${alone}: every level has its coefficient, none is set to 0.`;
    const parts = [
      components === 1 ? "all levels are connected" : `${components} connected components`,
      `${listed.en(free)} ${plural(free.length, "has", "have")} no reference`,
      ...zero.map(
        ({ what, references, against, level }) =>
          `of ${what} the first level${level === null ? ` in each of its ${references} connected components` : ` (${level})`} with ${against} is 0`,
      ),
      ...(open === 0 ? [] : [`${open} coefficients are not identified, one solution of many`]),
    ];
    return `${parts.join("; ")}.`;
  },
  zh: ({ alone, components, free, zero, open }: Normalisation): string => {
    if (alone !== null) return `${alone}：各水平均有系数，没有设为 0 者。`;
    const parts = [
      components === 1 ? "所有水平相互连通" : `${components} 个连通分量`,
      `${listed.zh(free)} 没有基准`,
      ...zero.map(
        ({ what, references, against, level }) =>
          `${what} 与 ${against} ${level === null ? `的 ${references} 个连通分量中各自的首个水平` : `相连的首个水平（${level}）`}设为 0`,
      ),
      ...(open === 0 ? [] : [`${open} 个系数不可识别，只是众多解之一`]),
    ];
    return `${parts.join("；")}。`;
  },
};

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
  fixef_normalisation: {
    en: (facts: Normalisation) => `Recovered effects: ${normalisation.en(facts)}`,
    zh: (facts) => `还原的固定效应：${normalisation.zh(facts)}`,
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
