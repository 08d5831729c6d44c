/**
 * What a covariance is, in words: a clause for a summary, a shorter one for the cell of a table.
 */

import type { Language } from "../../base/messages.js";
import type { VcovRecord } from "../../regression/record/fit-record.js";
import { wordsOf } from "../../regression/variance/variances.js";
import { formatCount } from "../format-number.js";
import { regressionWords as words } from "../messages/regression.js";

type Described = Pick<VcovRecord, "type" | "clusters" | "about">;
type Naming = (column: string) => string;

/** `clustered by city (220)`, `Newey-West, 2 lags, by id and period (10 periods)`, `Conley, within 100 km, ...`, or the type. */
export function varianceWords(
  { type, clusters, about }: Described,
  language: Language = "en",
  name: Naming = (column) => column,
): string {
  const by = Object.entries(clusters).map(([column, G]) => `${name(column)} (${formatCount(G)})`);
  if (by.length > 0) {
    return words.clustered[language](type === "cluster" ? "" : `${type}, `, by.join(words.and[language]));
  }
  const found = about && wordsOf(type);
  if (found === undefined) return robustWords(type, language);
  return `${found.short[language](about!)}, ${found.by[language](about!, formatCount)}`;
}

/** A variance that needs no column. */
function robustWords(type: string, language: Language): string {
  if (type === "hetero") return words.robust[language]("White");
  return type.startsWith("HC") ? words.robust[language](type) : type;
}

/** What stands in a table: names of clusters, `Newey-West, 2 lags`, `Conley, within 100 km`, or the type. */
export function varianceCell({ type, clusters, about }: Described, name: Naming, language: Language = "en"): string {
  const by = Object.keys(clusters).map(name);
  if (by.length > 0)
    return `${type === "cluster" ? "" : `${type === "windmeijer" ? "Windmeijer" : type}: `}${by.join(" + ")}`;
  return (about && wordsOf(type)?.short[language](about)) ?? type;
}

/** Whether statistics are read against the normal distribution: JSON has null for degrees of freedom without end. */
export const isNormal = (df: number | null): df is null => df === null || df === Number.POSITIVE_INFINITY;

/** A number of degrees of freedom, in words where it has no end. */
export const degreesCount = (df: number, language: Language): string =>
  isNormal(df) ? words.infinite[language] : formatCount(df);

/** `107 df`, or `4.2 to 8.3 df by coefficient (Bell-McCaffrey)` where each coefficient has its own; `noun` as given. */
export function degreesWords(
  { df, df_by_term }: Pick<VcovRecord, "df" | "df_by_term">,
  noun: string,
  language: Language = "en",
): string {
  if (df_by_term === undefined)
    return language === "en"
      ? `${degreesCount(df, language)} ${noun}`
      : words.degrees[language](degreesCount(df, language));
  const own = Object.values(df_by_term);
  const [least, most] = [Math.min(...own).toFixed(1), Math.max(...own).toFixed(1)];
  const range = least === most ? least : words.fromTo[language](least, most);
  return words.degreesByTerm[language](range, noun);
}
