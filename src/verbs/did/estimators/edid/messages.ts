/**
 * What Chen, Sant'Anna and Xie's estimator says to its reader, and words of its tables and figure.
 */
import { catalogue, type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

interface Count {
  readonly count: number;
}

export const EDID_NOTES = messages({
  edid_trends: {
    en: ({ trends }: { readonly trends: "all" | "post" }) =>
      trends === "all"
        ? "edid assumes that trends are parallel for all cohorts in all periods, those before treatment too: effects weigh every comparison cohort and period before treatment."
        : "edid assumes that trends of each cohort and the never treated are parallel from the period before its treatment on: that period is the base.",
    zh: ({ trends }) =>
      trends === "all"
        ? "edid 假定全部批次在全部时期（含处理前）趋势平行：各效应对所有对照批次和处理前时期加权。"
        : "edid 假定各批次与从未受处理的单位自处理前一期起趋势平行：以该期为基期。",
  },
  edid_incomplete: {
    en: ({ count }: Count) =>
      `${count} ${plural(count, "unit")} ${plural(count, "lacks", "lack")} a period and ${plural(count, "is", "are")} left out (unbalanced: balanced).`,
    zh: ({ count }) => `${count} 个单位缺少某些时期，已剔除（unbalanced: balanced）。`,
  },
  edid_without_base: {
    en: ({ cohorts }: { readonly cohorts: readonly number[] }) =>
      `No period before treatment and its anticipation, and so no effects: ${plural(cohorts.length, "cohort")} ${listed.en(cohorts)}.`,
    zh: ({ cohorts }) => `处理及其预期之前没有观测，无法估计效应的批次：${listed.zh(cohorts)}。`,
  },
  edid_small: {
    en: ({ cohorts, untreated }: { readonly cohorts: readonly number[]; readonly untreated: number }) =>
      `The covariance of n units has room for n - 1 periods: of ${plural(cohorts.length, "cohort")} ${listed.en(cohorts)} only the last ones before treatment are used (${untreated} units are untreated).`,
    zh: ({ cohorts, untreated }) =>
      `n 个单位的协方差至多容纳 n - 1 个时期：批次 ${listed.zh(cohorts)} 只使用处理前最近的若干期（未受处理的单位 ${untreated} 个）。`,
  },
  edid_last_cohort: {
    en: ({ cohort, period }: { readonly cohort: number; readonly period: number }) =>
      `No unit is never treated: the last cohort (${cohort}) stands in its place, so that it has no effects, and no cohort has any from ${period} on.`,
    zh: ({ cohort, period }) =>
      `没有从未受处理的单位：以最后一个批次（${cohort}）代替，因此该批次没有效应估计，${period} 期及以后各批次均无效应估计。`,
  },
  edid_few_units: {
    en: ({ comparisons, units }: { readonly comparisons: number; readonly units: number }) =>
      `Weights of ${comparisons} ${plural(comparisons, "comparison")} are estimated from cohorts of as few as ${units} ${plural(units, "unit")}, and errors take them as known: intervals may be too narrow. Compare with --trends post.`,
    zh: ({ comparisons, units }) =>
      `${comparisons} 个比较的权重由最小仅 ${units} 个单位的批次估计，而标准误视其为已知：区间可能偏窄。请与 --trends post 对照。`,
  },
  edid_no_test: {
    en: "Outcomes before treatment do not vary between units in some period, or follow from others: trends that are parallel in all periods are not tested.",
    zh: "处理前某些时期的结果在单位间没有差异，或可由其他时期推出：未检验全部时期的平行趋势。",
  },
  edid_reversed: {
    en: ({ directions }: { readonly directions: number }) =>
      `In ${directions} ${plural(directions, "direction")} effects by all comparisons vary more than those by the period before treatment, as they may by chance: Hausman's test leaves ${plural(directions, "it", "them")} out.`,
    zh: ({ directions }) =>
      `在 ${directions} 个方向上，使用全部比较的效应方差反而大于只用处理前一期的效应（有限样本中可能出现）：Hausman 检验未计入这些方向。`,
  },
});

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof EDID_NOTES> {}
}

export const edidWords = catalogue({
  table: {
    en: (estimator: string) => `${estimator}: what effects are compared with`,
    zh: (estimator: string) => `${estimator}：各效应的比较权重`,
  },
  testTable: {
    en: (estimator: string) => `${estimator}: are trends parallel in all periods?`,
    zh: (estimator: string) => `${estimator}：全部时期趋势是否平行`,
  },
  figure: { en: "Weights of comparisons by base period", zh: "各基期比较的权重" },
  cell: { en: "Cohort, period", zh: "批次，时期" },
  untreated: { en: "Untreated, first period", zh: "未受处理，首期" },
  own: { en: "Own periods before treatment", zh: "本批次处理前各期" },
  others: { en: "Other cohorts", zh: "其他批次" },
  negative: { en: "Negative weights", zh: "负权重" },
  share: { en: "Variance share", zh: "方差占比" },
  event: { en: "Event time", zh: "相对时期" },
  difference: { en: "Difference", zh: "差异" },
  base: { en: "Base period", zh: "基期" },
  weight: { en: "Weight, averaged over treated cells", zh: "权重（对受处理单元平均）" },
  test: {
    en: (statistic: string, df: string, p: string) =>
      `Hausman's test that effects by all comparisons are those by the period before treatment alone: chi2(${df}) = ${statistic}, ${p}. A small p speaks against parallel trends in all periods; --trends post assumes less.`,
    zh: (statistic: string, df: string, p: string) =>
      `Hausman 检验（原假设：使用全部比较的效应与只用处理前一期的效应相同）：chi2(${df}) = ${statistic}，${p}。p 值小则不支持全部时期趋势平行；--trends post 假定较弱。`,
  },
  weightsNote: {
    en: "Weights sum to one. Variance share: the variance as a share of that by the period before treatment and the never treated alone.",
    zh: "权重之和为 1。方差占比为相对于只以处理前一期和从未受处理单位为对照时的方差。",
  },
  description: {
    en: (parts: string) => `Weights of comparisons, averaged over treated cells. ${parts}.`,
    zh: (parts: string) => `各比较的权重（对受处理单元平均）。${parts}。`,
  },
});
