/**
 * What is said of data, in English and Chinese: what each finding found, what to do about it, what each rule looks at and by which limits, and
 * what would let a rule run.
 */
import {
  after,
  apart,
  before,
  catalogue,
  clauses,
  type Entry,
  type FactsOf,
  type Language,
  listed,
  messages,
  plural,
  significant,
} from "../base/messages.js";

/** Rules on data. */
export type RuleName =
  | "duplicates"
  | "columns"
  | "codes"
  | "missing"
  | "balance"
  | "imputed"
  | "built-outcome"
  | "switching"
  | "event-times"
  | "overlap"
  | "invariant"
  | "singletons"
  | "clusters"
  | "heaping"
  | "outliers"
  | "influence";

const percent = (share: number): string => {
  const value = 100 * share;
  return `${value >= 99.95 && share < 1 ? ">99.9" : Number(value.toPrecision(value < 10 ? 2 : 3))}%`;
};
const few = listed.en;
const zhFew = listed.zh;
/** At most this many names in a sentence. */
const MOST = 8;
/** Numbers with thousands set off. */
const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
const number = (value: number): string => significant(value, 6);

interface Place {
  readonly column: string;
  readonly units: number;
  readonly treated: number;
  readonly unit: string;
  readonly unitName: string;
  readonly period: string;
  readonly row: number;
}

interface Periods {
  readonly column: string;
  readonly isOutcome: boolean;
  readonly periods: string;
  readonly count: number;
  readonly of: number;
}

interface Shared extends Periods {
  readonly distinct: number;
  readonly rows: number;
  readonly first: string;
  /** Periods in which nearly each unit has a value of its own. */
  readonly own: number;
}

interface Filled extends Periods {
  /** Share of the units that could show it, in these periods and in the others. */
  readonly share: number;
  readonly others: number;
}

interface Built {
  readonly outcome: string;
  readonly kind: "equal" | "line" | "product" | "ratio" | "linear" | "scaled";
  readonly columns: readonly string[];
  readonly group?: string;
  /** Those of the columns that the formula has. */
  readonly regressors: readonly string[];
  readonly rows: number;
  readonly exact: boolean;
  readonly r2: number;
}

interface BuiltInPeriods extends Built {
  /** Periods that were looked at and in which it is not so. */
  readonly others: number;
  readonly periods: string;
  readonly count: number;
  readonly of: number;
}

interface Units {
  readonly units: number;
  readonly of: number;
  readonly named: readonly string[];
  readonly unit: string;
}

interface Influence {
  readonly term: string;
  readonly by: string;
  readonly count: number;
  readonly estimate: number;
  readonly p: number;
  readonly goal: "sign" | "significance";
  readonly without: number;
  readonly p_without: number;
}

interface Varies {
  readonly column: string;
  readonly role: "regressor" | "endogenous" | "instrument";
}

const ROLE: Readonly<Record<Varies["role"], Entry<string>>> = {
  regressor: { en: "Regressor", zh: "解释变量" },
  endogenous: { en: "Endogenous regressor", zh: "内生变量" },
  instrument: { en: "Instrument", zh: "工具变量" },
};

const GOAL = {
  sign: { en: "changes sign", zh: "改变符号" },
  significance: { en: "is no longer significant at 5%", zh: "在 5% 水平上不再显著" },
} as const;

/** The function that gives the outcome. */
function formulaOf({ kind, columns, group, exact }: Built): string {
  const how = exact ? "" : "nearly ";
  switch (kind) {
    case "equal":
      return `equal to '${columns[0]}'`;
    case "line":
      return `${how}a linear function of '${columns[0]}'`;
    case "product":
      return `${how}a constant times '${columns[0]}' times '${columns[1]}'`;
    case "ratio":
      return `${how}a constant times '${columns[0]}' over '${columns[1]}'`;
    case "scaled":
      return `${how}'${columns[0]}' times one number for each '${group}' of a period`;
    case "linear":
      return `${how}a linear combination of ${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )}`;
  }
}

function formulaZh({ kind, columns, group, exact }: Built): string {
  const how = exact ? "" : "近似";
  switch (kind) {
    case "equal":
      return `与“${columns[0]}”相等`;
    case "line":
      return `${how}是“${columns[0]}”的线性函数`;
    case "product":
      return `${how}等于常数乘以“${columns[0]}”与“${columns[1]}”之积`;
    case "ratio":
      return `${how}等于常数乘以“${columns[0]}”与“${columns[1]}”之比`;
    case "scaled":
      return `${how}等于“${columns[0]}”乘以每期各“${group}”的一个数`;
    case "linear":
      return `${how}是 ${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}的线性组合`;
  }
}

const elsewhere = (others: number): string =>
  others === 0
    ? ""
    : `; in ${others === 1 ? "the other period that was" : `the ${others} other periods that were`} looked at it is not`;
const elsewhereZh = (others: number): string => (others === 0 ? "" : `；在另外检查的 ${others} 期中并非如此`);

/** What is meant by R2 of a function. */
const howWell = ({ exact, r2 }: Built): string => (exact ? "" : ` (R2 ${r2.toFixed(5)})`);
const fitZh = ({ exact, r2 }: Built): string => (exact ? "" : `（R2 为 ${r2.toFixed(5)}）`);

const line = (second: string, first: string, intercept: number, slope: number): string => {
  const times = slope === 1 ? first : slope === -1 ? `-${first}` : `${number(slope)} ${first}`;
  if (intercept === 0) return `${second} = ${times}`;
  return `${second} = ${number(intercept)} ${slope < 0 ? "-" : "+"} ${times.replace(/^-/, "")}`;
};

