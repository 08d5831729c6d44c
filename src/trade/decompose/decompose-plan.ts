/**
 * What a decomposition is asked for, checked against the table's columns before a row is touched. Knows
 * nothing of kernels.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { parseKeys } from "../../formula/parser.js";
import { printFixedEffect } from "../../formula/print.js";
import type { Keys } from "../quality/options.js";

// The change of a weighted mean between two periods as a sum of terms: what units that stay did, how weight moved
// among them, who came and who left. One function a method, each by its definition, so that their sum being the change
// is a check and not an identity of the code. Knows nothing of tables. Sources: Melitz & Polanec (2015), RAND Journal
// of Economics 46(2), doi:10.1111/1756-2171.12088; Olley & Pakes (1996), Econometrica 64(6), doi:10.2307/2171831;
// Foster, Haltiwanger & Krizan (2001), in Hulten, Dean & Harper, New Developments in Productivity Analysis, NBER,
// doi:10.3386/w6803 (working paper); Griliches & Regev (1995), Journal of Econometrics 65(1),
// doi:10.1016/0304-4076(94)01601-U.

/** Terms of each method, in the order they are shown. */
export const METHOD_TERMS = {
  "melitz-polanec": ["within", "between", "entry", "exit"],
  foster: ["within", "between", "cross", "entry", "exit"],
  "griliches-regev": ["within", "between", "entry", "exit"],
  "olley-pakes-static": ["within", "between"],
} as const;

export type DecompositionMethod = keyof typeof METHOD_TERMS;
export type TermName = (typeof METHOD_TERMS)["foster"][number];
export type Terms = { readonly [name in TermName]?: number };

/** Units of a group in one period: outcome and weight by unit, NaN and 0 where the unit is not there. */
export interface Side {
  readonly outcome: Float64Array;
  readonly weight: Float64Array;
}

/** Units present in both periods, the second alone, the first alone: places on both sides. */
interface Flows {
  readonly survivors: readonly number[];
  readonly entrants: readonly number[];
  readonly exiters: readonly number[];
}

/** Who stays, comes and goes between the two sides, which have the same units. */
export function flowsOf(before: Side, after: Side): Flows {
  const flows = { survivors: [] as number[], entrants: [] as number[], exiters: [] as number[] };
  for (let i = 0; i < before.outcome.length; i++) {
    const [was, is] = [!Number.isNaN(before.outcome[i]!), !Number.isNaN(after.outcome[i]!)];
    if (was && is) flows.survivors.push(i);
    else if (is) flows.entrants.push(i);
    else if (was) flows.exiters.push(i);
  }
  return flows;
}

/** The weight of `units`. */
export const weightOf = ({ weight }: Side, units: readonly number[]): number => sumOver(units, (i) => weight[i]!);

/** The terms by `method`; null where they are not defined: Melitz and Polanec's compare with units that stay. */
export function termsOf(method: DecompositionMethod, before: Side, after: Side, flows: Flows): Terms | null {
  return METHOD_OF[method](before, after, flows);
}

type Method = (before: Side, after: Side, flows: Flows) => Terms | null;

const METHOD_OF: Readonly<Record<DecompositionMethod, Method>> = {
  "melitz-polanec": (before, after, { survivors, entrants, exiters }) => {
    if (survivors.length === 0) return null;
    const [first, second] = [olleyPakes(before, survivors), olleyPakes(after, survivors)];
    return {
      within: second.mean - first.mean,
      between: second.covariance - first.covariance,
      entry: shareTimes(after, entrants, survivors),
      exit: 0 - shareTimes(before, exiters, survivors),
    };
  },
  "olley-pakes-static": (before, after, { survivors, entrants, exiters }) => {
    const [first, second] = [
      olleyPakes(before, [...survivors, ...exiters]),
      olleyPakes(after, [...survivors, ...entrants]),
    ];
    return { within: second.mean - first.mean, between: second.covariance - first.covariance };
  },
  foster: (before, after, flows) => {
    const [s, t] = [shares(before), shares(after)];
    const [x, y] = [before.outcome, after.outcome];
    const start = weightedMean(before, [...flows.survivors, ...flows.exiters]);
    return {
      within: sumOver(flows.survivors, (i) => s(i) * (y[i]! - x[i]!)),
      between: sumOver(flows.survivors, (i) => (t(i) - s(i)) * (x[i]! - start)),
      cross: sumOver(flows.survivors, (i) => (t(i) - s(i)) * (y[i]! - x[i]!)),
      entry: sumOver(flows.entrants, (i) => t(i) * (y[i]! - start)),
      exit: 0 - sumOver(flows.exiters, (i) => s(i) * (x[i]! - start)),
    };
  },
  "griliches-regev": (before, after, flows) => {
    const [s, t] = [shares(before), shares(after)];
    const [x, y] = [before.outcome, after.outcome];
    const start = weightedMean(before, [...flows.survivors, ...flows.exiters]);
    const end = weightedMean(after, [...flows.survivors, ...flows.entrants]);
    const middle = (start + end) / 2;
    return {
      within: sumOver(flows.survivors, (i) => ((s(i) + t(i)) / 2) * (y[i]! - x[i]!)),
      between: sumOver(flows.survivors, (i) => (t(i) - s(i)) * ((x[i]! + y[i]!) / 2 - middle)),
      entry: sumOver(flows.entrants, (i) => t(i) * (y[i]! - middle)),
      exit: 0 - sumOver(flows.exiters, (i) => s(i) * (x[i]! - middle)),
    };
  },
};

/** The unweighted mean of `units`, and the sum over them of (share - mean share)(outcome - mean outcome). */
function olleyPakes(side: Side, units: readonly number[]): { readonly mean: number; readonly covariance: number } {
  const { outcome, weight } = side;
  const total = weightOf(side, units);
  const mean = sumOver(units, (i) => outcome[i]!) / units.length;
  const covariance = sumOver(units, (i) => (weight[i]! / total - 1 / units.length) * (outcome[i]! - mean));
  return { mean, covariance };
}

/** The share of `some` in the weight of the period, times how far their weighted mean is above that of `others`. */
function shareTimes(side: Side, some: readonly number[], others: readonly number[]): number {
  if (some.length === 0) return 0;
  const [weight, rest] = [weightOf(side, some), weightOf(side, others)];
  return (weight / (weight + rest)) * (weightedMean(side, some) - weightedMean(side, others));
}

function weightedMean(side: Side, units: readonly number[]): number {
  const total = weightOf(side, units);
  return sumOver(units, (i) => (side.weight[i]! / total) * side.outcome[i]!);
}

/** Shares in the weight of the period. */
function shares({ weight }: Side): (i: number) => number {
  const total = weight.reduce((sum, w) => sum + w, 0);
  return (i) => weight[i]! / total;
}

function sumOver(units: readonly number[], term: (i: number) => number): number {
  let sum = 0;
  for (const i of units) sum += term(i);
  return sum;
}

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
