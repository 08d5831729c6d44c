/**
 * `placebo`: how often a treatment assigned at random gives an estimate as far from zero as the actual one.
 * Randomisation inference on (unit, cohort) pairs, on dates before the policy, or on both, by coefficient and by t.
 * Orchestrates; samples, assignments and draws are made beside it.
 * Sources: Fisher (1935), The Design of Experiments; Young (2019), Quarterly Journal of Economics 134(2),
 * doi:10.1093/qje/qjy029; on p = (1 + b) / (1 + B): Phipson & Smyth (2010), Statistical Applications in Genetics and
 * Molecular Biology 9(1), doi:10.2202/1544-6115.1585.
 */

import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { LongOptions } from "../../base/progress.js";
import type { Panel, PanelKeys } from "../../data/panel/panel.js";
import { selectRows, type Table } from "../../data/table/table.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { FitOptions } from "../../regression/fit-options.js";
import { panelDataOf } from "../../regression/frame/panel-of.js";
import { parseSsc } from "../../regression/variance/ssc.js";
import { parseVcov } from "../../regression/variance/variances.js";
import { BOOTSTRAP_NOTES } from "../bootstrap/messages.js";
import { distributionOf } from "../resampling/distribution.js";
import { isAbort } from "../resampling/draw-loop.js";
import { cohortRows, drawColumns, placeboNotes, shiftRows } from "./describe.js";
import { poolWords } from "./messages.js";
import type { LeftOutRow, PlaceboRecord } from "./record.js";
import { type PlaceboSample, placeboSample, requireLagsStand } from "./sample.js";
import { type PlaceboTest, type PlaceboTestOptions, placeboTest } from "./test.js";

/** Seed unless given; printed with every result. */
const DEFAULT_SEED = 1;
const DEFAULT_DRAWS = 500;
const MOST_DRAWS = 1e7;

export interface PlaceboOptions
  extends LongOptions,
    Partial<Pick<FitOptions, "vcov">>,
    Pick<FitOptions, "ssc" | "weights" | "subset" | "fixefRm" | "solver" | "level"> {
  /** The regressor permuted: 0 until a unit's first treated period, 1 from it on. */
  readonly term: string;
  /** Column of the unit treatments are dealt to; several rows may share a unit and period. Default the panel's. */
  readonly unit?: string;
  /** Column of the period. Default the panel's. */
  readonly time?: string;
  /**
   * `space` (default): cohorts over units. `time`: a fictitious earlier date for each cohort, on rows before the policy.
   * `mixed`: units as in space, and dates of cohorts at random.
   */
  readonly kind?: "space" | "time" | "mixed";
  /** Column within whose values cohorts are assigned at random, such as a province. */
  readonly strata?: string;
  /** Random draws, default 500; where no more assignments differ, each of them once. */
  readonly draws?: number;
  /** Draws to use instead: one a row, cells are units, column K gets the K-th earliest cohort. */
  readonly permutations?: Table;
  /** The test once more without the units of each cohort. */
  readonly leaveOut?: boolean;
  /** Default `count`: a draw that ties with the true treatment counts against it. */
  readonly ties?: "count" | "strict";
  /** `refits` demeans every treatment instead of using per-cell cross-products. */
  readonly method?: "refits";
}

/**
 * Placebo test of `term` in `formula`. The variance is clustered by the unit unless given.
 *
 * @param data a panel, or a table with `unit` and `time` among the options: rows of firms, say, whose cities are treated.
 * @throws UsageError (`placebo_term`, `placebo_draws`, `placebo_keys`, `placebo_options`, `random_stream`), DataError
 *   (`treatment_not_binary`, `treatment_within_unit`, `treatment_switches_off`, `placebo_no_cohort`, `placebo_pool`,
 *   `placebo_one_cohort`, `placebo_no_untreated`, `placebo_no_earlier_period`, `placebo_term_dropped`, `placebo_no_draw`,
 *   `strata_*`, `permutations_*`), NotSupported (`placebo_time_term`), the signal's reason when aborted, and as `feols`.
 */
