/**
 * `placebo`: how often a treatment assigned at random gives an estimate as far from zero as the actual one.
 * Randomisation inference on (unit, cohort) pairs, on dates before the policy, or on both, by coefficient and by t.
 * Orchestrates; samples, assignments and draws are made beside it.
 * Sources: Fisher (1935), The Design of Experiments; Young (2019), Quarterly Journal of Economics 134(2),
 * doi:10.1093/qje/qjy029; MacKinnon & Webb (2020), Journal of Econometrics 218(2), doi:10.1016/j.jeconom.2020.04.024, of t by
 * errors clustered by the unit; on p = (1 + b) / (1 + B): Phipson & Smyth (2010), Statistical Applications in Genetics and
 * Molecular Biology 9(1), doi:10.2202/1544-6115.1585.
 */

import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { isAbort } from "../../base/progress.js";
import { nextLoop, ofAllLoops } from "../../base/replications.js";
import type { Panel, PanelKeys } from "../../data/panel/panel.js";
import { selectRows, type Table } from "../../data/table/table.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pt, qt } from "../../engine/kernels/math.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { checkSample, sscOf } from "../../regression/fit-options.js";
import { keysFromEffects, panelDataOf } from "../../regression/frame/inputs.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import { parseVcov } from "../../regression/variance/variances.js";
import { BOOTSTRAP_NOTES } from "../bootstrap/messages.js";
import { partialNote } from "../bootstrap/plan.js";
import { EVENT_NOTES } from "../event-study/messages.js";
import { distributionOf } from "../resampling/draw-loop.js";
import { PLACEBO_NOTES, poolWords } from "./messages.js";
import { placeboOutcomes, requireOutcomes } from "./outcomes.js";
import type { DrawColumns, LeftOutRow, PlaceboOutcomes, PlaceboRecord, ShiftRow } from "./record.js";
import { type PlaceboSample, placeboSample } from "./sample.js";
import { type PlaceboTest, type PlaceboTestOptions, placeboTest } from "./test.js";
import { type PlaceboOptions, type PlaceboPlan, placeboPlan } from "./verb.js";

/** Refuses what no data could serve, and a formula that does not say what unit and time are where no option does. */
export function checkPlacebo(formula: string, options: PlaceboOptions): void {
  checkSample(formula, options);
  if (options.vcov !== undefined) parseVcov(options.vcov);
  const spec = parseFormula(formula);
  requireOutcomes(spec, options.outcomes ?? []);
  keysFromEffects(spec, placeboPlan(options));
}

/**
 * Placebo test of `term` in `formula`. The variance is clustered by the unit unless given.
 *
 * @param data a panel, or a table, such as rows of firms whose cities are treated: unit and time are those among the options,
 *   the panel's, or the fixed effects of the formula.
 * @throws UsageError (`placebo_term`, `placebo_draws`, `panel_keys`, `placebo_options`, `random_stream`), DataError
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
  const plan = placeboPlan(options);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  requireOutcomes(spec, plan.outcomes ?? []);
  const { table } = panelDataOf(data);
  const testOptions = optionsOfTest(keysOf(data, spec, plan), plan);
  const { keys, variance, choice } = testOptions;

  const full = placeboSample(engine, table, spec, keys, plan.term, variance, choice);
  const found = await placeboTest(engine, full, testOptions).catch(nextLoop);
  const apart = plan.leaveOut && !found?.stopped ? await withoutEach(engine, full, testOptions) : null;
  const test = ofAllLoops([found])[0]!;
  const outcomes =
    plan.outcomes === undefined
      ? null
      : await placeboOutcomes(engine, table, spec, plan.outcomes, plan, {
          variance: testOptions.variance,
          unit: testOptions.keys.unit,
        });
  return placeboRecord(engine, full.term, test, apart, testOptions, started, outcomes);
}

/** What a test says, in the record of the fit it is about; `apart` is it without each cohort. */
export function placeboRecord(
  engine: Engine,
  term: string,
  test: PlaceboTest,
  apart: { readonly rows: LeftOutRow[]; readonly notes: Note[] } | null,
  { kind, strata, permutations, ties, seed, keys }: PlaceboTestOptions,
  started: number,
  outcomes: PlaceboOutcomes | null = null,
): PlaceboRecord {
  const { fit, observed, pool, drawn, enumerated, used } = test;
  const { estimate, std_error, statistic, p_value } = observed;
  const done = drawn.estimate.length;
  const random = !enumerated && permutations === undefined;
  const draws = drawColumns(engine, test);
  const present = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  return deepFreeze({
    ...fit,
    kind: "placebo",
    term,
    permuted: kind,
    unit: keys.unit,
    strata: strata ?? null,
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
    ...(outcomes === null ? {} : { outcomes }),
    source:
      permutations !== undefined
        ? { permutations: permutations.source.name, sha256: permutations.source.sha256 }
        : enumerated
          ? { enumeration: test.assignments }
          : { generator: GENERATOR, seed },
    notes: [...fit.notes, ...placeboNotes(term, test), ...(apart?.notes ?? [])],
    timing_ms: { ...fit.timing_ms, draws: test.ms, total: performance.now() - started },
    provenance: { ...fit.provenance, seed: random ? seed : null },
  } satisfies PlaceboRecord);
}

function keysOf(data: Panel | Table, spec: ModelSpec, plan: PlaceboPlan): PanelKeys {
  if (!("table" in data)) return keysFromEffects(spec, plan);
  const { panel, unit, time } = plan;
  return panel ?? { unit: unit ?? data.unit.name, time: time ?? data.time.name };
}

