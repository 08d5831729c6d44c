/**
 * What a multiverse says to its reader, in English and Chinese.
 */
import { type FactsOf, listed, messages, type Note } from "../../base/messages.js";

/** Why a specification has no estimate. */
export const FAILURES = messages({
  multiverse_several_columns: {
    en: ({ because }: { readonly because: string }) => `the treatment is no one coefficient: ${because}`,
    zh: ({ because }) => `处理变量不是单个系数：${because}`,
  },
  multiverse_outcome_constant: {
    en: "the outcome is the same in all rows",
    zh: "结果变量在所有行中取值相同",
  },
  multiverse_outcome_absorbed: {
    en: ({ effects }: { readonly effects: readonly string[] }) =>
      `the effects ${listed.en(effects)} explain the outcome entirely`,
    zh: ({ effects }) => `固定效应 ${listed.zh(effects)} 完全解释了结果变量`,
  },
  multiverse_treatment_constant: {
    en: "the treatment is the same in all rows",
    zh: "处理变量在所有行中取值相同",
  },
  multiverse_treatment_absorbed: {
    en: ({ effects }: { readonly effects: readonly string[] }) =>
      `the effects ${listed.en(effects)} absorb the treatment`,
    zh: ({ effects }) => `固定效应 ${listed.zh(effects)} 吸收了处理变量`,
  },
  multiverse_treatment_collinear: {
    en: ({ controls }: { readonly controls: readonly string[] }) =>
      `the treatment is collinear with ${listed.en(controls)}`,
    zh: ({ controls }) => `处理变量与 ${listed.zh(controls)} 共线`,
  },
  multiverse_no_residual_df: {
    en: ({ rows, parameters }: { readonly rows: number; readonly parameters: number }) =>
      `no residual degrees of freedom: ${rows} rows, ${parameters} parameters`,
    zh: ({ rows, parameters }) => `没有剩余自由度：${rows} 行，${parameters} 个参数`,
  },
  multiverse_one_cluster: {
    en: ({ clusters }: { readonly clusters: string }) => `fewer than two clusters in '${clusters}'`,
    zh: ({ clusters }) => `'${clusters}' 中聚类少于两个`,
  },
  multiverse_refused: {
    en: ({ message }: { readonly code: string; readonly message: string }) => message,
    zh: ({ message }) => message,
  },
});

export type Failure = Note;

/** What a reader of the result must know. */
export const MULTIVERSE_NOTES = messages({
  multiverse_duplicates: {
    en: ({ count }: { readonly count: number }) =>
      `${count} combinations are the same model as another (same rows, same columns left, same effects, weights and variance) and are counted once.`,
    zh: ({ count }) => `${count} 个组合与另一组合是同一模型（行、留下的列、固定效应、权重与方差均相同），只计一次。`,
  },
  multiverse_not_estimated: {
    en: ({ count, of }: { readonly count: number; readonly of: number }) =>
      `${count} of ${of} specifications can't be estimated; each is listed with its reason.`,
    zh: ({ count, of }) => `${of} 个设定中有 ${count} 个无法估计，均列出原因。`,
  },
  multiverse_drawn: {
    en: ({ count, of, seed }: { readonly count: number; readonly of: number; readonly seed: number }) =>
      `${count} of ${of} combinations were drawn at random (seed ${seed}), the author's own among them.`,
    zh: ({ count, of, seed }) => `从 ${of} 个组合中随机抽取了 ${count} 个（种子 ${seed}），其中包括作者自己的设定。`,
  },
  multiverse_alone: {
    en: ({ count }: { readonly count: number }) =>
      `${count} specifications were regressed one by one, because their columns are nearly collinear, the fit is nearly perfect, or a variance of several clusterings may need repair.`,
    zh: ({ count }) => `${count} 个设定被逐一回归，因为其列近乎共线、拟合近乎完美，或多重聚类的方差可能需要修正。`,
  },
  multiverse_own: {
    en: ({ because }: { readonly because: string }) => `The author's own specification has no estimate: ${because}.`,
    zh: ({ because }) => `作者自己的设定无法估计：${because}。`,
  },
  multiverse_units: {
    en: ({ choices }: { readonly choices: readonly string[] }) =>
      `Estimates of several ${listed.en(choices)} are each in units of their own: medians, ranges and shares of variance over all of them mix these.`,
    zh: ({ choices }) =>
      `多个${listed.zh(choices.map((choice) => (choice === "outcomes" ? "结果变量" : "处理变量")))}的估计值单位各不相同：跨这些估计值的中位数、范围与方差占比混合了不同单位。`,
  },
  multiverse_filled: {
    en: ({ count }: { readonly count: number }) =>
      `Paths have no row in ${count} periods of units; there the treatment is that of the period before, or else after.`,
    zh: ({ count }) => `处理路径中有 ${count} 个个体时期没有观测，取其前一期的处理值，若无则取后一期。`,
  },
  multiverse_undefined_draws: {
    en: ({ count, of }: { readonly count: number; readonly of: number }) =>
      `In ${count} of ${of} draws no specification has an estimate, as the treatment does not vary in its rows: p is of the other draws.`,
    zh: ({ count, of }) =>
      `${of} 次抽样中有 ${count} 次处理变量在样本内没有变化，各设定均无估计值：p 值由其余抽样得出。`,
  },
  multiverse_rows_differ: {
    en: ({ sets }: { readonly sets: number }) =>
      `Controls lack values in different rows, so that specifications are on ${sets} sets of rows; --common-sample puts them on rows that all have.`,
    zh: ({ sets }) =>
      `控制变量在不同的行中缺失，因此各设定使用了 ${sets} 组不同的行；--common-sample 使其使用共同的行。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof FAILURES>, FactsOf<typeof MULTIVERSE_NOTES> {}
}