export async function placebo(
  engine: Engine,
  data: Panel | Table,
  formula: string | ModelSpec,
  options: PlaceboOptions,
): Promise<PlaceboRecord> {
  const started = performance.now();
  checkPlaceboOptions(options);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const { table } = panelDataOf(data);
  const testOptions = optionsOfTest(keysOf(data, options), options);
  const { kind, strata, permutations, ties, seed, keys, variance, choice } = testOptions;

  const full = placeboSample(engine, table, spec, keys, options.term, variance, choice);
  requireLagsStand(spec, full.term, options);
  const test = await placeboTest(engine, full, testOptions);
  const apart = options.leaveOut === true && !test.stopped ? await withoutEach(engine, full, testOptions) : null;

  const { fit, observed, pool, drawn, enumerated, used } = test;
  const { estimate, std_error, statistic, p_value } = observed;
  const done = drawn.estimate.length;
  const random = !enumerated && permutations === null;
  const draws = drawColumns(engine, test);
  const present = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  return deepFreeze({
    ...fit,
    kind: "placebo",
    term: full.term,
    permuted: kind,
    unit: keys.unit,
    strata,
    method: test.method,
    because: test.because,
    observed: { estimate, std_error, statistic, p_value },
    p_value: test.p,
    enumeration: enumerated && !test.stopped,
    draws,
    counts: {
      requested: test.requested,
      done,
      used,
      without_variation: done - used,
      at_least_estimate: test.beyond.estimate,
      at_least_statistic: test.beyond.statistic,
      assignments: Number.isFinite(test.assignments) ? test.assignments : null,
    },
    ties,
    distribution: {
      estimate: distributionOf(present(draws.estimate)),
      statistic: distributionOf(present(draws.statistic)),
    },
    pool:
      pool === null
        ? null
        : {
            rule: poolWords.pool.en(pool.rule),
            detail: pool.rule,
            units: pool.units.length,
            treated: pool.dates.length,
            outside: pool.outside,
            outside_treated: pool.outsideTreated,
          },
    cohorts: cohortRows(test),
    dates: test.dates === null ? null : [...test.dates],
    by_shift: shiftRows(engine, test, fit.vcov.level),
    leave_one_out: apart?.rows ?? null,
    source:
      permutations !== null
        ? { permutations: permutations.source.name, sha256: permutations.source.sha256 }
        : enumerated
          ? { enumeration: test.assignments }
          : { generator: GENERATOR, seed },
    notes: [...fit.notes, ...placeboNotes(full.term, test), ...(apart?.notes ?? [])],
    timing_ms: { ...fit.timing_ms, draws: test.ms, total: performance.now() - started },
    provenance: { ...fit.provenance, seed: random ? seed : null },
  } satisfies PlaceboRecord);
}

/** Throws UsageError `placebo_draws` or `placebo_options` for options that no data could serve. */
export function checkPlaceboOptions({
  kind = "space",
  draws = DEFAULT_DRAWS,
  permutations,
  strata,
  leaveOut,
}: Omit<PlaceboOptions, "term">): void {
  const clash = (a: string, b: string) =>
    new UsageError("placebo_options", `A placebo takes ${a} or ${b}, not both; leave one of them out.`, {
      got: [a, b],
      expected: "one of them",
    });
  if (strata !== undefined && kind === "time") throw clash("strata", "kind time");
  if (permutations !== undefined) {
    if (kind !== "space") throw clash("permutations", `kind ${kind}`);
    if (strata !== undefined) throw clash("permutations", "strata");
    if (leaveOut === true) throw clash("permutations", "leaveOut");
    return;
  }
  if (Number.isSafeInteger(draws) && draws >= 1 && draws <= MOST_DRAWS) return;
  throw new UsageError("placebo_draws", `Draws must be a whole number from 1 to ${MOST_DRAWS}; got ${draws}.`, {
    got: draws,
    expected: `1..${MOST_DRAWS}`,
  });
}

