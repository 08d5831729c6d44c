/**
 * What a table's parentheses hold, from its own words where its signs and stars bear them out, else from the signs and stars alone; and the
 * standard error of an estimate from it. Reckons with ranges; judges nothing.
 */
import type { Beneath, PrintedEstimate, PrintedTable } from "./paper.js";
import { absolute, type Range, ratio } from "./printed.js";

/** A starred |t| below this, or a bare one above, contradicts a reading at every conventional level and number of degrees of freedom. */
const NEVER_STARRED = 1;
const ALWAYS_STARRED = 4;

const READINGS: readonly Beneath[] = ["std_error", "statistic", "p_value"];

/**
 * What the parentheses of `table` hold: what it states, unless signs or stars contradict that in some cell; else the only reading that no cell
 * contradicts; null where several are left, or none.
 */
export function parenthesesOf(table: PrintedTable): Beneath | null {
  const cells = table.columns.flatMap(({ estimates }) => estimates.filter(({ parenthesis }) => parenthesis !== null));
  const usesStars = cells.some(({ stars }) => stars !== "");
  const possible = READINGS.filter((reading) => cells.every((cell) => fits(cell, reading, usesStars)));
  const stated = table.parentheses?.means ?? null;
  if (stated !== null && possible.includes(stated)) return stated;
  return possible.length === 1 ? possible[0]! : null;
}

function fits({ estimate, parenthesis, stars }: PrintedEstimate, reading: Beneath, usesStars: boolean): boolean {
  const beneath = parenthesis!;
  if (reading !== "statistic" && beneath.negative) return false;
  if (reading === "statistic" && beneath.negative && estimate.low > 0) return false;
  if (reading === "p_value") {
    if (beneath.low > 1) return false;
    return !usesStars || (stars === "" ? beneath.high > 0.0005 : beneath.low < 0.2);
  }
  const t = absolute(reading === "statistic" ? beneath : ratio(estimate, beneath));
  return !usesStars || (stars === "" ? t.low < ALWAYS_STARRED : t.high > NEVER_STARRED);
}

/** The standard error of `estimate` where parentheses hold it or the t statistic; null where it can't be had. */
export function standardError({ estimate, parenthesis }: PrintedEstimate, holds: Beneath | null): Range | null {
  if (parenthesis === null || holds === null || holds === "p_value") return null;
  return holds === "std_error" ? absolute(parenthesis) : ratio(absolute(estimate), absolute(parenthesis));
}
