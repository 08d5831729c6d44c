/**
 * GMM on a dynamic panel in words: what was estimated, by which weight, and each test as one text. Computes
 * nothing.
 */

import type { Language } from "../../../base/messages.js";
import { numberText, pEquals } from "../../../report/format-number.js";
import { GMM_GROUPS, gmmWords } from "../messages.js";
import type { DifferenceInHansen, GmmTest, PgmmRecord, SerialTest } from "../record.js";

/** `Two-step system GMM`. */
export function estimatorName(
  { model, steps }: Pick<PgmmRecord, "model" | "steps">,
  language: Language = "en",
): string {
  const step = steps === 1 ? "One-step" : steps === 2 ? "Two-step" : "Iterated";
  return gmmWords.estimatorName[language](step, model);
}

/** `first differences`. */
export const transformName = ({ transform }: Pick<PgmmRecord, "transform">, language: Language = "en"): string =>
  (transform === "d" ? gmmWords.firstDifferences : gmmWords.orthogonal)[language];

const VARIANCES: Readonly<Record<PgmmRecord["vcov"]["type"], string>> = {
  classical: "classical one-step",
  robust: "one-step, robust to heteroskedasticity and correlation within units",
  "two-step": "not corrected for the estimated weight",
  windmeijer: "corrected for the estimated weight (Windmeijer 2005)",
};

/** How errors are made, with the small-sample rule. */
export function varianceText({ vcov }: Pick<PgmmRecord, "vcov">, language: Language = "en"): string {
  if (language === "zh") return varianceZh(vcov);
  const by = vcov.df === null ? "z" : `t with ${vcov.df} df`;
  const small = vcov.small
    ? `small sample: variance times ${Number(vcov.factor.toPrecision(6))}`
    : "no small-sample factor";
  return `${VARIANCES[vcov.type]}; ${by}; ${small}`;
}

const VARIANCES_ZH: typeof VARIANCES = {
  classical: "经典一步估计",
  robust: "一步估计，对异方差和组内相关稳健",
  "two-step": "未对估计的权重作修正",
  windmeijer: "对估计的权重作 Windmeijer (2005) 修正",
};

function varianceZh({ type, df, small, factor }: PgmmRecord["vcov"]): string {
  const rule = small ? `小样本修正：方差乘以 ${Number(factor.toPrecision(6))}` : "无小样本修正";
  return `${VARIANCES_ZH[type]}；${df === null ? "z" : `t，自由度 ${df}`}；${rule}`;
}

/** `chi2(25) = 31.381416, p = 0.1767`. */
export function testText({ statistic, distribution, df1, df2, p_value }: GmmTest): string {
  const of = distribution === "F" ? `F(${df1}, ${df2})` : `chi2(${df1})`;
  return `${of} = ${numberText(statistic)}${p_value === null ? "" : `, ${pEquals(p_value)}`}`;
}

/** `z = -3.599593, p = 3.19e-4`. */
export function serialText({ statistic, p_value }: SerialTest): string {
  return statistic === null || p_value === null
    ? "none, no unit has residuals that far apart"
    : `z = ${numberText(statistic)}, ${pEquals(p_value)}`;
}

/** The tests of serial correlation in order. */
export function serialTests({ tests }: Pick<PgmmRecord, "tests">): SerialTest[] {
  const found = Object.entries(tests).flatMap(([name, test]) => (/^ar\d+$/.test(name) ? [test as SerialTest] : []));
  return found.sort((a, b) => a.order - b.order);
}

/** `excluding: chi2(11) = 12.01, p = 0.36; difference: chi2(14) = 19.37, p = 0.15`. */
export function differenceText({ excluding, difference, because }: DifferenceInHansen): string {
  if (excluding === null || difference === null) return `none: ${because}`;
  return `without them ${testText(excluding)}; difference ${testText(difference)}`;
}

/** Names of coefficients in the order they were estimated, without time dummies unless wanted. */
export function shownTerms({ vcov, time_dummies }: PgmmRecord, withTime = false): string[] {
  return vcov.names.filter((name) => withTime || !time_dummies.includes(name));
}

/** Variables of a group named in the rows of a table; the notes have all. */
const FEW = 3;

/** A group as a table's row names it: `iv(did, eco and 8 more)`. */
export function shortGroup(group: string, language: Language = "en"): string {
  const parts = /^(gmm|iv)\((.*)\)$/.exec(group);
  const items = splitItems(parts?.[2] ?? "");
  if (parts === null || items.length <= FEW) return groupName(group, language);
  const named = items.slice(0, FEW - 1);
  return gmmWords.andMore[language](parts[1]!, named.join(", "), items.length - named.length);
}

/** A group of instruments by its name: as written, or what was added to the formula. */
export const groupName = (group: string, language: Language): string =>
  Object.hasOwn(GMM_GROUPS, group) ? GMM_GROUPS[group as keyof typeof GMM_GROUPS][language] : group;

/** Texts parted by commas outside parentheses. */
function splitItems(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let item = "";
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) {
      items.push(item.trim());
      item = "";
    } else item += character;
  }
  return [...items, item.trim()];
}
