/**
 * Words of the table and figure of a decomposed change.
 */
import { catalogue, type Entry, type FactsOf, type Language, messages, plural } from "../../base/messages.js";

export const decompositionWords = catalogue({
  caption: {
    en: (outcome: string) => `Change of the weighted mean of ${outcome}`,
    zh: (outcome: string) => `${outcome}加权均值变化的分解`,
  },
  periods: { en: "Periods", zh: "时期" },
  from: { en: "From", zh: "期初" },
  to: { en: "To", zh: "期末" },
  change: { en: "Change", zh: "变化" },
  within: { en: "Within", zh: "组内效应" },
  between: { en: "Between", zh: "组间效应" },
  cross: { en: "Cross", zh: "交叉效应" },
  entry: { en: "Entry", zh: "进入效应" },
  exit: { en: "Exit", zh: "退出效应" },
  stay: { en: "Continuing", zh: "存续" },
  enter: { en: "Entering", zh: "进入" },
  leave: { en: "Exiting", zh: "退出" },
  all: { en: "all", zh: "全部" },
  pair: { en: (from: string, to: string) => `${from} to ${to}`, zh: (from: string, to: string) => `${from}–${to}` },
  meanOf: { en: (n: string) => `mean of ${n}`, zh: (n: string) => `${n} 组均值` },
  "melitz-polanec": {
    en: "Melitz & Polanec (2015): within is the change in the unweighted mean of units present in both periods, between the change in the covariance of their shares and outcomes; entry and exit are relative to these units",
    zh: "Melitz 和 Polanec（2015）：组内效应为存续单位未加权均值的变化，组间效应为存续单位份额与结果协方差的变化；进入与退出均与存续单位比较",
  },
  foster: {
    en: "Foster, Haltiwanger & Krizan (2001): terms by shares of the first period, about its weighted mean; cross is what shares and outcomes change together",
    zh: "Foster、Haltiwanger 和 Krizan（2001）：以期初份额为权重，以期初加权均值为基准；交叉效应为份额与结果的共同变化",
  },
  "griliches-regev": {
    en: "Griliches & Regev (1995): terms by shares averaged over both periods, about the average of both means",
    zh: "Griliches 和 Regev（1995）：以两期平均份额为权重，以两期均值的平均为基准",
  },
  "olley-pakes-static": {
    en: "Olley & Pakes (1996), the difference of two cross-sections: within is the change of the unweighted mean, between that of the covariance of share and outcome; entering and exiting units are included",
    zh: "Olley 和 Pakes（1996）两个截面之差：组内效应为未加权均值的变化，组间效应为份额与结果协方差的变化；进入与退出单位均计入",
  },
  shares: {
    en: (weight: string, units: string, nobs: string, read: string) =>
      `Shares are of ${weight}; units are ${units}; ${nobs} of ${read} rows.`,
    zh: (weight: string, units: string, nobs: string, read: string) =>
      `份额按 ${weight} 计算；单位为 ${units}；使用 ${read} 行中的 ${nobs} 行。`,
  },
  unitsWithin: {
    en: (unit: string, by: string, units: string, groups: string) =>
      `${unit} within ${by} (${units} in ${groups} groups)`,
    zh: (unit: string, by: string, units: string, groups: string) =>
      `${by} 内的 ${unit}（${groups} 组，共 ${units} 个）`,
  },
  units: {
    en: (unit: string, units: string) => `${unit} (${units})`,
    zh: (unit: string, units: string) => `${unit}（${units} 个）`,
  },
  sum: {
    en: (error: string) => `Terms add up to the change: largest difference ${error}.`,
    zh: (error: string) => `各项之和等于总变化，最大误差 ${error}。`,
  },
  lastRows: { en: "The last rows are unweighted means over groups.", zh: "末尾各行为各组的未加权均值。" },
  axis: { en: "Change and its terms", zh: "变化及其各项" },
  figure: { en: "Decomposition of a change", zh: "变化的分解" },
  changeKey: { en: "change", zh: "变化" },
  meanOfGroups: { en: (by: string) => `, mean of ${by} groups`, zh: (by: string) => `，各${by}均值` },
  changeOf: {
    en: (outcome: string, mean: string) => `Change of ${outcome}${mean}`,
    zh: (outcome: string, mean: string) => `${outcome}的变化${mean}`,
  },
  changeFrom: {
    en: (outcome: string, from: string, to: string) => `Change of ${outcome}, ${from} to ${to}`,
    zh: (outcome: string, from: string, to: string) => `${outcome}的变化，${from}–${to}`,
  },
  byGroup: {
    en: (what: string, by: string, which: string) => `${what} by ${by}${which}`,
    zh: (what: string, by: string, which: string) => `${what}，按${by}分组${which}`,
  },
  outermost: {
    en: (half: number, of: string) => ` (${half} highest and ${half} lowest of ${of})`,
    zh: (half: number, of: string) => `（${of} 组中最高与最低的各 ${half} 组）`,
  },
  description: {
    en: (parts: readonly string[]) => `Changes and the terms they are made of. ${parts.join("; ")}.`,
    zh: (parts: readonly string[]) => `变化及其构成各项。${parts.join("；")}。`,
  },
  described: {
    en: (label: string, change: string, terms: readonly string[]) => `${label}: ${change} (${terms.join(", ")})`,
    zh: (label: string, change: string, terms: readonly string[]) => `${label}：${change}（${terms.join("，")}）`,
  },
  note: { en: (message: string) => `Note: ${message}`, zh: (message: string) => `注：${message}` },
});

