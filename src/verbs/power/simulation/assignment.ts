/**
 * Who is treated from when in a draw: units, or whole groups of them, get first treated periods by a random permutation, keyed by seed and
 * draw, in all or within strata; as many as a share, given sizes or the data's own cohorts say. Knows no outcome.
 */
import { type Category, MISSING_CODE } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";
import { categoryOf } from "../../../data/panel/codes.js";
import type { Panel } from "../../../data/panel/panel.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type Assignable, randomAssignments } from "../../placebo/assignments.js";
import type { PowerPlan } from "../verb.js";
import type { UntreatedRows } from "./untreated-rows.js";

export interface Assigned {
  /** First treated periods, ascending. */
  readonly dates: Float64Array;
  /** Units treated from each, or groups. */
  readonly cohorts: readonly { readonly start: number; readonly treated: number }[];
  /** The column whose values are assigned, and how many there are. */
  readonly by: string;
  readonly of: number;
  readonly treated: number;
  /** Codes of units of the panel in draw b: 0 for never, else 1 and the place of the date. */
  readonly assign: (b: number, codes: Uint32Array) => void;
  /** Treated units of a draw, on average, that have no row under treatment or none before it. */
  readonly unseen: number;
}

/** @throws DataError `power_starts`, `power_sizes`, `power_periods`, `assign_*`, `strata_*` */
export function assignments(engine: Engine, rows: UntreatedRows, plan: PowerPlan): Assigned {
  const { panel, periods } = rows;
  if (periods.length < 2) {
    throw new DataError(
      "power_periods",
      `Untreated rows are in ${periods.length} period: a treatment needs one before it and one under it.`,
      { got: periods.length, expected: ">= 2" },
    );
  }
  const groups = plan.assign === undefined ? null : constantWithin(panel.unit, panel.table, plan.assign, "assign");
  const by = plan.assign ?? panel.unit.name;
  const of = groups?.nLevels ?? panel.nUnits;
  const ofUnit = groups?.ofLevel ?? null;
  const asked = cohortsOf(rows, plan);
  const strata = strataOf(panel, plan, groups);
  const pooled = strata.map((units) => ({ label: null, units, dates: datesIn(units.length, asked, plan) }));
  const dates = Float64Array.from(pooled.flatMap((stratum) => [...stratum.dates])).sort();
  requireSome(dates.length, of, by, plan);
  const pool: Assignable = {
    units: Uint32Array.from({ length: of }, (_, g) => g),
    ...{ dates, truth: dates, strata: pooled },
    others: new Float64Array(of).fill(Number.POSITIVE_INFINITY),
  };
  const drawn = randomAssignments(engine, pool, plan.draws, plan.seed);
  const own = new Uint32Array(of);
  return {
    dates: drawn.dates,
    cohorts: Array.from(drawn.dates, (start) => ({ start, treated: dates.filter((date) => date === start).length })),
    ...{ by, of, treated: dates.length },
    assign:
      ofUnit === null
        ? (b, codes) => drawn.assign(b, codes)
        : (b, codes) => {
            drawn.assign(b, own);
            for (let u = 0; u < codes.length; u++) codes[u] = own[ofUnit[u]!]!;
          },
    unseen: unseenOnAverage(panel, dates, of),
  };
}

/** Starts, with a number treated at each where it is given. */
interface Asked {
  readonly starts: readonly number[];
  readonly sizes: readonly number[] | null;
}

function cohortsOf({ periods, design }: UntreatedRows, plan: PowerPlan): Asked {
  const [first, last] = [periods[0]!, periods.at(-1)!];
  if (plan.own) {
    const counts = new Map<number, number>();
    for (const start of design!.firstTreated)
      if (start > first && start <= last) counts.set(start, (counts.get(start) ?? 0) + 1);
    const starts = [...counts.keys()].sort((a, b) => a - b);
    if (starts.length > 0) return { starts, sizes: starts.map((start) => counts.get(start)!) };
    throw new DataError(
      "power_starts",
      `No cohort of the data starts after ${first} and by ${last}, the periods of untreated rows: give dates by --starts.`,
      { got: 0, expected: "a cohort within them" },
    );
  }
  const middle = periods[plan.pre ?? Math.floor(periods.length / 2)]!;
  requireStarts(periods, plan);
  return { starts: plan.starts ?? [middle], sizes: plan.sizes ?? null };
}

