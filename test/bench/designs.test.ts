/** The designs of several effects are what their descriptions say: levels, groups, moves, columns. */
import { describe, expect, it } from "vitest";
import { makeProblem, missingFor, standardProblems } from "../../bench/problems/catalogue.js";
import { ring, sectors } from "../../bench/problems/labour-market.js";
import type { Problem } from "../../bench/problems/problem.js";

/** Standard errors by which a mean of draws may be off. */
const WIDE = 5;

const small = standardProblems.filter((name) => name.endsWith("-1e6")).map((name) => name.replace("1e6", "1e4"));
const codesOf = ({ effects }: Problem, name: string): Uint32Array =>
  effects.find((effect) => effect.name === name)!.codes;

describe.each(small)("%s", (name) => {
  const problem = makeProblem(name);

  it("has 1e4 rows, finite columns, dense codes, the rows in the order of the first effect", () => {
    expect(problem.n).toBe(10_000);
    expect(problem.names.length).toBe(problem.columns.length);
    for (const column of problem.columns) {
      expect(column.length).toBe(problem.n);
      expect(column.every(Number.isFinite)).toBe(true);
    }
    for (const { codes, nLevels } of problem.effects) {
      expect(codes.length).toBe(problem.n);
      expect(new Set(codes).size).toBe(nLevels);
      expect(codes.reduce((most, code) => Math.max(most, code), 0)).toBe(nLevels - 1);
    }
    const first = problem.effects[0]!.codes;
    expect(first.every((code, i) => i === 0 || code >= first[i - 1]!)).toBe(true);
    const levels = problem.effects.map(({ nLevels }) => nLevels);
    expect(levels[0]).toBe(Math.max(...levels.slice(0, name.startsWith("firm") ? 1 : undefined)));
  });

  it("is the same at every call", () => {
    expect(makeProblem(name).columns).toEqual(problem.columns);
  });
});

describe("country-years", () => {
  const pairs = (a: Uint32Array, b: ArrayLike<number>) => new Set(Array.from(a, (code, i) => `${code} ${b[i]}`)).size;
  const countryOf = (problem: Problem) => {
    const { label, codes } = problem.effects.find(({ name }) => name === "countryyear")!;
    return Array.from(codes, (code) => Math.floor(Number(label(code)) / 12));
  };

  it("nested: a firm has one country, of 167", () => {
    const problem = makeProblem("firm-countryyear-nested-1e5");
    const countries = countryOf(problem);
    expect(new Set(countries).size).toBe(167);
    expect(pairs(codesOf(problem, "firm"), countries)).toBe(problem.effects[0]!.nLevels);
  });

  it("crossed: a firm has many; countries are skewed, and all 2,004 country-years occur in a million rows", () => {
    const problem = makeProblem("firm-countryyear-crossed-1e5");
    const countries = countryOf(problem);
    expect(pairs(codesOf(problem, "firm"), countries)).toBeGreaterThan(8 * problem.effects[0]!.nLevels);
    const share = countries.filter((country) => country < 40).length / problem.n;
    expect(Math.abs(share - (1 - Math.exp(-1)))).toBeLessThan(WIDE * Math.sqrt(0.25 / problem.n));
    expect(makeProblem("firm-countryyear-crossed-1e6-k1").effects[1]!.nLevels).toBe(2004);
  });

  it("with products: three effects, all 5,000 products", () => {
    const problem = makeProblem("firm-product-countryyear-1e5-k1");
    expect(problem.effects.map(({ name }) => name)).toEqual(["firm", "product", "countryyear"]);
    expect(problem.effects[1]!.nLevels).toBe(5000);
  });
});

