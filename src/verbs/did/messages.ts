/**
 * Words of `did`, in English and Chinese: what it says to its reader, and words of its figures.
 */
import { catalogue, type FactsOf, messages, plural } from "../../base/messages.js";

/** Words drawn on figures, and their descriptions for screen readers. */
export const didFigureWords = {
  ...catalogue({
    effects: { en: "Effects of the treatment", zh: "处理效应" },
    estimate: {
      en: (level: string) => `Estimate and ${level} confidence interval`,
      zh: (level: string) => `估计值及 ${level} 置信区间`,
    },
    estimateBand: {
      en: (level: string) => `Estimate, ${level} confidence interval and (light) uniform ${level} band`,
      zh: (level: string) => `估计值、${level} 置信区间及（浅色）${level} 一致置信带`,
    },
    truth: { en: "True effect", zh: "真实效应" },
    reference: { en: "0, the reference period", zh: "0，基期" },
    band: {
      en: (low: string, high: string) => `, band ${low} to ${high}`,
      zh: (low: string, high: string) => `，置信带 ${low} 至 ${high}`,
    },
    description: {
      en: (level: string, parts: string) => `Estimates with ${level} confidence intervals. ${parts}.`,
      zh: (level: string, parts: string) => `估计值及 ${level} 置信区间。${parts}。`,
    },
    cells: { en: "Effects by cohort and period", zh: "分批次、分时期的处理效应" },
    cohort: { en: (cohort: string) => `Cohort ${cohort}`, zh: (cohort: string) => `${cohort} 批次` },
    treatment: { en: "Treatment by unit and time", zh: "各单位各时期的处理状态" },
    untreated: { en: "Not (yet) treated", zh: "（尚）未受处理" },
    treated: { en: "Treated", zh: "受处理" },
    missing: { en: "Not observed", zh: "未观测" },
    units: { en: (n: string) => `${n} units`, zh: (n: string) => `${n} 个单位` },
    never: { en: "Never treated", zh: "从未受处理" },
    always: { en: "Treated from the start", zh: "始终受处理" },
    designDescription: {
      en: (parts: string) => `Units and periods, shaded where treated. ${parts}.`,
      zh: (parts: string) => `各单位各时期，着色处为受处理。${parts}。`,
    },
    unitsAxis: { en: "Units, by the start of treatment", zh: "单位（按处理开始时间排列）" },
  }),
  axis: catalogue({
    simple: { en: "All", zh: "全部" },
    dynamic: { en: "Periods since treatment", zh: "距处理的期数" },
    group: { en: "Cohort: first treated period", zh: "批次：首次受处理的时期" },
    calendar: { en: "Period", zh: "时期" },
  }),
};

export const DID_NOTES = messages({
  did_start_unseen: {
    en: ({ units }: { readonly units: number }) =>
      `${units} ${plural(units, "unit")} treated in all ${units === 1 ? "its" : "their"} rows: the start is not seen, and the rows are left out.`,
    zh: ({ units }) => `${units} 个单位在全部观测期均受处理，起始期未知，相应观测值已剔除。`,
  },
  did_stack_trimmed: {
    en: ({
      cohorts,
      low,
      high,
    }: {
      readonly cohorts: readonly number[];
      readonly low: number;
      readonly high: number;
    }) => `Cohorts not observed at all event times of ${low} to ${high} make no stack: ${cohorts.join(", ")}.`,
    zh: ({ cohorts, low, high }) => `下列批次未覆盖相对时期 ${low} 至 ${high}，不构成堆叠组：${cohorts.join("、")}。`,
  },
  did_stack_no_control: {
    en: ({ cohorts }: { readonly cohorts: readonly number[] }) =>
      `No unit is untreated around the start of these cohorts, which make no stack: ${cohorts.join(", ")}.`,
    zh: ({ cohorts }) => `下列批次在处理前后没有未受处理的对照，不构成堆叠组：${cohorts.join("、")}。`,
  },
  did_horizons_empty: {
    en: ({ horizons }: { readonly horizons: readonly number[] }) =>
      `At these horizons no period has both units that start treatment and units still untreated: ${horizons.join(", ")}.`,
    zh: ({ horizons }) => `下列期距内没有同时存在开始受处理与仍未受处理单位的时期：${horizons.join("、")}。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof DID_NOTES> {}
}
