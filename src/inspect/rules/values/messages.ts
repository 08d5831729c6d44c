/** What rules on the values of a column say: codes of missing ones, missing ones, filled, heaped and far ones. */
import { messages, plural } from "../../../base/messages.js";
import { count, few, number, percent, type Remedies, ruleWords, significantOf, zhFew } from "../messages.js";

interface Periods {
  readonly column: string;
  readonly isOutcome: boolean;
  readonly periods: string;
  readonly count: number;
  readonly of: number;
}

interface Filled extends Periods {
  /** Share of the units that could show it, in these periods and in the others. */
  readonly share: number;
  readonly others: number;
}

interface Shared extends Periods {
  readonly distinct: number;
  readonly rows: number;
  readonly first: string;
  /** Periods in which nearly each unit has a value of its own. */
  readonly own: number;
}

interface Heaped {
  readonly column: string;
  readonly share: number;
  readonly rows: number;
  readonly unit: number;
  readonly decimals: number;
  /** The share that evenly spread last digits have. */
  readonly expected: number;
}

interface AtEnd {
  readonly column: string;
  readonly value: number;
  readonly rows: number;
  readonly share: number;
  readonly end: "least" | "largest";
  /** Mean rows of the twenty values next to it. */
  readonly beside: number;
}

export const valueFindings = messages({
  missing_codes: {
    en: ({
      column,
      codes,
      rows,
      low,
      high,
    }: {
      readonly column: string;
      readonly codes: readonly number[];
      readonly rows: number;
      readonly low: number;
      readonly high: number;
    }) =>
      `'${column}' is ${few(codes)} in ${count(rows)} ${plural(rows, "row", "rows")}, and between ${number(low)} and ${number(high)} in all others: a code for a missing value, by its looks.`,
    zh: ({ column, codes, rows, low, high }) =>
      `“${column}”在 ${count(rows)} 行中为 ${zhFew(codes)}，其余各行介于 ${number(low)} 与 ${number(high)} 之间：形似缺失值代码。`,
  },
  infinite_values: {
    en: ({ column, rows, first }: { readonly column: string; readonly rows: number; readonly first: number }) =>
      `'${column}' is infinite in ${count(rows)} ${plural(rows, "row")}, first in row ${first}.`,
    zh: ({ column, rows, first }) => `“${column}”在 ${count(rows)} 行中为无穷大，首见于第 ${first} 行。`,
  },
  missing_periods: {
    en: ({ column, periods, count: n, of }: Periods) =>
      `'${column}' has no value in ${periods} (${n} of ${of} periods).`,
    zh: ({ column, periods, count: n, of }) => `“${column}”在 ${periods} 没有任何取值（${of} 期中的 ${n} 期）。`,
  },
  mostly_missing: {
    en: ({ column, missing, of }: { readonly column: string; readonly missing: number; readonly of: number }) =>
      `'${column}' is missing in ${count(missing)} of ${count(of)} rows.`,
    zh: ({ column, missing, of }) => `“${column}”在 ${count(of)} 行中有 ${count(missing)} 行缺失。`,
  },
  missing_by_treatment: {
    en: ({
      column,
      treated,
      untreated,
      difference,
      t,
    }: {
      readonly column: string;
      readonly treated: number;
      readonly untreated: number;
      readonly difference: number;
      readonly t: number;
    }) =>
      `'${column}' is missing in ${percent(treated)} of the rows of units that are treated at some time and in ${percent(untreated)} of those that never are; period by period the difference is ${number(100 * significantOf(difference))} percentage points (t ${t.toFixed(1)}, over units).`,
    zh: ({ column, treated, untreated, difference, t }) =>
      `“${column}”在曾受处理单位的 ${percent(treated)} 的行中缺失，在从未受处理单位中为 ${percent(untreated)}；逐期比较相差 ${number(100 * significantOf(difference))} 个百分点（以单位计的 t 值为 ${t.toFixed(1)}）。`,
  },
  carried_forward: {
    en: ({ column, periods, count: n, of, share, others }: Filled) =>
      `'${column}' repeats the value of the period before, to the last digit, for ${percent(share)} of the units in ${periods} (${n} of ${of} periods), and for ${percent(others)} in the others.`,
    zh: ({ column, periods, count: n, of, share, others }) =>
      `“${column}”在 ${periods}（${of} 期中的 ${n} 期）有 ${percent(share)} 的单位与上一期取值完全相同，其他各期为 ${percent(others)}。`,
  },
  interpolated: {
    en: ({ column, periods, count: n, of, share, others }: Filled) =>
      `'${column}' goes on by exactly the step of the period before for ${percent(share)} of the units in ${periods} (${n} of ${of} periods), and for ${percent(others)} in the others, as linear interpolation or extrapolation makes it.`,
    zh: ({ column, periods, count: n, of, share, others }) =>
      `“${column}”在 ${periods}（${of} 期中的 ${n} 期）有 ${percent(share)} 的单位增量与上一期完全相同（其他各期为 ${percent(others)}），与线性插值或外推的结果一致。`,
  },
  straight_scattered: {
    en: ({
      column,
      cells,
      of,
    }: {
      readonly column: string;
      readonly isOutcome: boolean;
      readonly cells: number;
      readonly of: number;
    }) =>
      `'${column}' lies on a straight line through three periods in ${count(cells)} of ${count(of)} places, far more often than nearby bends occur: gaps filled by linear interpolation look like this.`,
    zh: ({ column, cells, of }) =>
      `“${column}”在 ${count(of)} 处连续三期中有 ${count(cells)} 处恰在一条直线上，远多于略有弯折的情形：以线性插值填补缺口即是如此。`,
  },
  shared_values: {
    en: ({ column, periods, count: n, of, distinct, rows, first, own }: Shared) =>
      `In ${periods} (${n} of ${of} periods) many units share a value of '${column}': ${count(distinct)} ${plural(distinct, "value", "values")} in ${count(rows)} rows of ${first}, where ${own} other ${plural(own, "period has", "periods have")} one for nearly each unit.`,
    zh: ({ column, periods, count: n, of, distinct, rows, first, own }) =>
      `在 ${periods}（${of} 期中的 ${n} 期），许多单位的“${column}”取值相同：${first} 的 ${count(rows)} 行只有 ${count(distinct)} 个取值，而另有 ${own} 期几乎每个单位各有其值。`,
  },
  round_numbers: {
    en: ({ column, share, rows, unit, decimals, expected }: Heaped) =>
      `${percent(share)} of ${count(rows)} values of '${column}' are multiples of ${number(unit)} (${decimals === 0 ? "whole numbers" : `numbers of ${decimals} ${plural(decimals, "decimal")}`}, without 0 and the two ends); if last digits were evenly spread, ${percent(expected)} would be.`,
    zh: ({ column, share, rows, unit, decimals, expected }) =>
      `“${column}”的 ${count(rows)} 个取值中有 ${percent(share)} 是 ${number(unit)} 的倍数（${decimals === 0 ? "仅计整数" : `仅计 ${decimals} 位小数者`}，不含 0 与两端）；末位数字若均匀分布，应为 ${percent(expected)}。`,
  },
  mass_at_end: {
    en: ({ column, value, rows, share, end, beside }: AtEnd) =>
      `${count(rows)} rows (${percent(share)}) have the ${end === "least" ? "smallest" : "largest"} value of '${column}', ${number(value)}; the values next to it have ${number(significantOf(beside))} each on average.`,
    zh: ({ column, value, rows, share, end, beside }) =>
      `有 ${count(rows)} 行（${percent(share)}）取“${column}”的${end === "least" ? "最小" : "最大"}值 ${number(value)}；相邻各值平均各有 ${number(significantOf(beside))} 行。`,
  },
  value_apart: {
    en: ({
      column,
      value,
      rows,
      row,
      low,
      high,
    }: {
      readonly column: string;
      readonly value: number;
      readonly rows: number;
      readonly row: number;
      readonly low: number;
      readonly high: number;
    }) =>
      `'${column}' is ${number(value)} in row ${row}${rows > 1 ? ` and as far out in ${count(rows - 1)} more` : ""}, while all other rows lie between ${number(low)} and ${number(high)}.`,
    zh: ({ column, value, rows, row, low, high }) =>
      `“${column}”在第 ${row} 行为 ${number(value)}${rows > 1 ? `，另有 ${count(rows - 1)} 行同样偏远` : ""}，而其余各行介于 ${number(low)} 与 ${number(high)} 之间。`,
  },
  unit_jumps: {
    en: ({
      column,
      units,
      unitName,
      unit,
      period,
      row,
      factor,
    }: {
      readonly column: string;
      readonly units: number;
      readonly unitName: string;
      readonly unit: string;
      readonly period: string;
      readonly row: number;
      readonly factor: number;
    }) =>
      `'${column}' jumps by a factor of ${number(Number(significantOf(factor > 1 ? factor : 1 / factor)))} ${factor > 1 ? "up" : "down"} in ${period} for ${unitName} ${unit} (row ${row})${units > 1 ? `, and so for ${count(units - 1)} more ${plural(units - 1, "unit")}` : ""}; but for a way back, no other step of ${plural(units, "this unit", "these units")} is by a factor of more than 5.`,
    zh: ({ column, units, unitName, unit, period, row, factor }) =>
      `“${column}”于 ${period} 在 ${unitName} ${unit}（第 ${row} 行）骤${factor > 1 ? "增" : "减"}约 ${number(Number(significantOf(factor > 1 ? factor : 1 / factor)))} 倍${units > 1 ? `，另有 ${count(units - 1)} 个单位也是如此` : ""}；除回落或回升外，这些单位其他时期的变动均不超过 5 倍。`,
  },
});

