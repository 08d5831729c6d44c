/** Tables of means: what whole numbers can give, against every sample there is; spread against range; R2 against errors. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { granularity } from "../../../src/audit/rules/sample/means/granularity.js";
import { rootMeanSquare } from "../../../src/audit/rules/sample/means/root-mean-square.js";
import { spread } from "../../../src/audit/rules/sample/means/spread.js";
import { runs } from "../../support/laws.js";
import { column, means, paper, table } from "./hand.js";
import { codes, judge } from "./judging.js";

type Row = Parameters<typeof means>[0][string];

const of = (row: Row, notes: readonly string[] = []) => means({ v: row }, notes);

describe("means of whole numbers", () => {
  test("28 whole numbers have no mean of 5.19: 5.185 × 28 = 145.18 and 5.195 × 28 = 145.46", () => {
    const { findings } = judge(granularity, of({ n: "28", mean: "5.19", step: 1 }));
    expect(findings).toMatchObject([
      {
        code: "mean_granularity",
        severity: "inconsistent",
        where: [{ column: "mean", row: "v" }],
        facts: { fitsCut: false },
      },
    ]);
    const { below, above } = findings[0]!.facts as { below: number; above: number };
    expect(below).toBeCloseTo(145 / 28, 12);
    expect(above).toBeCloseTo(146 / 28, 12);
    expect(codes(granularity, of({ n: "28", mean: "5.18", step: 1 }))).toEqual([]);
    expect(codes(granularity, of({ n: "28", mean: "5.21", step: 1 }))).toEqual([]);
  });

  test("quarters are finer, and percent are hundredths of a count", () => {
    expect(codes(granularity, of({ n: "28", mean: "5.19", step: 0.25 }))).toEqual([]);
    // 37 rows: 45.9% is 17/37 = 45.95%, 46.5% is none
    expect(codes(granularity, of({ n: "37", mean: "45.9%", step: 1 }))).toEqual([]);
    expect(codes(granularity, of({ n: "37", mean: "46.5%", step: 1 }))).toEqual(["mean_granularity"]);
    expect(codes(granularity, of({ n: "37", mean: "46.5", step: 100 }))).toEqual(["mean_granularity"]);
  });

  test("digits cut off are what a table doesn't state, and weighted means are not judged", () => {
    // 145/28 = 5.1786, cut to 5.17
    expect(judge(granularity, of({ n: "28", mean: "5.17", step: 1 })).findings).toMatchObject([
      { severity: "conditional", facts: { fitsCut: true } },
    ]);
    expect(judge(granularity, of({ n: "28", mean: "5.19", step: 1 }, ["Means are weighted."]))).toMatchObject({
      judged: 0,
      findings: [],
      notApplied: [{ lacks: "unweighted" }],
    });
  });

  test("needs the step and the number of values", () => {
    expect(judge(granularity, of({ n: "28", mean: "5.19" })).notApplied).toMatchObject([{ lacks: "step" }]);
    expect(judge(granularity, of({ mean: "5.19", step: 1 })).notApplied).toMatchObject([{ lacks: "nobs" }]);
    expect(judge(granularity, of({ n: "28", mean: "5.19", step: 1, min: "0.5", max: "9" })).notApplied).toMatchObject([
      { lacks: "step" },
    ]);
  });
});

describe("standard deviations of whole numbers", () => {
  test("18 numbers of mean 3.44 and deviation 2.47: Q would be 317 over 17 and 323 over 18, odd as their sum 62 is not", () => {
    expect(judge(granularity, of({ n: "18", mean: "3.44", sd: "2.47", step: 1 })).findings).toMatchObject([
      { code: "sd_granularity", severity: "conditional", facts: { sums: [62, 62], fitsCut: true } },
    ]);
    // Q = 318: (318 - 62²/18)/17 = 6.144, root 2.479, which 2.47 is if digits are cut off
    expect(codes(granularity, of({ n: "18", mean: "3.44", sd: "2.48", step: 1 }))).toEqual([]);
  });

  test("a dummy of mean 0.300 has √(0.21) = 0.458, over n − 1 too", () => {
    const dummy = { n: "1000", mean: "0.300", min: "0", max: "1", step: 1 };
    expect(codes(granularity, of({ ...dummy, sd: "0.458" }))).toEqual([]);
    expect(judge(granularity, of({ ...dummy, sd: "0.468" })).findings).toMatchObject([
      { code: "sd_of_two_values", severity: "inconsistent", facts: { low: 0, high: 1 } },
    ]);
  });

  /** All samples of n values from 0 to top that take both ends, as sums and sums of squares. */
  function samples(n: number, top: number): Set<string> {
    let now = new Map([["0,0", [0, 0, 0, 0]]]);
    for (let i = 0; i < n; i++) {
      const after = new Map<string, number[]>();
      for (const [sum, squares, low, high] of now.values()) {
        for (let v = 0; v <= top; v++) {
          const one = [sum! + v, squares! + v * v, low! | Number(v === 0), high! | Number(v === top)];
          after.set(one.join(), one);
        }
      }
      now = after;
    }
    return new Set(
      [...now.values()]
        .filter(([, , low, high]) => low === 1 && high === 1)
        .map(([sum, squares]) => `${sum},${squares}`),
    );
  }

  test.each([
    [2, 1],
    [3, 2],
    [5, 4],
    [6, 2],
    [9, 1],
    [12, 3],
  ])("of %i values from 0 to %i exactly those that some sample has are let be", (n, top) => {
    const possible = [...samples(n, top)].map((text) => text.split(",").map(Number) as [number, number]);
    const digits = 1;
    const unit = 10 ** digits;
    let [denied, let_be] = [0, 0];
    for (let m = 0; m <= top * unit; m++) {
      for (let s = 0; s <= top * unit; s++) {
        // |K/n - m/unit| <= 1/2unit, and ((s ± 1/2)/unit)² around (nQ - K²)/(n over), in integers
        const isPossible = possible.some(([sum, squares]) => {
          if (Math.abs(2 * unit * sum - 2 * m * n) > n) return false;
          const variance = 4 * unit * unit * (n * squares - sum * sum);
          return [n - 1, n].some(
            (over) => variance <= (2 * s + 1) ** 2 * n * over && (s === 0 || variance >= (2 * s - 1) ** 2 * n * over),
          );
        });
        const row = {
          n: String(n),
          mean: (m / unit).toFixed(digits),
          sd: (s / unit).toFixed(digits),
          min: "0",
          max: String(top),
          step: 1,
        };
        const found = judge(granularity, of(row)).findings;
        expect([row.mean, row.sd, found.length > 0]).toEqual([row.mean, row.sd, !isPossible]);
        if (isPossible) let_be++;
        else denied++;
      }
    }
    expect(denied).toBeGreaterThan(0);
    expect(let_be).toBeGreaterThan(0);
  });

  const sample = fc.array(fc.integer({ min: -3, max: 40 }), { minLength: 2, maxLength: 120 });

  test("law: no honest sample of whole numbers is denied, whatever its digits, its divisor, its step and what of its ends is printed", () => {
    fc.assert(
      fc.property(
        sample,
        fc.integer({ min: 0, max: 5 }),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(1, 0.5, 0.25, 10),
        (values, digits, overN, hasEnds, step) => {
          const n = values.length;
          const own = values.map((value) => value * step);
          const mean = own.reduce((a, b) => a + b, 0) / n;
          const sd = Math.sqrt(own.reduce((a, b) => a + (b - mean) ** 2, 0) / (overN ? n : n - 1));
          const row = {
            n: String(n),
            mean: mean.toFixed(digits),
            sd: sd.toFixed(digits),
            step,
            ...(hasEnds && { min: String(Math.min(...own)), max: String(Math.max(...own)) }),
          };
          expect(codes(granularity, of(row))).toEqual([]);
          expect(codes(spread, of(row))).toEqual([]);
        },
      ),
      runs(600),
    );
  });

  test("law: a mean slipped by three units of a last digit finer than 1/n is denied, unless a sum gives it", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const n = values.length;
        const slipped = (values.reduce((a, b) => a + b, 0) / n + 0.003).toFixed(3);
        const [low, high] = [
          Math.ceil((Number(slipped) - 0.0005) * n - 1e-7),
          Math.floor((Number(slipped) + 0.0005) * n + 1e-7),
        ];
        expect(codes(granularity, of({ n: String(n), mean: slipped, step: 1 }))).toEqual(
          low <= high ? [] : ["mean_granularity"],
        );
      }),
      runs(300),
    );
  });
});

