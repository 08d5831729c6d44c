/**
 * What a decomposition is asked for, checked against the table's columns before a row is touched. Knows
 * nothing of kernels.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { parseKeys } from "../../formula/parser.js";
import { printFixedEffect } from "../../formula/print.js";
import type { Keys } from "../quality/plan-names.js";
import { type DecompositionMethod, METHOD_TERMS } from "./decomposition-methods.js";

export interface DecomposeOptions {
  /** Numeric column whose weighted mean changes, such as r_quality. */
  readonly outcome: string;
  /** Column of the units that stay, come and go, such as firm. */
  readonly unit: string;
  /** Column of periods. */
  readonly time: string;
  /** Column of weights above 0, such as value. */
  readonly weight: string;
  /** Key of the groups, such as city or city^product; "none" (the default) takes the whole as one group. */
  readonly by?: string;
  /** First and last period; default: those of the data. */
  readonly from?: number | string;
  readonly to?: number | string;
  /** Default melitz-polanec. */
  readonly method?: DecompositionMethod;
  /** Periods compared: each with the next (consecutive, the default), first-last, or one pair FROM:TO. */
  readonly pairs?: string;
}

export const METHODS = Object.keys(METHOD_TERMS) as DecompositionMethod[];

/** Every choice of a decomposition. */
export interface DecomposePlan {
  readonly outcome: string;
  readonly unit: string;
  readonly time: string;
  readonly weight: string;
  readonly by: Keys | null;
  readonly method: DecompositionMethod;
  readonly from: string | null;
  readonly to: string | null;
  readonly pairs: "consecutive" | "first-last";
  readonly call: string;
}

/** The plan of `options` for `table`. Throws UsageError for a malformed option, DataError for a column that is not there. */
export function planDecomposition(table: Table, options: DecomposeOptions): DecomposePlan {
  const { outcome, unit, time, weight } = options;
  for (const name of [outcome, unit, time, weight]) table.column(name);
  const by = readBy(table, options.by ?? "none");
  if (by?.columns.includes(unit) === true) {
    throw new UsageError(
      "unit_is_group",
      `'${unit}' is both the unit and in by = '${by.written}': every group would have one unit. Give units within groups, such as firms within cities.`,
      { got: by.written, expected: "a key without the unit" },
    );
  }
  const plan = { outcome, unit, time, weight, by, method: readMethod(options.method), ...readPeriods(options) };
  return { ...plan, call: printCall(table, plan) };
}

function readBy(table: Table, text: string): Keys | null {
  if (text.trim() === "none") return null;
  const [key, ...more] = parseKeys(text);
  if (key === undefined || more.length > 0) {
    throw new UsageError(
      "one_key",
      `by: '${text.trim()}' must be columns combined by ^, such as city^product, or none.`,
      {
        got: text,
        expected: "city",
      },
    );
  }
  for (const name of key.columns) table.column(name);
  return { written: printFixedEffect(key), columns: key.columns };
}

function readMethod(method: string = "melitz-polanec"): DecompositionMethod {
  const known = METHODS.find((name) => name === method);
  if (known !== undefined) return known;
  throw new UsageError(
    "unknown_method",
    `There is no method '${method}'${didYouMean(method, METHODS)} Methods: ${METHODS.join(", ")}.`,
    { got: method, expected: METHODS },
  );
}

function readPeriods({
  from,
  to,
  pairs = "consecutive",
}: DecomposeOptions): Pick<DecomposePlan, "from" | "to" | "pairs"> {
  const written = (period: number | string | undefined) => (period === undefined ? null : String(period).trim());
  if (pairs === "consecutive" || pairs === "first-last") return { from: written(from), to: written(to), pairs };
  const [first, last, ...more] = pairs.split(":").map((part) => part.trim());
  if (!first || !last || more.length > 0) {
    throw new UsageError(
      "unknown_pairs",
      `Pairs can be consecutive, first-last or FROM:TO, got '${pairs}'; 2010:2016 compares 2016 with 2010.`,
      { got: pairs, expected: ["consecutive", "first-last", "FROM:TO"] },
    );
  }
  if (from !== undefined || to !== undefined) {
    throw new UsageError(
      "pairs_and_range",
      `pairs = '${pairs}' names both periods already; leave out from and to, or use first-last.`,
      { got: { pairs, from, to } },
    );
  }
  return { from: first, to: last, pairs: "first-last" };
}

function printCall(table: Table, plan: Omit<DecomposePlan, "call">): string {
  const { outcome, unit, time, weight, by, method, from, to, pairs } = plan;
  return (
    `decompose(${table.source.name}, outcome = ${outcome}, unit = ${unit}, by = ${by?.written ?? "none"}, time = ${time}, ` +
    `weight = ${weight}, from = ${from ?? "first"}, to = ${to ?? "last"}, pairs = ${pairs}, method = ${method})`
  );
}