describe("difficult", () => {
  const problem = makeProblem("difficult3-1e5");

  it("individuals work in 21 firms near an eighth of their own number; years are n^0.3", () => {
    const [individual, firm, year] = problem.effects;
    expect([individual!.nLevels, year!.nLevels]).toEqual([5000, 32]);
    expect(firm!.nLevels).toBe(625);
    for (let i = 0; i < problem.n; i += 97) {
      const number = Number(individual!.label(individual!.codes[i]!)) + 1;
      const near = Math.max(1, Math.floor(number / 8) - 10);
      const chosen = Number(firm!.label(firm!.codes[i]!)) + 1;
      expect(chosen).toBeGreaterThanOrEqual(Math.min(near, 625));
      expect(chosen).toBeLessThanOrEqual(near + 20);
    }
  });

  it("x1 is its formula and a uniform draw", () => {
    const [individual, firm, year] = problem.effects.map(({ codes, label }) =>
      Array.from(codes, (code) => Number(label(code)) + 1),
    );
    const uniform = Array.from(
      problem.columns[1]!,
      (x1, i) => x1 - 5 * Math.cos(individual![i]!) - 5 * Math.sin(firm![i]!) - 5 * Math.sin(year![i]!),
    );
    expect(Math.min(...uniform.slice(0, 10_000))).toBeGreaterThan(-1e-12);
    expect(Math.max(...uniform.slice(0, 10_000))).toBeLessThan(1 + 1e-12);
  });

  it("difficult2 is difficult3 without the years", () => {
    const [two, three] = ["difficult2-1e4", "difficult3-1e4"].map(makeProblem) as [Problem, Problem];
    expect(two.columns).toEqual(three.columns);
    expect(two.effects.map(({ codes }) => codes)).toEqual(three.effects.slice(0, 2).map(({ codes }) => codes));
  });
});

describe("workers and firms", () => {
  const movesOf = ({ effects }: Problem) => {
    const [worker, firm] = effects;
    const moves: [number, number][] = [];
    let chances = 0;
    for (let i = 1; i < worker!.codes.length; i++) {
      if (worker!.codes[i] !== worker!.codes[i - 1]) continue;
      chances++;
      const [from, to] = [firm!.codes[i - 1]!, firm!.codes[i]!].map((code) => Number(firm!.label(code)));
      if (from !== to) moves.push([from!, to!]);
    }
    return { moves, share: moves.length / chances, chances };
  };

  it("ring: 3% a year move one to three places", () => {
    const problem = makeProblem("akm-ring-1e5-k1");
    const { moves, share, chances } = movesOf(problem);
    expect(Math.abs(share - 0.03)).toBeLessThan(WIDE * Math.sqrt(0.03 / chances));
    const nFirms = 1000;
    const places = moves.map(([from, to]) => Math.min((to - from + nFirms) % nFirms, (from - to + nFirms) % nFirms));
    expect(new Set(places)).toEqual(new Set([1, 2, 3]));
  });

  it.each([
    ["akm-2pct-1e5-k1", 0.02],
    ["akm-10pct-1e5-k1", 0.1],
  ])("%s: somewhat fewer change firm than move, for some moves end where they began", (name, moving) => {
    const { share } = movesOf(makeProblem(name));
    expect(share).toBeLessThan(moving * 1.05);
    expect(share).toBeGreaterThan(moving * 0.8);
  });

  it("markets: starts follow size; moves stay in the sector as often as told, never leaving when it is 1", () => {
    const closed = sectors(2000, 1);
    const reached = new Set<number>();
    for (let i = 0; i < 2000; i++) reached.add(closed.move(0, i));
    expect(reached.size).toBeLessThan(2000 / 20);
    const open = sectors(2000, 0);
    const starts = new Uint32Array(2000);
    for (let i = 0; i < 100_000; i++) starts[open.start(i)]!++;
    const ordered = Array.from(starts).sort((a, b) => b - a);
    const top = ordered.slice(0, 200).reduce((sum, count) => sum + count, 0) / 100_000;
    expect(top).toBeGreaterThan(0.35); // a tenth of the firms; 0.1 if all had one size
    expect(ring(10).move(9, 0)).not.toBe(9);
  });
});

describe.skipIf(missingFor("insteval") !== null)("insteval", () => {
  it("is lme4's: 73,421 ratings from 1 to 5 of 1,128 lecturers by 2,972 students", () => {
    const problem = makeProblem("insteval");
    expect([problem.n, ...problem.effects.map(({ nLevels }) => nLevels)]).toEqual([73_421, 2972, 1128]);
    expect(new Set(problem.columns[0])).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(new Set(problem.columns[1])).toEqual(new Set([0, 1]));
  });
});
