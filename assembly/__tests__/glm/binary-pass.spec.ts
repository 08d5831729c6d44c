import { binaryPass } from "../../glm/binary-pass";
import { GuardedF64 } from "../support/guarded";

const LOGIT: i32 = 0, PROBIT: i32 = 1;

/** Scratch for k columns and one chunk. */
function workFor(k: i32): GuardedF64 {
  return new GuardedF64(264 * (k + 4) + 8 * (k * (k + 2) + k + 1) + (k * (k + 1)) / 2 + k + 1);
}

/** Sums of a single column with coefficient b. */
function sumsOf(link: i32, expected: i32, x: f64[], y: f64[], w: f64[], b: f64, fitted: GuardedF64): GuardedF64 {
  const X = GuardedF64.of(x), Y = GuardedF64.of(y), W = GuardedF64.of(w), beta = GuardedF64.of([b]);
  const sums = new GuardedF64(3), linear = new GuardedF64(x.length), work = workFor(1);
  const weighted = w.length > 0 ? 1 : 0;
  const n = x.length;
  binaryPass(n, n, 1, link, expected, weighted, X.at, Y.at, W.at, beta.at, sums.at, linear.at, fitted.at, work.at);
  expect(X.intact && Y.intact && W.intact && beta.intact).toBe(true);
  expect(sums.intact && linear.intact && fitted.intact && work.intact).toBe(true);
  return sums;
}

describe("binaryPass", () => {
  it("is zero without rows", () => {
    const sums = GuardedF64.of([7, 7, 7]), beta = GuardedF64.of([1]), work = workFor(1);
    expect(binaryPass(0, 0, 1, LOGIT, 0, 0, 0, 0, 0, beta.at, sums.at, 0, 0, work.at)).toBe(0);
    for (let i = 0; i < 3; i++) expect(sums.get(i)).toBe(0);
  });

  it("at 0 has probabilities of a half: information x^2 / 4, gradient (y - 1/2) x, log-likelihood -n log 2", () => {
    const fitted = new GuardedF64(3);
    const sums = sumsOf(LOGIT, 0, [1, 2, 4], [1, 0, 1], [], 0, fitted);
    expect(sums.get(0)).toBe(21.0 / 4);
    expect(sums.get(1)).toBe(0.5 * (1 - 2 + 4));
    expect(abs(sums.get(2) + 3 * 0.6931471805599453)).toBeLessThan(1e-15);
    for (let i = 0; i < 3; i++) expect(fitted.get(i)).toBe(0.5);
  });

  it("counts a row by its weight, and not at all for the largest margin when that is 0", () => {
    const fitted = new GuardedF64(2);
    const sums = sumsOf(LOGIT, 0, [1, 2], [1, 1], [3, 0], 0, fitted);
    expect(abs(sums.get(0) - 0.75)).toBeLessThan(1e-15);
    expect(sums.get(1)).toBe(1.5);
    const X = GuardedF64.of([1, 2]), y = GuardedF64.of([1, 1]), w = GuardedF64.of([3, 0]), beta = GuardedF64.of([1]);
    const linear = new GuardedF64(2), work = workFor(1);
    const largest = binaryPass(
      2, 2, 1, LOGIT, 0, 1, X.at, y.at, w.at, beta.at, sums.at, linear.at, fitted.at, work.at,
    );
    expect(largest).toBe(1);
    expect(linear.get(1)).toBe(2);
  });

  it("keeps the likelihood of outcomes far out, for both links", () => {
    const fitted = new GuardedF64(1);
    // log Phi(-30) = -454.3212439563...
    expect(abs(sumsOf(PROBIT, 0, [1], [0], [], 30, fitted).get(2) + 454.3212439563431)).toBeLessThan(1e-10);
    expect(sumsOf(LOGIT, 0, [1], [0], [], 700, fitted).get(2)).toBe(-700);
    expect(sumsOf(LOGIT, 0, [1], [1], [], 800, fitted).get(2)).toBe(0);
  });

  it("tells the probit's expected information from the observed one", () => {
    const fitted = new GuardedF64(1);
    // at eta = 0 both are 2 / pi
    expect(abs(sumsOf(PROBIT, 1, [1], [1], [], 0, fitted).get(0) - 0.6366197723675814)).toBeLessThan(1e-15);
    expect(abs(sumsOf(PROBIT, 0, [1], [1], [], 0, fitted).get(0) - 0.6366197723675814)).toBeLessThan(1e-15);
    const expected = sumsOf(PROBIT, 1, [1], [1], [], 1, fitted).get(0);
    const observed = sumsOf(PROBIT, 0, [1], [1], [], 1, fitted).get(0);
    expect(abs(expected - 0.438628861102214)).toBeLessThan(1e-12);
    expect(abs(observed - 0.3703137142233946)).toBeLessThan(1e-12);
  });
});
