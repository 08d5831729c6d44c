/**
 * What the extrapolation of an outcome says to its reader, in English and Chinese.
 */
import { catalogue, type FactsOf, type Language, listed, messages, plural, significant } from "../../base/messages.js";

/** Why a row has no outcome. */
export const MISSING = catalogue({
  not_measured: { en: "not measured", zh: "未实测" },
  no_scale: { en: "no scale for the unit", zh: "该单位没有比率" },
  column: { en: (column: string) => `${column} missing`, zh: (column: string) => `${column} 缺失` },
});

/** The reasons of a record in `language`: those of the formula's columns are known by the columns. */
export function missingText(reason: string, columns: readonly string[], language: Language): string {
  const known = [
    MISSING.not_measured,
    MISSING.no_scale,
    ...columns.map((column) => ({ en: MISSING.column.en(column), zh: MISSING.column.zh(column) })),
  ];
  return known.find(({ en }) => en === reason)?.[language] ?? reason;
}

interface Imputed {
  readonly imputed: number;
  readonly measured: number;
  readonly outcome: string;
  readonly formula: string;
  readonly columns: readonly string[];
}

interface AfterLast {
  readonly outcome: string;
  readonly last: number;
}

interface Base {
  readonly period: number;
  readonly rows: number;
  readonly formula_mean: number;
  readonly measured_mean: number;
  readonly outcome: string;
}

interface Carried {
  readonly name: string;
  readonly outcome: string;
  readonly column: string;
  readonly weight: string | null;
  readonly last: number;
  readonly carried: number;
  readonly carried_from: Readonly<Record<string, number>>;
}

