/**
 * Words on the coefficient figure.
 */
import { catalogue } from "../../base/messages.js";

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

/** Beneath a figure of coefficients of several stages. */
export const coefplotWords = catalogue({
  caption: {
    en: (terms: string) => `Coefficients of ${terms}`,
    zh: (terms: string) => `${terms} 的系数`,
  },
  column: { en: (number: number) => `(${number})`, zh: (number: number) => `(${number})` },
  truthNote: {
    en: "True effect: its mean over the treated rows that each estimate uses.",
    zh: "真实效应：各估计所用处理组样本上的均值。",
  },
  leftOut: {
    en: (columns: string) => `Without a coefficient of the treatment, and not drawn: ${columns}.`,
    zh: (columns: string) => `不含处理变量系数、未绘出：${columns}。`,
  },
});