/** What to do about each. */
export const valueRemedies: Remedies<typeof valueFindings> = {
  missing_codes: {
    en: "Read the code as missing (--na COLUMN=CODE) after the code book says so; as a number it moves means and coefficients. Heaping, values apart and pictures here leave it out.",
    zh: "请在编码手册确认后将其按缺失值读取（--na 列=代码）；作为数值会影响均值与系数。此处的取值堆积、远离取值与图示均未计入。",
  },
  infinite_values: {
    en: "A logarithm of 0 or a division by 0 makes such numbers; moments, regressions and pictures can't use them: correct them, or make them missing and say how many.",
    zh: "对 0 取对数或除以 0 会产生这样的数，矩、回归与图示均无法使用：请更正，或记为缺失并说明数量。",
  },
  missing_periods: {
    en: "Estimates rest on the other periods: say so, and count periods of the data and of the sample apart.",
    zh: "估计只依据其他时期：请说明，并区分数据的时期数与样本的时期数。",
  },
  mostly_missing: {
    en: "A regression with this column loses these rows: compare the rows left with all of them.",
    zh: "含该列的回归将失去这些行：请比较剩余样本与全样本。",
  },
  missing_by_treatment: {
    en: "Ask why: if the treatment decides who is seen, the comparison of those seen is not its effect. Bounds (Lee 2009) need no model of it.",
    zh: "请查明原因：若处理影响谁被观测到，则被观测者之间的比较不是处理效应。可采用无需对缺失建模的界（Lee 2009）。",
  },
  carried_forward: {
    en: "Do not count these as measurements: estimate without them, and give both results. Changes and lags of such values are zero by construction.",
    zh: "这些取值不应视为测量值：请剔除后重新估计，并同时报告两种结果。其变动由构造而为零。",
  },
  interpolated: {
    en: "Filled values carry the later period into earlier ones, and errors that are too small: estimate without them, and give both results.",
    zh: "填补值把较晚时期的信息带入较早时期，并使标准误偏小：请剔除后重新估计，并同时报告两种结果。",
  },
  straight_scattered: {
    en: "Ask the source which values were filled; as a control they matter less than as an outcome, where they must go.",
    zh: "请向数据来源确认哪些值为填补；作为控制变量影响较小，作为被解释变量则应剔除。",
  },
  shared_values: {
    en: "Values of a group stand for those of its units: no unit's treatment can move them. Estimate on the other periods.",
    zh: "这是以组的取值代替单位的取值：单位的处理不会影响它。请用其他时期估计。",
  },
  round_numbers: {
    en: "Respondents or clerks rounded: do not cut the sample at a round number, and read small differences with care.",
    zh: "取值经人为取整：不要以整数作为样本分界，微小差异应谨慎解读。",
  },
  mass_at_end: {
    en: "Find out whether values were cut off, winsorised or bounded there; a logarithm or a mean treats them as exact.",
    zh: "请查明取值是否在此被截断、缩尾或受限；取对数或均值时它们被当作精确值。",
  },
  value_apart: {
    en: "Look the row up in the source; report results with and without it.",
    zh: "请对照原始来源核对该行；同时报告剔除前后的结果。",
  },
  unit_jumps: {
    en: "A change of unit or a slipped decimal point looks like this: check the source, and put the series on one unit.",
    zh: "计量单位变更或小数点错位即是如此：请核对来源并统一单位。",
  },
};

