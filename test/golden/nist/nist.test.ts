/**
 * NIST's certified regressions, and regressions on nearly collinear columns against least squares in whole numbers: the
 * columns of a formula are the numbers it means, columns of data the doubles they are.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { WaldTest } from "../../../src/regression/tests/joint-test.js";
import { agreeing } from "../../support/agree.js";
import {
  type ExactFit,
  exactLeastSquares,
  ofDecimals,
  ofDoubles,
  powersOf,
  product,
} from "../../support/exact-least-squares.js";
import { digitsTable } from "./digits-table.js";
import { errorsOf, estimatesOf, fewestDigits, fitOf, type NistSet, reached, sets } from "./sets.js";

/** What is promised of every number. */
const PROMISED = 9;
/** Agreement of NIST's 15 digits with exact arithmetic on its data. */
const CERTIFIED = 14;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("nist");

const setOf = (name: string): NistSet => sets.find((set) => set.name === name)!;
function expectDigits(fit: ReturnType<typeof fitOf>, exact: ExactFit, least: number): void {
  expect(fewestDigits(estimatesOf(fit), exact.coefficients)).toBeGreaterThan(least);
  expect(fewestDigits(errorsOf(fit), exact.stdErrors)).toBeGreaterThan(least);
  expect(fewestDigits([Math.sqrt(fit.fit.sigma2)], [exact.residualSd])).toBeGreaterThan(least);
}

describe("NIST's certified regressions", () => {
  for (const set of sets) {
    it(`${set.name}: 9 digits of every number`, () => {
      const { coefficients, stdErrors, residualSd, r2 } = reached(engine, set);
      for (const digits of [coefficients, stdErrors, residualSd, r2]) expect(digits).toBeGreaterThan(PROMISED);
      const { certified } = set;
      estimatesOf(fitOf(engine, set)).forEach((value, j) => {
        agree(value, certified.coefficients[j]!, 10 ** -PROMISED, `coefficient ${j + 1}`);
      });
    });
  }

  it("have the F that NIST certifies of all slopes, robust tests as many degrees of freedom", () => {
    const F = { Filip: 2162.43954511489, Longley: 330.285339234588 };
    for (const [name, certified] of Object.entries(F)) {
      const { slopes } = fitOf(engine, setOf(name)).tests as Record<string, WaldTest>;
      expect(slopes!.df1).toBe(setOf(name).certified.coefficients.length - 1);
      expect(fewestDigits([slopes!.statistic], [certified])).toBeGreaterThan(PROMISED);
      const robust = fitOf(engine, setOf(name), { vcov: "hetero" }).tests as Record<string, WaldTest>;
      expect(robust.slopes!.df1).toBe(slopes!.df1);
    }
  });

  it("are what exact arithmetic gives on the decimals of the data", () => {
    for (const name of ["Longley", "Filip", "Wampler5"]) {
      const { data, certified } = setOf(name);
      const { y, ...x } = data;
      const [one, ...columns] = [powersOf(ofDecimals(y!), 0)[0]!, ...Object.values(x).map(ofDecimals)];
      const degree = certified.coefficients.length - 1;
      const X = columns.length > 1 ? [one, ...columns] : powersOf(columns[0]!, degree);
      const exact = exactLeastSquares(X, ofDecimals(y!));
      expect(fewestDigits(exact.coefficients, certified.coefficients)).toBeGreaterThan(CERTIFIED);
      expect(fewestDigits(exact.stdErrors, certified.std_errors)).toBeGreaterThan(CERTIFIED);
    }
  });

  it("stand in docs/exactness.md with the digits reached", () => {
    const page = readFileSync(new URL("../../../docs/exactness.md", import.meta.url), "utf8");
    expect(page).toContain(digitsTable(sets.map((set) => reached(engine, set))));
  });
});

describe("NIST's analyses of variance by Simon and Lesage (SmLs01 to SmLs09)", () => {
  // nine groups of n about `base`.4: means .4, .3, .5, .3, ...; rows at the mean, then .1 below and above it in turn
  const tenths = (n: number) =>
    Array.from({ length: 9 }, (_, group) => {
      const mean = group === 0 ? 4 : group % 2 === 1 ? 3 : 5;
      return Array.from({ length: n }, (_, row) => (row === 0 ? mean : mean + (row % 2 === 1 ? -1 : 1)));
    });
  /** F of the doubles: less `base`, which takes nothing of them, sums of squares lose no digit. */
  const exactF = (groups: readonly (readonly number[])[]) => {
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const means = groups.map(mean);
    const [n, overall] = [groups[0]!.length, mean(means)];
    const between = means.reduce((sum, value) => sum + n * (value - overall) ** 2, 0) / 8;
    const within = groups.flatMap((values, i) => values.map((value) => (value - means[i]!) ** 2));
    return between / (within.reduce((sum, square) => sum + square, 0) / (9 * n - 9));
  };

  for (const base of ["1", "1000000", "1000000000000"])
    for (const n of [21, 201, 2001]) {
      it(`about ${base}, ${n} rows a group: the F of the doubles, which is NIST's ${n} as far as they hold it`, () => {
        const y = tenths(n).map((group) => group.map((tenth) => Number(`${base}.${tenth}`)));
        const data = { y: y.flat(), g: y.flatMap((group, i) => group.map(() => i)) };
        const { tests, solver } = fitOf(engine, { data, formula: "y ~ i(g)" });
        const { statistic } = (tests as Record<string, WaldTest>).slopes!;
        const exact = exactF(y.map((group) => group.map((value) => value - Number(base))));
        expect(fewestDigits([statistic], [exact])).toBeGreaterThan(12);
        expect(fewestDigits([statistic], [n])).toBeGreaterThan({ 1: 12, 7: 10, 13: 4 }[base.length]!);
        expect(solver.refined).toBe(base !== "1");
      });
    }
});

