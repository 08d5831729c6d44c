/**
 * Words of how ranks change with the choices of a quality run: the tables and the figure.
 */
import { catalogue, type FactsOf, listed, messages } from "../../base/messages.js";

export const rankWords = catalogue({
  stub: { en: "sigma / normalised within", zh: "替代弹性 / 标准化单元" },
  rows: { en: "rows", zh: "行数" },
  degenerate: { en: "degenerate", zh: "无标准化值" },
  quality: { en: "quality", zh: "质量（对数）" },
  normalised: { en: "r_quality", zh: "标准化质量" },
  mean: { en: "mean", zh: "均值" },
  sd: { en: "sd", zh: "标准差" },
  cells: { en: "cells", zh: "单元数" },
  ranksBeside: {
    en: (base: string) => `Ranks of cells beside ${base}`,
    zh: (base: string) => `与 ${base} 的单元排序比较`,
  },
  spearman: { en: "Spearman", zh: "斯皮尔曼系数" },
  kendall: { en: "Kendall", zh: "肯德尔系数" },
  changed: { en: "changed", zh: "换序" },
  ofPairs: { en: "order, %", zh: "占比（%）" },
  withinYear: { en: "within year", zh: "同年" },
  inYear: { en: "in year, %", zh: "同年占比（%）" },
  other: { en: "other", zh: "换" },
  quintile: { en: "quintile, %", zh: "五分位组（%）" },
  largest: { en: "largest", zh: "最大" },
  moved: { en: "change, ranks", zh: "变动（位）" },
  of: { en: "of", zh: "单元" },
  everyPair: {
    en: "Every pair: Spearman below the diagonal, % of pairs of cells that change order above",
    zh: "两两比较：下三角为斯皮尔曼系数，上三角为换序的单元对占比（%）",
  },
  cellsNote: {
    en: (by: string, any: string, all: string, within: string) =>
      `Cells: ${by}; ${any} under at least one choice, ${all} under all. Changed order: discordant pairs among those not tied under either choice.${within}`,
    zh: (by: string, any: string, all: string, within: string) =>
      `单元：${by}，至少一种设定下有 ${any} 个，全部设定下均有 ${all} 个。换序：两种设定下均无并列的单元对中次序相反者。${within}`,
  },
  withinNote: {
    en: (year: string) => ` Within year: pairs of cells of the same ${year}.`,
    zh: (year: string) => `同年：${year} 相同的单元对。`,
  },
  ranksNote: {
    en: "Kendall: tau-b. Ranks start at 1 (lowest), and tied cells share a rank; means that differ only by rounding are tied.",
    zh: "肯德尔系数为 tau-b。排序自最低的 1 起，并列者同序；仅因舍入误差而不同的均值视为并列。",
  },
  note: { en: (text: string) => `Note: ${text}`, zh: (text: string) => `说明：${text}` },
  base: { en: (label: string) => `${label} (base)`, zh: (label: string) => `${label}（基准）` },
  figure: { en: "Sensitivity of quality", zh: "质量的敏感性" },
  axis: {
    en: (by: string, base: string) => `Pairs of ${by} cells that change order beside ${base}, %`,
    zh: (by: string, base: string) => `与 ${base} 相比换序的 ${by} 单元对占比（%）`,
  },
  axisAlone: { en: "Pairs of cells that change order, %", zh: "换序的单元对占比（%）" },
  allPairs: { en: "all pairs", zh: "全部单元对" },
  yearPairs: { en: "pairs of one year", zh: "同年单元对" },
  figureAlone: { en: "Rank changes by choice", zh: "各设定的排序变动" },
  described: {
    en: (label: string, pooled: string, within: string, spearman: string, kendall: string) =>
      `${label}: ${pooled} of pairs${within === "" ? "" : `, ${within} of those of one year`}; Spearman ${spearman}, Kendall ${kendall}`,
    zh: (label: string, pooled: string, within: string, spearman: string, kendall: string) =>
      `${label}：${pooled} 的单元对${within === "" ? "" : `，同年单元对中为 ${within}`}；斯皮尔曼系数 ${spearman}，肯德尔系数 ${kendall}`,
  },
  description: {
    en: (parts: readonly string[]) =>
      `Pairs of cells that change order relative to the base, and rank correlations with it. ${parts.join(". ")}.`,
    zh: (parts: readonly string[]) => `与基准相比换序的单元对占比及排序相关系数。${parts.join("。")}。`,
  },
});

export const SENSITIVITY_NOTES = messages({
  sigmas_default: {
    en: ({ sigmas }: { readonly sigmas: readonly number[] }) =>
      `Sigmas ${listed.en(sigmas)} are the default: 3 is about the median of Broda and Weinstein's (2006) elasticities of ten-digit goods, and 5 to 10 the range Anderson and van Wincoop (2004) consider likely. Others: sigmas (--sigmas LIST).`,
    zh: ({ sigmas }) =>
      `替代弹性 ${listed.zh(sigmas)} 为默认设定：3 约为 Broda 与 Weinstein（2006）十位编码弹性的中位数，5 至 10 为 Anderson 与 van Wincoop（2004）认为可能的范围。可用 sigmas 另行指定。`,
  },
  cells_differ: {
    en: ({ any, all }: { readonly any: number; readonly all: number }) =>
      `${any - all} of ${any} cells are not in all choices; each comparison is over the cells common to both choices.`,
    zh: ({ any, all }) => `${any} 个单元中有 ${any - all} 个并非在全部设定下均存在；每次比较取两种设定共有的单元。`,
  },
  rows_differ: {
    en: ({ rows, choices }: { readonly rows: readonly number[]; readonly choices: readonly string[] }) =>
      `The number of rows with a quality differs: ${listed.en(choices.map((choice, i) => `${choice} ${rows[i]}`))}.`,
    zh: ({ rows, choices }) =>
      `各设定下有质量的行数不同：${listed.zh(choices.map((choice, i) => `${choice} ${rows[i]}`))}。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof SENSITIVITY_NOTES> {}
}
