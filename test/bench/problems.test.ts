/** Problems are what their names say, the same at every call, and dense. */
import { describe, expect, it } from "vitest";
import { columnsOf, isProblemName, makeProblem, standardProblems } from "../../bench/problems/catalogue.js";
import type { Problem } from "../../bench/problems/problem.js";
import { draws, normals, shuffledOrder } from "../../bench/problems/random.js";
import { UsageError } from "../../src/base/errors.js";

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe("random draws", () => {
  it("depend on seed, stream and index alone", () => {
    const a = draws(1, 2);
    const later = a.normal(7);
    a.normal(3);
    expect(draws(1, 2).normal(7)).toBe(later);
    expect(draws(1, 3).normal(7)).not.toBe(later);
    expect(draws(2, 2).normal(7)).not.toBe(later);
  });

  it("have the moments of their distributions and no correlation between streams", () => {
    const n = 50_000;
    /** Five standard errors of a mean of n draws of unit variance. */
    const tolerance = 5 / Math.sqrt(n);
    const one = Array.from({ length: n }, (_, i) => draws(1, 10).normal(i));
    const two = Array.from({ length: n }, (_, i) => draws(1, 11).normal(i));
    const flat = Array.from({ length: n }, (_, i) => draws(1, 12).uniform(i));
    expect(Math.abs(mean(one))).toBeLessThan(tolerance);
    expect(Math.abs(mean(one.map((z) => z * z)) - 1)).toBeLessThan(tolerance * Math.SQRT2);
    expect(Math.abs(mean(one.map((z, i) => z * two[i]!)))).toBeLessThan(tolerance);
    expect(Math.abs(mean(one.map((z, i) => z * one[(i + 1) % n]!)))).toBeLessThan(tolerance);
    expect(Math.abs(mean(flat) - 0.5)).toBeLessThan(tolerance * Math.sqrt(1 / 12));
    expect(flat.every((u) => u >= 0 && u < 1)).toBe(true);
  });

  it("are the same one by one and in bulk", () => {
    const bulk = normals(7, 3, 4);
    expect(Array.from(bulk)).toEqual(Array.from({ length: 7 }, (_, i) => draws(3, 4).normal(i)));
  });

  it("order: every index once, not in place", () => {
    const order = shuffledOrder(1000, 5, 0);
    expect(Array.from(order.slice().sort())).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(order.filter((row, i) => row === i).length).toBeLessThan(10);
  });
});

function expectDense(problem: Problem): void {
  for (const { codes, nLevels, name } of problem.effects) {
    expect(codes.length).toBe(problem.n);
    const used = new Set(codes);
    expect(used.size, name).toBe(nLevels);
    expect(Math.max(...used), name).toBe(nLevels - 1);
  }
  for (const column of problem.columns) {
    expect(column.length).toBe(problem.n);
    expect(column.every(Number.isFinite)).toBe(true);
  }
  expect(problem.names.length).toBe(problem.columns.length);
}

describe("firm-year", () => {
  const problem = makeProblem("firm-year-1e4");

  it("has eleven columns, sorted firms, twelve years, dense codes", () => {
    expectDense(problem);
    const [firm, year] = problem.effects;
    expect([problem.n, problem.columns.length, year!.nLevels]).toEqual([10_000, 11, 12]);
    expect(firm!.codes.every((code, i) => i === 0 || code >= firm!.codes[i - 1]!)).toBe(true);
    expect(firm!.nLevels).toBeGreaterThan(980);
  });

  it("is the same at every call", () => {
    expect(makeProblem("firm-year-1e4").columns).toEqual(problem.columns);
  });

  it("-shuffled holds the same rows in another order, and -cold only asks for a fresh engine", () => {
    const shuffled = makeProblem("firm-year-1e4-shuffled-cold");
    expectDense(shuffled);
    expect([problem.cold, shuffled.cold]).toEqual([false, true]);
    const key = (p: Problem) =>
      Array.from(
        p.columns[0]!,
        (y, i) => `${y} ${p.columns[10]![i]} ${p.effects[0]!.codes[i]} ${p.effects[1]!.codes[i]}`,
      );
    expect(key(shuffled)).not.toEqual(key(problem));
    expect(key(shuffled).sort()).toEqual(key(problem).sort());
  });
});

describe("city", () => {
  it("220x12 is balanced, with 92 cities treated from three batches on", () => {
    const problem = makeProblem("city-220x12");
    expectDense(problem);
    expect([problem.n, ...problem.effects.map((effect) => effect.nLevels)]).toEqual([2640, 220, 12]);
    const did = problem.columns[problem.names.indexOf("did")]!;
    const treatedYears = Array.from({ length: 220 }, (_, c) => mean(did.subarray(12 * c, 12 * c + 12)) * 12);
    expect(treatedYears.filter((years) => years > 0).length).toBe(92);
    expect(new Set(treatedYears.map(Math.round))).toEqual(new Set([0, 8, 9, 10]));
  });
});

describe("names", () => {
  it("cover the standard problems, other sizes and suffixes, and nothing else", () => {
    expect(standardProblems).toEqual([
      "city-220x12",
      "firm-year-1e6",
      "firm-countryyear-nested-1e6",
      "firm-countryyear-crossed-1e6",
      "firm-product-countryyear-1e6",
      "difficult2-1e6",
      "difficult3-1e6",
      "akm-ring-1e6",
      "akm-2pct-1e6",
      "akm-10pct-1e6",
      "insteval",
    ]);
    const others = ["firm-year-1e7", "city-50x6", "firm-year-2e5-shuffled", "city-220x12-cold", "firm-year-1e6-k2"];
    const suffixes = ["akm-ring-1e4-k1-shuffled-cold", "insteval-shuffled", "insteval-k2", "difficult3-1e4-k3"];
    for (const name of [...standardProblems, ...others, ...suffixes]) expect(isProblemName(name), name).toBe(true);
    const wrong = ["firm-year", "firm-year-1e9", "city-220", "firm-year-1e6-cold-shuffled", "ring-1e6", ""];
    const wrongColumns = [
      "firm-year-1e6-k0",
      "firm-year-1e6-k101",
      "difficult2-1e6-k4",
      "city-220x12-k11",
      "insteval-1e4",
    ];
    for (const name of [...wrong, ...wrongColumns]) expect(isProblemName(name), name).toBe(false);
  });

  it("say how many columns there are", () => {
    expect(["firm-year-1e4", "akm-2pct-1e4", "firm-year-1e4-k2-cold"].map(columnsOf)).toEqual([11, 3, 2]);
    const two = makeProblem("firm-year-1e4-k2");
    expect(two.names).toEqual(["y", "x1"]);
    expect(two.columns[1]).toEqual(makeProblem("firm-year-1e4").columns[1]);
    expect(two.effects[0]!.codes).toEqual(makeProblem("firm-year-1e4").effects[0]!.codes);
  });

  it("that are unknown are refused with the grammar", () => {
    expect(() => makeProblem("firm-yaer-1e6")).toThrow(UsageError);
    expect(() => makeProblem("firm-yaer-1e6")).toThrow(/firm-year-SIZE/);
  });
});
