/** The study of size: its designs, its test of uniformity, and a small run of it. */
import { describe, expect, it } from "vitest";
import { sizeTables } from "../../bench/results/size-tables.js";
import { outcome, randomTreated, sizePanel, spreadTreated, treatment } from "../../bench/size/designs.js";
import { placeboDesign, placeboSize } from "../../bench/size/placebo-size.js";
import { kolmogorovSmirnov } from "../../bench/size/uniform-test.js";
import { wildDesigns, wildSize } from "../../bench/size/wild-size.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";

describe("designs of the study of size", () => {
  const panel = sizePanel(wildDesigns[0]!);

  it("twelve clusters of growing size, half of them treated from the middle on", () => {
    expect(panel.units).toHaveLength(12);
    expect([...panel.units].sort((a, b) => a - b)).toEqual(panel.units);
    expect(panel.units.at(-1)! / panel.units[0]!).toBeGreaterThan(4);
    const treated = spreadTreated(panel);
    expect(new Set(treated).size).toBe(6);
    const did = treatment(panel, treated);
    did.forEach((value, i) => {
      expect(value).toBe(treated.includes(panel.cluster.codes[i]!) && panel.period.codes[i]! >= 5 ? 1 : 0);
    });
  });

  it("outcomes differ by replication, and clusters share part of them", () => {
    const [first, again, other] = [outcome(panel, 0), outcome(panel, 0), outcome(panel, 1)];
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    let within = 0;
    let pairs = 0;
    for (let r = 0; r < 200; r++) {
      const y = outcome(panel, r);
      const [a, b] = [panel.n - 20, panel.n - 10]; // two units of the last cluster in the first period
      within += y[a]! * y[b]!;
      pairs++;
    }
    expect(Math.abs(within / pairs - 0.25)).toBeLessThan(5 * Math.sqrt((1.25 ** 2 + 0.25 ** 2) / pairs));
  });

  it("random treatment is of as many clusters, another set each time", () => {
    expect(new Set(randomTreated(placeboDesign, 1)).size).toBe(placeboDesign.nTreated);
    expect(randomTreated(placeboDesign, 1)).not.toEqual(randomTreated(placeboDesign, 2));
  });
});

describe("Kolmogorov-Smirnov against the discrete uniform", () => {
  const M = 20;

  it("no distance and p = 1 where each value comes as often", () => {
    const values = Array.from({ length: 200 }, (_, i) => ((i % M) + 1) / M);
    expect(kolmogorovSmirnov(values, M)).toEqual({ distance: expect.closeTo(0, 12), p: 1 });
  });

  it("the distance by hand, and p of Kolmogorov's distribution at its 5% point", () => {
    expect(kolmogorovSmirnov([1, 1, 1, 0.5], 2).distance).toBeCloseTo(0.25, 12);
    const n = 1e6;
    const shift = 1.3581 / 1000; // the distribution's 95% point over the root of n
    const values = Array.from({ length: n }, (_, i) => (i < n * (0.5 + shift) ? 0.5 : 1));
    expect(kolmogorovSmirnov(values, 2).p).toBeCloseTo(0.05, 3);
  });
});

describe("the study, small", () => {
  it("rejects with the cluster t more often than with the wild bootstrap, and gives the same numbers again", async () => {
    const engine = await loadEngine({ threads: 1 });
    const found = wildSize(engine, wildDesigns[2]!, 200);
    expect(wildSize(engine, wildDesigns[2]!, 200)).toEqual(found);
    expect(found.rejected["cluster t"]).toBeGreaterThan(0.07);
    expect(found.rejected["WCR-11"]).toBeLessThan(found.rejected["cluster t"]!);
    const placebo = await placeboSize(engine, placeboDesign, 60);
    for (const by of [placebo.estimate, placebo.statistic]) expect(by.p).toBeGreaterThan(0.001);
    const text = sizeTables({ machine: "", date: "", seconds: 1, wild: [found], placebo }).join("\n");
    expect(text).toContain("| 4 of 12 |");
    expect(text).toMatch(/\| coefficient \| 0\.\d{4} \|/);
  });
});
