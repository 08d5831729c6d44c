/**
 * A placebo test as the parts of its record: draws as columns, cohorts, what a reader must know.
 */

import { type Note, note } from "../../base/messages.js";
import { FEW_TREATED } from "../../data/panel/event-time.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pt, qt } from "../../engine/kernels/math.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import { partialNote } from "../bootstrap/plan.js";
import { EVENT_NOTES } from "../event-study/messages.js";
import { PLACEBO_NOTES } from "./messages.js";
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
  if (treated < FEW_TREATED) {
    const permuted = isErrorRounding(fit.notes, term) ? "coefficient" : "t";
    notes.push(note(EVENT_NOTES, "few_treated", { treated, permuted }));
  }
  return notes;
}
