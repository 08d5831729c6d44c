/**
 * Adjusted p-values against statsmodels, and sharpened q-values against the two-stage procedure they invert: its decisions in
 * statsmodels, and Anderson's search on a grid (make-adjusted-p.py).
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  bonferroni,
  holm,
  sharpenedQ,
} from "../../../src/regression/tests/adjusted-p.js";

const METHODS = {
  holm,
  bonferroni,
  benjamini_hochberg: benjaminiHochberg,
  benjamini_yekutieli: benjaminiYekutieli,
} as const;
/** Step of Anderson's grid. */
const GRID = 0.001;

interface Expected extends Readonly<Record<keyof typeof METHODS | "anderson" | "p", readonly number[]>> {
  readonly two_stage: Readonly<Record<string, readonly boolean[]>>;
}

const path = new URL("./expected/adjusted-p.json", import.meta.url).pathname;
const { families } = JSON.parse(readFileSync(path, "utf8")) as { families: Readonly<Record<string, Expected>> };

describe.each(Object.entries(families))("family %s", (_, expected) => {
  it.each(Object.keys(METHODS) as (keyof typeof METHODS)[])("%s", (method) => {
    const adjusted = METHODS[method](expected.p);
    expected[method].forEach((value, h) => {
      expect(Math.abs(adjusted[h]! - value)).toBeLessThanOrEqual(1e-14);
    });
  });

  it("sharpened q is on Anderson's grid, rounded up", () => {
    const q = sharpenedQ(expected.p);
    expected.anderson.forEach((value, h) => {
      expect(q[h]).toBeLessThanOrEqual(value + 1e-12);
      expect(value - q[h]!).toBeLessThanOrEqual(GRID + 1e-12);
    });
  });

  it.each(Object.entries(expected.two_stage))("rejects at %s as the two-stage procedure does", (rate, rejected) => {
    expect([...sharpenedQ(expected.p)].map((q) => q <= Number(rate))).toEqual(rejected);
  });
});
