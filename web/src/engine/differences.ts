/** Where two values of JSON differ: each place by its path, with what stood there and what stands there now. */
import type { Difference } from "../protocol.js";

/** Places listed at most; all are counted. */
const MOST = 200;

export function differences(was: unknown, is: unknown): { readonly count: number; readonly places: Difference[] } {
  const places: Difference[] = [];
  let count = 0;
  const visit = (path: string, a: unknown, b: unknown): void => {
    if (Object.is(a, b)) return;
    if (isPlain(a) && isPlain(b) && Array.isArray(a) === Array.isArray(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        visit(Array.isArray(a) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`, a[key], b[key]);
      }
      return;
    }
    count++;
    if (places.length < MOST) places.push({ path, was: shown(a), is: shown(b) });
  };
  visit("", was, is);
  return { count, places };
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** As JSON has it, all digits; "" where there is nothing. */
const shown = (value: unknown): string => (value === undefined ? "" : JSON.stringify(value));
