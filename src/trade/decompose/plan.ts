/**
 * What a decomposition is asked for, checked: what no data could serve, then against the table's columns. Knows nothing of kernels.
 */
import { UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { filled } from "../../declare/check.js";
import { keyText, parseKeys } from "../../formula/parser.js";
import { printFixedEffect } from "../../formula/print.js";
import type { Keys } from "../quality/options.js";
import type { DecompositionMethod } from "./terms.js";
import { type DecomposeOptions, decomposeVerb } from "./verb.js";

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

/** Refuses what no data could serve. Throws as `decompose` does for options. */
export function checkDecomposition(_formula: string, options: DecomposeOptions): void {
  const { by } = filled(decomposeVerb.options, options);
  readBy(by, options.unit);
  readPeriods(options);
}

/** The plan of `given` for `table`. Throws UsageError for a malformed option, DataError for a column that is not there. */
export function planDecomposition(table: Table, given: DecomposeOptions): DecomposePlan {
  const options = filled(decomposeVerb.options, given);
  const { outcome, unit, time, weight, method } = options;
  for (const name of [outcome, unit, time, weight]) table.column(name);
  const by = readBy(options.by, unit);
  for (const name of by?.columns ?? []) table.column(name);
  const plan = { outcome, unit, time, weight, by, method, ...readPeriods(options) };
  return { ...plan, call: printCall(table, plan) };
}

function readBy(text: string, unit: string): Keys | null {
  if (text.trim() === "none") return null;
  const [key, ...more] = parseKeys(keyText(text));
  if (key === undefined || more.length > 0) {
    throw new UsageError(
      "one_key",
      `by: '${text.trim()}' must be columns combined by ^, such as city^product, or none.`,
      { got: text, expected: "city" },
    );
  }
  const written = printFixedEffect(key);
  if (!key.columns.includes(unit)) return { written, columns: key.columns };
  throw new UsageError(
    "unit_is_group",
    `'${unit}' is both the unit and in by = '${written}': every group would have one unit. Give units within groups, such as firms within cities.`,
    { got: written, expected: "a key without the unit" },
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
