/**
 * What a covariance is, in words: a clause for a summary, a shorter one for the cell of a table.
 */

import type { Language } from "../../base/messages.js";
import type { VcovRecord } from "../../regression/record/fit-record.js";
import { formatCount } from "../format-number.js";
import { regressionWords as words } from "../messages/regression.js";

type Described = Pick<VcovRecord, "type" | "clusters" | "about">;
type Naming = (column: string) => string;

const NAMES: Readonly<Record<string, string>> = {
  NW: "Newey-West",
  DK: "Driscoll-Kraay",
  conley: "Conley",
  windmeijer: "Windmeijer",
};

/** `clustered by city (220)`, `Newey-West, 2 lags, by id and period (10 periods)`, `Conley, within 100 km, ...`, or the type. */
export function varianceWords({ type, clusters, about }: Described, language: Language = "en"): string {
  const by = Object.entries(clusters).map(([name, G]) => `${name} (${formatCount(G)})`);
  if (by.length > 0) {
    return words.clustered[language](type === "cluster" ? "" : `${type}, `, by.join(words.and[language]));
  }
  if (about === undefined) return robustWords(type, language);
  if (type === "conley") {
    const { latitude, longitude, locations } = about;
    const where = words.by[language](`${latitude}${words.and[language]}${longitude}`);
    return `${shortWords(type, about, language)}, ${where} (${words.places[language](formatCount(Number(locations)))})`;
  }
  const periods = words.nPeriods[language](String(about.time), formatCount(Number(about.periods)));
  const of = words.by[language](`${type === "NW" ? `${about.unit}${words.and[language]}` : ""}${periods}`);
  return `${shortWords(type, about, language)}, ${of}`;
}

/** A variance that needs no column. */
function robustWords(type: string, language: Language): string {
  if (type === "hetero") return words.robust[language]("White");
  return type.startsWith("HC") ? words.robust[language](type) : type;
}

/** What stands in a table: names of clusters, `Newey-West, 2 lags`, `Conley, within 100 km`, or the type. */
export function varianceCell({ type, clusters, about }: Described, name: Naming, language: Language = "en"): string {
  const by = Object.keys(clusters).map(name);
  if (by.length > 0) return `${type === "cluster" ? "" : `${NAMES[type] ?? type}: `}${by.join(" + ")}`;
  return about === undefined ? type : shortWords(type, about, language);
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

function shortWords(type: string, about: NonNullable<Described["about"]>, language: Language): string {
  const name = NAMES[type] ?? type;
  if (type === "conley") return `${name}, ${words.within[language](String(about.cutoff_km))}`;
  return `${name}, ${words.lags[language](Number(about.lag))}`;
}
