/**
 * Words round every table and figure of a study: numbers of captions, what they rest on.
 */
import { catalogue } from "../../base/messages.js";

export const exhibitWords = catalogue({
  tableName: { en: (n: string) => `Table ${n}`, zh: (n: string) => `表${n}` },
  figureName: { en: (n: string) => `Figure ${n}`, zh: (n: string) => `图${n}` },
  table: {
    en: (n: string, caption: string) => `Table ${n}. ${caption}`,
    zh: (n: string, caption: string) => `表${n}　${caption}`,
  },
  figure: {
    en: (n: string, caption: string) => `Figure ${n}. ${caption}`,
    zh: (n: string, caption: string) => `图${n}　${caption}`,
  },
  sample: {
    en: (rows: string, units: string, first: number, last: number) => `${rows} rows, ${units}, ${first} to ${last}`,
    zh: (rows: string, units: string, first: number, last: number) => `${rows} 行，${units}，${first}–${last}`,
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
