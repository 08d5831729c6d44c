/**
 * The average over event times from the start of treatment on.
 */
import type { EventPath } from "../../../verbs/event-path/event-path.js";

/** Of what a path has at each event time. */
export function averageEffect({ events, reference }: EventPath, values: readonly number[]): number {
  const lags = values.filter((_, i) => events[i]! > reference);
  return lags.reduce((sum, value) => sum + value, 0) / lags.length;
}

/** How far the average effect is from 0 at the nearer end of its interval of `critical` errors; 0 where it holds 0. */
export function surelyFromZero(path: EventPath, critical: number): number {
  const { covariance, estimates } = path;
  const rows = covariance.map((row) => averageEffect(path, row));
  return Math.max(0, Math.abs(averageEffect(path, estimates)) - critical * Math.sqrt(averageEffect(path, rows)));
}
