/**
 * What synthetic differences-in-differences have to say, in English and Chinese.
 */
import { type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

export const SDID_NOTES = messages({
  sdid_one_period_before: {
    en: ({ cohorts }: { readonly cohorts: readonly number[] }) =>
      `Cohorts with one period before treatment (${listed.en(cohorts)}) leave no path to match: all donors weigh alike, as in differences-in-differences.`,
    zh: ({ cohorts }) =>
      `${listed.zh(cohorts)} 批次处理前只有一期，没有可供拟合的路径：所有供体权重相同，等同于双重差分。`,
  },
  sdid_unpenalised: {
    en: ({ cohorts }: { readonly cohorts: readonly number[] }) =>
      `Changes of donors before treatment do not vary (cohorts ${listed.en(cohorts)}), and their standard deviation, by which weights are penalised, is 0: of several solutions one is taken.`,
    zh: ({ cohorts }) =>
      `供体处理前的逐期变化没有差异（${listed.zh(cohorts)} 批次），用于惩罚权重的标准差为 0：若解不唯一，取其中之一。`,
  },
  sdid_covariates: {
    en: ({ covariates, rows }: { readonly covariates: readonly string[]; readonly rows: number }) =>
      `The part of ${listed.en(covariates)} is taken off the outcome by the coefficients of a two-way regression of ${rows} rows of never treated units (Kranz 2022); errors take the coefficients as known.`,
    zh: ({ covariates, rows }) =>
      `${listed.zh(covariates)} 的影响已从结果中扣除，系数来自 ${rows} 个从未受处理观测的双向固定效应回归（Kranz 2022）；标准误视这些系数为已知。`,
  },
  sdid_covariates_omitted: {
    en: ({ covariates }: { readonly covariates: readonly string[] }) =>
      `${listed.en(covariates)} ${plural(covariates.length, "does", "do")} not vary among never treated units beyond unit and period effects and the other covariates: left out.`,
    zh: ({ covariates }) =>
      `在从未受处理的单位中，${listed.zh(covariates)} 除个体与时期效应及其他协变量外没有变动，已剔除。`,
  },
  sdid_placebo: {
    en: ({ draws, treated, seed }: { readonly draws: number; readonly treated: number; readonly seed: number }) =>
      `Errors are the spread of ${draws} placebo estimates: in each, ${treated} never treated ${plural(treated, "unit", "units")} drawn at random (seed ${seed}) ${plural(treated, "replaces", "replace")} the treated, and weights are computed again. They are right if outcomes of treated and never treated units vary alike.`,
    zh: ({ draws, treated, seed }) =>
      `标准误为 ${draws} 次安慰剂估计的离散程度：每次随机抽取 ${treated} 个从未受处理的单位（种子 ${seed}）代替受处理单位，并重新计算权重。前提是受处理与从未受处理单位的结果波动相同。`,
  },
  sdid_bootstrap: {
    en: (facts: { readonly draws: number; readonly seed: number; readonly redrawn: number }) =>
      `Errors are the spread of ${facts.draws} estimates on units drawn with replacement (seed ${facts.seed}), weights computed again in each${facts.redrawn === 0 ? "" : `; ${facts.redrawn} draws without a donor or a unit of each cohort were made again`}.`,
    zh: (facts) =>
      `标准误为 ${facts.draws} 次有放回抽取单位（种子 ${facts.seed}）并重新计算权重所得估计的离散程度${facts.redrawn === 0 ? "" : `；另有 ${facts.redrawn} 次抽样缺少供体或某批次的单位，已重抽`}。`,
  },
  sdid_jackknife: {
    en: ({ units }: { readonly units: number }) =>
      `Errors are a jackknife over ${units} units, weights held and scaled to add up to one (Arkhangelsky et al. 2021, algorithm 3).`,
    zh: ({ units }) => `标准误由 ${units} 个单位的刀切法得到，权重保持不变并重新归一（Arkhangelsky 等 2021，算法 3）。`,
  },
  sdid_idle: {
    en: ({ options }: { readonly options: readonly string[] }) =>
      `${listed.en(options)} ${plural(options.length, "changes", "change")} nothing of sdid, whose errors are of units${options.includes("--draws") ? " and here of no draws" : ""}.`,
    zh: ({ options }) =>
      `${listed.zh(options)} 对 sdid 不起作用：其标准误基于单位${options.includes("--draws") ? "，此处不经抽样" : ""}。`,
  },
  sdid_no_errors: {
    en: ({ donors, treated }: { readonly donors: number; readonly treated: number }) =>
      `No standard errors: placebos need more never treated units (${donors}) than treated ones (${treated}), a bootstrap at least two units in each cohort.`,
    zh: ({ donors, treated }) =>
      `无法给出标准误：安慰剂法要求从未受处理的单位（${donors} 个）多于受处理单位（${treated} 个），自助法要求每个批次至少有两个单位。`,
  },
});

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof SDID_NOTES> {}
}
