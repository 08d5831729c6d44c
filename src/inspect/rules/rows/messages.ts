/** What rules on rows say: those that repeat or hold nothing, and those that a panel lacks. */
import { apart, messages, plural } from "../../../base/messages.js";
import { count, few, MOST, number, percent, type Remedies, ruleWords, zhFew } from "../messages.js";

interface Units {
  readonly units: number;
  readonly of: number;
  readonly named: readonly string[];
  readonly unit: string;
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

export const rowFindings = messages({
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
});

/** What to do about each. */
export const rowRemedies: Remedies<typeof rowFindings> = {
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
};

/** What the rules are called and look at. */
export const rowRules = ruleWords({
  duplicates: {
    name: { en: "Repeated rows", zh: "重复行" },
    looks: {
      en: ({ values, columns, share }) =>
        `rows equal in every column, rows of one unit and period, rows of different units or periods equal in all varying columns of at least ${values} values (where there are ${columns} or more, and at most ${percent(share!)} of the rows are), rows without a number or with one number throughout`,
      zh: ({ values, columns, share }) =>
        `各列全同的行；单位与时期相同的行；不同单位或时期而在所有取值不少于 ${values} 个且有变动的列（至少 ${columns} 列）上相同的行（不超过 ${percent(share!)}）；全空或全为同一数的行`,
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
});
