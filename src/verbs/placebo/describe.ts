/**
 * A placebo test as the parts of its record: draws as columns, cohorts, what a reader must know.
 */
import type { Note } from "../../base/messages.js";
import { FEW_TREATED } from "../../data/panel/event-time.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pt, qt } from "../../engine/kernels/math.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import type { DrawColumns, PlaceboRecord, ShiftRow } from "./record.js";
import type { PlaceboTest } from "./test.js";

/** Columns of the draws, null without variation. */
export function drawColumns(engine: Engine, { drawn, df }: PlaceboTest): DrawColumns {
  const { estimate, stdError } = drawn;
  const column = (value: (b: number) => number) =>
    Array.from(estimate, (found, b) => (Number.isNaN(found) ? null : value(b)));
  const statistic = (b: number) => estimate[b]! / stdError[b]!;
  return {
    estimate: column((b) => estimate[b]!),
    std_error: column((b) => stdError[b]!),
    statistic: column(statistic),
    p_value: column((b) => 2 * pt(engine, -Math.abs(statistic(b)), df)),
  };
}

/** Estimates by shift, with intervals at `level`; shifts whose treatment does not vary are left out. */
export function shiftRows(engine: Engine, { shifted, df }: PlaceboTest, level: number): ShiftRow[] {
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

/** Cohorts that draws deal with. */
export function cohortRows({ pool, dated }: PlaceboTest): PlaceboRecord["cohorts"] {
  if (dated !== null) {
    return dated.map(({ cohort, units, earlier }) => ({ cohort, units: units.length, dates: earlier.length }));
  }
  const { dates } = pool!;
  return [...new Set(dates)].map((cohort) => ({ cohort, units: dates.filter((date) => date === cohort).length }));
}

/** What was left out, and what p can't say. */
export function placeboNotes(
  term: string,
  { fit, pool, dated, drawn, used, requested, stopped, assignments, enumerated }: PlaceboTest,
): Note[] {
  const notes: Note[] = [];
  const done = drawn.estimate.length;
  if (stopped) {
    notes.push({
      code: "partial",
      message: `Stopped after ${done} of ${requested} draws: p-values and quantiles are of these draws.${enumerated ? " They are the first of an ordered list of all assignments, not a random sample of it: p is no test." : ""}`,
      detail: { done, requested },
    });
  }
  if (pool !== null && pool.outside > 0) {
    notes.push({
      code: "placebo_outside",
      message: `${pool.outside} units lie outside the pool (${pool.rule}) and are not treated in any draw but for ${pool.outsideTreated} that keep the treatment they have.`,
      detail: { units: pool.outside, treated: pool.outsideTreated },
    });
  }
  const fixed = dated?.filter(({ earlier }) => earlier.length === 0) ?? [];
  if (fixed.length > 0) {
    const cohorts = fixed.map(({ cohort }) => cohort);
    notes.push({
      code: "placebo_cohort_without_date",
      message: `Cohorts ${cohorts.join(", ")} have fewer than two periods before their policy: no earlier date can be given them, and their units stand as not treated in every draw.`,
      detail: { cohorts },
    });
  }
  if (used < done) {
    notes.push({
      code: "placebo_without_variation",
      message: `In ${done - used} of ${done} draws the treatment does not vary within fixed effects and controls: they are in neither b nor B.`,
      detail: { draws: done - used },
    });
  }
  if (enumerated && !stopped) {
    // in time the true dates are not among the assignments: they are one more
    const least = pool === null ? assignments + 1 : assignments;
    notes.push({
      code: "placebo_few_assignments",
      message: `Only ${assignments} assignments differ: each was drawn once, and p can't be below 1/${least}.`,
      detail: { assignments, least_p: 1 / least },
    });
  } else if (!enumerated && assignments <= requested) {
    notes.push({
      code: "placebo_few_assignments",
      message: `Only ${assignments} assignments differ: ${requested} draws repeat them, and p can't say more than 1/${assignments}.`,
      detail: { assignments },
    });
  }
  const treated = pool === null ? dated!.reduce((sum, { units }) => sum + units.length, 0) : pool.dates.length;
  if (treated < FEW_TREATED) {
    notes.push({
      code: "few_treated",
      message: `Only ${treated} units are treated: t tests and clustered errors are unreliable with so few; ${isErrorRounding(fit.notes, term) ? "t being rounding here, read the permutation p-value by coefficient" : "the permutation p-value by t is the one to read (MacKinnon & Webb 2020, Journal of Econometrics 218(2))"}.`,
      detail: { treated },
    });
  }
  return notes;
}