describe("nearly collinear columns", () => {
  const filip = setOf("Filip");
  const powers = Array.from({ length: 11 }, (_, p) => p);
  const [x, y] = [ofDoubles(filip.data.x!), ofDoubles(filip.data.y!)];

  it("rounded by the user: the exact solution of the doubles they are", () => {
    const columns = powers.slice(1).map((p) => filip.data.x!.map((value) => value ** p));
    const data = { y: filip.data.y!, ...Object.fromEntries(columns.map((column, j) => [`x${j + 1}`, column])) };
    const fit = fitOf(engine, { data, formula: `y ~ ${columns.map((_, j) => `x${j + 1}`).join(" + ")}` });
    const X = [powersOf(x, 0)[0]!, ...columns.map(ofDoubles)];
    const exact = exactLeastSquares(X, y);
    expect(fit.solver.refined).toBe(true);
    expectDigits(fit, exact, PROMISED);
    // which is another solution than that of the unrounded powers
    expect(fewestDigits(exact.coefficients, filip.certified.coefficients)).toBeLessThan(8);
  });

  it("made by a formula: the same numbers however it writes them, as exact as powers", () => {
    const products = powers.slice(1, 6).map((p) => `I(${Array.from({ length: p }, () => "x").join(" * ")})`);
    const exact = exactLeastSquares(powersOf(x, 10), y);
    const higher = powers.slice(6).map((p) => `I(x^${p})`);
    for (const formula of [
      `y ~ ${[...products, ...higher].join(" + ")}`,
      "y ~ poly(x, 10, raw = TRUE)",
      `y ~ x + I(x^2) + ${powers
        .slice(3)
        .map((p) => `I(x^${p - 1}):x`)
        .join(" + ")}`,
    ]) {
      expectDigits(fitOf(engine, { data: filip.data, formula }), exact, PROMISED);
    }
  });

  it("with robust errors, whose scores are sums of doubles: 8 digits of Filip, 12 of Longley", () => {
    const robust = (set: NistSet) => errorsOf(fitOf(engine, set, { vcov: "hetero", ssc: "none" }));
    const exact = exactLeastSquares(powersOf(x, 10), y);
    expect(fewestDigits(robust(filip), exact.robustErrors)).toBeGreaterThan(8);
    const longley = setOf("Longley");
    const { y: employed, ...columns } = longley.data;
    const X = [powersOf(ofDoubles(employed!), 0)[0]!, ...Object.values(columns).map(ofDoubles)];
    const exactLongley = exactLeastSquares(X, ofDoubles(employed!));
    expect(fewestDigits(robust(longley), exactLongley.robustErrors)).toBeGreaterThan(12);
  });

  it("with weights, whose roots are no fractions", () => {
    const w = filip.data.y!.map((_, i) => 1 + (i % 7));
    const data = { ...filip.data, w };
    const fit = fitOf(engine, { data, formula: filip.formula }, { weights: "w" });
    const exact = exactLeastSquares(powersOf(x, 10), y, ofDoubles(w));
    expectDigits(fit, exact, PROMISED);
  });

  it("with a dummy of a group and slopes of it, on some of the rows", () => {
    const g = filip.data.y!.map((_, i) => (i % 3 === 0 ? 1 : 0));
    const keep = filip.data.y!.map((_, i) => (i % 11 === 0 ? 0 : 1));
    const terms = powers.slice(1, 6).map((p) => `I(x^${p})`);
    const formula = `y ~ ${terms.join(" + ")} + factor(g) + ${terms.map((term) => `factor(g):${term}`).join(" + ")}`;
    const fit = fitOf(engine, { data: { ...filip.data, g, keep }, formula }, { subset: "keep == 1" });
    const rows = filip.data.x!.flatMap((_, i) => (keep[i] === 1 ? [i] : []));
    const at = (values: readonly number[]) => ofDoubles(rows.map((i) => values[i]!));
    const of = powersOf(at(filip.data.x!), 5);
    const X = [...of, ...of.map((column) => product(column, at(g)))];
    expect(fit.solver.refined).toBe(true);
    expectDigits(fit, exactLeastSquares(X, at(filip.data.y!)), PROMISED);
  });
});
