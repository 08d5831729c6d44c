/** The study of the audit: what it judges by (tails, whole numbers, digits), errors it plants, its tables. */
import { beforeAll, describe, expect, it } from "vitest";
import { contradictions, ends } from "../../bench/audit/contradictions.js";
import { dice } from "../../bench/audit/dice.js";
import { impossibleSummary } from "../../bench/audit/integer-samples.js";
import { FAMILIES, honestPaper } from "../../bench/audit/papers.js";
import { KINDS, SLIPS, slipped } from "../../bench/audit/plant.js";
import { statCells, termCells } from "../../bench/audit/printout.js";
import { cleanStudy, plantedStudy } from "../../bench/audit/study.js";
import { critical, normalTail, twoSided } from "../../bench/audit/tails.js";
import { auditTables } from "../../bench/results/audit-tables.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("tails", () => {
  // scipy.stats: norm.sf(x), 2 * t.sf(t, df), t.isf(p / 2, df)
  it.each([
    [normalTail(0.1), 0.460172162722971],
    [normalTail(1.96), 0.024997895148220435],
    [normalTail(5), 2.866515718791933e-7],
    [twoSided(2, 3), 0.13932596855884305],
    [twoSided(-4, 500), 7.291606940371305e-5],
    [twoSided(0.01, 7), 0.9923003176436217],
    [twoSided(1.5, 1e5), 0.13361755952283066],
    [critical(0.05, 10), 2.2281388519862753],
    [critical(0.05, Number.POSITIVE_INFINITY), 1.9599639845400545],
  ])("%d is scipy's %d", (own, expected) => {
    expect(Math.abs(own / expected - 1)).toBeLessThan(1e-8);
  });
});

describe("whole numbers", () => {
  const row = { variable: "v", n: "5", mean: "2.40", sd: "1.14", min: "1", max: "4", step: 1 };

  it("1, 2, 2, 3, 4 pass; a mean between fifths does not, nor a deviation between those five values can have", () => {
    expect(impossibleSummary(row)).toEqual([]);
    expect(impossibleSummary({ ...row, mean: "2.50" })).toEqual(["mean of whole numbers"]);
    expect(impossibleSummary({ ...row, sd: "1.30" })).toEqual(["standard deviation of whole numbers"]);
    expect(impossibleSummary({ ...row, mean: "4.20" })).toContain("mean outside the range");
    expect(impossibleSummary({ ...row, step: null, sd: "1.30" })).toEqual([]);
  });

  it("as listing every sample of six values from 0 to 3 has it", () => {
    const possible = new Set<string>();
    for (let code = 0; code < 4 ** 6; code++) {
      const values = Array.from({ length: 6 }, (_, i) => Math.floor(code / 4 ** i) % 4);
      if (Math.min(...values) !== 0 || Math.max(...values) !== 3) continue;
      const mean = values.reduce((sum, value) => sum + value, 0) / 6;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      for (const over of [5, 6]) possible.add(`${mean.toFixed(2)} ${Math.sqrt(squares / over).toFixed(2)}`);
    }
    let agree = 0;
    for (let m = 40; m <= 260; m++) {
      for (let s = 100; s <= 180; s++) {
        const [mean, sd] = [(m / 100).toFixed(2), (s / 100).toFixed(2)];
        const found = impossibleSummary({ ...row, n: "6", min: "0", max: "3", mean, sd });
        // ties may be rounded either way, so what is possible by them counts as possible
        if (possible.has(`${mean} ${sd}`)) expect(found).toEqual([]);
        if (found.length === 0) agree++;
      }
    }
    const inRange = [...possible].filter((key) => Number(key.split(" ")[1]) >= 1 && Number(key.split(" ")[1]) <= 1.8);
    expect(agree - inRange.length).toBeGreaterThanOrEqual(0);
    expect(agree).toBeLessThan(1.2 * inRange.length);
  });
});

describe("digits", () => {
  it("half a unit of the last one to both sides; -0.00 is at most 0", () => {
    expect(ends("0.25")).toEqual([expect.closeTo(0.245, 12), expect.closeTo(0.255, 12)]);
    expect(ends("-0.00")).toEqual([-0.005, 0]);
    expect(ends("1,234")).toEqual([1233.5, 1234.5]);
  });

  it.each(SLIPS)("a slip changes digits and nothing else: %s", (slip) => {
    for (let seed = 0; seed < 40; seed++) {
      for (const text of ["-0.0345", "1,234", "0.05", "12.70"]) {
        const after = slipped(dice(seed), text, slip);
        if (after === null) continue;
        expect(after).not.toBe(text);
        expect(after.replace(/\d/g, "#")).toBe(text.replace(/\d/g, "#"));
        if (slip === "last digit") expect(after.slice(0, -1)).toBe(text.slice(0, -1));
        if (slip === "exchange") expect([...after].sort()).toEqual([...text].sort());
      }
    }
  });
});

describe("papers", () => {
  it("of every family, the same again by number, and without anything brute force could hold against them", () => {
    for (let number = 0; number < 60; number++) {
      const { family, printout } = honestPaper(engine, number);
      expect(family).toBe(FAMILIES[number % FAMILIES.length]);
      expect(honestPaper(engine, number).printout).toEqual(printout);
      expect(contradictions(printout).filter(({ hard }) => hard)).toEqual([]);
      if (family === "means") continue;
      expect(termCells(printout).length).toBeGreaterThan(1);
      expect(statCells(printout).some(({ name }) => name === "nobs")).toBe(true);
    }
  });

  it("have a place for an error of every kind, which is in the columns it is said to be in", () => {
    for (const [kind, plant] of Object.entries(KINDS)) {
      let planted = null;
      for (let number = 0; planted === null && number < 400; number++) {
        const honest = honestPaper(engine, number).printout;
        planted = plant(dice(number, 5), honest);
        if (planted !== null) expect(planted.printout).not.toEqual(honest);
      }
      expect([kind, planted]).not.toContain(null);
    }
  });
});

describe("the study, small", () => {
  it("counts and prints", async () => {
    const clean = await cleanStudy(engine, 30);
    const planted = await plantedStudy(engine, 1);
    expect(await plantedStudy(engine, 1)).toEqual(planted);
    const perSecond = { audited: 10, read: 5 };
    const lines = auditTables({ machine: "", date: "", seconds: 1, formats: ["csv"], clean, planted, perSecond });
    expect(lines[0]).toContain("30 papers without an error");
    expect(lines.find((text) => text.startsWith("| all |"))).toMatch(/^\| all \| 56 \| \d+ \|/);
  });
});