/** What the rules are called and look at. */
export const valueRules = ruleWords({
  codes: {
    name: { en: "Codes of missing values", zh: "缺失值代码" },
    looks: {
      en: () =>
        "-9, -99, 999, 9999, 8888, 777 and the like at an end of a column, farther from the next value than all other values are from each other",
      zh: () => "列的一端出现 -9、-99、999、9999、8888、777 等，且与最近取值之距大于其余取值的全距",
    },
  },
  missing: {
    name: { en: "Missing values", zh: "缺失值" },
    looks: {
      en: ({ share, errors }) =>
        `infinite numbers, columns missing in whole periods or in ${percent(share!)} of the rows, the outcome's missing cells by treatment, net of periods (${errors} standard errors over units)`,
      zh: ({ share, errors }) =>
        `无穷大的数；在若干时期全缺或 ${percent(share!)} 以上行缺失的列；扣除时期后被解释变量缺失与处理的关系（以单位计 ${errors} 个标准误）`,
    },
  },
  imputed: {
    name: { en: "Values that were filled in", zh: "填补的取值" },
    looks: {
      en: ({ many, times, shared, hardly }) =>
        `periods in which ${percent(many!)} of the units repeat the value or the step of the period before (${times} times as often as values next to it occur, and below ${percent(hardly!)} in other periods), or share values (distinct at most ${percent(shared!)} of rows)`,
      zh: ({ many, times, shared, hardly }) =>
        `${percent(many!)} 以上单位重复上期取值或增量的时期（为邻近取值的 ${times} 倍以上，且其他时期低于 ${percent(hardly!)}），或多单位同值的时期（不同取值不超过行数的 ${percent(shared!)}）`,
    },
  },
  heaping: {
    name: { en: "Heaping", zh: "取值堆积" },
    looks: {
      en: ({ round, mass, times, rows }) =>
        `columns of ${rows} rows and more: ${percent(round!)} of last digits on 0 or 5, ${percent(mass!)} of the rows at an end and ${times} times as many as at the values beside it`,
      zh: ({ round, mass, times, rows }) =>
        `不少于 ${rows} 行的列：${percent(round!)} 以上的末位为 0 或 5；${percent(mass!)} 以上的行在一端，且为相邻各值的 ${times} 倍以上`,
    },
  },
  outliers: {
    name: { en: "Values far from all others", zh: "远离其余的取值" },
    looks: {
      en: ({ times, share, jump }) =>
        `at most ${percent(share!)} of the rows beyond a gap as wide as all other values (and ${times} times as large, where none is negative); units that jump by a factor of ${jump} and are calm otherwise`,
      zh: ({ times, share, jump }) =>
        `不超过 ${percent(share!)} 的行与其余相隔大于其余取值的全距（均非负时须大 ${times} 倍以上）；骤变 ${jump} 倍以上而其他时期平稳的单位`,
    },
  },
});