export const FINDINGS = messages({
  duplicate_keys: {
    en: ({
      unit,
      time,
      rows,
      pair,
      first,
      second,
    }: {
      readonly unit: string;
      readonly time: string;
      readonly rows: number;
      readonly pair: string;
      readonly first: number;
      readonly second: number;
    }) =>
      `${count(rows)} ${plural(rows, "row repeats", "rows repeat")} a ${unit} and ${time} that an earlier row has: ${pair} stands in rows ${first} and ${second}.`,
    zh: ({ unit, time, rows, pair, first, second }) =>
      `有 ${count(rows)} 行与前面的行具有相同的${apart(unit)}与${apart(time)}：${pair} 同时出现在第 ${first} 行与第 ${second} 行。`,
  },
  duplicate_rows: {
    en: ({
      rows,
      of,
      first,
      second,
    }: {
      readonly rows: number;
      readonly of: number;
      readonly first: number;
      readonly second: number;
    }) =>
      `${count(rows)} of ${count(of)} rows ${plural(rows, "is", "are")} the same in every column as an earlier row: row ${second} repeats row ${first}.`,
    zh: ({ rows, of, first, second }) =>
      `${count(of)} 行中有 ${count(rows)} 行与前面某行在所有列上完全相同：第 ${second} 行重复第 ${first} 行。`,
  },
  rows_alike: {
    en: ({
      rows,
      columns,
      first,
      second,
    }: {
      readonly rows: number;
      readonly columns: number;
      readonly first: number;
      readonly second: number;
    }) =>
      `${count(rows)} ${plural(rows, "row has", "rows have")} the same numbers as a row of another unit or period in all ${columns} columns that vary: row ${second} and row ${first}.`,
    zh: ({ rows, columns, first, second }) =>
      `有 ${count(rows)} 行在全部 ${columns} 个变动的列上与另一单位或另一时期的行数值相同：第 ${second} 行与第 ${first} 行。`,
  },
  empty_rows: {
    en: ({ rows, first }: { readonly rows: number; readonly first: readonly number[] }) =>
      `${count(rows)} ${plural(rows, "row has", "rows have")} no measure at all: ${plural(first.length, "row", "rows")} ${few(first)}${rows > first.length ? " and others" : ""}.`,
    zh: ({ rows, first }) =>
      `有 ${count(rows)} 行没有任何测量值：第 ${zhFew(first)} 行${rows > first.length ? "等" : ""}。`,
  },
  constant_rows: {
    en: ({
      rows,
      first,
      value,
      columns,
    }: {
      readonly rows: number;
      readonly first: number;
      readonly value: number;
      readonly columns: number;
    }) =>
      `${count(rows)} ${plural(rows, "row has", "rows have")} one number in all ${columns} columns of many values: row ${first} is ${number(value)} throughout.`,
    zh: ({ rows, first, value, columns }) =>
      `有 ${count(rows)} 行在全部 ${columns} 个取值众多的列上均为同一个数：第 ${first} 行均为 ${number(value)}。`,
  },
  constant_columns: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )} ${plural(columns.length, "has", "have")} one value in all rows.`,
    zh: ({ columns }) =>
      `${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}在所有行取同一个值。`,
  },
  empty_columns: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )} ${plural(columns.length, "has", "have")} no value in any row.`,
    zh: ({ columns }) =>
      `${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}在所有行均缺失。`,
  },
  columns_alike: {
    en: ({ first, lines, together }: Alike) =>
      `${few(
        lines.map(({ column, intercept, slope }) => line(column, first, intercept, slope)),
        MOST,
      )}, exactly, in all rows that have both${together.length === 0 ? "" : `; the formula has ${few(together.map((name) => `'${name}'`))}`}.`,
    zh: ({ first, lines, together }) =>
      `${zhFew(
        lines.map(({ column, intercept, slope }) => line(column, first, intercept, slope)),
        MOST,
      )}，在两列均有值的各行精确成立${together.length === 0 ? "" : `；公式中有 ${zhFew(together.map((name) => `“${name}”`))}`}。`,
  },
  numbers_in_text: {
    en: ({
      column,
      levels,
      example,
      others,
    }: {
      readonly column: string;
      readonly levels: number;
      readonly example: string;
      readonly others: readonly string[];
    }) =>
      `Column '${column}' is text, and ${others.length === 0 ? "all" : "nearly all"} its ${count(levels)} values are numbers, such as '${example}'${others.length === 0 ? "" : `; not ${few(others.map((text) => `'${text}'`))}`}.`,
    zh: ({ column, levels, example, others }) =>
      `列“${column}”为文本，其 ${count(levels)} 种取值${others.length === 0 ? "均" : "几乎均"}为数字，如“${example}”${others.length === 0 ? "" : `；例外：${zhFew(others.map((text) => `“${text}”`))}`}。`,
  },
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
  periods_skipped: {
    en: ({ periods, time }: { readonly periods: readonly string[]; readonly time: string }) =>
      `No unit has a row at ${time} ${few(periods, MOST)}, though there are rows before and after.`,
    zh: ({ periods, time }) => `所有单位在${apart(time)}为 ${zhFew(periods, MOST)} 时均没有观测，而前后各期均有。`,
  },
  unbalanced: {
    en: ({ missing, cells, share, units, complete, period, seen, fullest }: Unbalanced) =>
      `The panel is unbalanced: ${count(missing)} of ${count(cells)} unit-periods (${percent(share)}) have no row; ${count(complete)} of ${count(units)} units are there in every period. ${period} has fewest rows, ${count(seen)}, where the fullest period has ${count(fullest)}.`,
    zh: ({ missing, cells, share, units, complete, period, seen, fullest }) =>
      `面板不平衡：${count(cells)} 个单位—时期中有 ${count(missing)} 个（${percent(share)}）没有观测；${count(units)} 个单位中有 ${count(complete)} 个各期齐全。${period} 的观测最少（${count(seen)} 行），最多的一期为 ${count(fullest)} 行。`,
  },
  unit_gaps: {
    en: ({ units, of, named, unit, example }: Units & { readonly example: string }) =>
      `${count(units)} of ${count(of)} units have gaps between their first and last row: ${unit} ${few(named)}${units > named.length ? " and others" : ""}; ${named[0]} has no row in ${example}.`,
    zh: ({ units, of, named, unit, example }) =>
      `${count(of)} 个单位中有 ${count(units)} 个在首末观测之间有缺口：${unit} ${zhFew(named)}${units > named.length ? " 等" : ""}；其中 ${named[0]} 在 ${example} 没有观测。`,
  },
  units_late: {
    en: ({ units, of, named, unit, first }: Units & { readonly first: string }) =>
      `${count(units)} of ${count(of)} units enter after ${first}: ${unit} ${few(named)}${units > named.length ? " and others" : ""}.`,
    zh: ({ units, of, named, unit, first }) =>
      `${count(of)} 个单位中有 ${count(units)} 个晚于 ${first} 进入：${unit} ${zhFew(named)}${units > named.length ? " 等" : ""}。`,
  },
  units_left: {
    en: ({ units, of, named, unit, last }: Units & { readonly last: string }) =>
      `${count(units)} of ${count(of)} units have no row in ${last} and leave before it: ${unit} ${few(named)}${units > named.length ? " and others" : ""}.`,
    zh: ({ units, of, named, unit, last }) =>
      `${count(of)} 个单位中有 ${count(units)} 个在 ${last} 之前退出：${unit} ${zhFew(named)}${units > named.length ? " 等" : ""}。`,
  },
  leaving_differs: {
    en: ({ treated, untreated, t }: { readonly treated: number; readonly untreated: number; readonly t: number }) =>
      `Attrition differs by treatment: ${percent(treated)} of the units that are treated at some time leave before the last period, and ${percent(untreated)} of those that never are (t ${t.toFixed(1)}).`,
    zh: ({ treated, untreated, t }) =>
      `样本流失因处理而异：曾受处理的单位有 ${percent(treated)} 在末期之前退出，从未受处理的单位为 ${percent(untreated)}（t 值 ${t.toFixed(1)}）。`,
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
  outcome_built: {
    en: (facts: Built) =>
      `'${facts.outcome}' is ${formulaOf(facts)}${howWell(facts)} in all ${count(facts.rows)} rows that have ${facts.columns.length === 1 ? "it" : "them"}${facts.regressors.length === 0 ? "" : `, and the formula has ${few(facts.regressors.map((name) => `'${name}'`))} on its right`}.`,
    zh: (facts) =>
      `在全部 ${count(facts.rows)} 行中，“${facts.outcome}”${formulaZh(facts)}${fitZh(facts)}${facts.regressors.length === 0 ? "" : `，而公式右侧包含 ${zhFew(facts.regressors.map((name) => `“${name}”`))}`}。`,
  },
  outcome_built_in_periods: {
    en: (facts: BuiltInPeriods) =>
      `In ${facts.periods} (${facts.count} of ${facts.of} periods, ${count(facts.rows)} rows) '${facts.outcome}' is ${formulaOf(facts)}${howWell(facts)}${elsewhere(facts.others)}${facts.regressors.length === 0 ? "" : `. The formula has ${few(facts.regressors.map((name) => `'${name}'`))} on its right`}.`,
    zh: (facts) =>
      `在 ${facts.periods}（${facts.of} 期中的 ${facts.count} 期，${count(facts.rows)} 行），“${facts.outcome}”${formulaZh(facts)}${fitZh(facts)}${elsewhereZh(facts.others)}${facts.regressors.length === 0 ? "" : `。公式右侧包含 ${zhFew(facts.regressors.map((name) => `“${name}”`))}`}。`,
  },
  outcome_equal_in_periods: {
    en: ({ outcome, columns, periods, count: n, of, rows, others }: BuiltInPeriods) =>
      `In ${periods} (${n} of ${of} periods, ${count(rows)} rows) '${outcome}' is equal to '${columns[0]}', to the last digit${elsewhere(others)}.`,
    zh: ({ outcome, columns, periods, count: n, of, rows, others }) =>
      `在 ${periods}（${of} 期中的 ${n} 期，${count(rows)} 行），“${outcome}”与“${columns[0]}”完全相等${elsewhereZh(others)}。`,
  },
  outcome_of_neighbour: {
    en: ({ outcome, column, which, share, pairs, isUsed }: Neighbour) =>
      `'${column}' is '${outcome}' of the period ${which === "lag" ? "before" : "after"}, to the last digit, in ${share === 1 ? "all" : percent(share)} ${share === 1 ? "" : "of "}${count(pairs)} rows that have both${isUsed ? "; the formula has it on its right" : ""}.`,
    zh: ({ outcome, column, which, share, pairs, isUsed }) =>
      `在两者均有值的 ${count(pairs)} 行中，“${column}”${share === 1 ? "全部" : `有 ${percent(share)}`}与${which === "lag" ? "上" : "下"}一期的“${outcome}”完全相同${isUsed ? "；公式右侧包含该变量" : ""}。`,
  },
  treatment_off: {
    en: ({ column, units, treated, unit, unitName, period, row }: Place) =>
      `Treatment '${column}' goes back to 0 in ${count(units)} of ${count(treated)} treated units: first ${unitName} ${unit} in ${period} (row ${row}).`,
    zh: ({ column, units, treated, unit, unitName, period, row }) =>
      `处理变量“${column}”在 ${count(treated)} 个受处理单位中的 ${count(units)} 个回到 0：如 ${unitName} ${unit} 于 ${period}（第 ${row} 行）。`,
  },
  treatment_doses: {
    en: ({ column, units, treated, unit, unitName, period, row }: Place) =>
      `Treatment '${column}' changes its dose after it began in ${count(units)} of ${count(treated)} treated units: first ${unitName} ${unit} in ${period} (row ${row}).`,
    zh: ({ column, units, treated, unit, unitName, period, row }) =>
      `处理变量“${column}”在 ${count(treated)} 个受处理单位中的 ${count(units)} 个于开始后改变强度：如 ${unitName} ${unit} 于 ${period}（第 ${row} 行）。`,
  },
  always_treated: {
    en: ({ column, units, of }: { readonly column: string; readonly units: number; readonly of: number }) =>
      `By '${column}', ${count(units)} of ${count(of)} units are treated in every row they have: their start is not seen.`,
    zh: ({ column, units, of }) =>
      `按“${column}”，${count(of)} 个单位中有 ${count(units)} 个在其所有观测中均受处理，看不到处理开始。`,
  },
  cohort_few_before: {
    en: ({
      cohort,
      units,
      before,
      periods,
      first,
    }: {
      readonly cohort: string;
      readonly units: number;
      readonly before: number;
      readonly periods: string;
      readonly first: string;
    }) =>
      `Cohort ${cohort} (${count(units)} ${plural(units, "unit")}) has ${before === 0 ? "no period" : before === 1 ? "one period" : before === 2 ? "two periods" : `${before} periods`} before treatment${before === 0 ? "" : ` (${periods})`}, as the panel begins in ${first}: ${before <= 1 ? "it has no lead beside the reference period" : "one lead stands beside the reference period"}, and no earlier event time is identified by it.`,
    zh: ({ cohort, units, before, periods, first }) =>
      `面板始于 ${first}，故 ${cohort} 批次（${count(units)} 个单位）处理前${before === 0 ? "没有观测期" : `只有 ${before} 期（${periods}）`}：${before <= 1 ? "除基期外没有前导期" : "除基期外只有一个前导期"}，更早的事件期不由它识别。`,
  },
  event_times_one_cohort: {
    en: ({ least, most, cohorts }: Alone) =>
      `Of event times ${least} to ${most} one cohort alone shows some: ${clauses.en(
        cohorts.map(
          ({ cohort, events, units }) =>
            `${few(events, MOST)} cohort ${cohort} (${count(units)} ${plural(units, "unit")})`,
        ),
      )}.`,
    zh: ({ least, most, cohorts }) =>
      `在事件期 ${least} 至 ${most} 中，部分仅见于一个批次：${clauses.zh(
        cohorts.map(
          ({ cohort, events, units }) => `${zhFew(events, MOST)} 仅见于 ${cohort} 批次（${count(units)} 个单位）`,
        ),
      )}。`,
  },
  events_few_units: {
    en: ({
      events,
      most,
      limit,
    }: {
      readonly events: readonly number[];
      readonly most: number;
      readonly limit: number;
    }) =>
      `Event ${plural(events.length, "time", "times")} ${few(events, MOST)} ${plural(events.length, "is", "are")} seen in fewer than ${limit} treated units (${most} at most).`,
    zh: ({ events, most, limit }) => `事件期 ${zhFew(events, MOST)} 的受处理单位少于 ${limit} 个（至多 ${most} 个）。`,
  },
  periods_all_treated: {
    en: ({ periods, count: n, of }: { readonly periods: string; readonly count: number; readonly of: number }) =>
      `In ${periods} (${n} of ${of} periods) every unit is treated: no effect of these periods can be compared with untreated units.`,
    zh: ({ periods, count: n, of }) =>
      `在 ${periods}（${of} 期中的 ${n} 期）所有单位均受处理：这些时期的效应没有未受处理的单位可供比较。`,
  },
  no_never: {
    en: ({ cohorts }: { readonly cohorts: number }) =>
      `No unit is never treated: every comparison of the ${cohorts} ${plural(cohorts, "cohort")} is with units not yet treated, or treated no longer.`,
    zh: ({ cohorts }) => `没有从未受处理的单位：${cohorts} 个批次的比较对象均为尚未受处理或已退出处理的单位。`,
  },
  no_common_support: {
    en: ({ column, units, treated, low, high, before }: Support) =>
      `${before ? "Before any treatment, " : ""}${count(units)} of ${count(treated)} treated units have a mean of '${column}' outside of what untreated units have (${number(low)} to ${number(high)}).`,
    zh: ({ column, units, treated, low, high, before }) =>
      `${before ? "在任何处理开始之前，" : ""}${count(treated)} 个处理组单位中有 ${count(units)} 个的“${column}”均值超出未受处理单位的范围（${number(low)} 至 ${number(high)}）。`,
  },
  invariant: {
    en: ({ column, role, by }: Varies & { readonly by: string }) =>
      `${ROLE[role].en} '${column}' does not vary within ${by}: the effects of ${by} absorb it, and it has no coefficient.`,
    zh: ({ column, role, by }) =>
      `${ROLE[role].zh}“${column}”在${apart(by)}内没有变异：被${apart(by)}的固定效应吸收，没有系数。`,
  },
  spanned: {
    en: ({ column, role, effects }: Varies & { readonly effects: readonly string[] }) =>
      `${ROLE[role].en} '${column}' is a sum of numbers of ${few(effects)}: these effects absorb it together, as they do an age beside a year, and it has no coefficient.`,
    zh: ({ column, role, effects }) =>
      `${ROLE[role].zh}“${column}”可由 ${zhFew(effects)} 的效应之和表示（如年龄之于年份）：被这些固定效应共同吸收，没有系数。`,
  },
  hardly_varies: {
    en: ({ column, role, effects, share }: Varies & { readonly effects: readonly string[]; readonly share: number }) =>
      `${ROLE[role].en} '${column}' hardly varies within the effects of ${few(effects)}: they leave ${percent(share)} of its variance.`,
    zh: ({ column, role, effects, share }) =>
      `${ROLE[role].zh}“${column}”在 ${zhFew(effects)} 的固定效应之内几乎没有变异：仅余其方差的 ${percent(share)}。`,
  },
  columns_by_unit: {
    en: ({ columns, unit }: { readonly columns: readonly string[]; readonly unit: string }) =>
      `${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )} ${plural(columns.length, "does", "do")} not vary over time within ${unit}: effects of ${unit} would absorb ${plural(columns.length, "it", "them")}.`,
    zh: ({ columns, unit }) =>
      `${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}在同一${apart(unit)}内不随时间变化：若含${apart(unit)}固定效应，将被吸收。`,
  },
  columns_by_time: {
    en: ({ columns, time }: { readonly columns: readonly string[]; readonly time: string }) =>
      `${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )} ${plural(columns.length, "is", "are")} the same for all units of a ${time}: effects of ${time} would absorb ${plural(columns.length, "it", "them")}.`,
    zh: ({ columns, time }) =>
      `${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}在同一${apart(time)}对所有单位相同：若含${apart(time)}固定效应，将被吸收。`,
  },
  rows_alone: {
    en: ({
      rows,
      of,
      effects,
      left,
      first,
    }: {
      readonly rows: number;
      readonly of: number;
      readonly effects: readonly string[];
      readonly left: number;
      readonly first: readonly number[];
    }) =>
      `${count(rows)} of ${count(of)} complete rows ${plural(rows, "is", "are")} alone in a level of ${few(effects)}, ${plural(rows, "row", "rows")} ${few(first)}${rows > first.length ? " and others" : ""}: a regression drops ${plural(rows, "it", "them")} and has ${count(left)}.`,
    zh: ({ rows, of, effects, left, first }) =>
      `在 ${zhFew(effects)} 的某一水平上，${count(of)} 个完整行中有 ${count(rows)} 行是唯一的一行（第 ${zhFew(first)} 行${rows > first.length ? "等" : ""}）：回归将其剔除，余 ${count(left)} 行。`,
  },
  few_clusters: {
    en: ({ by, count: n, limit }: { readonly by: string; readonly count: number; readonly limit: number }) =>
      `There ${plural(n, "is", "are")} ${n} ${plural(n, "cluster")} by ${by}, fewer than ${limit}.`,
    zh: ({ by, count: n, limit }) => `按${apart(by)}只有 ${n} 个聚类，少于 ${limit} 个。`,
  },
  few_treated_clusters: {
    en: (facts: Clusters) =>
      `${facts.count} of ${count(facts.of)} ${plural(facts.of, "cluster")} by ${facts.by} ${plural(facts.count, "has a unit that is", "have units that are")} ever treated, fewer than ${facts.limit}.`,
    zh: (facts) =>
      `按${apart(facts.by)}的 ${count(facts.of)} 个聚类中，只有 ${facts.count} 个含曾受处理的单位，少于 ${facts.limit} 个。`,
  },
  few_untreated_clusters: {
    en: (facts: Clusters) =>
      `${facts.count} of ${count(facts.of)} ${plural(facts.of, "cluster")} by ${facts.by} ${plural(facts.count, "has a unit that is", "have units that are")} never treated, fewer than ${facts.limit}.`,
    zh: (facts) =>
      `按${apart(facts.by)}的 ${count(facts.of)} 个聚类中，只有 ${facts.count} 个含从未受处理的单位，少于 ${facts.limit} 个。`,
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
  one_group_carries: {
    en: ({ term, by, count: n, estimate, p, name, goal, without, p_without }: Influence & { readonly name: string }) =>
      `Without ${by} ${name}, one of ${count(n)}, the coefficient of '${term}' ${GOAL[goal].en}: ${number(estimate)} (p ${pOf(p)}) with it, ${number(without)} (p ${pOf(p_without)}) without.`,
    zh: ({ term, by, count: n, estimate, p, name, goal, without, p_without }) =>
      `剔除 ${by} ${name}（共 ${count(n)} 个）后，“${term}”的系数${GOAL[goal].zh}：全样本为 ${number(estimate)}（p ${pOf(p)}），剔除后为 ${number(without)}（p ${pOf(p_without)}）。`,
  },
  few_carry: {
    en: ({
      term,
      by,
      count: n,
      estimate,
      p,
      goal,
      without,
      p_without,
      removed,
      share,
      names,
    }: Influence & { readonly removed: number; readonly share: number; readonly names: readonly string[] }) =>
      `Without ${count(removed)} of ${count(n)} ${by === "row" ? "rows" : by} (${percent(share)}) the coefficient of '${term}' ${GOAL[goal].en}: ${number(estimate)} (p ${pOf(p)}) becomes ${number(without)} (p ${pOf(p_without)}). ${by === "row" ? "Rows" : capitalOf(by)} ${few(names)}${removed > names.length ? " and others" : ""}.`,
    zh: ({ term, by, count: n, estimate, p, goal, without, p_without, removed, share, names }) =>
      `从 ${count(n)} ${by === "row" ? "行" : `个${after(by)}`}中剔除 ${count(removed)} 个（${percent(share)}）后，“${term}”的系数${GOAL[goal].zh}：由 ${number(estimate)}（p ${pOf(p)}）变为 ${number(without)}（p ${pOf(p_without)}）。${by === "row" ? "行号：" : `${by}：`}${zhFew(names)}${removed > names.length ? "等" : ""}。`,
  },
});

