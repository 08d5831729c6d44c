/**
 * A sample as DID_l reads it: a grid of units by periods with outcome, weight, covariates and dose, the period in which each unit first
 * changes its dose, and the sets of units that are compared with each other, those of one baseline dose.
 */

import { columnFlag } from "../../../../base/column-names.js";
import { MISSING_CODE } from "../../../../base/columns.js";
import { DataError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { categoryOf } from "../../../../data/panel/codes.js";
import type { ChangeGrid } from "../../../../engine/kernels/switching.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import type { UnitClusters } from "../../shared/unit-clusters.js";
import { type DosePath, followDose } from "./dose-path.js";
import { DCDH_NOTES } from "./messages.js";

export interface SwitchingPanel {
  readonly grid: ChangeGrid;
  /** Of each unit of the grid. */
  readonly baseline: Float64Array;
  /** f64[nUnits * nPeriods], missing ones filled in as far as they are used. */
  readonly dose: Float64Array;
  /** p grids of covariates, one after the other. */
  readonly covariates: Float64Array;
  /** The last period in which somebody of the set keeps the baseline dose. */
  readonly lastCompared: Int32Array;
  readonly notes: readonly Note[];
}

/** Directions of a first change. */
export const [NONE, UP, DOWN] = [0, 1, 2] as const;

/** A unit of the sample, by its position, and its doses. */
interface Followed {
  readonly u: number;
  readonly path: DosePath;
}

/** Reads the sample. Throws DataError `dcdh_trends_by`, `dcdh_no_change`, `dcdh_no_stayer`. */
export function switchingPanel(sample: DidSample, plan: DidPlan, clusters: UnitClusters): SwitchingPanel {
  const { starts } = sample;
  const nPeriods = sample.periods.length;
  const doses = dosesOf(sample, plan);
  const found = unitsInOrder(clusters).flatMap((u): Followed[] => {
    const path = followDose(doses.subarray(u * nPeriods, (u + 1) * nPeriods));
    return path === null ? [] : [{ u, path }];
  });
  const all = setsOf(sample, plan, found);
  const isComparable = comparable(found, all);
  requireChanges(sample, plan, found, isComparable);
  // units of other sets have nobody to be compared with
  const kept = found.filter((_, g) => isComparable[all.set[g]!]);
  const rows = rowsOf(sample, kept, doses);
  const sets = setsOf(sample, plan, kept);
  const first = Uint32Array.from(kept, ({ path }) => path.first);
  const lastCompared = new Int32Array(sets.level.length).fill(-1);
  kept.forEach(({ path }, g) => {
    const last = Math.min(path.first, path.end) - 1;
    lastCompared[sets.set[g]!] = Math.max(lastCompared[sets.set[g]!]!, last);
  });
  const asked = { in: UP, out: DOWN };
  const onlyNever = plan.controlAsked === "never";
  const directionOf = ({ path: { first: at, baseline } }: Followed, g: number): number => {
    if (at === nPeriods) return NONE;
    const way = rows.dose[g * nPeriods + at]! > baseline ? UP : DOWN;
    return plan.switchers === undefined || asked[plan.switchers] === way ? way : NONE;
  };
  const nSets = sets.level.length;
  return {
    grid: {
      ...{ nUnits: kept.length, nPeriods, nSets, nLevels: sets.nLevels, nClusters: clusters.nLevels },
      ...{ y: rows.y, weights: rows.weights, first, set: sets.set, level: sets.level },
      until: first.map((period) => (onlyNever && period < nPeriods ? 0 : period)),
      direction: Uint32Array.from(kept, directionOf),
      cluster: Uint32Array.from(kept, ({ u }) => clusters.ofUnit[u]!),
    },
    ...{ dose: rows.dose, covariates: rows.covariates, lastCompared },
    baseline: Float64Array.from(kept, ({ path }) => path.baseline),
    notes: notesOf(sample, kept, rows, {
      units: found.length - kept.length,
      rows: found.reduce((n, { u }, g) => n + (isComparable[all.set[g]!] ? 0 : starts[u + 1]! - starts[u]!), 0),
      sets: isComparable.filter((is) => !is).length,
    }),
  };
}

/** Outcomes, weights, covariates and doses of units on the grid, and how many of their rows are not used, or have a dose filled in. */
function rowsOf(sample: DidSample, units: readonly Followed[], doses: Float64Array) {
  const { starts, time, periods } = sample;
  const nPeriods = periods.length;
  const size = units.length * nPeriods;
  const [y, dose] = [new Float64Array(size).fill(Number.NaN), new Float64Array(size)];
  const covariates = new Float64Array(size * sample.x.columns.length).fill(Number.NaN);
  const weights = sample.weights && new Float64Array(size);
  let [unused, filled] = [0, 0];
  units.forEach(({ u, path }, g) => {
    dose.set(doses.subarray(u * nPeriods, (u + 1) * nPeriods), g * nPeriods);
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const t = time[i]!;
      if (t < path.start || t >= path.end) {
        unused++;
        continue;
      }
      if (path.filled.length > 0 && path.filled.includes(t)) filled++;
      const at = g * nPeriods + t;
      y[at] = sample.y[i]!;
      if (weights !== null) weights[at] = sample.weights![i]!;
      sample.x.columns.forEach((column, j) => {
        covariates[j * size + at] = column[i]!;
      });
    }
  });
  return { y, dose, covariates, weights, unused, filled };
}

