/**
 * Words on outcomes that are measured in part and imputed in part.
 */
import { catalogue } from "../../base/messages.js";

interface Compared {
  readonly n: string;
  readonly mean: readonly [formula: string, measured: string];
  readonly sd: readonly [formula: string, measured: string];
  readonly correlation: string;
  readonly slope: string;
}

export const provenanceWords = catalogue({
  title: {
    en: (outcome: string, time: string) => `Provenance of ${outcome}: rows by ${time}`,
    zh: (outcome: string, time: string) => `${outcome} 的数据来源：按 ${time} 统计的行数`,
  },
  measured: { en: "measured", zh: "实测" },
  imputed: { en: "imputed", zh: "推算" },
  missing: { en: "missing", zh: "缺失" },
  all: { en: "all", zh: "合计" },
  none: { en: "none", zh: "无" },
  comma: { en: ", ", zh: "、" },
  reason: { en: (n: string, why: string) => `${n} ${why}`, zh: (n: string, why: string) => `${why} ${n}` },
  after: {
    en: (outcome: string, last: number) => `${outcome} after ${last}`,
    zh: (outcome: string, last: number) => `${last} 年之后的 ${outcome}`,
  },
  last: { en: "Last measured period", zh: "最后实测期" },
  lastFound: {
    en: (last: number, outcome: string) => `${last} (the last one with any measured ${outcome})`,
    zh: (last: number, outcome: string) => `${last}（最后一个有实测 ${outcome} 的时期）`,
  },
  lastGiven: { en: (last: number) => `${last} (given)`, zh: (last: number) => `${last}（给定）` },
  rows: { en: "Rows", zh: "行数" },
  counts: {
    en: (measured: string, imputed: string, missing: string, why: string) =>
      `${measured} measured, ${imputed} imputed, ${missing} missing${why === "" ? "" : ` (${why})`}`,
    zh: (measured: string, imputed: string, missing: string, why: string) =>
      `实测 ${measured}，推算 ${imputed}，缺失 ${missing}${why === "" ? "" : `（${why}）`}`,
  },
  measuredAfter: {
    en: (last: number) => `Measured after ${last}`,
    zh: (last: number) => `${last} 年之后的实测值`,
  },
  kept: {
    en: (kept: string, replaced: string) => `${kept} kept, ${replaced} replaced by the formula`,
    zh: (kept: string, replaced: string) => `保留 ${kept}，由公式替换 ${replaced}`,
  },
  inSample: { en: "In the sample", zh: "样本中" },
  sampleCounts: {
    en: (measured: string, imputed: string) => `${measured} measured, ${imputed} imputed`,
    zh: (measured: string, imputed: string) => `实测 ${measured}，推算 ${imputed}`,
  },
  fit: {
    en: (ratio: string, period: number) => `, times ${ratio} so that the means meet in ${period}`,
    zh: (ratio: string, period: number) => `，乘以 ${ratio} 使 ${period} 年均值相接`,
  },
  fitUnit: {
    en: (min: string, max: string) => `, times a ratio of each unit (${min} to ${max})`,
    zh: (min: string, max: string) => `，乘以各单位自身的比率（${min}–${max}）`,
  },
  comparison: { en: "Formula on measured rows", zh: "公式值与实测值的比较" },
  compared: {
    en: ({ n, mean, sd, correlation, slope }: Compared) =>
      `${n} rows: mean ${mean[0]} (measured ${mean[1]}), sd ${sd[0]} (measured ${sd[1]}), correlation ${correlation}, slope of measured on formula ${slope}`,
    zh: ({ n, mean, sd, correlation, slope }: Compared) =>
      `${n} 行：均值 ${mean[0]}（实测 ${mean[1]}），标准差 ${sd[0]}（实测 ${sd[1]}），相关系数 ${correlation}，实测值对公式值的回归系数 ${slope}`,
  },
  outside: { en: "Imputed outside the measured range", zh: "超出实测范围的推算值" },
  outsideIs: {
    en: (share: string, below: string, above: string) => `${share}% (${below} below, ${above} above)`,
    zh: (share: string, below: string, above: string) => `${share}%（低于 ${below}，高于 ${above}）`,
  },
  measuredAlone: {
    en: (all: string, imputed: string) =>
      `Measured rows only: of ${all} outcomes in the sample, ${imputed} are imputed and omitted.`,
    zh: (all: string, imputed: string) =>
      `仅用实测数据：样本中 ${all} 个被解释变量观测值有 ${imputed} 个为推算，已剔除。`,
  },
  allRows: {
    en: (all: string, imputed: string) => `All rows: of ${all} outcomes in the sample, ${imputed} are imputed.`,
    zh: (all: string, imputed: string) => `全部数据：样本中 ${all} 个被解释变量观测值有 ${imputed} 个为推算。`,
  },
});
