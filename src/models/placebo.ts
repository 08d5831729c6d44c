/**
 * Layer models. `placebo`: how often a treatment dealt out at random gives an estimate as far from zero as the true one.
 * Randomisation inference on (unit, cohort) pairs, by coefficient and by t. Orchestrates; assignments and refits are
 * made beside it.
 * Sources: Fisher (1935), The Design of Experiments; Young (2019), Quarterly Journal of Economics 134(2),
 * doi:10.1093/qje/qjy029; on p = (1 + b) / (1 + B): Phipson & Smyth (2010), Statistical Applications in Genetics and
 * Molecular Biology 9(1), doi:10.2202/1544-6115.1585.
 */
import type { Note } from "../base/columns.js";
import { DataError, NotSupported, UsageError } from "../base/errors.js";
import { didYouMean } from "../base/nearest.js";
import type { LongOptions } from "../base/progress.js";
import { evaluate } from "../design/expression.js";
import { expandTerms } from "../design/terms.js";
import { deepFreeze } from "../formula/freeze.js";
import { parseFormula } from "../formula/parser.js";
import type { ModelSpec } from "../formula/spec.js";
import { parseSsc } from "../inference/ssc.js";
import { parseVcov } from "../inference/vcov-spec.js";
import type { Engine } from "../kernels/engine.js";
import { elementary, pt } from "../kernels/math.js";
import { GENERATOR } from "../kernels/resample.js";
import { FEW_TREATED } from "../panel/event-time.js";
import { firstTreatedByDummy } from "../panel/first-treated.js";
import type { Panel } from "../panel/panel.js";
import type { Table } from "../table/table.js";
import { distributionOf } from "./distribution.js";
import { type FeolsOptions, feols } from "./feols.js";
import type { FitRecord } from "./fit-record.js";
import { sampleOf } from "./least-squares-steps.js";
import {
  type Assignments,
  countAssignments,
  givenAssignments,
  type Pool,
  poolOf,
  randomAssignments,
} from "./placebo-assignments.js";
import type { DrawColumns, PlaceboRecord } from "./placebo-record.js";
import { DRAWS_TOGETHER, type Refit, Refits } from "./placebo-refits.js";

/** Seed unless told; printed with every result. */
const DEFAULT_SEED = 1;
const DEFAULT_DRAWS = 500;
const MOST_DRAWS = 1e7;
/** Milliseconds of work between two chances for the host to do something else. */
const SLICE_MS = 50;
/** A slice lasts at least this many times what preparing it took. */
const SLICE_PER_SETUP = 4;
/** Two statistics this near, relatively, are a tie. */
const TIE = 1e-10;

export interface PlaceboOptions
  extends LongOptions,
    Pick<FeolsOptions, "vcov" | "ssc" | "weights" | "subset" | "fixefRm" | "solver" | "level"> {
  /** The regressor permuted: 0 until a unit's first treated period, 1 from it on. */
  readonly term: string;
  /** Default "space"; "time" and "mixed" are NotSupported in this version. */
  readonly kind?: "space" | "time" | "mixed";
  /** Random draws, default 500. */
  readonly draws?: number;
  /** Draws to use instead: one a row, cells are units, column K gets the K-th earliest cohort. */
  readonly permutations?: Table;
  /** Default `count`: a draw that ties with the true treatment counts against it. */
  readonly ties?: "count" | "strict";
}

/**
 * Placebo test of `term` in `formula`. The variance is clustered by the panel's unit unless told.
 *
 * @throws UsageError (`placebo_term`, `placebo_draws`, `random_stream`), DataError (`treatment_not_binary`,
 *   `treatment_switches_off`, `placebo_no_cohort`, `placebo_pool`, `placebo_term_dropped`, `placebo_no_draw`,
 *   `permutations_*`), NotSupported (`placebo_kind`), the signal's reason when aborted, and as `feols`.
 */
