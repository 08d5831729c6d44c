/**
 * What simulated data say to their reader, in English and Chinese: the assumptions that their options break.
 */
import { type FactsOf, messages } from "../../base/messages.js";

interface By {
  readonly by: number;
}

export const SIMULATION_NOTES = messages({
  instrument_invalid: {
    en: ({ common_pass_through: share }: { readonly common_pass_through: number }) =>
      `Prices absorb ${share} of the quality component common to all destinations, so that the mean price in other destinations is not a valid instrument.`,
    zh: ({ common_pass_through: share }) =>
      `价格吸收了各目的地共同质量的 ${share}，因此其他目的地的平均价格不是有效工具变量。`,
  },
  dirty: {
    en: ({ share }: { readonly share: number }) =>
      `A share of ${share} of the rows is corrupted, in one way per row; true columns are those of the clean rows.`,
    zh: ({ share }) => `${share} 比例的行被污染，每行一种方式；真值列为污染之前的值。`,
  },
  pre_trend: {
    en: ({ by }: By) => `The quality of pilots grows by ${by} more per year, treated or not: trends are not parallel.`,
    zh: ({ by }) => `无论是否受处理，试点的质量每年多增长 ${by}：不满足平行趋势。`,
  },
  anticipation: {
    en: "Quality changes before a pilot begins: the year before is not a clean reference period.",
    zh: "质量在试点开始之前已有变化：前一年不是干净的基期。",
  },
  development_trend: {
    en: ({ by }: By) =>
      `Quality grows by ${by} more per year for each standard deviation of development, on which pilots are selected: matching on development reduces the bias.`,
    zh: ({ by }) => `发展水平每高一个标准差，质量每年多增长 ${by}，而试点正据此选取：按发展水平匹配有助于减小偏误。`,
  },
  endogeneity: {
    en: ({ by }: By) =>
      `An unobserved criterion on which pilots are selected adds ${by} to quality from the first batch on: comparisons are biased, and pre-trends do not reveal it.`,
    zh: ({ by }) => `试点据以选取的不可观测因素自首批起使质量增加 ${by}：比较存在偏误，且先期趋势无从察觉。`,
  },
  exclusion: {
    en: ({ by }: By) => `Ruggedness adds ${by} to quality by the last year directly: it is not a valid instrument.`,
    zh: ({ by }) => `到末年地形起伏直接使质量增加 ${by}：不是有效工具变量。`,
  },
  relevance: {
    en: "Ruggedness does not affect which cities become pilots: it is not a relevant instrument.",
    zh: "地形起伏与试点选取无关：不是相关的工具变量。",
  },
  mediator_confounding: {
    en: "An unobserved shock affects mediators and quality alike: the effect through a mediator is not identified by regressions on it.",
    zh: "不可观测的冲击同时影响中介变量与质量：对中介变量的回归不能识别经由它的效应。",
  },
  policy_overlap: {
    en: "Other policies are more frequent among pilots: without them among the controls the estimate is biased.",
    zh: "试点城市更常有其他政策：若不控制，估计存在偏误。",
  },
  switches_off: {
    en: ({ years }: { readonly years: number }) =>
      `A pilot ends after ${years} years: estimators for an absorbing treatment do not apply.`,
    zh: ({ years }) => `试点在 ${years} 年后结束：适用于吸收型处理的估计量不适用。`,
  },
  mechanical: {
    en: ({ after }: { readonly after: number }) =>
      `Outcomes after ${after} are the tertiary share times the province’s last mean quality: pilots do not affect them, and true_effect there is that on true_quality.`,
    zh: ({ after }) =>
      `${after} 年之后的结果为第三产业占比乘以该省最后一期平均质量：试点对其没有影响，其中 true_effect 为对 true_quality 的效应。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof SIMULATION_NOTES> {}
}
