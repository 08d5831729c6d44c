/**
 * Panels without never treated units: the cohort treated last stands in, and periods without anyone to compare with are left out, so that
 * effects without noise are found as they are.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { did } from "../../../src/verbs/did/verb/fit.js";

const SAME = 1e-9;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const effectOf = (cohort: number, time: number): number => (time >= cohort ? cohort - 2000 + 0.5 * (time - cohort) : 0);

/** Twelve units of these cohorts in 2001 to 2007; numbers too small to matter keep residuals from being 0. */
function estimate(
  cohorts: readonly number[],
  options: { readonly estimator: readonly string[]; readonly control: "never" | "notyet" },
) {
  const rows = Array.from({ length: 12 * 7 }, (_, i) => {
    const [unit, time] = [Math.floor(i / 7), 2001 + (i % 7)];
    const cohort = cohorts[unit % cohorts.length]!;
    const noise = 1e-10 * ((unit * 7 + time * 3) % 5);
    return [unit, time, cohort, unit + (time - 2000) ** 2 + effectOf(cohort, time) + noise];
  });
  const columns = ["unit", "time", "g", "y"].map((name, j) => {
    return { kind: "numeric", name, values: Float64Array.from(rows, (row) => row[j]!) } as const;
  });
  const data = panel(makeTable(columns, { name: "panel", bytes: 0, sha256: null }), { unit: "unit", time: "time" });
  return did(engine, data, "y ~ 1 | unit + time", { cohort: "g", ...options }).estimates[0]!;
}

describe("nobody is never treated", () => {
  it.each(["sunab", "etwfe"])("%s compares with the last cohort before its treatment", (name) => {
    const { cells, notes } = estimate([2003, 2005, 2006], { estimator: [name], control: "never" });
    expect(cells!.filter(({ cohort, time }) => time >= cohort).map(({ cohort, time }) => [cohort, time])).toEqual([
      ...[2003, 2004, 2005].map((time) => [2003, time]),
      [2005, 2005],
    ]);
    for (const { cohort, time, estimate: got } of cells!)
      expect(Math.abs(got - effectOf(cohort, time))).toBeLessThan(SAME);
    expect(notes.map(({ code, detail }) => [code, detail])).toEqual([
      ["last_cohort_compared", { cohort: 2006, units: 4 }],
      ["periods_without_control", { periods: [2006, 2007] }],
    ]);
  });

  it("etwfe compares with those not yet treated, as long as there are any", () => {
    const { cells, notes } = estimate([2003, 2005, 2006], { estimator: ["etwfe"], control: "notyet" });
    expect(cells!.map(({ cohort, time }) => [cohort, time])).toEqual([
      ...[2003, 2004, 2005].map((time) => [2003, time]),
      [2005, 2005],
    ]);
    for (const { cohort, time, estimate: got } of cells!)
      expect(Math.abs(got - effectOf(cohort, time))).toBeLessThan(SAME);
    expect(notes.map(({ code }) => code)).toEqual(["periods_without_control"]);
  });

  it("refuses one cohort alone", () => {
    for (const control of ["never", "notyet"] as const) {
      expect(() => estimate([2004], { estimator: ["etwfe"], control })).toThrow(/nothing can be compared/);
    }
  });
});
