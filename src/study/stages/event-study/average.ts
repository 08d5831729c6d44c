/**
 * One effect of an event study: the average of its effects from the start of treatment on, each event time shown with the same weight, by
 * their joint covariance. None where the record has no path of effects from one reference, for the reason that has.
 */
import type { Note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type Coefficient, inferWith } from "../../../regression/tests/coefficients.js";
import { findEventPath } from "../../../verbs/event-path/read.js";
import type { EventStudyRecord } from "../../../verbs/event-study/record.js";

/** The average, and over what; errors are null where there is none. */
export interface EventAverage {
  readonly estimate: number;
  readonly std_error: number | null;
  readonly p_value: number | null;
  readonly conf_low: number | null;
  readonly conf_high: number | null;
  /** Event times as they are shown, such as `0` and `>= 4`. */
  readonly events: readonly string[];
  /** Of each of them. */
  readonly weight: number;
}

export type EventAverageFound = EventAverage | { readonly refused: Note };

export function eventAverage(engine: Engine, record: EventStudyRecord): EventAverageFound {
  const found = findEventPath(record, { withoutLeads: true });
  if ("refused" in found) return found;
  const { events, estimates, covariance, binned, df } = found.path;
  const from = events.findIndex((event) => event >= 0);
  const mean = (values: readonly number[]): number =>
    values.slice(from).reduce((sum, value) => sum + value, 0) / (values.length - from);
  const estimate = mean(estimates);
  const variance = mean(covariance.map(mean));
  const [own] = inferWith(
    engine,
    Float64Array.of(estimate),
    Float64Array.of(Math.sqrt(variance)),
    df ?? Number.POSITIVE_INFINITY,
    record.vcov.level,
  );
  const labels = new Map(binned.map(({ event, label }) => [event, label]));
  return {
    ...knownOf(own!),
    events: events.slice(from).map((event) => labels.get(event) ?? String(event)),
    weight: 1 / (events.length - from),
  };
}

const knownOf = ({ estimate, std_error, p_value, conf_low, conf_high }: Coefficient) => {
  const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    ...{ estimate, std_error: std_error > 0 ? std_error : null },
    ...{ p_value: known(p_value), conf_low: known(conf_low), conf_high: known(conf_high) },
  };
};