interface Neighbour {
  readonly outcome: string;
  readonly column: string;
  readonly which: "lag" | "lead";
  readonly share: number;
  readonly pairs: number;
  readonly isUsed: boolean;
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

interface Heaped {
  readonly column: string;
  readonly share: number;
  readonly rows: number;
  readonly unit: number;
  readonly decimals: number;
  /** The share that evenly spread last digits have. */
  readonly expected: number;
}

interface Support {
  readonly column: string;
  readonly units: number;
  readonly treated: number;
  readonly low: number;
  readonly high: number;
  /** Whether means are of periods before treatment; else its start is not seen, and they are of all rows. */
  readonly before: boolean;
}

interface Alone {
  readonly least: number;
  readonly most: number;
  readonly cohorts: readonly { readonly cohort: string; readonly events: readonly number[]; readonly units: number }[];
}

interface Alike {
  readonly first: string;
  readonly lines: readonly {
    readonly column: string;
    readonly intercept: number;
    readonly slope: number;
    readonly rows: number;
  }[];
  /** Those of them that the formula has, where it has several. */
  readonly together: readonly string[];
}

interface Unbalanced {
  readonly missing: number;
  readonly cells: number;
  readonly share: number;
  readonly units: number;
  readonly complete: number;
  readonly period: string;
  readonly seen: number;
  readonly fullest: number;
}

interface Clusters {
  readonly by: string;
  readonly count: number;
  readonly of: number;
  readonly limit: number;
}

const significantOf = (value: number): number => Number(significant(value, 3));
const pOf = (p: number): string => (p < 0.001 ? "<0.001" : p.toFixed(3));
const capitalOf = (word: string): string => word;

declare module "../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof FINDINGS> {}
}