describe("spread against range", () => {
  test.each([
    ["a mean of 5.3 of values from 1 to 5", { mean: "5.3", min: "1.0", max: "5.0" }, "middle_outside"],
    ["a median below the minimum", { median: "0.4", min: "1.0", max: "5.0" }, "middle_outside"],
    ["a minimum above the maximum", { min: "5.0", max: "1.0" }, "ends_swapped"],
    // (7 - 4)(4 - 1) × 10/9 = 10, root 3.162; with ends to the tenth 3.2154
    [
      "a deviation of 3.3 of 10 values from 1 to 7",
      { n: "10", mean: "4.00", sd: "3.30", min: "1.0", max: "7.0" },
      "sd_over_range",
    ],
    // (100 - 0)²/100 = 100, root 10; with ends to the unit 9.9
    ["a deviation of 9.5 of 50 values from 0 to 100", { n: "50", sd: "9.5", min: "0", max: "100" }, "sd_under_range"],
    ["mean and median 8 apart with a deviation of 5", { mean: "10.0", median: "2.0", sd: "5.0" }, "median_far"],
  ])("%s", (_, row: Row, code) => {
    expect(judge(spread, of(row)).findings).toMatchObject([{ code, severity: "inconsistent" }]);
  });

  test.each([
    [{ mean: "5.0", min: "1.0", max: "5.0" }],
    [{ mean: "5.04", min: "1.0", max: "5.0" }],
    [{ n: "10", mean: "4.00", sd: "3.20", min: "1.0", max: "7.0" }],
    [{ n: "50", sd: "9.9", min: "0", max: "100" }],
    [{ mean: "10.0", median: "4.9", sd: "5.0" }],
  ])("%j is possible", (row: Row) => {
    expect(codes(spread, of(row))).toEqual([]);
  });

  test("law: no honest sample is denied", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        (values, digits, overN) => {
          const n = values.length;
          const sorted = values.toSorted((a, b) => a - b);
          const mean = values.reduce((a, b) => a + b, 0) / n;
          const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (overN ? n : n - 1));
          const median = (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.ceil((n - 1) / 2)]!) / 2;
          const print = (value: number) => value.toFixed(digits);
          const row = {
            n: String(n),
            mean: print(mean),
            sd: print(sd),
            min: print(sorted[0]!),
            max: print(sorted.at(-1)!),
            median: print(median),
          };
          expect(codes(spread, of(row))).toEqual([]);
          const { n: _, ...unnumbered } = row;
          expect(codes(spread, of(unnumbered))).toEqual([]);
        },
      ),
      runs(400),
    );
  });
});

