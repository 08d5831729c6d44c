/** Words of the pictures. */
import { apart, before, catalogue } from "../../base/messages.js";

export const pictureWords = catalogue({
  meanIn: {
    en: (mean: string, time: number) => `${mean} in ${time}`,
    zh: (mean: string, time: number) => `${mean}（${time}）`,
  },
  trend: {
    en: (line: string, first: string, last: string) => `${line}: ${first}, ${last}`,
    zh: (line: string, first: string, last: string) => `${line}：${first}，${last}`,
  },
  trends: {
    en: (lines: readonly string[], starts: readonly number[]) =>
      `Means by period. ${lines.join("; ")}.${starts.length === 0 ? "" : ` Treatment begins in ${starts.join(", ")}.`}`,
    zh: (lines: readonly string[], starts: readonly number[]) =>
      `各期均值。${lines.join("；")}。${starts.length === 0 ? "" : `处理始于 ${starts.join("、")}。`}`,
  },
  period: { en: "Period", zh: "时期" },
  rows: { en: "Rows", zh: "行数" },
  share: { en: "Share of rows", zh: "占比" },
  unitsByPattern: { en: "Units, by where they are observed", zh: "单位（按观测模式排列）" },
  complete: {
    en: (columns: string) => `${columns} observed`,
    zh: (columns: string) => `${before(columns)}有取值`,
  },
  lacking: {
    en: (columns: string) => `row without ${columns}`,
    zh: (columns: string) => `有该行但${apart(columns)}缺失`,
  },
  absent: { en: "no row", zh: "无该行" },
  manyColumns: {
    en: (first: string, more: number) => `${first} and ${more} more`,
    zh: (first: string, more: number) => `${first} 等 ${more + 1} 列`,
  },
  missingTitle: { en: "Missing values by unit and period", zh: "各单位各时期的缺失情况" },
  missingCaption: {
    en: (columns: string) => `What is missing, by unit and period: ${columns}`,
    zh: (columns: string) => `各单位各时期的缺失情况：${columns}`,
  },
  missingNote: {
    en: (patterns: number, units: string) =>
      `Units of one pattern are one strip, as high as they are many: ${units} units.${patterns > 0 ? ` Of more than ${patterns} patterns, ${patterns} are drawn, evenly along their order.` : ""}`,
    zh: (patterns: number, units: string) =>
      `观测模式相同的单位合为一条，高度与单位数成比例：共 ${units} 个单位。${patterns > 0 ? `模式超过 ${patterns} 种，等间隔抽取 ${patterns} 种绘出。` : ""}`,
  },
  missingDescription: {
    en: (whole: string, lacking: string, absent: string) =>
      `Units up, periods across. Of all unit-periods ${whole} are observed, ${lacking} have a row without a value, ${absent} have no row.`,
    zh: (whole: string, lacking: string, absent: string) =>
      `纵轴为单位，横轴为时期。全部单位—时期中，${whole} 有取值，${lacking} 有该行但缺失，${absent} 无该行。`,
  },
  byPeriodCaption: { en: "Rows by period", zh: "各时期的行数" },
  lengthsCaption: { en: "Periods a unit is observed in", zh: "各单位的观测期数" },
  lengths: { en: "Periods", zh: "期数" },
  unitsCount: { en: "Units", zh: "单位数" },
  bars: {
    en: (name: string, parts: readonly string[]) => `${name}: ${parts.join(", ")}.`,
    zh: (name: string, parts: readonly string[]) => `${name}：${parts.join("、")}。`,
  },
  distribution: { en: (column: string) => `Distribution of ${column}`, zh: (column: string) => `${column} 的分布` },
  distributionByTreatment: {
    en: (column: string) => `Distribution of ${column}, by whether a unit is ever treated`,
    zh: (column: string) => `${column} 的分布：按单位是否曾受处理`,
  },
  distributionDescription: {
    en: (column: string, n: string, low: string, high: string, parts: readonly string[]) =>
      `Histogram of ${n} values of ${column}, from ${low} to ${high}. ${parts.join("; ")}.`,
    zh: (column: string, n: string, low: string, high: string, parts: readonly string[]) =>
      `${column} 的 ${n} 个取值的直方图，自 ${low} 至 ${high}。${parts.join("；")}。`,
  },
  median: {
    en: (group: string, value: string) => `${group}: median ${value}`,
    zh: (group: string, value: string) => `${group}：中位数 ${value}`,
  },
  all: { en: "All rows", zh: "全部行" },
  ever: { en: "Ever treated", zh: "曾受处理" },
  never: { en: "Never treated", zh: "从未受处理" },
  always: { en: "Treated from their first row", zh: "首期即受处理" },
  outside: {
    en: (n: string, low: string, high: string) =>
      `The axis ends where ${n} values farther out, from ${low} to ${high}, would leave the others too narrow.`,
    zh: (n: string, low: string, high: string) =>
      `横轴未含 ${n} 个更远的取值（自 ${low} 至 ${high}），否则其余取值过窄。`,
  },
  treatmentCaption: { en: "Who is treated when", zh: "各单位受处理的时期" },
  thinned: {
    en: "Of many histories of treatment some are drawn, evenly along their order.",
    zh: "处理路径众多，等间隔抽取绘出。",
  },
  meansCaption: {
    en: (outcome: string) => `${outcome} by cohort and period: raw means`,
    zh: (outcome: string) => `${outcome} 的原始均值：按批次与时期`,
  },
  meanOf: { en: (outcome: string) => `Mean of ${outcome}`, zh: (outcome: string) => `${outcome} 均值` },
  meansNote: {
    en: (shown: number, of: number) =>
      `Unadjusted means; number of units in parentheses. Dashed lines: first treated periods.${shown < of ? ` The ${shown} largest of ${of} cohorts.` : ""}`,
    zh: (shown: number, of: number) =>
      `均值未作调整；括号内为单位数。虚线：首个处理期。${shown < of ? `仅绘出 ${of} 个批次中最大的 ${shown} 个。` : ""}`,
  },
  cohort: {
    en: (cohort: string, units: string) => `Cohort ${cohort} (${units})`,
    zh: (cohort: string, units: string) => `${cohort} 批次（${units}）`,
  },
  group: {
    en: (name: string, units: string) => `${name} (${units})`,
    zh: (name: string, units: string) => `${name}（${units}）`,
  },
});