/** What to do about a finding. */
export const REMEDIES: Readonly<Record<keyof FactsOf<typeof FINDINGS>, Entry<string>>> = {
  duplicate_keys: {
    en: "A panel has one row for each unit and period: aggregate the rows, drop copies, or name a finer unit; rules on panels were not run.",
    zh: "面板中每个单位每期只能有一行：请汇总、去除重复行，或改用更细的单位；与面板有关的检查均未进行。",
  },
  duplicate_rows: {
    en: "Drop the copies unless the rows are counts of the same thing; left in, they make errors too small.",
    zh: "除非这些行本就是同类的多次计数，否则请删除重复行；保留会使标准误偏小。",
  },
  rows_alike: {
    en: "Different units do not agree to the last digit by chance: look up these rows in the source for copied lines.",
    zh: "不同单位不会偶然在每一位上相同：请对照原始来源检查这些行是否误抄。",
  },
  empty_rows: {
    en: "They add to the number of rows and to nothing else; drop them, or find out why they are empty.",
    zh: "它们只增加行数；请删除，或查明为何为空。",
  },
  constant_rows: {
    en: "Look these rows up: a filler or a failed import writes one number everywhere.",
    zh: "请核对这些行：填充值或导入出错会使各列为同一个数。",
  },
  constant_columns: {
    en: "A constant has no coefficient; leave it out.",
    zh: "常数列没有系数，请不要使用。",
  },
  empty_columns: {
    en: "Leave out what is empty, or check how the file was read.",
    zh: "空列请不要使用，或检查文件的读取方式。",
  },
  columns_alike: {
    en: "Use one of them: together they are collinear, and all but one are dropped.",
    zh: "只用其中一列：同时使用完全共线，其余会被剔除。",
  },
  numbers_in_text: {
    en: "If these are numbers, read them as such (--numeric-columns, or write decimal points and no marks); as text they are categories.",
    zh: "如应为数值，请按数值读取（--numeric-columns，或改用小数点且不带符号）；作为文本则是类别。",
  },
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
  periods_skipped: {
    en: "Lags and event times count time, so that they are missing next to it; check whether a file was left out.",
    zh: "滞后项与事件期按时间计数，在其前后将缺失；请检查是否遗漏了文件。",
  },
  unbalanced: {
    en: "Say which units leave and enter, and estimate once more on units that are there throughout.",
    zh: "请说明哪些单位进入或退出，并用各期齐全的单位重新估计。",
  },
  unit_gaps: {
    en: "A lag across a gap is missing, never an older value; find out whether the rows were lost or never measured.",
    zh: "跨越缺口的滞后项为缺失值，而非更早的取值；请查明是数据丢失还是未曾测量。",
  },
  units_late: {
    en: "If entry has to do with the treatment, compare with the units that are there from the start.",
    zh: "若进入与处理有关，请与自始即在的单位比较。",
  },
  units_left: {
    en: "If leaving has to do with the outcome, those who stay are selected: compare both groups before they part.",
    zh: "若退出与结果有关，留下者是被选择的：请比较两组在退出之前的情况。",
  },
  leaving_differs: {
    en: "The comparison of those who stay is not the effect on all: report attrition by group, and bounds or weights.",
    zh: "留下者之间的比较不是对全体的效应：请报告各组流失情况，并给出界或加权结果。",
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
  outcome_built: {
    en: "A regressor that the outcome is made of explains it by construction: leave it out, or choose an outcome that is measured apart from it.",
    zh: "构造被解释变量所用的变量作为解释变量，其解释力由构造而来：请去掉，或选用独立测量的被解释变量。",
  },
  outcome_built_in_periods: {
    en: "Where it is a formula it was not measured, and a treatment outside of the formula cannot move it: estimate on the other periods, and leave the columns of the formula out of the controls.",
    zh: "以公式得出的部分并非测量所得，公式之外的处理不会影响它：请用其他时期估计，且不要将公式所用的列作为控制变量。",
  },
  outcome_equal_in_periods: {
    en: "Find out which of the two was measured, and what fills it in the periods in which they differ.",
    zh: "请查明两者中何者为测量值，以及两者不同的时期以何填充。",
  },
  outcome_of_neighbour: {
    en: "Beside unit effects the past of an outcome is biased in short panels (Nickell 1981): use pgmm. A later outcome is a result of the treatment and no control.",
    zh: "含单位效应的短面板中，被解释变量的滞后项估计有偏（Nickell 1981）：请用 pgmm。更晚的被解释变量是处理的结果，不能作为控制变量。",
  },
  treatment_off: {
    en: "Two-way effects then compare units with their own treated past. Code the first start as staying on (--cohort), or use an estimator for treatments that switch (did --estimator dcdh).",
    zh: "此时双向固定效应会与单位自身受处理的过去相比。请按首次开始编码为持续受处理（--cohort），或采用适用于可退出处理的估计方法（did --estimator dcdh）。",
  },
  treatment_doses: {
    en: "One coefficient weighs the doses in a way of its own; use an estimator for doses (did --estimator dcdh or cdid).",
    zh: "单一系数以其特有的方式对各强度加权；请采用适用于处理强度的估计方法（did --estimator dcdh 或 cdid）。",
  },
  always_treated: {
    en: "They identify no effect by change: exclude them, and do not let them serve as comparison for later cohorts.",
    zh: "它们无法由变动识别效应：请剔除，且不要作为后续批次的对照。",
  },
  cohort_few_before: {
    en: "Say which cohorts a test of earlier leads rests on, or add earlier periods; a test on few leads has little power (pretrends).",
    zh: "请说明前导期检验依据哪些批次，或补充更早的时期；前导期少时检验功效低（pretrends）。",
  },
  event_times_one_cohort: {
    en: "Along the path the cohorts change: read its ends as that cohort's, or aggregate over event times that all have (did --balanced).",
    zh: "沿事件路径批次组成在变：两端应解读为该批次的效应，或只在各批次共有的事件期上汇总。",
  },
  events_few_units: {
    en: "Clustered errors of these effects mislead: bin or leave out these event times.",
    zh: "这些效应的聚类标准误不可靠：请合并或不报告这些事件期。",
  },
  periods_all_treated: {
    en: "End the sample before the first of them, or use estimators that leave them out and say so.",
    zh: "请将样本截止于其首期之前，或采用不使用这些时期并加以说明的估计方法。",
  },
  no_never: {
    en: "With unit and period effects one more event time must be a reference, and effects of the last cohort are not identified.",
    zh: "含单位与时期效应时需多设一个基期，且最后一批的效应无法识别。",
  },
  no_common_support: {
    en: "For these units the comparison is drawn by the regression's line alone: restrict to the common range, or match (psmatch).",
    zh: "对这些单位，比较全凭回归的函数形式外推：请限于共同区间，或进行匹配（psmatch）。",
  },
  invariant: {
    en: "Leave out the effect or the variable, or let it act by period (an interaction with time, which is another design).",
    zh: "请去掉该固定效应或该变量，或令其随时期起作用（与时间交互，属另一种设计）。",
  },
  spanned: { en: "Leave it out: the effects contain it.", zh: "请去掉：固定效应已包含它。" },
  hardly_varies: {
    en: "What little is left may be errors of measurement or changes of classification; its coefficient rests on them.",
    zh: "所余变异可能只是测量误差或口径变化，其系数即依赖于此。",
  },
  columns_by_unit: {
    en: "As a regressor or an instrument it needs another design: no unit effects, or an interaction with time.",
    zh: "若作解释变量或工具变量，需要另一种设计：不含单位效应，或与时间交互。",
  },
  columns_by_time: {
    en: "As a regressor it needs a design without period effects.",
    zh: "若作解释变量，需要不含时期效应的设计。",
  },
  rows_alone: {
    en: "N of the table is that without them; columns of one sample differ in N where they have different effects.",
    zh: "表中 N 不含这些行；同一样本的各列若固定效应不同，N 会不同。",
  },
  few_clusters: {
    en: "Use the wild cluster bootstrap (bootstrap) or CR2 errors, and report the number of clusters.",
    zh: "请使用 wild 聚类自助法（bootstrap）或 CR2 标准误，并报告聚类数。",
  },
  few_treated_clusters: {
    en: "Errors by cluster are too small however many untreated clusters there are: use randomisation inference (placebo) or bootstrap --kind conley-taber.",
    zh: "无论未受处理的聚类有多少，聚类标准误均偏小：请用随机化推断（placebo）或 bootstrap --kind conley-taber。",
  },
  few_untreated_clusters: {
    en: "Errors by cluster are too small however many treated clusters there are: use randomisation inference (placebo).",
    zh: "无论受处理的聚类有多少，聚类标准误均偏小：请用随机化推断（placebo）。",
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
  one_group_carries: {
    en: "The result is that group's: say so, and report the estimate without it (sensitivity has all of them).",
    zh: "结论取决于这一组：请说明，并报告剔除后的估计（sensitivity 给出逐一剔除的结果）。",
  },
  few_carry: {
    en: "Look these up, and report how few carry the result (sensitivity --parts influence).",
    zh: "请核对这些观测，并报告结论取决于多少观测（sensitivity --parts influence）。",
  },
};

type Limits = Readonly<Record<string, number>>;

/** What a rule is called, and what it looks at by which limits. */
export const RULE_WORDS: Readonly<
  Record<
    RuleName,
    { readonly name: Entry<string>; readonly looks: Readonly<Record<Language, (limits: Limits) => string>> }
  >
> = {
  duplicates: {
    name: { en: "Repeated rows", zh: "重复行" },
    looks: {
      en: ({ values, columns, share }) =>
        `rows equal in every column, rows of one unit and period, rows of different units or periods equal in all varying columns of at least ${values} values (where there are ${columns} or more, and at most ${percent(share!)} of the rows are), rows without a number or with one number throughout`,
      zh: ({ values, columns, share }) =>
        `各列全同的行；单位与时期相同的行；不同单位或时期而在所有取值不少于 ${values} 个且有变动的列（至少 ${columns} 列）上相同的行（不超过 ${percent(share!)}）；全空或全为同一数的行`,
    },
  },
  columns: {
    name: { en: "Columns that say the same", zh: "内容相同的列" },
    looks: {
      en: ({ share }) =>
        `columns without a value or with one, pairs of which one is the other, a multiple or an exact line of it, text columns of which ${percent(share!)} of the values are numbers`,
      zh: ({ share }) =>
        `全空或只有一个取值的列；彼此相等、成倍数或精确线性的列；${percent(share!)} 以上取值为数字的文本列`,
    },
  },
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
  balance: {
    name: { en: "Balance of the panel", zh: "面板的平衡性" },
    looks: {
      en: ({ share, errors }) =>
        `unit-periods without a row (from ${percent(share!)} on worth a look), gaps, late entry, attrition and whether it differs by treatment (${errors} standard errors)`,
      zh: ({ share, errors }) =>
        `没有观测的单位—时期（达 ${percent(share!)} 起应留意）、缺口、晚进入、退出，及退出是否因处理而异（${errors} 个标准误）`,
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
  "built-outcome": {
    name: { en: "An outcome made of other columns", zh: "由其他列构造的被解释变量" },
    looks: {
      en: ({ rows, nearly }) =>
        `whether a column is the outcome of the period before or after, and whether a line in one column, a product or ratio of two, a column times a number of each group, or a linear combination gives the outcome (R2 of at least ${nearly}), in all rows and in each period of ${rows} rows and more`,
      zh: ({ rows, nearly }) =>
        `某列是否为上一期或下一期的被解释变量；被解释变量是否等于某列的线性函数、两列之积或比、某列乘以各组的一个数，或若干列的线性组合（R2 不低于 ${nearly}）：全样本，及每个不少于 ${rows} 行的时期`,
    },
  },
  switching: {
    name: { en: "The path of the treatment", zh: "处理的路径" },
    looks: {
      en: () => "whether the treatment of a unit goes back to 0 or changes its dose",
      zh: () => "处理变量是否回到 0 或改变强度",
    },
  },
  "event-times": {
    name: { en: "What the design identifies", zh: "设计所能识别的效应" },
    looks: {
      en: ({ before, units }) =>
        `units treated throughout, cohorts with fewer than ${before} periods before treatment, event times of one cohort or of fewer than ${units} units, periods in which nobody is untreated`,
      zh: ({ before, units }) =>
        `始终受处理的单位、处理前不足 ${before} 期的批次、只见于一个批次或少于 ${units} 个单位的事件期、无人未受处理的时期`,
    },
  },
  overlap: {
    name: { en: "Common support", zh: "共同支撑" },
    looks: {
      en: ({ share, chance }) =>
        `whether ${percent(share!)} or more of the treated units have a mean of a control (before treatment, where its start is seen) beyond the range of untreated units, and more than chance would put there (probability ${chance})`,
      zh: ({ share, chance }) =>
        `是否有 ${percent(share!)} 以上的处理组单位，其控制变量均值（可见处理开始者取处理前）超出未受处理单位的范围，且多于偶然所致（概率 ${chance}）`,
    },
  },
  invariant: {
    name: { en: "Variation within effects", zh: "固定效应之内的变异" },
    looks: {
      en: ({ share }) =>
        `regressors and instruments of which the effects leave less than ${percent(share!)} of the variance; without a formula, columns constant within units or periods`,
      zh: ({ share }) =>
        `固定效应之内所余方差不足 ${percent(share!)} 的解释变量与工具变量；未给公式时，单位内或时期内不变的列`,
    },
  },
  singletons: {
    name: { en: "Singletons", zh: "单一观测组" },
    looks: {
      en: () => "rows alone in a level of an effect, again and again until none is left",
      zh: () => "固定效应某一水平上唯一的行，反复剔除直至没有",
    },
  },
  clusters: {
    name: { en: "Number of clusters", zh: "聚类数" },
    looks: {
      en: ({ few: n, veryFew, treated }) =>
        `fewer than ${n} clusters (serious below ${veryFew}), fewer than ${treated} with treated or with never treated units`,
      zh: ({ few: n, veryFew, treated }) =>
        `少于 ${n} 个聚类（少于 ${veryFew} 个为严重）；含受处理或从未受处理单位的聚类少于 ${treated} 个`,
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
  influence: {
    name: { en: "What carries the coefficient", zh: "系数取决于哪些观测" },
    looks: {
      en: ({ share }) =>
        `whether leaving out one group, or at most ${percent(share!)} of the rows, turns the sign or the significance at 5% (as sensitivity does)`,
      zh: ({ share }) => `剔除一组，或至多 ${percent(share!)} 的行，是否改变符号或 5% 显著性（与 sensitivity 相同）`,
    },
  },
};

/** What lets a rule run. */
export const NEED_WORDS: Readonly<Record<string, Entry<string>>> = {
  panel: { en: "--panel unit,time", zh: "--panel 单位,时间" },
  treatment: { en: "--treat or --cohort", zh: "--treat 或 --cohort" },
  outcome: { en: "--outcome or --formula", zh: "--outcome 或 --formula" },
  formula: { en: "--formula", zh: "--formula" },
  regressors: { en: "--formula or --panel", zh: "--formula 或 --panel" },
  cluster: { en: "--cluster or --panel", zh: "--cluster 或 --panel" },
  influence: { en: "--formula", zh: "--formula" },
};

/** Words of the report. */
export const inspectWords = catalogue({
  serious: { en: "Serious", zh: "严重" },
  look: { en: "Look at this", zh: "请核实" },
  note: { en: "Note", zh: "提示" },
  none: {
    en: (n: number) => `No finding: ${n} ${plural(n, "rule", "rules")} looked.`,
    zh: (n: number) => `没有发现问题：共进行 ${n} 项检查。`,
  },
  /** What was found, then what to do. */
  both: {
    en: (found: string, remedy: string) => `${found} ${remedy}`,
    zh: (found: string, remedy: string) => found + remedy,
  },
  line: {
    en: (severity: string, text: string) => `${severity}: ${text}`,
    zh: (severity: string, text: string) => `${severity}：${text}`,
  },
  needs: {
    en: (options: readonly string[]) => `give ${options.join(" and ")}.`,
    zh: (options: readonly string[]) => `请给出 ${options.join(" 与 ")}。`,
  },
  notChecked: {
    en: (rules: readonly string[], why: string) => `Not checked: ${rules.join("; ")}: ${why}`,
    zh: (rules: readonly string[], why: string) => `未检查：${rules.join("；")}：${why}`,
  },
});

/** Words of the table of columns and what stands beneath it. */
export const columnWords = catalogue({
  column: { en: "column", zh: "列" },
  heads: { en: "type n missing distinct min mean sd max values", zh: "类型 n 缺失 取值数 最小 均值 标准差 最大 分布" },
  label: { en: "label", zh: "标签" },
  numeric: { en: "numeric", zh: "数值" },
  text: { en: "text", zh: "文本" },
  shape: {
    en: (rows: string, columns: number) => `${rows} rows, ${columns} columns`,
    zh: (rows: string, columns: number) => `${rows} 行，${columns} 列`,
  },
  written: { en: (when: string) => `written ${when}`, zh: (when: string) => `写入于 ${when}` },
  encoded: { en: (encoding: string) => `text in ${encoding}`, zh: (encoding: string) => `文本编码 ${encoding}` },
  sorted: {
    en: (by: readonly string[]) => `sorted by ${by.join(", ")}`,
    zh: (by: readonly string[]) => `按 ${by.join("、")} 排序`,
  },
  sheet: {
    en: (sheet: string, of: number | undefined) => `table '${sheet}'${of === undefined ? "" : ` of ${of}`}`,
    zh: (sheet: string, of: number | undefined) => `表“${sheet}”${of === undefined ? "" : `（共 ${of} 张）`}`,
  },
  file: {
    en: (parts: readonly string[]) => `File: ${parts.join("; ")}.`,
    zh: (parts: readonly string[]) => `文件：${parts.join("；")}。`,
  },
  fileNote: { en: (text: string) => `File's note: ${text}`, zh: (text: string) => `文件附注：${text}` },
  noted: { en: (text: string) => `Note: ${text}`, zh: (text: string) => `注：${text}` },
  labelsOf: {
    en: (name: string, labels: readonly string[], more: number) =>
      `Labels of ${name}: ${labels.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`,
    zh: (name: string, labels: readonly string[], more: number) =>
      `${name} 的值标签：${labels.join("、")}${more > 0 ? `，另有 ${more} 个` : ""}。`,
  },
  codesOf: {
    en: (name: string, counted: readonly string[]) => `Missing by code in ${name}: ${counted.join(", ")}.`,
    zh: (name: string, counted: readonly string[]) => `${name} 中按代码区分的缺失值：${counted.join("、")}。`,
  },
  panel: {
    en: (units: string, periods: string) => `Panel: ${units} units, ${periods} periods`,
    zh: (units: string, periods: string) => `面板：${units} 个单位，${periods} 期`,
  },
  balanced: { en: (shape: string) => `${shape}, balanced.`, zh: (shape: string) => `${shape}，平衡。` },
  unbalanced: {
    en: (shape: string, least: number, most: number, gaps: string) =>
      `${shape}, unbalanced: ${least} to ${most} periods a unit, ${gaps} units with gaps.`,
    zh: (shape: string, least: number, most: number, gaps: string) =>
      `${shape}，不平衡：每个单位 ${least} 至 ${most} 期，${gaps} 个单位有缺口。`,
  },
});

interface Breaks {
  readonly off: number;
  readonly changed: number;
  readonly unit: string;
  readonly places: readonly string[];
  readonly more: number;
}

/** Words of the design of a treatment. */
export const designWords = catalogue({
  absorbing: { en: "absorbing: once it has begun, it stays as it is", zh: "吸收型：一旦开始便不再改变" },
  "switching off": { en: "not absorbing: it goes back to 0", zh: "非吸收型：会回到 0" },
  "changing dose": { en: "its dose changes, and never back to 0", zh: "强度会改变，但不回到 0" },
  always: { en: "no start is seen, treated in every row", zh: "各行均受处理，看不到开始" },
  never: {
    en: (units: string, rule: string, always: string) =>
      `Never treated: ${units} ${units === "1" ? "unit" : "units"} (${rule}). Treated in every row: ${always} ${always === "1" ? "unit" : "units"}.`,
    zh: (units: string, rule: string, always: string) =>
      `从未受处理：${units} 个单位（${rule}）。各行均受处理：${always} 个单位。`,
  },
  none: { en: "no start is seen, 0 in every row", zh: "各行均为 0，没有处理" },
  path: {
    en: (column: string, binary: boolean, path: string) => `Treatment ${column}${binary ? "" : " (doses)"}: ${path}.`,
    zh: (column: string, binary: boolean, path: string) => `处理变量 ${column}${binary ? "" : "（多强度）"}：${path}。`,
  },
  counted: {
    en: (at: string, n: string) => `${at} (${n})`,
    zh: (at: string, n: string) => `${at}（${n}）`,
  },
  listed: {
    en: (items: readonly string[], more: number) =>
      items.length === 0 ? "none" : `${items.join(", ")}${more > 0 ? `, and ${more} more` : ""}`,
    zh: (items: readonly string[], more: number) =>
      items.length === 0 ? "无" : `${items.join("、")}${more > 0 ? `，另有 ${more} 个` : ""}`,
  },
  cohorts: {
    en: (list: string) => `Cohorts (units by first treated period): ${list}.`,
    zh: (list: string) => `批次（首次受处理的时期及单位数）：${list}。`,
  },
  events: {
    en: (list: string) => `Event times (treated units seen at each): ${list}.`,
    zh: (list: string) => `事件期（各期可见的受处理单位数）：${list}。`,
  },
  alone: {
    en: (list: string) => `Periods with treated units and nobody untreated: ${list}.`,
    zh: (list: string) => `有受处理单位而无未受处理单位的时期：${list}。`,
  },
  place: {
    en: (unit: string, period: string, row: number) => `'${unit}' in ${period} (row ${row})`,
    zh: (unit: string, period: string, row: number) => `“${unit}”于 ${period}（第 ${row} 行）`,
  },
  breaks: {
    en: ({ off, changed, unit, places, more }: Breaks) =>
      `${[
        ...(off > 0 ? [`Switches off in ${count(off)} units`] : []),
        ...(changed > 0 ? [`${off > 0 ? "changes" : "Changes"} its dose in ${count(changed)} units`] : []),
      ].join(
        ", ",
      )}: ${unit} ${places.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}. They are in the cohort of their first start; estimators of a treatment that stays refuse them.`,
    zh: ({ off, changed, unit, places, more }: Breaks) =>
      `${[
        ...(off > 0 ? [`${count(off)} 个单位退出处理`] : []),
        ...(changed > 0 ? [`${count(changed)} 个单位改变强度`] : []),
      ].join(
        "，",
      )}：${unit} ${places.join("、")}${more > 0 ? `，另有 ${count(more)} 个` : ""}。它们归入首次开始的批次；要求处理持续的估计方法会拒绝它们。`,
  },
  missing: {
    en: (rows: string, units: number) =>
      `Missing in ${rows} rows, which are left out here${units === 0 ? "" : `, and with them ${count(units)} units that have no other rows`}.`,
    zh: (rows: string, units: number) =>
      `有 ${rows} 行缺失，此处未计入${units === 0 ? "" : `，其中 ${count(units)} 个单位没有其他行`}。`,
  },
});

/** Words of the pictures. */
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

const SEVERITY_COUNTS: Readonly<Record<string, Readonly<Record<Language, (n: number) => string>>>> = {
  serious: { en: (n) => `${n} serious`, zh: (n) => `严重 ${n} 项` },
  look: { en: (n) => `${n} to look at`, zh: (n) => `请核实 ${n} 项` },
  note: { en: (n) => `${n} ${plural(n, "note", "notes")}`, zh: (n) => `提示 ${n} 项` },
};

/** Words of the page. */
export const pageWords = catalogue({
  title: { en: (data: string) => `What the data hold: ${data}`, zh: (data: string) => `数据检查：${data}` },
  counts: {
    en: (n: number, severity: string) => SEVERITY_COUNTS[severity]!.en(n),
    zh: (n: number, severity: string) => SEVERITY_COUNTS[severity]!.zh(n),
  },
  lead: {
    en: (rows: string, columns: number, rules: number, counts: readonly string[]) =>
      `${rows} rows, ${columns} columns, ${rules} rules: ${counts.join(", ")}.`,
    zh: (rows: string, columns: number, rules: number, counts: readonly string[]) =>
      `${rows} 行，${columns} 列，${rules} 项检查：${counts.join("，")}。`,
  },
  contents: { en: "Contents", zh: "目录" },
  findings: { en: "What was found", zh: "检查发现" },
  pictures: { en: "Pictures", zh: "图示" },
  columns: { en: "Columns", zh: "各列" },
  looked: { en: "What was looked at", zh: "检查内容" },
  rulesTitle: { en: "Rules and their limits", zh: "检查项目及其界限" },
  rule: { en: "Rule", zh: "项目" },
  found: { en: "Findings", zh: "发现" },
  looksAt: { en: "Looks at", zh: "检查内容" },
  again: { en: "To make this again", zh: "如何重现" },
  software: { en: "Software", zh: "软件" },
  hash: { en: "SHA-256 of the data", zh: "数据的 SHA-256" },
  notHashed: { en: "not hashed", zh: "未计算" },
  footer: {
    en: (version: string) =>
      `Made by wasmetrics ${version}. Findings are facts about the data, not verdicts on a study.`,
    zh: (version: string) => `由 wasmetrics ${version} 生成。检查发现是关于数据的事实，而非对研究的评判。`,
  },
});