export const EXTRAPOLATION_NOTES = messages({
  outcome_imputed: {
    en: ({ imputed, measured, outcome, formula, columns }: Imputed) =>
      `${imputed} of ${imputed + measured} values of ${outcome} are ${formula}, not measurements: a regression of ${outcome} on ${columns.join(" or ") || "anything"} in those rows recovers the formula.`,
    zh: ({ imputed, measured, outcome, formula, columns }) =>
      `${outcome} 的 ${imputed + measured} 个取值中有 ${imputed} 个由 ${formula} 推算而非实测：在这些行中以 ${outcome} 对${columns.length === 0 ? "任何变量" : ` ${listed.zh(columns)} `}回归只是重新得到该公式。`,
  },
  nothing_imputed: {
    en: ({ outcome, last }: AfterLast) => `No value of ${outcome} is imputed after ${last}.`,
    zh: ({ outcome, last }) => `${last} 年之后没有推算的 ${outcome}。`,
  },
  measured_after_last: {
    en: ({ kept, outcome, last }: AfterLast & { readonly kept: number }) =>
      `${kept} ${plural(kept, "value")} of ${outcome} measured after ${last} ${plural(kept, "is", "are")} retained; --prefer imputed replaces them by the formula.`,
    zh: ({ kept, outcome, last }) => `保留 ${last} 年之后实测的 ${kept} 个 ${outcome}；prefer: imputed 则以公式代替。`,
  },
  measured_replaced: {
    en: ({ replaced, outcome, last }: AfterLast & { readonly replaced: number }) =>
      `${replaced} ${plural(replaced, "value")} of ${outcome} measured after ${last} ${plural(replaced, "is", "are")} replaced by the formula, as requested.`,
    zh: ({ replaced, outcome, last }) => `按设定，${last} 年之后实测的 ${replaced} 个 ${outcome} 已由公式代替。`,
  },
  outcome_missing: {
    en: ({ missing, outcome }: { readonly missing: number; readonly outcome: string }) =>
      `${missing} ${plural(missing, "row has", "rows have")} no ${outcome}; missing_because gives the reason.`,
    zh: ({ missing, outcome }) => `${missing} 行没有 ${outcome}；原因见 missing_because。`,
  },
  level_jump: {
    en: ({ period, formula_mean, rows, outcome, measured_mean }: Base) =>
      `In ${period} the mean of the formula is ${significant(formula_mean)} over ${rows} rows whose measured ${outcome} has mean ${significant(measured_mean)}: the outcome shifts in level where imputation begins, by construction and not because of any event. Period effects absorb only a shift common to all units.`,
    zh: ({ period, formula_mean, rows, outcome, measured_mean }) =>
      `${period} 年公式均值为 ${significant(formula_mean)}（${rows} 行，实测 ${outcome} 的均值为 ${significant(measured_mean)}）：被解释变量在推算起点处发生水平跳跃，这由构造而非事件造成；时期固定效应只能吸收各单位共同的跳跃。`,
  },
  scale_not_positive: {
    en: ({ ratio, of_unit, outcome }: NotPositive) =>
      `The ratio of measured to formula values is ${significant(ratio)}${of_unit ? " in some unit" : ""}: at 0 or below, a higher value of the formula implies no higher ${outcome}. A ratio requires an outcome and a formula above 0; use scale none, or an outcome such as normalised quality.`,
    zh: ({ ratio, of_unit, outcome }) =>
      `实测值与公式值之比${of_unit ? "在某个单位" : ""}为 ${significant(ratio)}：不大于 0 时，公式值越高 ${outcome} 并不越高。比值要求被解释变量与公式均大于 0。`,
  },
  imputed_outside_range: {
    en: ({ share, low, high, below, above }: OutsideRange) =>
      `${significant(100 * share)}% of imputed values lie outside the measured range ${significant(low)} to ${significant(high)} (${below} below, ${above} above).`,
    zh: ({ share, low, high, below, above }) =>
      `${significant(100 * share)}% 的推算值落在实测范围 ${significant(low)}–${significant(high)} 之外（低于 ${below} 个，高于 ${above} 个）。`,
  },
  units_without_scale: {
    en: ({ units }: { readonly units: readonly string[] }) =>
      `${units.length} ${plural(units.length, "unit has", "units have")} no ratio of measured to formula values, so that nothing is imputed for ${plural(units.length, "it", "them")} (first: '${units[0]}').`,
    zh: ({ units }) => `${units.length} 个单位没有实测值与公式值之比，故不作推算（首个：'${units[0]}'）。`,
  },
  province_carried: {
    en: ({ name, weight, outcome, column, last, carried, carried_from }: Carried) =>
      `${name} is the ${weight === null ? "simple mean" : `mean weighted by ${weight}`} of measured ${outcome} by ${column} and period; after ${last}, in ${carried} rows, that of the province's last measured period: ${listed.en(Object.entries(carried_from).map(([period, n]) => `${period} (${n})`))}. Up to ${last} it includes the unit itself, so that its agreement with ${outcome} is partly by construction.`,
    zh: ({ name, weight, outcome, column, last, carried, carried_from }) =>
      `${name} 为实测 ${outcome} 按 ${column} 与时期的${weight === null ? "简单平均" : `加权平均（权重 ${weight}）`}；${last} 年之后的 ${carried} 行取该省最后实测时期之值：${listed.zh(Object.entries(carried_from).map(([period, n]) => `${period}（${n}）`))}。${last} 年及以前的均值包含该单位自身，故与 ${outcome} 的吻合部分由构造造成。`,
  },
  province_rows_left_out: {
    en: ({ no_province, no_weight, column, weight }: OfProvince) =>
      `${no_province} measured rows without ${column}${weight === null ? "" : ` and ${no_weight} without ${weight} above 0`} enter no provincial mean.`,
    zh: ({ no_province, no_weight, column, weight }) =>
      `${no_province} 行实测数据没有 ${column}${weight === null ? "" : `，${no_weight} 行的 ${weight} 不大于 0`}，未计入省级均值。`,
  },
  outcome_built_from_regressor: {
    en: ({ outcome, formula, columns }: Built) =>
      `Imputed values of ${outcome} are ${formula}, and ${columns.join(" and ")} ${plural(columns.length, "is a regressor", "are regressors")}: in imputed rows the regression recovers the formula. Estimate on measured rows, or omit ${columns.join(" and ")}.`,
    zh: ({ outcome, formula, columns }) =>
      `${outcome} 的推算值为 ${formula}，而 ${listed.zh(columns)} 又是解释变量：在推算的行中，回归只是重新得到该公式。应仅用实测数据估计，或剔除 ${listed.zh(columns)}。`,
  },
});

interface NotPositive {
  readonly ratio: number;
  readonly of_unit: boolean;
  readonly outcome: string;
}

interface OutsideRange {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly below: number;
  readonly above: number;
}

interface OfProvince {
  readonly no_province: number;
  readonly no_weight: number;
  readonly column: string;
  readonly weight: string | null;
}

interface Built {
  readonly outcome: string;
  readonly formula: string;
  readonly columns: readonly string[];
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof EXTRAPOLATION_NOTES> {}
}

/** Of tables and pages on outcomes that are measured in part and imputed in part. */
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
