/**
 * What Callaway and Sant'Anna's estimator says to its reader, in English and Chinese.
 */
import { type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

interface Count {
  readonly count: number;
}

interface CellsLeft extends Count {
  readonly cohort: number;
  readonly period: number;
}

interface Cohorts {
  readonly cohorts: readonly number[];
}

const textsOf = (numbers: readonly number[]): string[] => numbers.map(String);

export const CS_NOTES = messages({
  cs_incomplete: {
    en: ({ count }: Count) =>
      `${count} ${plural(count, "unit")} ${plural(count, "lacks", "lack")} a period and ${plural(count, "is", "are")} left out (unbalanced: balanced).`,
    zh: ({ count }) => `${count} 个单位缺少某些时期，已剔除（unbalanced: balanced）。`,
  },
  cs_pairs: {
    en: ({ count }: Count) =>
      `${count} ${plural(count, "unit")} ${plural(count, "lacks", "lack")} a period: each effect is of the units that are observed in both of its periods (--unbalanced balanced drops such units, rows takes rows as cross-sections).`,
    zh: ({ count }) =>
      `${count} 个单位缺少某些时期：每个效应由其两个时期均有观测的单位估计（--unbalanced balanced 剔除这些单位，rows 将各行视为截面）。`,
  },
  cs_trimmed: {
    en: ({ count, cells, trim }: Count & { readonly cells: number; readonly trim: number }) =>
      `${count} ${plural(count, "row")} compared with in ${cells} ${plural(cells, "effect")} have a propensity of ${trim} or more and no weight there.`,
    zh: ({ count, cells, trim }) => `${cells} 个效应中有 ${count} 个对照观测的倾向得分不低于 ${trim}，未赋予权重。`,
  },
  cs_last_cohort: {
    en: ({ cohort, period }: { readonly cohort: number; readonly period: number }) =>
      `No unit is never treated: the last cohort (${cohort}) is compared with in its place, so that it has no effects, and no cohort has any from ${period} on.`,
    zh: ({ cohort, period }) =>
      `没有从未受处理的单位：以最后一个批次（${cohort}）为对照，该批次没有效应，各批次自 ${period} 起亦无效应。`,
  },
  cs_without_base: {
    en: ({ cohorts }: Cohorts) =>
      `${plural(cohorts.length, "Cohort", "Cohorts")} ${listed.en(textsOf(cohorts))} ${plural(cohorts.length, "has", "have")} no period before treatment and its anticipation, and no effects.`,
    zh: ({ cohorts }) => `批次 ${listed.zh(textsOf(cohorts))} 在处理及其预期之前没有时期，因而没有效应。`,
  },
  cs_empty: {
    en: ({ count, cohort, period }: CellsLeft) =>
      `${count} ${plural(count, "effect")} ${plural(count, "has", "have")} no units to compare in both periods and ${plural(count, "is", "are")} left out (first: cohort ${cohort} in ${period}).`,
    zh: ({ count, cohort, period }) =>
      `${count} 个效应在两个时期没有可比较的单位，已略去（首个：批次 ${cohort}，时期 ${period}）。`,
  },
  cs_small: {
    en: ({ cohorts, fewest }: Cohorts & { readonly fewest: number }) =>
      `${plural(cohorts.length, "Cohort", "Cohorts")} ${listed.en(textsOf(cohorts))} ${plural(cohorts.length, "has", "have")} fewer than ${fewest} units: errors of ${plural(cohorts.length, "its", "their")} effects are unreliable.`,
    zh: ({ cohorts, fewest }) => `批次 ${listed.zh(textsOf(cohorts))} 的单位少于 ${fewest} 个：其效应的标准误不可靠。`,
  },
});

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof CS_NOTES> {}
}
