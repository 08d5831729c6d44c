/**
 * One placebo test of one sample: who may be treated, the draws, and how far out the actual estimate lies among
 * them. What `placebo` does once for all cohorts and once without each. Knows nothing of records.
 */
import type { Category } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { isAsFar } from "../../base/numbers.js";
import type { PanelKeys } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { groupingOver, type SampleChoice } from "../../regression/frame/sample.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import { runInSlices } from "../resampling/draw-loop.js";
import {
  type Assignments,
  allAssignments,
  codesOf,
  countAssignments,
  datesAmong,
  givenAssignments,
  type Pool,
  poolOf,
  randomAssignments,
} from "./assignments.js";
import {
  countDates,
  countMixed,
  type DatedCohort,
  mixedAssignments,
  shiftedAssignments,
  timeAssignments,
  timeSample,
} from "./dates.js";
import { type Drawn, type PlaceboDraws, type PlaceboDrawsOptions, placeboDraws, requireTerm } from "./draws.js";
import { type PlaceboSample, requireLagsStand } from "./sample.js";
import type { PlaceboPlan } from "./verb.js";

export interface PlaceboTestOptions extends Omit<PlaceboPlan, "ssc"> {
  readonly keys: PanelKeys;
  readonly variance: VcovSpec;
  readonly ssc: Ssc;
  readonly choice: SampleChoice & PlaceboDrawsOptions["choice"];
}

/** One cohort a row moved by the same number of periods. */
export interface Shifted {
  readonly shift: number;
  /** Units treated. */
  readonly units: number;
  readonly estimate: number;
  readonly stdError: number;
}

export interface PlaceboTest {
  readonly fit: FitRecord;
  readonly observed: Coefficient;
  /** Null in time. */
  readonly pool: Pool | null;
  /** Null but in time. */
  readonly dated: readonly DatedCohort[] | null;
  /** Periods that dates of cohorts are drawn among; null but in mixed. */
  readonly dates: Float64Array | null;
  readonly method: PlaceboDraws["method"];
  readonly because: string;
  /** Draws made, in order; fewer than asked for where stopped. */
  readonly drawn: Drawn;
  readonly requested: number;
  readonly stopped: boolean;
  /** Assignments that differ, the true one among them but in time. */
  readonly assignments: number;
  /** Every assignment was drawn once. */
  readonly enumerated: boolean;
  /** B, and b by coefficient and by t. */
  readonly used: number;
  readonly beyond: { readonly estimate: number; readonly statistic: number };
  readonly p: { readonly estimate: number; readonly statistic: number };
  /** Of t in a draw. */
  readonly df: number;
  /** In time; else empty. */
  readonly shifted: readonly Shifted[];
  /** Milliseconds of the draws. */
  readonly ms: number;
}

/** Runs the test of `full`, whose columns are freed. Throws as its parts do, and DataError `placebo_no_draw`. */
export async function placeboTest(
  engine: Engine,
  full: PlaceboSample,
  options: PlaceboTestOptions,
): Promise<PlaceboTest> {
  try {
    requireLagsStand(full.spec, full.term, options);
    return await (options.kind === "time" ? testInTime : testInSpace)(engine, full, options);
  } finally {
    full.frame.free();
  }
}

function testInSpace(engine: Engine, full: PlaceboSample, options: PlaceboTestOptions): Promise<PlaceboTest> {
  const { sample, table } = full;
  const strata =
    options.strata === undefined ? null : groupingOver([options.strata], table, sample.selected, elementary(engine));
  return spaceTest(engine, full, strata, options, (assigned) =>
    placeboDraws(engine, full, { ...drawsOptions(options), ...assigned }),
  );
}

/** The test of assignments in space or in space and time; `drawsOf` makes the draws of them. */
export async function spaceTest(
  engine: Engine,
  full: Pick<PlaceboSample, "grid" | "term">,
  strata: Category | null,
  options: PlaceboTestOptions,
  drawsOf: (assigned: Pick<PlaceboDrawsOptions, "dates" | "truth">) => PlaceboDraws,
): Promise<PlaceboTest> {
  const { grid } = full;
  const { kind, permutations, draws: nDraws, seed } = options;
  const pool = poolOf(grid, full.term, strata);
  const count = kind === "mixed" ? countMixed(pool, grid.periods.length) : countAssignments(pool.strata);
  const enumerated = permutations === undefined && kind === "space" && count <= nDraws;
  let assignments: Assignments;
  if (permutations !== undefined) assignments = givenAssignments(grid.unit, pool, permutations);
  else if (kind === "mixed") assignments = mixedAssignments(engine, pool, grid.periods, nDraws, seed);
  else if (enumerated) assignments = allAssignments(pool, count);
  else assignments = randomAssignments(engine, pool, nDraws, seed);
  const draws = drawsOf({ dates: assignments.dates, truth: codesOf(grid.firstTreated, assignments.dates) });
  try {
    const observed = requireTerm(draws.fit, full.term);
    const found = await runDraws(draws, assignments, grid.unit.nLevels, options);
    const compared = draws.observed ?? { estimate: observed.estimate, stdError: observed.std_error };
    return {
      fit: draws.fit,
      observed,
      pool,
      dated: null,
      dates: kind === "mixed" ? grid.periods.slice(1) : null,
      method: draws.method,
      because: draws.because,
      ...found,
      requested: assignments.nDraws,
      assignments: count,
      enumerated,
      df: draws.fit.vcov.df,
      shifted: [],
      ...outcome(found.drawn, compared, options.ties, enumerated && !found.stopped),
    };
  } finally {
    draws.free();
  }
}

