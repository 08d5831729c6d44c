/**
 * The average over event times from the start of treatment on, of what a path has at each.
 */
import type { EventPath } from "../../../verbs/event-path/event-path.js";

export function averageEffect({ events, reference }: EventPath, values: readonly number[]): number {
  const lags = values.filter((_, i) => events[i]! > reference);
  return lags.reduce((sum, value) => sum + value, 0) / lags.length;
}
