import { gmmCorrections } from "../../gmm/gmm-corrections";
import { gmmProducts } from "../../gmm/gmm-products";
import { gmmScores } from "../../gmm/gmm-scores";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// One unit of three periods, y = (1, 3, 8) and x = (1, 2, 2): differences (2, 1) and (5, 0). Instruments of the differences are
// y two periods before, (-, 1), and the difference of x, (1, 0). H is (2 -1; -1 2).
const T: i32 = 3;

function plan(): GuardedU32 {
  return GuardedU32.of([
    3, 2, 2, 2, 0, 0, 1, 0, 20, 24, 26, 28, 35, 38, 41, 48, 52, 56, 0, 0, // sizes, then where tables begin
    0, 1, 0, 1, // columns
    0, 0, // as they are
    0, 1, // needed
    0, 0, 1, 3, 3, 3, 3, // rows of Z
    1, 0, 1, // instruments
    10, 0, 11, // sources
    0, 0, 1, 2, 2, 2, 2, // runs of each slot
    1, 1, 0, 2,
    0, 1, 2, 3, // runs of each period
    1, 1, 0, 2, 0, 2,
  ]);
}

const scratch = (): GuardedF64 => new GuardedF64(3 * T * 5 + 2 * (T + 2));

function expectAll(got: GuardedF64, expected: f64[]): void {
  for (let i = 0; i < expected.length; i++) expect(got.get(i)).toBe(expected[i]);
}

describe("gmmProducts", () => {
  it("multiplies Z, HZ and [y X]", () => {
    const tables = plan(), panel = GuardedF64.of([1, 3, 8, 1, 2, 2]);
    const sums = new GuardedF64(22), counts = new GuardedU32(2), work = scratch(), flags = new GuardedU32(5 * T);
    for (let i = 0; i < 22; i++) sums.set(i, 99);
    expect(gmmProducts(1, 0, 1, tables.at, panel.at, sums.at, counts.at, work.at, flags.at)).toBe(0);
    expectAll(sums, [1, 0, 0, 1, 2, 0, -1, 2, 5, 0, 2, 1, 29, 0, 2, 1, 0, 1, 1, 0, 0, 0]);
    expect(counts.get(0) == 2 && counts.get(1) == 0).toBe(true);
    expect(sums.intact && counts.intact && work.intact && flags.intact && tables.intact && panel.intact).toBe(true);
  });

  it("leaves out differences that lack a number", () => {
    const tables = plan(), panel = GuardedF64.of([1, 3, 8, NaN, 2, 2]);
    const sums = new GuardedF64(22), counts = new GuardedU32(2), work = scratch(), flags = new GuardedU32(5 * T);
    gmmProducts(1, 0, 1, tables.at, panel.at, sums.at, counts.at, work.at, flags.at);
    expectAll(sums, [1, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 25, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(counts.get(0)).toBe(1);
  });

  it("wants units in order", () => {
    expect(gmmProducts(1, 1, 0, 0, 0, 0, 0, 0, 0)).toBe(-2);
    expect(gmmProducts(1, 0, 2, 0, 0, 0, 0, 0, 0)).toBe(-2);
  });
});

describe("gmmScores", () => {
  it("squares scores and pairs residuals", () => {
    const tables = plan(), panel = GuardedF64.of([1, 3, 8, 1, 2, 2]), c = GuardedF64.of([1, -1]);
    const sums = new GuardedF64(4 + 2 + 11), work = scratch(), flags = new GuardedU32(5 * T);
    expect(gmmScores(1, 1, 1, 0, 1, tables.at, panel.at, c.at, sums.at, work.at, flags.at)).toBe(0);
    // w = (-, 1): D'w = (-, -1, 1), Hw = (-1, 2)
    expectAll(sums, [25, 0, 5, 1, 26, 0, 5, 25, 1, 1, 2, 5, 0, 25, 5, 2, -1]);
    expect(gmmScores(1, 1, 0, 0, 1, tables.at, panel.at, c.at, sums.at, work.at, flags.at)).toBe(0);
    expectAll(sums, [25, 0, 5, 1, 26, 0, 5, 25, 1, 1, 0, 5, 0, 25, 5, 0, 0]);
    expect(sums.intact && work.intact && flags.intact && c.intact).toBe(true);
    expect(gmmScores(1, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0)).toBe(-4);
  });
});

describe("gmmCorrections", () => {
  it("differentiates the covariance of scores along a vector", () => {
    const tables = plan(), panel = GuardedF64.of([1, 3, 8, 1, 2, 2]), c = GuardedF64.of([1, -1]), u = GuardedF64.of([1, 2]);
    const sums = new GuardedF64(4), work = scratch(), flags = new GuardedU32(5 * T);
    expect(gmmCorrections(1, 0, 1, tables.at, panel.at, c.at, u.at, sums.at, work.at, flags.at)).toBe(0);
    expectAll(sums, [80, 10, 23, 9]);
    expect(sums.intact && work.intact && flags.intact && u.intact).toBe(true);
    expect(gmmCorrections(1, 0, 2, 0, 0, 0, 0, 0, 0, 0)).toBe(-2);
  });
});
