/** Numbers, ranges and cells as sentences on inference have them, and what sentences of several subjects say. */
import { after, significant } from "../../../../base/messages.js";

export type Ends = readonly [number | null, number | null];
export type Kind = "std_error" | "statistic" | "p_value";
export type Basis = "stated" | "only" | "instead" | null;

/** An end of a range; null is one that has none. */
const end = (value: number | null, digits: number): string => (value === null ? "∞" : significant(value, digits));

/** Share of a range's width by which its ends may be rounded where they are shown. */
const SHOWN = 0.1;

/** Both ends, with as many digits as the width of the range asks for. */
function ends([low, high]: Ends): readonly [string, string] {
  const most = low === null || high === null ? Number.POSITIVE_INFINITY : SHOWN * (high - low);
  for (let digits = 3; digits < 9; digits++) {
    const both = [end(low, digits), end(high, digits)] as const;
    const isClose = [low, high].every((value, i) => value === null || Math.abs(value - Number(both[i])) <= most);
    if (isClose) return both;
  }
  return [end(low, 4), end(high, 4)];
}

export const range = {
  en: (of: Ends) => joined(ends(of), " to "),
  zh: (of: Ends) => joined(ends(of), " 至 "),
};

const joined = ([low, high]: readonly [string, string], word: string): string =>
  low === high ? low : `${low}${word}${high}`;

const SMALL = 1e-4;
/** A p-value as a sentence has it. */
export const one = (p: number): string => (p < SMALL ? "<0.0001" : significant(p, 2));
export const pRange = {
  en: ([low, high]: Ends) => joined(pEnds(low, high), " to "),
  zh: ([low, high]: Ends) => joined(pEnds(low, high), " 至 "),
};
function pEnds(low: number | null, high: number | null): readonly [string, string] {
  const [a, b] = [one(low ?? 0), one(high ?? 1)];
  return a === b && a !== "<0.0001" ? [significant(low ?? 0, 3), significant(high ?? 1, 3)] : [a, b];
}

export const percent = (share: number): string => `${significant(100 * share, 3)}%`;

export const KINDS = {
  en: { std_error: "standard errors", statistic: "t-values", p_value: "p-values" },
  zh: { std_error: "标准误", statistic: "t 值", p_value: "p 值" },
} as const;

/** How parentheses were read, where the table itself does not say so. */
export const read = {
  en: (as: string | null, basis: Basis) =>
    as === null || basis === "stated" || basis === null
      ? ""
      : ` Parentheses are read as ${KINDS.en[as as Kind]}, ${basis === "only" ? "since the table does not say and its cells allow nothing else" : "since the cells rule out what the table says of them"}.`,
  zh: (as: string | null, basis: Basis) =>
    as === null || basis === "stated" || basis === null
      ? ""
      : `括号内按${after(KINDS.zh[as as Kind])}解读：${basis === "only" ? "表中未作说明，而各单元格只与此相容" : "各单元格与表中的说明不相容"}。`,
};

export const level = {
  en: (claimed: number) => (claimed === 1 ? "no level" : `the ${percent(claimed)} level`),
  zh: (claimed: number) => (claimed === 1 ? "不显著" : `${percent(claimed)} 水平`),
};

/** A cell as it is printed. */
export const cellText = (estimate: string, stars: string, parenthesis: string | null): string =>
  `${estimate}${stars}${parenthesis === null || parenthesis === "" ? "" : ` (${parenthesis})`}`;

/** `text`, where it applies. */
export const only = (applies: boolean, text: string): string => (applies ? text : "");

export const CUT = {
  en: "Digits cut off instead of rounded: a whole unit of the last digit would explain it.",
  zh: "数字系截断而非四舍五入所得：末位相差一个单位即可解释。",
};
export const RATIOS = {
  en: "Estimates may be odds ratios, hazard ratios or marginal effects, whose tests are of the underlying coefficients; the column does not say.",
  zh: "估计值可能是比值比、风险比或边际效应，其检验针对原系数；该列未作说明。",
};
export const ONE_SIDED = {
  en: "It would fit a one-sided test, which the table does not mention.",
  zh: "单侧检验可与之相容，但表中未提及。",
};
