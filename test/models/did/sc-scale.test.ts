/**
 * Synthetic controls of outcomes in any unit: a power of two multiplies effects and distances, and changes no weight, ratio or p value.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { did } from "../../../src/verbs/did/fit.js";
import type { DidOptions } from "../../../src/verbs/did/verb.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** One unit treated in the last third of its periods, ten donors. */
function ask(unit: number, options: DidOptions = {}) {
  const random = seeded(11);
  const lines = Array.from({ length: 11 }, (_, u) => {
    const level = random();
    return Array.from({ length: 12 }, (_, t) => {
      const y = level + 0.2 * t * (1 + level) + 0.3 * random() + (u === 0 && t >= 8 ? 1 : 0);
      return `${u},${t},${Number(u === 0 && t >= 8)},${y * unit}`;
    });
  }).flat();
  const panel = parseCsv(["unit,time,d,y", ...lines].join("\n")).panel({ unit: "unit", time: "time" });
  return did(engine, panel, "y ~ 1 | unit + time", { treat: "d", estimator: ["sc"], ...options }).estimates[0]!;
}

/** Numbers of a record by their place. */
function numbersOf(value: unknown, place = ""): [string, number][] {
  if (typeof value === "number") return [[place, value]];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, own]) => numbersOf(own, `${place}.${name}`));
}

describe("outcomes in another unit", () => {
  it.each([2 ** 500, 2 ** 505, 2 ** 660])("sc in units of %s: each number is that of 1, or in these units", (unit) => {
    const [was, found] = [ask(1), ask(unit)];
    const [expected, numbers] = [numbersOf(was), numbersOf(found)];
    expect(numbers.map(([place]) => place)).toEqual(expected.map(([place]) => place));
    const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
    const inUnits = numbers.filter(([, value], j) => !near(value, expected[j]![1]));
    const values = new Map(expected);
    for (const [place, value] of inUnits) expect(near(value / unit, values.get(place)!), place).toBe(true);
    const places = inUnits.map(([place]) => place);
    expect(places.filter((place) => /weights|ratio|\.p\b|p_value/.test(place))).toEqual([]);
    expect(places.filter((place) => /rmspe_pre|rmspe_post|estimate/.test(place)).length).toBeGreaterThan(3);
    expect(found.notes).toEqual(was.notes);
  });

  it.each([2 ** -500, 2 ** -531])("sc in units of %s is refused by a code", (unit) => {
    expect(() => ask(unit)).toThrow("rescale the regressor or the outcome");
  });
});