/** Throws DataError `power_starts` for dates at which no untreated row can begin treatment. */
export function requireStarts(periods: Float64Array, { starts = [] }: Pick<PowerPlan, "starts">): void {
  const first = periods[0];
  if (new Set(starts).size < starts.length) throw badStart(starts, periods, "one of them is given twice");
  const wrong = starts.find((start) => !periods.includes(start) || start === first);
  if (wrong !== undefined)
    throw badStart(
      wrong,
      periods,
      `${wrong} is ${wrong === first ? "the first period, with none before it" : "none of them"}`,
    );
}

/** Dates of the treated of `count` units or groups, ascending. */
function datesIn(count: number, { starts, sizes }: Asked, { treated }: PowerPlan): Float64Array {
  if (sizes !== null)
    return Float64Array.from(starts.flatMap((start, k) => new Array<number>(sizes[k]!).fill(start))).sort();
  const total = Math.round(treated * count);
  return Float64Array.from({ length: total }, (_, k) => starts[k % starts.length]!).sort();
}

function requireSome(treated: number, of: number, by: string, { own, sizes }: PowerPlan): void {
  if (treated > 0 && treated < of) return;
  throw new DataError(
    "power_sizes",
    `${treated} of ${of} values of ${by} that have untreated rows would be treated; at least one must be, and at least one must not: ${own || sizes !== undefined ? "use --rows untreated, or smaller --sizes at --starts" : "change --treated"}.`,
    { got: treated, expected: `1..${of - 1}` },
  );
}

/** Numbers of units or groups by stratum: one of all without strata. */
function strataOf(panel: Panel, { strata, assign }: PowerPlan, groups: Constant | null): Uint32Array[] {
  const of = groups?.nLevels ?? panel.nUnits;
  const all = Uint32Array.from({ length: of }, (_, g) => g);
  if (strata === undefined) return [all];
  const within = groups === null ? panel.unit : categoryOf(panel.table.column(assign!));
  const found = constantWithin(within, panel.table, strata, "strata");
  return Array.from({ length: found.nLevels }, (_, s) => all.filter((g) => found.ofLevel[g] === s));
}

interface Constant {
  readonly nLevels: number;
  /** Of each level of the grouping it is constant within. */
  readonly ofLevel: Uint32Array;
}

/** Throws DataError `assign_missing`, `assign_vary`, `strata_missing`, `strata_vary`. */
function constantWithin(within: Category, table: Panel["table"], name: string, option: "assign" | "strata"): Constant {
  const column = categoryOf(table.column(name));
  const ofLevel = new Int32Array(within.nLevels).fill(-1);
  column.codes.forEach((code, row) => {
    const level = within.codes[row]!;
    const detail = { column: name, unit: within.label(level), row: row + 1 };
    if (code === MISSING_CODE) {
      throw new DataError(
        `${option}_missing`,
        `'${name}' of ${within.name} '${within.label(level)}' is missing; treatments are drawn by it: fill it in, or leave such rows out with --subset.`,
        { got: "missing", expected: "a value", ...detail },
      );
    }
    if (ofLevel[level] === -1) ofLevel[level] = code;
    else if (ofLevel[level] !== code) {
      throw new DataError(
        `${option}_vary`,
        `${within.name} '${within.label(level)}' lies in '${name}' ${column.label(ofLevel[level]!)} and ${column.label(code)}; it is treated once, in one of them. Name a column that does not change within ${within.name}.`,
        { got: [column.label(ofLevel[level]!), column.label(code)], expected: `one '${name}'`, ...detail },
      );
    }
  });
  return { nLevels: column.nLevels, ofLevel: Uint32Array.from(ofLevel) };
}

/** Of the treated, by the chance of each date: those without a row before it, or from it on. */
function unseenOnAverage({ order, timeValues, nUnits }: Panel, dates: Float64Array, of: number): number {
  const { rows, starts } = order;
  const perGroup = nUnits / of;
  let sum = 0;
  for (const date of new Set(dates)) {
    let unseen = 0;
    for (let u = 0; u < nUnits; u++) {
      const [first, last] = [timeValues[rows[starts[u]!]!]!, timeValues[rows[starts[u + 1]! - 1]!]!];
      if (first >= date || last < date) unseen++;
    }
    sum += (dates.filter((one) => one === date).length * perGroup * unseen) / nUnits;
  }
  return sum;
}

const badStart = (got: number | readonly number[], periods: Float64Array, why: string): DataError =>
  new DataError(
    "power_starts",
    `--starts are periods of untreated rows after the first, ${[...periods.subarray(1, 6)].join(", ")}${periods.length > 6 ? ", ..." : ""}: ${why}.`,
    { got, expected: [...periods.subarray(1)] },
  );