/** Terms of a change, as keys of a figure name them. */
export const termWords = catalogue({
  within: { en: "within", zh: "组内效应" },
  between: { en: "between", zh: "组间效应" },
  cross: { en: "cross", zh: "交叉效应" },
  entry: { en: "entry", zh: "进入效应" },
  exit: { en: "exit", zh: "退出效应" },
});

/** A term by its name; one the catalogue lacks stays as it is. */
export const termName = (name: string, language: Language): string =>
  (termWords as Readonly<Record<string, Entry<string>>>)[name]?.[language] ?? name;

/** Why rows have no part in a decomposition. */
export type ExcludedWhy =
  | { readonly missing: string }
  | { readonly time: string; readonly from: string; readonly to: string; readonly between: boolean };

export const excludedWords = catalogue({
  reason: {
    en: (why: ExcludedWhy) =>
      "missing" in why
        ? `${why.missing} missing`
        : `${why.time} other than ${why.from} ${why.between ? "to" : "and"} ${why.to}`,
    zh: (why: ExcludedWhy) =>
      "missing" in why
        ? `${why.missing} 缺失`
        : `${why.time} 不${why.between ? `在 ${why.from}–${why.to} 之内` : `是 ${why.from} 或 ${why.to}`}`,
  },
});

/** Rows left out, why, and their weight where it is known. */
export interface Excluded {
  readonly reason: string;
  readonly why: ExcludedWhy;
  readonly rows: number;
  readonly weight: number;
}

export const DECOMPOSITION_NOTES = messages({
  rows_excluded: {
    en: ({ rows, reason }: Excluded) =>
      `${rows} ${plural(rows, "row")} omitted (${reason}): not part of any mean or share.`,
    zh: ({ rows, why }) => `剔除 ${rows} 行（${excludedWords.reason.zh(why)}）：不计入均值与份额。`,
  },
  units_in_several_groups: {
    en: ({ units, unit, by }: { readonly units: number; readonly unit: string; readonly by: string }) =>
      `${units} units of ${unit} are in two or more groups of ${by}: a move from one to another counts as an exit from the first and an entry to the second.`,
    zh: ({ units, unit, by }) =>
      `有 ${units} 个 ${unit} 属于 ${by} 的两组以上：组间移动在一组记为退出，在另一组记为进入。`,
  },
  not_decomposed: {
    en: ({ changes, outcome }: { readonly changes: number; readonly outcome: string }) =>
      `${changes} ${plural(changes, "change")} of ${outcome} cannot be decomposed: the group lacks a period, or has no unit in both. They are listed in not_decomposed and enter no total.`,
    zh: ({ changes, outcome }) =>
      `${outcome} 的 ${changes} 个变化无法分解：该组缺少某一时期，或没有两期均存在的单位；不计入任何合计。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof DECOMPOSITION_NOTES> {}
}
