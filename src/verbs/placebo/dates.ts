/**
 * Fictitious dates: of cohorts that keep their units (in time), or of cohorts whose units are drawn as well
 * (mixed). Random by streams keyed by seed and draw, or every combination. Knows nothing of outcomes.
 */
import { DataError, NotSupported } from "../../base/errors.js";
import type { PanelKeys } from "../../data/panel/panel.js";
import { GRID, type TreatmentGrid } from "../../data/panel/treatment-path.js";
import { selectRows, withColumns } from "../../data/table/table.js";
import { PURPOSE, philoxUniform, randomPermutation } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { printTerm } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { termAmong } from "../../formula/term-names.js";
import type { SampleChoice } from "../../regression/frame/sample.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { type Assignments, countAssignments, datesAmong, type Pool, randomAssignments } from "./assignments.js";
import { type PlaceboSample, placeboSample, treatmentColumn } from "./sample.js";

/** A cohort and the earlier dates it may be given. */
export interface DatedCohort {
  /** The true date. */
  readonly cohort: number;
  /** Numbers of its units. */
  readonly units: Uint32Array;
  /** Periods of its rows but the first: it is seen before each of them and from it on. Ascending. */
  readonly earlier: Float64Array;
}

/**
 * Cohorts over a sample of untreated rows, ascending; `cohortOf` gives the true date of each unit of `grid`, Infinity for
 * never.
 * @throws DataError `placebo_no_earlier_period` when no cohort has a date to be given.
 */
function datedCohorts(grid: TreatmentGrid, cohortOf: Float64Array): DatedCohort[] {
  const { periods, cells } = grid;
  const cohorts = Array.from(datesAmong(cohortOf), (cohort) => {
    const units = Uint32Array.from(cohortOf.keys()).filter((u) => cohortOf[u] === cohort);
    const isSeen = (t: number) => units.some((u) => cells[u * periods.length + t] !== GRID.empty);
    return { cohort, units, earlier: periods.filter((_, t) => isSeen(t)).slice(1) };
  });
  if (cohorts.some(({ earlier }) => earlier.length > 0)) return cohorts;
  throw new DataError(
    "placebo_no_earlier_period",
    `No cohort has an earlier period to be given: a placebo in time needs at least two periods of untreated rows of a cohort, one before the fictitious date and one from it on.`,
    { got: cohorts.map(({ cohort }) => cohort), expected: "a cohort with two untreated periods" },
  );
}

/** Combinations of dates that differ. */
export const countDates = (cohorts: readonly DatedCohort[]): number =>
  cohorts.reduce((count, { earlier }) => count * Math.max(1, earlier.length), 1);

/** Each cohort gets a date of its earlier ones: at random, or combination b of all `countDates` where `all`. */
export function timeAssignments(
  engine: Engine,
  cohorts: readonly DatedCohort[],
  nDraws: number,
  seed: number,
  all: boolean,
): Assignments {
  const chosen = (b: number): number[] => {
    if (!all) {
      const stream = { seed, replication: b, purpose: PURPOSE.placebo };
      const uniform = philoxUniform(engine, cohorts.length, stream);
      return cohorts.map(({ earlier }, k) => Math.floor(uniform[k]! * earlier.length));
    }
    let rest = b;
    return cohorts.map(({ earlier }) => {
      const ways = Math.max(1, earlier.length);
      const at = rest % ways;
      rest = Math.floor(rest / ways);
      return at;
    });
  };
  return datedAssignments(cohorts, nDraws, (b) => {
    const places = chosen(b);
    return cohorts.map(({ earlier }, k) => earlier[places[k]!]);
  });
}

/**
 * All cohorts moved together: draw s - 1 gives each the date s periods before its own, where it is one of its earlier
 * ones; other cohorts are not treated. `moved` counts the units treated.
 */
export function shiftedAssignments(cohorts: readonly DatedCohort[], periods: Float64Array) {
  const dates: (number | undefined)[][] = [];
  const moved: number[] = [];
  for (let shift = 1; shift < periods.length; shift++) {
    const shifted = cohorts.map(({ cohort, earlier }) => {
      const date = periods[periods.indexOf(cohort) - shift];
      return date !== undefined && earlier.includes(date) ? date : undefined;
    });
    dates.push(shifted);
    moved.push(cohorts.reduce((sum, { units }, k) => sum + (shifted[k] === undefined ? 0 : units.length), 0));
  }
  while (moved.at(-1) === 0) moved.pop();
  return { assignments: datedAssignments(cohorts, moved.length, (b) => dates[b]!), moved };
}

/** Assignments by the date of each cohort; undefined for none. */
function datedAssignments(
  cohorts: readonly DatedCohort[],
  nDraws: number,
  datesOf: (b: number) => readonly (number | undefined)[],
): Assignments {
  const dates = datesAmong(...cohorts.map(({ earlier }) => earlier));
  return {
    nDraws,
    dates,
    assign: (b, codes) => {
      codes.fill(0);
      datesOf(b).forEach((date, k) => {
        if (date === undefined) return;
        for (const u of cohorts[k]!.units) codes[u] = 1 + dates.indexOf(date);
      });
    },
  };
}

/**
 * Units drawn as in space, and for the cohorts dates drawn without replacement among the periods of the sample but the
 * first.
 */
