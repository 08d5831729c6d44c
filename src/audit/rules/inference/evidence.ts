/**
 * What is printed about an estimate: its error, statistic, p-value and interval, from parentheses and brackets as they are read. Knows how
 * each follows from the others, not what to say of it.
 */
import type { PrintedEstimate, PrintedTable } from "../../paper.js";
import { absolute, meet, type Printed, type Range, ratio } from "../../printed.js";
import type { Reading } from "./reading.js";

export interface Evidence {
  readonly error: Printed | null;
  readonly statistic: Printed | null;
  readonly p: Printed | null;
  /** Lower end first. */
  readonly interval: readonly [Printed, Printed] | null;
}

/** The evidence on an estimate; numbers that can't be what they are read as (a negative error) are left out. */
export function evidenceOf({ parenthesis, bracket }: PrintedEstimate, table: PrintedTable, reading: Reading): Evidence {
  const inBracket = table.brackets?.means ?? null;
  const single = bracket !== null && "text" in bracket ? bracket : null;
  const pick = (means: "std_error" | "statistic" | "p_value") =>
    (reading.as === means ? parenthesis : null) ?? (inBracket === means ? single : null);
  const error = pick("std_error");
  const p = pick("p_value");
  return {
    error: error !== null && error.value >= 0 && !error.negative ? error : null,
    statistic: pick("statistic"),
    p: p !== null && p.high >= 0 && p.low <= 1 ? p : null,
    interval:
      bracket !== null && !("text" in bracket) && (inBracket === "interval" || inBracket === null) ? bracket : null,
  };
}

/** How far the value behind a printed number may lie from it. */
export type Width = (printed: Printed) => Range;

/** As rounding allows. */
export const asRounded: Width = (printed) => printed;

/** As rounding or cutting off digits allows: a whole unit of the last digit to either side. */
export function asCut({ value, low, high }: Printed): Range {
  const half = Math.max(value - low, high - value);
  return { low: value - 2 * half, high: value + 2 * half };
}

/** The size of the estimate over its error, where that is printed. */
export const sizeByError = (estimate: Printed, { error }: Evidence, width: Width = asRounded): Range | null =>
  error === null ? null : ratio(absolute(width(estimate)), absolute(width(error)));

/** The size of the test statistic: as printed, as the estimate over its error, or as both allow where both are. */
export function sizeOfStatistic(estimate: Printed, evidence: Evidence, width: Width = asRounded): Range | null {
  const byError = sizeByError(estimate, evidence, width);
  if (evidence.statistic === null) return byError;
  const printed = absolute(width(evidence.statistic));
  if (byError === null || !meet(printed, byError)) return printed;
  return { low: Math.max(printed.low, byError.low), high: Math.min(printed.high, byError.high) };
}

/** The standard error: as printed, or the estimate over its statistic. */
export function errorOf(estimate: Printed, { error, statistic }: Evidence): Range | null {
  if (error !== null) return absolute(error);
  return statistic === null ? null : ratio(absolute(estimate), absolute(statistic));
}