/** Units of the sample in the order of their clusters. */
function unitsInOrder({ ofUnit, isUnit }: UnitClusters): number[] {
  const all = Array.from(ofUnit.keys());
  return isUnit ? all : all.sort((a, b) => ofUnit[a]! - ofUnit[b]! || a - b);
}

/** Doses of the units of the sample in all their rows of the panel, f64[units * periods]; NaN where there is none. */
function dosesOf({ panel, table, units, cohort, periods }: DidSample, { source }: DidPlan): Float64Array {
  const values = source.cohort === undefined ? table.numeric(source.treat) : null;
  const out = new Float64Array(units.length * periods.length).fill(Number.NaN);
  const { rows, starts } = panel.order;
  units.forEach((code, u) => {
    for (let i = starts[code]!; i < starts[code + 1]!; i++) {
      const row = rows[i]!;
      const t = panel.time.codes[row]!;
      out[u * periods.length + t] = values === null ? Number(periods[t]! >= cohort[u]!) : values[row]!;
    }
  });
  return out;
}

interface Sets {
  readonly set: Uint32Array;
  /** Of each set. */
  readonly level: Uint32Array;
  readonly nLevels: number;
}

/** Comparison sets: units of one baseline dose and one value of `trendsBy`; their levels are baseline doses. */
function setsOf(sample: DidSample, { trendsBy, continuous }: DidPlan, units: readonly Followed[]): Sets {
  const baseline = Float64Array.from(units, ({ path }) => path.baseline);
  const levels = continuous === undefined ? [...new Set(baseline)].sort((a, b) => a - b) : [0];
  const levelOf = new Map(levels.map((level, l) => [level, l]));
  const own = baseline.map((dose) => (continuous === undefined ? levelOf.get(dose)! : 0));
  const groups = trendsBy === undefined ? null : groupsOf(sample, trendsBy);
  const nGroups = groups?.nLevels ?? 1;
  const keys = Uint32Array.from(units, ({ u }, g) => own[g]! * nGroups + (groups?.codes[u] ?? 0));
  const used = [...new Set(keys)].sort((a, b) => a - b);
  const setOf = new Map(used.map((key, s) => [key, s]));
  return {
    set: keys.map((key) => setOf.get(key)!),
    level: Uint32Array.from(used, (key) => Math.floor(key / nGroups)),
    nLevels: levels.length,
  };
}

