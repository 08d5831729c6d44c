/**
 * What regressions on cells say of the units they compare with.
 */
import { type FactsOf, listed, messages, plural } from "../../../base/messages.js";

export const CONTROL_NOTES = messages({
  last_cohort_compared: {
    en: ({ cohort, units }: { readonly cohort: number; readonly units: number }) =>
      `Nobody is never treated: the ${units} ${plural(units, "unit")} of the last cohort, ${cohort}, ${plural(units, "is", "are")} compared with before ${plural(units, "its", "their")} treatment.`,
    zh: ({ cohort, units }) => `没有从未受处理的单位：以最后一个批次（${cohort}，${units} 个单位）处理前的观测为对照。`,
  },
  periods_without_control: {
    en: ({ periods }: { readonly periods: readonly number[] }) =>
      `No unit to compare with is untreated in ${listed.en(periods)}: the rows of ${plural(periods.length, "this period", "these periods")} are left out.`,
    zh: ({ periods }) => `${listed.zh(periods)} 期没有未受处理的对照，这些观测已剔除。`,
  },
});

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof CONTROL_NOTES> {}
}
