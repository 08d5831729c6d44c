/**
 * Effects that are estimated as they are reported, by event time or one of all, and not averaged from those of cohorts and periods.
 */
import { DataError, UsageError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import type { TreatmentDesign } from "../../../data/panel/treatment-design.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { DID_NOTES } from "../design/messages.js";
import type { DidPlan } from "../design/plan.js";
import { type Aggregated, type Effect, noEffect } from "./aggregation.js";
import { delta, type Estimates } from "./estimates.js";
import { noVariation } from "./no-variation.js";

/** The event time that others are compared with. */
export const REFERENCE = -1;

export const referenceEffect = (units: number, cohorts: number): Effect => ({
  at: REFERENCE,
  ...{ units, cohorts, isReference: true },
});

/**
 * Effects by event time with their average from event time 0 on, by `weights` of those estimated.
 *
 * @param effects ascending, a reference among them; `estimates` are of the others
 * @throws DataError `did_no_effect`
 */
export function withAverage(
  engine: Engine,
  effects: readonly Effect[],
  estimates: Estimates,
  weightOf: (effect: Effect) => number,
): Aggregated {
  const own = effects.filter(({ isReference }) => !isReference);
  const weights = own.map((effect) => (effect.at! >= 0 ? weightOf(effect) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) throw noEffect();
  const p = own.length;
  const gradient = new Float64Array(p * (p + 1));
  own.forEach((_, j) => {
    gradient[j * p + j] = 1;
    gradient[p * p + j] = weights[j]! / total;
  });
  const average = weights.reduce((sum, weight, j) => sum + (weight / total) * estimates.values[j]!, 0);
  const values = Float64Array.of(...estimates.values, average);
  return { effects, estimates: delta(engine, estimates, values, gradient), hasOverall: true };
}

/** Event times whose dummies were collinear with others, which are then relative to them too. */
export function unidentified(wanted: readonly number[], estimated: readonly Effect[]): Note[] {
  const found = new Set(estimated.map(({ at }) => at));
  const events = wanted.filter((event) => !found.has(event));
  return events.length === 0 ? [] : [note(DID_NOTES, "did_events_collinear", { events })];
}

/** One effect, of all that is treated. Throws DataError `did_no_variation` where it was collinear. */
export function alone(estimates: Estimates, units: number, cohorts: number): Aggregated {
  if (estimates.values.length === 0) throw noVariation();
  return { effects: [{ at: null, units, cohorts, isReference: false }], estimates, hasOverall: false };
}

/** Throws DataError `did_reference` where nobody who is treated is observed in the period before treatment. */
export function requireReference(name: string, { events, cohorts }: TreatmentDesign): void {
  if (events.some(({ event }) => event === REFERENCE)) return;
  throw new DataError(
    "did_reference",
    `${name} compares with event time ${REFERENCE}, at which no unit of the sample is observed (event times are ${events
      .slice(0, 5)
      .map(({ event }) => event)
      .join(
        ", ",
      )}${events.length > 5 ? ", ..." : ""}): where periods are several time units apart, number them 1, 2, 3, ..., cohorts too.`,
    { got: events.map(({ event }) => event), expected: REFERENCE, cohorts: cohorts.length },
  );
}

/** Throws UsageError `did_anticipation`: regressions on event time have their reference at -1. */
export function refuseAnticipation(name: string, { anticipation }: DidPlan): void {
  if (anticipation === 0) return;
  throw new UsageError(
    "did_anticipation",
    `${name} compares with the period before treatment, so that an effect in it cannot be anticipated away: leave --anticipation out, give --cohort a column of announcements, or use etwfe.`,
    { got: anticipation, expected: 0 },
  );
}