export async function placebo(
  engine: Engine,
  panel: Panel,
  formula: string | ModelSpec,
  options: PlaceboOptions,
): Promise<PlaceboRecord> {
  const started = performance.now();
  checkPlaceboOptions(options);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const vcovOption = options.vcov ?? { cluster: [panel.unit.name] };
  const ssc = typeof options.ssc === "object" ? options.ssc : parseSsc(options.ssc ?? "fixest");
  const { table } = panel;

  // 1. the true treatment: its fit, its cohorts, and who may be treated instead
  const variance = parseVcov(vcovOption);
  const sample = sampleOf(engine, spec, table, variance, options);
  const functions = elementary(engine);
  const terms = expandTerms(spec, table, functions, sample.rows);
  const at = termIndex(terms.names, options.term);
  const term = terms.names[at]!;
  const pool = poolOf(panel, firstTreated(panel, term, terms.columns[at]!.numbers(), sample.rows), sample.rows, term);
  const fit = feols(engine, table, spec, { ...options, vcov: vcovOption });
  const observed = observedTerm(fit, term);

  // 2. the draws
  const assignments =
    options.permutations === undefined
      ? randomAssignments(engine, pool, options.draws ?? DEFAULT_DRAWS, options.seed ?? DEFAULT_SEED)
      : givenAssignments(panel, pool, options.permutations);
  const refits = new Refits(engine, {
    table,
    sample,
    controls: terms.columns.filter((_, j) => j !== at).map((column) => column.numbers()),
    y: evaluate(spec.lhs, table, functions, sample.rows).values,
    variance,
    ssc,
    solver: options.solver,
  });
  const prepared = performance.now();
  const found = await runDraws(refits, assignments, treatmentOf(panel, sample.rows), options);

  // 3. how far out the true estimate lies
  const used = found.filter((refit) => refit !== null);
  if (used.length === 0) {
    throw new DataError(
      "placebo_no_draw",
      `In none of ${found.length} draws does the treatment vary within the fixed effects and controls.`,
      { got: 0, expected: "at least one draw with variation" },
    );
  }
  const ties = options.ties ?? "count";
  const estimates = used.map(({ estimate }) => estimate);
  const statistics = used.map(({ estimate, stdError }) => estimate / stdError);
  const atLeastEstimate = countBeyond(estimates, observed.estimate, ties);
  const atLeastStatistic = countBeyond(statistics, observed.statistic, ties);
  const nAssignments = countAssignments(pool);
  const { estimate, std_error, statistic, p_value } = observed;
  const seed = options.permutations === undefined ? (options.seed ?? DEFAULT_SEED) : null;
  return deepFreeze({
    ...fit,
    kind: "placebo",
    term,
    permuted: "space",
    observed: { estimate, std_error, statistic, p_value },
    p_value: {
      estimate: (1 + atLeastEstimate) / (1 + used.length),
      statistic: (1 + atLeastStatistic) / (1 + used.length),
    },
    draws: drawColumns(engine, found),
    counts: {
      requested: found.length,
      used: used.length,
      without_variation: found.length - used.length,
      at_least_estimate: atLeastEstimate,
      at_least_statistic: atLeastStatistic,
      assignments: Number.isFinite(nAssignments) ? nAssignments : null,
    },
    ties,
    distribution: { estimate: distributionOf(estimates), statistic: distributionOf(statistics) },
    pool: {
      rule: pool.rule,
      units: pool.units.length,
      treated: pool.dates.length,
      outside: pool.outside,
      outside_treated: pool.outsideTreated,
    },
    cohorts: cohortCounts(pool),
    source:
      options.permutations === undefined
        ? { generator: GENERATOR, seed: seed! }
        : { permutations: options.permutations.source.name, sha256: options.permutations.source.sha256 },
    notes: [...fit.notes, ...placeboNotes(pool, nAssignments, found.length, found.length - used.length)],
    timing_ms: {
      ...fit.timing_ms,
      draws: performance.now() - prepared,
      total: performance.now() - started,
    },
    provenance: { ...fit.provenance, seed },
  } satisfies PlaceboRecord);
}

/** Throws NotSupported `placebo_kind` or UsageError `placebo_draws` for options that no data could serve. */
export function checkPlaceboOptions({ kind = "space", draws = DEFAULT_DRAWS, permutations }: PlaceboOptions): void {
  if (kind !== "space") {
    throw new NotSupported("placebo_kind", `A placebo in '${kind}' is not part of this version; use space.`, {
      got: kind,
      expected: ["space"],
    });
  }
  if (permutations !== undefined || (Number.isSafeInteger(draws) && draws >= 1 && draws <= MOST_DRAWS)) return;
  throw new UsageError("placebo_draws", `Draws must be a whole number from 1 to ${MOST_DRAWS}; got ${draws}.`, {
    got: draws,
    expected: `1..${MOST_DRAWS}`,
  });
}

function termIndex(names: readonly string[], term: string): number {
  const plain = (name: string) => name.replaceAll(" ", "");
  const at = names.findIndex((name) => plain(name) === plain(term));
  if (at >= 0) return at;
  throw new UsageError(
    "placebo_term",
    `'${term}' is no regressor of the formula${didYouMean(term, names)} Regressors: ${names.join(", ")}.`,
    { got: term, expected: names },
  );
}

/** First treated periods by the treatment's own column (f64[n] over `rows`). */
function firstTreated(panel: Panel, term: string, column: Float64Array, rows: Uint32Array): Float64Array {
  const treatment = new Float64Array(panel.table.nRows);
  const used = new Uint8Array(panel.table.nRows);
  rows.forEach((row, i) => {
    treatment[row] = column[i]!;
    used[row] = 1;
  });
  return firstTreatedByDummy(panel, term, treatment, used).periods;
}