async function testInTime(engine: Engine, full: PlaceboSample, options: PlaceboTestOptions): Promise<PlaceboTest> {
  const { variance, choice, keys, draws: nDraws, seed } = options;
  // the regression on the full sample, which draws are compared with
  const truth = placeboDraws(engine, full, {
    ...drawsOptions(options),
    dates: datesAmong(full.grid.firstTreated),
    truth: codesOf(full.grid.firstTreated, datesAmong(full.grid.firstTreated)),
  });
  truth.free();
  const { fit } = truth;
  const observed = requireTerm(fit, full.term);
  const { at, cohorts } = timeSample(engine, full, keys, variance, choice);
  const count = countDates(cohorts);
  const enumerated = count <= nDraws;
  const assignments = timeAssignments(engine, cohorts, enumerated ? count : nDraws, seed, enumerated);
  const { subset: _, ...rows } = choice;
  const draws = placeboDraws(engine, at, {
    ...drawsOptions(options),
    choice: rows,
    dates: assignments.dates,
    truth: null,
  });
  try {
    const nUnits = at.grid.unit.nLevels;
    const found = await runDraws(draws, assignments, nUnits, options);
    const shifts = shiftedAssignments(cohorts, full.grid.periods);
    const moved = makeDraws(draws, shifts.assignments, nUnits, 0, shifts.assignments.nDraws);
    return {
      fit,
      observed,
      pool: null,
      dated: cohorts,
      dates: null,
      method: draws.method,
      because: draws.because,
      ...found,
      requested: assignments.nDraws,
      assignments: count,
      enumerated,
      df: draws.fit.vcov.df,
      shifted: shifts.moved.map((units, s) => ({
        shift: -1 - s,
        units,
        estimate: moved.estimate[s]!,
        stdError: moved.stdError[s]!,
      })),
      ...outcome(found.drawn, { estimate: observed.estimate, stdError: observed.std_error }, options.ties, false),
    };
  } finally {
    draws.free();
  }
}

const drawsOptions = ({ variance, ssc, keys, choice, method }: PlaceboTestOptions) => ({
  variance,
  ssc,
  choice,
  unit: keys.unit,
  time: keys.time,
  ...(method === undefined ? {} : { method }),
});

/** All draws, in slices between which the host may run and the signal is heard. */
async function runDraws(draws: PlaceboDraws, assignments: Assignments, nUnits: number, options: PlaceboTestOptions) {
  const { nDraws } = assignments;
  const [estimate, stdError] = [new Float64Array(nDraws), new Float64Array(nDraws)];
  const opened = performance.now();
  const work = (first: number, count: number): number => {
    const made = makeDraws(draws, assignments, nUnits, first, count);
    estimate.set(made.estimate, first);
    stdError.set(made.stdError, first);
    return made.setup;
  };
  const { done, stopped } = await runInSlices(nDraws, work, {
    ...options,
    columns: { estimate, stdError },
    stage: `placebo draws: ${nDraws}`,
    atATime: draws.atATime,
  });
  const drawn = { estimate: estimate.slice(0, done), stdError: stdError.slice(0, done) };
  return { drawn, stopped, ms: performance.now() - opened };
}

/** Draws first .. first + count - 1. */
function makeDraws(draws: PlaceboDraws, { assign }: Assignments, nUnits: number, first: number, count: number) {
  const [estimate, stdError] = [new Float64Array(count), new Float64Array(count)];
  let setup = 0;
  for (let from = 0; from < count; from += draws.most) {
    const width = Math.min(draws.most, count - from);
    const codes = new Uint32Array(width * nUnits);
    for (let i = 0; i < width; i++) assign(first + from + i, codes.subarray(i * nUnits, (i + 1) * nUnits));
    const made = draws.refit(codes, width);
    estimate.set(made.estimate, from);
    stdError.set(made.stdError, from);
    setup += made.setup;
  }
  return { estimate, stdError, setup };
}

/** B, b and p: (1 + b) / (1 + B), or b / M where all M assignments were drawn, the true one among them. */
function outcome(
  { estimate, stdError }: Drawn,
  observed: { readonly estimate: number; readonly stdError: number },
  ties: "count" | "strict",
  isAmong: boolean,
) {
  const varies = (_: number, b: number) => !Number.isNaN(estimate[b]!);
  const estimates = estimate.filter(varies);
  const used = estimates.length;
  if (used === 0) {
    throw new DataError(
      "placebo_no_draw",
      `In none of ${estimate.length} draws does the treatment vary within the fixed effects and controls.`,
      { got: 0, expected: "at least one draw with variation" },
    );
  }
  const statistics = estimate.map((value, b) => value / stdError[b]!).filter(varies);
  const beyond = {
    estimate: countBeyond(estimates, observed.estimate, ties),
    statistic: countBeyond(statistics, observed.estimate / observed.stdError, ties),
  };
  const share = (b: number) => (isAmong ? b / used : (1 + b) / (1 + used));
  const ofStatistic = Number.isNaN(observed.stdError) ? Number.NaN : share(beyond.statistic);
  return { used, beyond, p: { estimate: share(beyond.estimate), statistic: ofStatistic } };
}

function countBeyond(draws: Float64Array, observed: number, ties: "count" | "strict"): number {
  return draws.filter(isAsFar(observed, ties)).length;
}
