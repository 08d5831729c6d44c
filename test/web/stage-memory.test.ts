/** What the page's worker keeps of stages: no more than a share of memory, the oldest goes first. */
import { expect, test } from "vitest";
import { bytesOf, stageMemory } from "../../web/src/engine/stage-memory.js";

test("bytes are those of numbers, a buffer counted once", () => {
  const values = new Float64Array(1000);
  expect(bytesOf({ values, again: values.subarray(10), name: "x" })).toBeGreaterThanOrEqual(8000);
  expect(bytesOf({ values, again: values.subarray(10), name: "x" })).toBeLessThan(8100);
  expect(bytesOf([new Map([["a", new Uint8Array(500)]])])).toBeGreaterThanOrEqual(500);
});

test("what was asked for last stays; what alone is too large is not kept; what can't be kept is left", async () => {
  const store = stageMemory(3000);
  const put = (key: string, length: number) => store.put(key, () => new Uint8Array(length));
  await put("a", 1000);
  await put("b", 1000);
  expect(store.get("a")).toHaveLength(1000);
  await put("c", 1500);
  expect(["a", "b", "c"].map((key) => store.has(key))).toEqual([true, false, true]);
  await put("large", 5000);
  expect(store.has("large")).toBe(false);
  await put("a", 10);
  await put("d", 1400);
  expect(["a", "c", "d"].map((key) => store.has(key))).toEqual([true, true, true]);
  await store.put("none", () => {
    throw new TypeError("no clone");
  });
  expect(store.has("none")).toBe(false);
});
