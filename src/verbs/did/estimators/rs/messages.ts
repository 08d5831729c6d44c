/**
 * What Roth and Sant'Anna's estimator says to its reader, and words of its table and figure.
 */
import { catalogue, type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

interface Comparison {
  readonly control: "never" | "notyet";
  /** Whether the last cohort is never treated; its units. */
  readonly never: boolean;
  readonly units: number;
}

interface Singles {
  /** Null: never treated. */
  readonly cohorts: readonly (number | null)[];
}

const comparedWith = {
  en: ({ control, never, units }: Comparison): string => {
    if (control === "notyet") return "all units not yet treated";
    return never ? `the ${units} units never treated alone` : `the ${units} units of the last cohort alone`;
  },
  zh: ({ control, never, units }: Comparison): string => {
    if (control === "notyet") return "以全部尚未受处理的单位为对照";
    return never ? `仅以 ${units} 个从未受处理的单位为对照` : `仅以最后一个批次的 ${units} 个单位为对照`;
  },
};

const singlesOf = {
  en: ({ cohorts }: Singles): string =>
    listed.en(cohorts.map((cohort) => (cohort === null ? "never treated" : String(cohort)))),
  zh: ({ cohorts }: Singles): string =>
    listed.zh(cohorts.map((cohort) => (cohort === null ? "从未受处理" : String(cohort)))),
};

export const RS_NOTES = messages({
  rs_random_dates: {
    en: (facts: Comparison) =>
      `rs assumes that dates of treatment are as good as random across units, which is more than parallel trends; errors are those of this design and not clustered. Compared with are ${comparedWith.en(facts)}.`,
    zh: (facts) =>
      `rs 假定处理时点在单位间近乎随机，强于平行趋势假定；标准误基于该随机化设计，而非聚类标准误。${comparedWith.zh(facts)}。`,
  },
  rs_incomplete: {
    en: ({ count }: { readonly count: number }) =>
      `${count} ${plural(count, "unit")} ${plural(count, "lacks", "lack")} a period and ${plural(count, "is", "are")} left out (unbalanced: balanced).`,
    zh: ({ count }) => `${count} 个单位缺少某些时期，已剔除（unbalanced: balanced）。`,
  },
  rs_single: {
    en: (facts: Singles) =>
      `Cohorts of one unit have no variance and are left out: ${singlesOf.en(facts)}. Averages are over the others.`,
    zh: (facts) => `仅有一个单位的批次无法估计方差，已剔除：${singlesOf.zh(facts)}；平均效应只涵盖其余批次。`,
  },
  rs_all_treated: {
    en: ({ cohort, period }: { readonly cohort: number; readonly period: number }) =>
      `No unit is never treated: the last cohort (${cohort}) has no effects, and no cohort has any from ${period} on.`,
    zh: ({ cohort, period }) =>
      `没有从未受处理的单位：最后一个批次（${cohort}）没有效应估计，${period} 期及以后各批次均无效应估计。`,
  },
  rs_neyman: {
    en: ({ effects }: { readonly effects: number }) =>
      `Refined variances of ${effects} ${plural(effects, "effect")} are not above zero, as where cohorts are small: all errors are Neyman's, which are conservative.`,
    zh: ({ effects }) =>
      `${effects} 个效应的修正方差不为正（批次较小时可能出现）：全部标准误改用保守的 Neyman 标准误。`,
  },
});

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof RS_NOTES> {}
}

export const rsWords = catalogue({
  table: {
    en: (estimator: string) => `${estimator}: beta, errors and the randomisation test`,
    zh: (estimator: string) => `${estimator}：β、标准误与处理时点置换检验`,
  },
  figure: {
    en: "Variance, as a share of that of the difference-in-differences",
    zh: "方差占双重差分方差的比例",
  },
  beta: { en: "Beta", zh: "β" },
  estimate: { en: "Estimate", zh: "估计值" },
  refined: { en: "Refined error", zh: "修正标准误" },
  neyman: { en: "Neyman's error", zh: "Neyman 标准误" },
  share: { en: "Variance share", zh: "方差占比" },
  p: { en: "Randomisation p", zh: "置换检验 p 值" },
  shareAxis: { en: "Share of the variance with beta 1", zh: "占 β = 1 时方差的比例" },
  same: { en: "Difference-in-differences (beta 1)", zh: "双重差分（β = 1）" },
  effect: { en: "Effect", zh: "效应" },
  average: { en: "Average of all", zh: "总平均" },
  description: {
    en: (parts: string) => `Variance of each effect as a share of that with beta 1. ${parts}.`,
    zh: (parts: string) => `各效应的方差占 β = 1 时方差的比例。${parts}。`,
  },
  note: {
    en: (draws: string, seed: number) =>
      `Beta: how much of the difference before treatment is taken off. Variance share: Neyman's variance over that with beta 1. Randomisation p: (1 + b) / (1 + ${draws}), b of ${draws} permutations of units over dates (seed ${seed}) with a |t| as large; its null is that no unit is affected at any date.`,
    zh: (draws: string, seed: number) =>
      `β 为从处理后差异中扣除处理前差异的程度。方差占比为 Neyman 方差与 β = 1 时方差之比。置换检验 p 值为 (1 + b) / (1 + ${draws})，b 为 ${draws} 次处理时点置换（种子 ${seed}）中 |t| 不小于观测值的次数；其原假设为任何单位在任何时点均不受影响。`,
  },
});
