/**
 * Layer report. Words on the coefficient figure.
 */
import { catalogue } from "./language.js";

export const coefficientWords = catalogue({
  title: { en: "Coefficients", zh: "系数" },
  x: {
    en: (level: string) => `Estimate and ${level} confidence interval`,
    zh: (level: string) => `估计值及 ${level} 置信区间`,
  },
  truth: { en: "True effect", zh: "真实效应" },
  isTrue: { en: (value: string) => `, true effect ${value}`, zh: (value: string) => `，真实效应 ${value}` },
  of: {
    en: (series: string, label: string) => `${label}, ${series}`,
    zh: (series: string, label: string) => `${label}（${series}）`,
  },
  description: {
    en: (level: string, parts: string) => `Estimates with ${level} confidence intervals. ${parts}.`,
    zh: (level: string, parts: string) => `估计值及 ${level} 置信区间。${parts}。`,
  },
});
