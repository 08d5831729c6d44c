/**
 * Layer study. A record without the milliseconds it took, frozen: what is left is the same for the same inputs.
 */

const TIMING = "timing_ms";

/** A deep, frozen copy of a JSON-serialisable `value` without its keys `timing_ms`. */
export function withoutTiming<T>(value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map(withoutTiming)) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== TIMING);
  return Object.freeze(Object.fromEntries(kept.map(([key, inner]) => [key, withoutTiming(inner)]))) as T;
}