export function mixedAssignments(
  engine: Engine,
  pool: Pool,
  periods: Float64Array,
  nDraws: number,
  seed: number,
): Assignments {
  const space = randomAssignments(engine, pool, nDraws, seed);
  const later = periods.slice(1);
  const dates = datesAmong(later, space.dates);
  const cohorts = [...new Set(pool.dates)];
  const inPool = new Set(pool.units);
  return {
    nDraws,
    dates,
    assign: (b, codes) => {
      space.assign(b, codes);
      const order = randomPermutation(engine, later.length, { seed, replication: b, purpose: PURPOSE.placeboDates });
      const drawn = new Map(cohorts.map((cohort, k) => [cohort, later[order[k]!]!]));
      for (let u = 0; u < codes.length; u++) {
        if (codes[u] === 0) continue;
        const date = space.dates[codes[u]! - 1]!;
        codes[u] = 1 + dates.indexOf(inPool.has(u) ? drawn.get(date)! : date);
      }
    },
  };
}

/** Assignments of `mixedAssignments` that differ; Infinity above 1e15. */
export function countMixed(pool: Pool, nPeriods: number): number {
  const cohorts = [...new Set(pool.dates)];
  let count = countAssignments(pool.strata);
  cohorts.forEach((_, k) => {
    count *= nPeriods - 1 - k;
  });
  // cohorts with as many units in every stratum may swap dates and units: the same assignment
  const alike = new Map<string, number>();
  for (const cohort of cohorts) {
    const profile = pool.strata.map(({ dates }) => dates.filter((date) => date === cohort).length).join();
    const times = (alike.get(profile) ?? 0) + 1;
    alike.set(profile, times);
    count = Math.round(count / times);
  }
  return count <= 1e15 ? count : Number.POSITIVE_INFINITY;
}

// The sample of a placebo in time: rows before the policy of their own unit, with a fictitious treatment in the place
// of the true one. Knows nothing of draws.

/** Name of the fictitious treatment where the true one is no column of its own. */
const FICTITIOUS = "placebo treatment";

interface TimeSample {
  readonly at: PlaceboSample;
  readonly cohorts: readonly DatedCohort[];
}

/**
 * The untreated rows of `full`, treated from the last of each cohort's earlier dates on.
 * @throws NotSupported `placebo_time_term` for a treatment that is one level of a term, DataError
 *   `placebo_no_untreated`, `placebo_no_earlier_period`, and as `placeboSample`.
 */
export function timeSample(
  engine: Engine,
  full: PlaceboSample,
  keys: PanelKeys,
  variance: VcovSpec,
  { weights, fixefRm }: SampleChoice,
): TimeSample {
  const { grid, sample, table } = full;
  const nPeriods = grid.periods.length;
  const rows = sample.rows.filter(
    (_, i) => grid.cells[grid.unit.codes[i]! * nPeriods + grid.time.codes[i]!] === GRID.untreated,
  );
  if (rows.length === 0) {
    throw new DataError(
      "placebo_no_untreated",
      `'${full.term}' is 1 in every row of the sample: a placebo in time needs rows before the policy.`,
      {
        got: 0,
        expected: "rows with treatment 0",
      },
    );
  }
  const { spec, column } = fictitious(full.spec, full.term);
  const untreated = selectRows(table, rows);
  const choice = { ...(weights === undefined ? {} : { weights }), ...(fixefRm === undefined ? {} : { fixefRm }) };
  const sampleWith = (values: Float64Array) => {
    const dated = withColumns(untreated, [{ kind: "numeric", name: column, values }]);
    return placeboSample(engine, dated, spec, keys, column, variance, choice);
  };
  const bare = sampleWith(new Float64Array(rows.length));
  bare.frame.free();
  const trueDate = new Map(Array.from(grid.firstTreated, (date, u) => [grid.unit.label(u), date]));
  const { unit } = bare.grid;
  const cohortOf = Float64Array.from({ length: unit.nLevels }, (_, u) => trueDate.get(unit.label(u))!);
  const cohorts = datedCohorts(bare.grid, cohortOf);
  const latest = cohorts.map(({ earlier }) => earlier.at(-1));
  const codes = new Uint32Array(unit.nLevels);
  cohorts.forEach(({ units }, k) => {
    if (latest[k] !== undefined) for (const u of units) codes[u] = k + 1;
  });
  const starts = Float64Array.from(latest, (date) => date ?? Number.POSITIVE_INFINITY);
  const ofSample = treatmentColumn(bare.grid, codes, starts);
  const values = new Float64Array(rows.length);
  bare.sample.rows.forEach((row, i) => {
    values[row] = ofSample[i]!;
  });
  return { at: sampleWith(values), cohorts };
}

/** The model with its treatment a column of its own, called `column`. */
function fictitious(spec: ModelSpec, term: string): { readonly spec: ModelSpec; readonly column: string } {
  const at = termAmong(spec.terms.map(printTerm), term);
  if (at < 0) {
    throw new NotSupported(
      "placebo_time_term",
      `A placebo in time replaces the treatment, and '${term}' is one level of a term of several: make it a column of its own.`,
      { got: term, expected: "a term that is one column" },
    );
  }
  const variables = spec.terms[at]!.variables;
  const only = variables.length === 1 ? variables[0]! : undefined;
  if (only?.kind === "expression" && only.expression.kind === "name") return { spec, column: only.expression.name };
  const variable = { kind: "expression" as const, expression: { kind: "name" as const, name: FICTITIOUS } };
  const terms = spec.terms.map((candidate, j) => (j === at ? { variables: [variable] } : candidate));
  return { spec: { ...spec, terms }, column: FICTITIOUS };
}
