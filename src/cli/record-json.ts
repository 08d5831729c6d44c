/**
 * Records as JSON documents: the same bytes from the same inputs, run after run. Knows no record but its times.
 */
import { isTiming } from "../base/timing.js";

/** `record` indented by two; its times, `timing_ms`, with --times alone. */
export function recordJson(record: unknown, { times = false }: { readonly times?: boolean } = {}): string {
  function timeless(this: object, key: string, value: unknown): unknown {
    return isTiming(this, key) ? undefined : value;
  }
  return times ? JSON.stringify(record, null, 2) : JSON.stringify(record, timeless, 2);
}
