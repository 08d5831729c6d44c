import { attCell } from "../../did/att-cell";
import { GuardedF64, GuardedU32 } from "../support/guarded";

const REGRESSION: u32 = 0, WEIGHTING: u32 = 1, DOUBLY_ROBUST: u32 = 2;

// as attCellWork of src/engine/kernels/att-cells.ts, for at most one chunk of rows
function workFor(k: i32, rows: i32): GuardedF64 {
  const packed = (k * (k + 1)) / 2, wide = ((k + 1) * (k + 2)) / 2;
  const pass = 264 * (k + 4) + 8 * (k * (k + 2) + k + 1) + packed + k + 1;
  const products = 264 * (k + 2) + 8 * (k + 1) * (k + 3) + wide;
  return new GuardedF64((k + 7) * rows + 20 * k + 16 + 4 * wide + packed + max(pass, products));
}

let influence: GuardedF64 = new GuardedF64(1);
let result: GuardedF64 = new GuardedF64(1);

/** The last two outcomes are of those compared with, in each period; y0 and x may be empty. */
function run(method: u32, segments: u32[], y1: f64[], y0: f64[], x: f64[]): i32 {
  const rows = y1.length, differences = y0.length > 0 ? 1 : 0, k = x.length > 0 ? 2 : 1;
  const own = GuardedU32.of(segments), after = GuardedF64.of(y1), before = GuardedF64.of(y0), values = GuardedF64.of(x);
  const clusters = new GuardedU32(rows);
  for (let i = 0; i < rows; i++) clusters.set(i, i);
  influence = new GuardedF64(rows);
  result = new GuardedF64(14);
  const work = workFor(k, rows), places = new GuardedU32(rows + k + 6);
  const info = attCell(
    method, differences, 0, k, segments.length / 3, rows, rows, rows, 0.995, 0.999, own.at, after.at, before.at, values.at,
    0, clusters.at, influence.at, result.at, work.at, places.at,
  );
  expect(own.intact && after.intact && before.intact && values.intact && clusters.intact).toBe(true);
  expect(influence.intact && result.intact && work.intact && places.intact).toBe(true);
  return info;
}

function close(got: f64, want: f64): void {
  expect(abs(got - want)).toBeLessThan(1e-12);
}

describe("attCell", () => {
  it("without covariates is a difference of means, with the influences of two means", () => {
    expect(run(REGRESSION, [0, 0, 2, 2, 2, 4], [3, 5, 1, 2], [1, 1, 0, 0], [])).toBe(0);
    close(result.get(0), 3 - 1.5);
    expect(result.get(1)).toBe(2);
    expect(result.get(3)).toBe(2);
    const expected: f64[] = [-0.5, 0.5, 0.25, -0.25];
    for (let i = 0; i < 4; i++) close(influence.get(i), expected[i]);
  });

  it("of cross-sections is the change of the treated less that of the others", () => {
    const segments: u32[] = [0, 0, 2, 1, 2, 4, 2, 4, 6, 3, 6, 8];
    expect(run(DOUBLY_ROBUST, segments, [5, 7, 1, 3, 2, 4, 0, 2], [], [])).toBe(0);
    close(result.get(0), (6 - 2) - (3 - 1));
  });

  it("leaves out rows with a NaN, and says so where a group is empty", () => {
    expect(run(REGRESSION, [0, 0, 2, 2, 2, 4], [3, NaN, 1, NaN], [1, 1, 0, 0], [])).toBe(0);
    close(result.get(0), 1);
    expect(result.get(1)).toBe(1);
    expect(run(REGRESSION, [0, 0, 2, 2, 2, 4], [3, 5, NaN, NaN], [1, 1, 0, 0], [])).toBe(1);
    expect(influence.get(0)).toBe(0);
  });

  it("takes a line of those compared with to the treated", () => {
    // y = 1 + 2x among the others; the treated lie 4 above it
    const x: f64[] = [2, 3, 0, 1, 2];
    expect(run(REGRESSION, [0, 0, 2, 2, 2, 5], [9, 11, 1, 3, 5], [0, 0, 0, 0, 0], x)).toBe(0);
    close(result.get(0), 4);
  });

  it("weighs by odds: with one dummy, the shares of its levels among the treated", () => {
    const x: f64[] = [0, 0, 1, 0, 0, 1, 1];
    const y: f64[] = [5, 5, 5, 1, 3, 4, 8];
    expect(run(WEIGHTING, [0, 0, 3, 2, 3, 7], y, [0, 0, 0, 0, 0, 0, 0], x)).toBe(0);
    close(result.get(0), 5 - ((2.0 / 3) * 2 + (1.0 / 3) * 6));
  });

  it("refuses a dummy that tells the treated, and a covariate that is constant", () => {
    const none: f64[] = [0, 0, 0, 0, 0];
    expect(run(DOUBLY_ROBUST, [0, 0, 2, 2, 2, 5], [1, 2, 3, 4, 5], none, [9, 8, 0, 1, 2])).toBe(2);
    expect(result.get(7)).toBe(2);
    expect(run(DOUBLY_ROBUST, [0, 0, 2, 2, 2, 5], [1, 2, 3, 4, 5], none, [7, 7, 7, 7, 7])).toBe(6);
    expect(result.get(13)).toBe(2);
    expect(run(REGRESSION, [0, 0, 2, 2, 2, 5], [1, 2, 3, 4, 5], none, [9, 8, 7, 7, 7])).toBe(4);
  });
});