describe("R2 against the root mean square error", () => {
  // 1 - 1.732²/2² = 0.25
  const plain = { hiddenRegressors: false, estimator: "ols" as const };
  const given = (r2: string, rest: object = plain, name = "R2") =>
    paper([
      table("T", [
        column(
          "(1)",
          { x: "0.5 (0.1)", _cons: "1 (0.1)" },
          { [name]: r2, RMSE: "1.732", "SD of outcome": "2.000", N: "1000" },
          rest,
        ),
      ]),
    ]);

  test.each(["0.250", "0.251", "0.249"])("%s fits", (r2) => {
    expect(codes(rootMeanSquare, given(r2))).toEqual([]);
  });

  test.each(["0.450", "0.150"])("%s does not", (r2) => {
    expect(judge(rootMeanSquare, given(r2)).findings).toMatchObject([{ code: "r2_of_rmse", severity: "conditional" }]);
  });

  test("effects may take any number of degrees of freedom, which raises R2 alone", () => {
    const effects = { ...plain, effects: [{ name: "City FE", included: true }] };
    expect(codes(rootMeanSquare, given("0.450", effects))).toEqual([]);
    expect(codes(rootMeanSquare, given("0.150", effects))).toEqual(["r2_of_rmse"]);
    expect(codes(rootMeanSquare, given("0.450", effects, "Adj. R2"))).toEqual(["r2_of_rmse"]);
    expect(codes(rootMeanSquare, given("0.250", effects, "Adj. R2"))).toEqual([]);
  });

  test("2SLS has no such R2", () => {
    expect(judge(rootMeanSquare, given("0.150", { estimator: "2sls" }))).toMatchObject({ judged: 0, findings: [] });
  });

  test("law: regressions of one regressor, with errors over N or over N - K", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })), {
          minLength: 8,
          maxLength: 40,
        }),
        fc.boolean(),
        (points, overN) => {
          const n = points.length;
          const [mx, my] = [0, 1].map((i) => points.reduce((sum, point) => sum + point[i]!, 0) / n) as [number, number];
          const [sxx, sxy, syy] = [
            [0, 0],
            [0, 1],
            [1, 1],
          ].map(([i, j]) =>
            points.reduce((sum, point) => sum + (point[i!]! - [mx, my][i!]!) * (point[j!]! - [mx, my][j!]!), 0),
          ) as [number, number, number];
          fc.pre(sxx > 1 && syy > 1);
          const left = syy - (sxy * sxy) / sxx;
          const statistics = {
            R2: Math.max(0, 1 - left / syy).toFixed(3),
            RMSE: Math.sqrt(Math.max(0, left) / (overN ? n : n - 2)).toFixed(3),
            "SD of outcome": Math.sqrt(syy / (n - 1)).toFixed(3),
            N: String(n),
          };
          const honest = paper([table("T", [column("(1)", { x: "0.5 (0.1)", _cons: "1 (0.1)" }, statistics, plain)])]);
          expect(codes(rootMeanSquare, honest)).toEqual([]);
        },
      ),
      runs(300),
    );
  });
});