/** The value of a column that is constant within units, by unit of the sample. */
function groupsOf({ table, rows, starts, panel, units }: DidSample, name: string) {
  const { codes, nLevels } = categoryOf(table.column(name), rows);
  const own = new Uint32Array(units.length);
  for (let u = 0; u < units.length; u++) {
    own[u] = codes[starts[u]!]!;
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      if (codes[i] === own[u] && codes[i] !== MISSING_CODE) continue;
      const isMissing = codes[i] === MISSING_CODE;
      throw new DataError(
        "dcdh_trends_by",
        `${columnFlag("trends-by", name)}: ${panel.unit.name} '${panel.unit.label(units[u]!)}' has ${isMissing ? "no value" : "several values"} (row ${rows[i]! + 1}); units are compared with those of the same value, which must be constant within them. Name a column that is, or leave such units out with --subset.`,
        {
          got: isMissing ? "missing" : "several values",
          expected: "one value a unit",
          column: name,
          row: rows[i]! + 1,
        },
      );
    }
  }
  return { codes: own, nLevels };
}

/** Whether the units of each set first change their dose at different times, so that some can be compared with others. */
function comparable(units: readonly Followed[], { set, level: { length: nSets } }: Sets): boolean[] {
  const [least, most] = [new Float64Array(nSets).fill(Number.POSITIVE_INFINITY), new Float64Array(nSets).fill(-1)];
  units.forEach(({ path: { first } }, g) => {
    least[set[g]!] = Math.min(least[set[g]!]!, first);
    most[set[g]!] = Math.max(most[set[g]!]!, first);
  });
  return Array.from(least, (low, s) => low < most[s]!);
}

function requireChanges(
  { design, panel, periods }: DidSample,
  plan: DidPlan,
  units: readonly Followed[],
  isComparable: readonly boolean[],
): void {
  const [date = periods.length] = units.map(({ path }) => path.first);
  if (units.every(({ path }) => path.first === periods.length)) {
    throw new DataError(
      "dcdh_no_change",
      `No unit of the sample changes its dose '${design.column}' in a period whose predecessor is observed: there is no effect to estimate.`,
      { got: 0, expected: "a unit that changes its dose" },
    );
  }
  if (isComparable.some(Boolean)) return;
  const isOneDate = units.every(({ path }) => path.first === date);
  throw new DataError(
    "dcdh_no_stayer",
    `dcdh compares units of the same baseline dose${plan.trendsBy === undefined ? "" : ` and the same '${plan.trendsBy}'`}, and no two of them first change '${design.column}' at different times (${units.length} ${panel.unit.name}, ${isComparable.length} comparison sets): ${
      isOneDate
        ? "all change it in one period. Add units that keep their dose, or that change it later."
        : plan.continuous === undefined
          ? "where baseline doses are continuous, or take many values, ask for --continuous 1, which compares across them."
          : "use a coarser column for --trends-by, or leave it out."
    }`,
    { got: isComparable.length, expected: "units of one baseline dose that change at different times" },
  );
}

function notesOf(
  { periods }: DidSample,
  units: readonly Followed[],
  { unused, filled }: { readonly unused: number; readonly filled: number },
  unmatched: { readonly units: number; readonly rows: number; readonly sets: number },
): Note[] {
  const count = (is: (path: DosePath) => boolean): number => units.filter(({ path }) => is(path)).length;
  const crossing = count(({ isCrossing }) => isCrossing);
  const uncertain = count(({ isUncertain }) => isUncertain);
  const gap = periods.findIndex((period, t) => t > 0 && period !== periods[t - 1]! + 1);
  return [
    ...(unmatched.units === 0 ? [] : [note(DCDH_NOTES, "dcdh_unmatched", unmatched)]),
    ...(crossing === 0 ? [] : [note(DCDH_NOTES, "dcdh_crossing", { units: crossing })]),
    ...(uncertain === 0 ? [] : [note(DCDH_NOTES, "dcdh_start_unknown", { units: uncertain })]),
    ...(unused === 0 ? [] : [note(DCDH_NOTES, "dcdh_rows_unused", { rows: unused })]),
    ...(filled === 0 ? [] : [note(DCDH_NOTES, "dcdh_doses_filled", { rows: filled })]),
    ...(gap < 0 ? [] : [note(DCDH_NOTES, "dcdh_periods_counted", { before: periods[gap - 1]!, after: periods[gap]! })]),
  ];
}
