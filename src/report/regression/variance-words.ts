/**
 * Layer report. What a covariance is, in words: a clause for a summary, a shorter one for the cell of a table.
 */
import type { VcovRecord } from "../../models/regression/fit-record.js";
import { formatCount } from "../format-number.js";

type Described = Pick<VcovRecord, "type" | "clusters" | "about">;
type Naming = (column: string) => string;

const NAMES: Readonly<Record<string, string>> = { NW: "Newey-West", DK: "Driscoll-Kraay", conley: "Conley" };

/** `clustered by city (220)`, `Newey-West, 2 lags, by id and period (10 periods)`, `Conley, within 100 km, ...`, or the type. */
export function varianceWords({ type, clusters, about }: Described): string {
  const by = Object.entries(clusters).map(([name, G]) => `${name} (${formatCount(G)})`);
  if (by.length > 0) return `${type === "cluster" ? "" : `${type}, `}clustered by ${by.join(" and ")}`;
  if (about === undefined) return robustWords(type);
  if (type === "conley") {
    const { latitude, longitude, locations } = about;
    return `${shortWords(type, about)}, by ${latitude} and ${longitude} (${formatCount(Number(locations))} places)`;
  }
  const periods = `${about.time} (${formatCount(Number(about.periods))} periods)`;
  return `${shortWords(type, about)}, by ${type === "NW" ? `${about.unit} and ` : ""}${periods}`;
}

/** A variance that needs no column. */
function robustWords(type: string): string {
  if (type === "hetero") return "heteroskedasticity-robust (White)";
  return type.startsWith("HC") ? `heteroskedasticity-robust (${type})` : type;
}

/** What stands in a table: names of clusters, `Newey-West, 2 lags`, `Conley, within 100 km`, or the type. */
export function varianceCell({ type, clusters, about }: Described, name: Naming): string {
  const by = Object.keys(clusters).map(name);
  if (by.length > 0) return `${type === "cluster" ? "" : `${type}: `}${by.join(" + ")}`;
  return about === undefined ? type : shortWords(type, about);
}

/** `107 df`, or `4.2 to 8.3 df by coefficient (Bell-McCaffrey)` where each coefficient has its own; `noun` as given. */
export function degreesWords({ df, df_by_term }: Pick<VcovRecord, "df" | "df_by_term">, noun: string): string {
  if (df_by_term === undefined) return `${formatCount(df)} ${noun}`;
  const own = Object.values(df_by_term);
  const [least, most] = [Math.min(...own), Math.max(...own)].map((value) => value.toFixed(1));
  return `${least === most ? least : `${least} to ${most}`} ${noun} by coefficient (Bell-McCaffrey)`;
}

function shortWords(type: string, about: NonNullable<Described["about"]>): string {
  const name = NAMES[type] ?? type;
  if (type === "conley") return `${name}, within ${about.cutoff_km} km`;
  return `${name}, ${about.lag} ${about.lag === 1 ? "lag" : "lags"}`;
}
