/**
 * A record without the milliseconds it took, frozen: what is left is the same for the same inputs.
 */
import { isTiming } from "../../base/timing.js";

/** A deep, frozen copy of a JSON-serialisable `value` without the times of the records in it. */
export function withoutTiming<T>(value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map(withoutTiming)) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !isTiming(value, key));
  return Object.freeze(Object.fromEntries(kept.map(([key, inner]) => [key, withoutTiming(inner)]))) as T;
}