function observedTerm(fit: FitRecord, term: string) {
  const observed = fit.coefficients[term];
  if (observed !== undefined) return observed;
  const because = fit.collinear.find((left) => left.term === term)?.because ?? "is collinear";
  throw new DataError(
    "placebo_term_dropped",
    `'${term}' has no coefficient in '${fit.call}': it ${because}. There is nothing to compare draws with.`,
    { got: term, expected: "a regressor that varies within the fixed effects" },
  );
}

/** From first treated periods to a column over `rows`. */
function treatmentOf({ unit, timeValues }: Panel, rows: Uint32Array): (periods: Float64Array) => Float64Array {
  return (periods) => Float64Array.from(rows, (row) => (timeValues[row]! >= periods[unit.codes[row]!]! ? 1 : 0));
}

/** All draws, in slices between which the host may run and the signal is heard. */
async function runDraws(
  refits: Refits,
  { nDraws, draw }: Assignments,
  column: (periods: Float64Array) => Float64Array,
  { onProgress, signal }: LongOptions,
): Promise<Refit[]> {
  const found: Refit[] = [];
  const started = performance.now();
  while (found.length < nDraws) {
    signal?.throwIfAborted();
    const opened = performance.now();
    refits.slice((refit) => {
      const ready = performance.now();
      const until = ready + Math.max(SLICE_MS, SLICE_PER_SETUP * (ready - opened));
      while (found.length < nDraws && performance.now() < until) {
        const width = Math.min(DRAWS_TOGETHER, nDraws - found.length);
        found.push(...refit(Array.from({ length: width }, (_, i) => column(draw(found.length + i)))));
      }
    });
    const fraction = found.length / nDraws;
    const msLeft = ((performance.now() - started) * (1 - fraction)) / fraction;
    onProgress?.({ stage: `placebo draws: ${nDraws}`, fraction, msLeft });
    await nextTask();
  }
  return found;
}

/** Lets timers, input and other tasks of the host run. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function countBeyond(draws: readonly number[], observed: number, ties: "count" | "strict"): number {
  const size = Math.abs(observed);
  const isBeyond =
    ties === "count"
      ? (value: number) => Math.abs(value) >= size * (1 - TIE)
      : (value: number) => Math.abs(value) > size * (1 + TIE);
  return draws.filter(isBeyond).length;
}

function drawColumns(engine: Engine, found: readonly Refit[]): DrawColumns {
  const column = (value: (refit: NonNullable<Refit>) => number) =>
    found.map((refit) => (refit === null ? null : value(refit)));
  return {
    estimate: column(({ estimate }) => estimate),
    std_error: column(({ stdError }) => stdError),
    statistic: column(({ estimate, stdError }) => estimate / stdError),
    p_value: column(({ estimate, stdError, df }) => 2 * pt(engine, -Math.abs(estimate / stdError), df)),
  };
}

function cohortCounts({ dates }: Pool): { cohort: number; units: number }[] {
  return [...new Set(dates)].map((cohort) => ({ cohort, units: dates.filter((date) => date === cohort).length }));
}

function placeboNotes(pool: Pool, nAssignments: number, nDraws: number, nFlat: number): Note[] {
  const notes: Note[] = [];
  if (pool.outside > 0) {
    notes.push({
      code: "placebo_outside",
      message: `${pool.outside} units lie outside the pool (${pool.rule}) and are not treated in any draw but for ${pool.outsideTreated} that keep the treatment they have.`,
      detail: { units: pool.outside, treated: pool.outsideTreated },
    });
  }
  if (nFlat > 0) {
    notes.push({
      code: "placebo_without_variation",
      message: `In ${nFlat} of ${nDraws} draws the treatment does not vary within fixed effects and controls: they are in neither b nor B.`,
      detail: { draws: nFlat },
    });
  }
  if (nAssignments <= nDraws) {
    notes.push({
      code: "placebo_few_assignments",
      message: `Only ${nAssignments} assignments differ: ${nDraws} draws repeat them, and p can't say more than 1/${nAssignments}.`,
      detail: { assignments: nAssignments },
    });
  }
  if (pool.dates.length < FEW_TREATED) {
    notes.push({
      code: "few_treated",
      message: `Only ${pool.dates.length} units are treated: t tests and clustered errors are unreliable with so few; the permutation p-value by t is the one to read (MacKinnon & Webb 2020, Journal of Econometrics 218(2)).`,
      detail: { treated: pool.dates.length },
    });
  }
  return notes;
}
