/**
 * Words of `did`, in English and Chinese.
 */
import { catalogue } from "../../base/messages.js";

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
