/**
 * What triple differences say to their reader, in English and Chinese.
 */
import { catalogue, type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

const named = {
  en: (cohorts: readonly string[]) =>
    listed.en(cohorts.map((cohort) => (cohort === "never" ? "never treated" : cohort))),
  zh: (cohorts: readonly string[]) => listed.zh(cohorts.map((cohort) => (cohort === "never" ? "从未受处理" : cohort))),
};

export const DDD_NOTES = messages({
  ddd_pairs: {
    en: ({ count }: { readonly count: number }) =>
      `${count} ${plural(count, "unit")} ${plural(count, "lacks", "lack")} a period: each comparison is of the units that are observed in both of its periods (--unbalanced balanced drops such units).`,
    zh: ({ count }) =>
      `${count} 个单位缺少某些时期：每次比较只用两个时期均有观测的单位（--unbalanced balanced 剔除这些单位）。`,
  },
  ddd_one_sided: {
    en: ({ cohorts }: { readonly cohorts: readonly string[] }) =>
      `${plural(cohorts.length, "Cohort", "Cohorts")} ${named.en(cohorts)} ${plural(cohorts.length, "lacks", "lack")} either eligible or other units: no effects, and nothing is compared with ${plural(cohorts.length, "it", "them")}.`,
    zh: ({ cohorts }) => `批次 ${named.zh(cohorts)} 缺少符合条件或不符合条件的单位：既无效应估计，也不作为对照。`,
  },
  ddd_even: {
    en: ({ count }: { readonly count: number }) =>
      `In ${count} ${plural(count, "effect")} the third differences against the cohorts depend on each other, as where hardly any units stand behind them: they are averaged alike, not by least variance.`,
    zh: ({ count }) =>
      `${count} 个效应中，相对各对照批次的三重差分彼此线性相关（例如单位极少），故取简单平均，而非最小方差加权。`,
  },
});

/** Words of the tables. */
export const tripleWords = catalogue({
  groups: { en: "Units by cohort and eligibility", zh: "各批次符合与不符合条件的单位数" },
  cohort: { en: "Cohort", zh: "批次" },
  never: { en: "Never treated", zh: "从未受处理" },
  eligible: { en: "Eligible", zh: "符合条件" },
  ineligible: { en: "Not eligible", zh: "不符合条件" },
  comparisons: { en: "Third differences by cohort compared with", zh: "按对照批次的三重差分" },
  period: { en: "Period", zh: "时期" },
  against: { en: "Compared with", zh: "对照批次" },
  more: {
    en: (shown: string, all: string) => `The first ${shown} of ${all}; all are in the record.`,
    zh: (shown: string, all: string) => `此处列出前 ${shown} 个，共 ${all} 个，全部见结果记录。`,
  },
  estimate: { en: "Estimate", zh: "估计值" },
  error: { en: "Std. error", zh: "标准误" },
  weight: { en: "Weight", zh: "权重" },
  about: {
    en: (column: string, method: string) =>
      `Eligible: '${column}' is 1. Effects are on the eligible units of treated cohorts (${method}); they rest on trends of eligible and other units that differ alike in all cohorts, given the covariates.`,
    zh: (column: string, method: string) =>
      `符合条件：“${column}”取 1。效应针对受处理批次中符合条件的单位（${method}），其识别依赖于：给定协变量时，符合与不符合条件的单位趋势之差在各批次间相同。`,
  },
  weighed: {
    en: "Each cohort that is still untreated gives a third difference of its own; weights are those of least variance. Pooled, such cohorts would not estimate the effect.",
    zh: "每个尚未受处理的批次各给出一个三重差分，按最小方差加权；若将这些批次合并为一个对照组，则不能估计该效应。",
  },
});

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof DDD_NOTES> {}
}