export function optionsOfTest(keys: PanelKeys, plan: PlaceboPlan): PlaceboTestOptions {
  const { weights, subset, fixefRm, solver, level } = plan;
  return {
    ...plan,
    keys,
    variance: parseVcov(plan.vcov ?? { cluster: [keys.unit] }),
    ssc: sscOf(plan),
    choice: {
      ...(weights === undefined ? {} : { weights }),
      ...(subset === undefined ? {} : { subset }),
      ...{ fixefRm, solver, level },
    },
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
  const rows: (LeftOutRow | undefined)[] = [];
  for (const cohort of cohorts) {
    const kept = sample.rows.filter((_, i) => grid.firstTreated[grid.unit.codes[i]!] !== cohort);
    const at = placeboSample(engine, selectRows(table, kept), spec, keys, term, variance, rest);
    let apart: PlaceboTest | undefined;
    try {
      apart = await placeboTest(engine, at, { ...whole, choice: rest }).catch(nextLoop);
    } catch (error) {
      if (keepPartial && (options.signal?.aborted || isAbort(error))) {
        const [done, requested] = [rows.length, cohorts.length];
        return {
          rows: [...ofAllLoops(rows)],
          notes: [note(BOOTSTRAP_NOTES, "partial", { done, requested, of: "cohorts" })],
        };
      }
      throw error;
    }
    if (apart === undefined) {
      rows.push(undefined);
      continue;
    }
    const { observed, p, used, method } = apart;
    const { estimate, std_error, statistic, p_value } = observed;
    const units = grid.firstTreated.filter((date) => date === cohort).length;
    rows.push({ cohort, units, estimate, std_error, statistic, p_value, placebo_p_value: p, used, method });
  }
  return { rows: [...ofAllLoops(rows)], notes: [] };
}

/** Columns of the draws, null without variation. */
function drawColumns(engine: Engine, { drawn, df }: PlaceboTest): DrawColumns {
  const { estimate, stdError } = drawn;
  const column = (value: (b: number) => number) =>
    Array.from(estimate, (found, b) => (Number.isNaN(found) ? null : value(b)));
  const statistic = (b: number) => estimate[b]! / stdError[b]!;
  return {
    estimate: column((b) => estimate[b]!),
    std_error: column((b) => stdError[b]!),
    statistic: column(statistic).map((t) => (t !== null && Number.isFinite(t) ? t : null)),
    p_value: column((b) => 2 * pt(engine, -Math.abs(statistic(b)), df)),
  };
}

/** Estimates by shift, with intervals at `level`; shifts whose treatment does not vary are left out. */
function shiftRows(engine: Engine, { shifted, df }: PlaceboTest, level: number): ShiftRow[] {
  const reach = qt(engine, (1 + level) / 2, df);
  return shifted
    .filter(({ estimate }) => !Number.isNaN(estimate))
    .map(({ shift, units, estimate, stdError }) => ({
      shift,
      units,
      estimate,
      std_error: stdError,
      statistic: estimate / stdError,
      p_value: 2 * pt(engine, -Math.abs(estimate / stdError), df),
      conf_low: estimate - reach * stdError,
      conf_high: estimate + reach * stdError,
    }));
}

/** Cohorts that draws are about. */
function cohortRows({ pool, dated }: PlaceboTest): PlaceboRecord["cohorts"] {
  if (dated !== null) {
    return dated.map(({ cohort, units, earlier }) => ({ cohort, units: units.length, dates: earlier.length }));
  }
  const { dates } = pool!;
  return [...new Set(dates)].map((cohort) => ({ cohort, units: dates.filter((date) => date === cohort).length }));
}

/** What was left out, and what p can't say. */
function placeboNotes(
  term: string,
  { fit, pool, dated, drawn, used, requested, stopped, assignments, enumerated }: PlaceboTest,
): Note[] {
  const notes: Note[] = [];
  const done = drawn.estimate.length;
  if (stopped) {
    notes.push(partialNote(done, requested, enumerated));
  }
  if (pool !== null && pool.outside > 0) {
    const facts = { units: pool.outside, treated: pool.outsideTreated, pool: pool.rule };
    notes.push(note(PLACEBO_NOTES, "placebo_outside", facts));
  }
  const cohorts = dated?.filter(({ earlier }) => earlier.length === 0).map(({ cohort }) => cohort) ?? [];
  if (cohorts.length > 0) notes.push(note(PLACEBO_NOTES, "placebo_cohort_without_date", { cohorts }));
  if (used < done) notes.push(note(PLACEBO_NOTES, "placebo_without_variation", { draws: done - used, of: done }));
  if (enumerated && !stopped) {
    // in time the actual dates are not among the assignments: they are one more
    const least = pool === null ? assignments + 1 : assignments;
    notes.push(note(PLACEBO_NOTES, "placebo_few_assignments", { assignments, least_p: 1 / least }));
  } else if (!enumerated && assignments <= requested) {
    notes.push(note(PLACEBO_NOTES, "placebo_few_assignments", { assignments, draws: requested }));
  }
  const treated = pool === null ? dated!.reduce((sum, { units }) => sum + units.length, 0) : pool.dates.length;
  if (treated < FEW_CLUSTERS.treatedUnits) {
    const permuted = isErrorRounding(fit.notes, term) ? "coefficient" : "t";
    notes.push(note(EVENT_NOTES, "few_treated", { treated, permuted }));
  }
  return notes;
}
