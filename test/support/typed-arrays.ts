/** Typed arrays of the same elements are equal: found by a loop, where vitest's own comparison takes microseconds an element. */
import { expect } from "vitest";

const isTyped = (value: unknown): value is Float64Array => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** True, or no verdict: what differs is for vitest to judge and to show. */
function sameElements(a: unknown, b: unknown): true | undefined {
  if (!isTyped(a) || !isTyped(b) || a.constructor !== b.constructor || a.length !== b.length) return undefined;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return undefined;
  return true;
}

expect.addEqualityTesters([sameElements]);
