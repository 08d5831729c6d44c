/**
 * Words of the variation of a panel's variables, in English and Chinese.
 */
import { catalogue } from "../../base/messages.js";

export const xtsumWords = catalogue({
  title: { en: "Variation between and within units", zh: "变量的组间与组内变异" },
  variable: { en: "Variable", zh: "变量" },
  mean: { en: "Mean", zh: "均值" },
  sd: { en: "Std. dev.", zh: "标准差" },
  min: { en: "Min", zh: "最小值" },
  max: { en: "Max", zh: "最大值" },
  counts: { en: "Observations", zh: "观测" },
  overallOf: { en: (name: string) => `${name}, overall`, zh: (name: string) => `${name}（总体）` },
  between: { en: "between", zh: "组间" },
  within: { en: "within", zh: "组内" },
  rows: { en: (n: string) => `N = ${n}`, zh: (n: string) => `N = ${n}` },
  units: { en: (n: string) => `n = ${n}`, zh: (n: string) => `n = ${n}` },
  periods: { en: (mean: string) => `T-bar = ${mean}`, zh: (mean: string) => `平均 T = ${mean}` },
  about: {
    en: (unit: string) =>
      `Between: means of ${unit}, each counted once. Within: rows less the mean of their ${unit}, plus the mean of all rows. Standard deviations divide by N - 1, between by n - 1.`,
    zh: (unit: string) =>
      `组间：各 ${unit} 的均值，每个计一次。组内：观测值减去所属 ${unit} 的均值再加总体均值。标准差除以 N - 1，组间除以 n - 1。`,
  },
  subset: {
    en: (condition: string) => `Rows with ${condition}.`,
    zh: (condition: string) => `满足 ${condition} 的观测。`,
  },
  missing: {
    en: (names: string) => `Rows without a value are left out of the variable alone: ${names}.`,
    zh: (names: string) => `缺失值仅从该变量中剔除：${names}。`,
  },
});