function keysOf(data: Panel | Table, options: PlaceboOptions): PanelKeys {
  const isPanel = "table" in data;
  const unit = options.unit ?? (isPanel ? data.unit.name : undefined);
  const time = options.time ?? (isPanel ? data.time.name : undefined);
  if (unit !== undefined && time !== undefined) return { unit, time };
  throw new UsageError(
    "placebo_keys",
    "A placebo on a table needs the columns of unit and time: give both, or a panel.",
    { got: { unit, time }, expected: "unit and time" },
  );
}

function optionsOfTest(keys: PanelKeys, options: PlaceboOptions): PlaceboTestOptions {
  const { kind, strata, draws, permutations, ties, method, seed, vcov, ssc, level } = options;
  const { weights, subset, fixefRm, solver, onProgress, signal, keepPartial } = options;
  return {
    kind: kind ?? "space",
    strata: strata ?? null,
    draws: draws ?? DEFAULT_DRAWS,
    seed: seed ?? DEFAULT_SEED,
    permutations: permutations ?? null,
    ties: ties ?? "count",
    keys,
    variance: parseVcov(vcov ?? { cluster: [keys.unit] }),
    ssc: typeof ssc === "object" ? ssc : parseSsc(ssc ?? "fixest"),
    choice: {
      ...(weights === undefined ? {} : { weights }),
      ...(subset === undefined ? {} : { subset }),
      ...(fixefRm === undefined ? {} : { fixefRm }),
      ...(solver === undefined ? {} : { solver }),
      ...(level === undefined ? {} : { level }),
    },
    method: method ?? null,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
    ...(keepPartial === undefined ? {} : { keepPartial }),
  };
}

/** The test on the sample without the units of each cohort in turn; stopped with the part kept, of those done. */
async function withoutEach(
  engine: Engine,
  full: PlaceboSample,
  options: PlaceboTestOptions,
): Promise<{ readonly rows: LeftOutRow[]; readonly notes: Note[] }> {
  const { grid, sample, table, spec, term } = full;
  const { keys, variance, choice } = options;
  const cohorts = [...new Set(grid.firstTreated)].filter(Number.isFinite).sort((a, b) => a - b);
  if (cohorts.length < 2) {
    throw new DataError(
      "placebo_one_cohort",
      `Only one cohort (${cohorts.join()}) starts within the sample: without it nothing is treated. Leaving out cohorts needs two or more.`,
      { got: cohorts.length, expected: 2 },
    );
  }
  const { subset: _, ...rest } = choice; // the rows are chosen already
  const { keepPartial = false, ...whole } = options;
  const rows: LeftOutRow[] = [];
  for (const cohort of cohorts) {
    const kept = sample.rows.filter((_, i) => grid.firstTreated[grid.unit.codes[i]!] !== cohort);
    const at = placeboSample(engine, selectRows(table, kept), spec, keys, term, variance, rest);
    let apart: PlaceboTest;
    try {
      apart = await placeboTest(engine, at, { ...whole, choice: rest });
    } catch (error) {
      if (keepPartial && (options.signal?.aborted || isAbort(error))) {
        const [done, requested] = [rows.length, cohorts.length];
        return { rows, notes: [note(BOOTSTRAP_NOTES, "partial", { done, requested, of: "cohorts" })] };
      }
      throw error;
    }
    const { observed, p, used, method } = apart;
    const { estimate, std_error, statistic, p_value } = observed;
    const units = grid.firstTreated.filter((date) => date === cohort).length;
    rows.push({ cohort, units, estimate, std_error, statistic, p_value, placebo_p_value: p, used, method });
  }
  return { rows, notes: [] };
}
