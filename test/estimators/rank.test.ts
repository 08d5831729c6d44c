/**
 * Which of nearly collinear columns are kept, and how exact what is kept is: with weights, with fixed effects, over many
 * rows.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { centred } from "../cases/row.js";
import { errorsOf, estimatesOf, fewestDigits, fitOf, sets } from "../golden/nist/sets.js";
import { exactLeastSquares, ofDoubles } from "../support/exact-least-squares.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const filip = sets.find(({ name }) => name === "Filip")!;
const numbers = (n: number, seed: number) => Array.from(centred(n, seeded(seed)));
const collinearIn = (data: Record<string, readonly number[]>, formula: string) =>
  fitOf(engine, { data, formula }).collinear;

describe("the rank of nearly collinear columns", () => {
  it("keeps all powers of Filip, and drops what these span", () => {
    expect(collinearIn(filip.data, filip.formula)).toEqual([]);
    const spanned = ["I(x + 2 * x^2)", "I((x + 6)^10)", "I((x - 1) * (x + 6)^3 * (x + 7)^4)"];
    const left = collinearIn(filip.data, `${filip.formula} + ${spanned.join(" + ")}`);
    expect(left.map(({ term }) => term)).toEqual(spanned);
  });

  it("drops a combination of nearly collinear columns that is all cancellation, and keeps what it is not", () => {
    const [x1, e, noise] = [numbers(200, 1), numbers(200, 2), numbers(200, 3)];
    const x2 = x1.map((value, i) => value + 1e-8 * e[i]!);
    // exactly (x2 - x1) 1e8, of which rounding in either leaves more than 1e-9
    const apart = x2.map((value, i) => (value - x1[i]!) * 1e8);
    const y = x1.map((value, i) => value + noise[i]!);
    const [gone, ...others] = collinearIn({ y, x1, x2, apart }, "y ~ x1 + x2 + apart");
    expect(others).toEqual([]);
    expect(gone!.term).toBe("apart");
    expect(gone!.because).toMatch(/\* x1 \+ .*\* x2/);
    const beside = apart.map((value, i) => value + 1e-3 * noise[i]!);
    expect(collinearIn({ y, x1, x2, beside }, "y ~ x1 + x2 + beside")).toEqual([]);
  });
});

describe("least squares on nearly collinear columns", () => {
  const [ids, periods] = [12, 8];
  const n = ids * periods;
  const x1 = numbers(n, 4);
  const x2 = x1.map((value, i) => value + 1e-5 * numbers(n, 5)[i]!);
  const y = x1.map((value, i) => value + numbers(n, 6)[i]!);
  const [id, period] = [x1.map((_, i) => Math.floor(i / periods)), x1.map((_, i) => i % periods)];
  const dummies = [
    ...Array.from({ length: ids }, (_, g) => id.map((level) => (level === g ? 1 : 0))),
    ...Array.from({ length: periods - 1 }, (_, t) => period.map((level) => (level === t ? 1 : 0))),
  ];

  it("net of fixed effects: 9 digits of dummies written out, in whole numbers", () => {
    const w = x1.map((_, i) => 1 + (i % 5));
    for (const weighted of [false, true]) {
      const options = weighted ? { weights: "w" } : {};
      const fit = fitOf(engine, { data: { y, x1, x2, id, period, w }, formula: "y ~ x1 + x2 | id + period" }, options);
      const exact = exactLeastSquares(
        [x1, x2, ...dummies].map(ofDoubles),
        ofDoubles(y),
        weighted ? ofDoubles(w) : undefined,
      );
      expect(fit.solver.refined).toBe(true);
      expect(fewestDigits(estimatesOf(fit), exact.coefficients.subarray(0, 2))).toBeGreaterThan(9);
      expect(fewestDigits(errorsOf(fit), exact.stdErrors.subarray(0, 2))).toBeGreaterThan(9);
    }
  });

  it("over several ranges of rows: 9 digits, the same bits on three threads", async () => {
    const rows = 140_000;
    const t = Array.from({ length: rows }, (_, i) => 1 + ((i * 7919) % 1000) / 2048);
    const outcome = t.map((value, i) => Math.round(1000 * value) + ((i * 31) % 17));
    const regression = { data: { y: outcome, t }, formula: "y ~ t + I(t^2) + I(t^3) + I(t^4)" };
    const fit = fitOf(engine, regression);
    const columns = [0, 1, 2, 3, 4].map((p) => ofDoubles(t.map((value) => value ** p)));
    const exact = exactLeastSquares(columns, ofDoubles(outcome));
    expect(fit.solver.refined).toBe(true);
    expect(fewestDigits(estimatesOf(fit), exact.coefficients)).toBeGreaterThan(9);
    expect(fewestDigits(errorsOf(fit), exact.stdErrors)).toBeGreaterThan(9);
    const threads = await loadEngine({ threads: 3 });
    expect(fitOf(threads, regression).coefficients).toEqual(fit.coefficients);
    threads.close();
  });

  it("leaves a regression alone of which every regressor leaves 1/500", () => {
    const x3 = x1.map((value, i) => value + 1e-2 * numbers(n, 7)[i]!);
    expect(fitOf(engine, { data: { y, x1, x3 }, formula: "y ~ x1 + x3" }).solver.refined).toBe(false);
  });
});
