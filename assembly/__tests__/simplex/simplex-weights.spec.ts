import { simplexWeights } from "../../simplex/simplex-weights";
import { GuardedF64, GuardedU32 } from "../support/guarded";

let w: GuardedF64 = new GuardedF64(1);
let results: GuardedF64 = new GuardedF64(1);

/** One problem of columns of m numbers each; its info. */
function solve(m: i32, n: i32, intercept: i32, A: f64[], b: f64[], ridge: f64, left: u32[]): i32 {
  const columns = GuardedF64.of(A), target = GuardedF64.of(b), ridges = GuardedF64.of([ridge]);
  const starts = GuardedU32.of([0, left.length]), out = GuardedU32.of(left);
  w = new GuardedF64(n);
  results = new GuardedF64(3);
  // as simplexWork of src/engine/kernels/simplex.ts
  const c = ridge > 0 ? n : min(n, m + 1);
  const length = m + 1 + (ridge > 0 ? c : 0);
  const search = max(n + m + 2 * c + length * (c + 1) + c * c, ridge > 0 && n > m ? m * n + 5 * n + m * (m + n) + 6 * m : 0);
  const work = new GuardedF64(m * n + n + m + search), places = new GuardedU32(2 * n);
  const info = simplexWeights(
    0, 1, m, n, intercept, columns.at, target.at, ridges.at, starts.at, out.at, w.at, results.at, work.at, places.at,
  );
  expect(columns.intact && target.intact && ridges.intact && starts.intact && out.intact).toBe(true);
  expect(w.intact && results.intact && work.intact && places.intact).toBe(true);
  return info;
}

function close(got: f64, want: f64): void {
  expect(abs(got - want)).toBeLessThan(1e-14);
}

describe("simplexWeights", () => {
  it("halves the way between two columns, and stops at one where the target lies beyond", () => {
    expect(solve(1, 2, 0, [0, 2], [1], 0, [])).toBe(0);
    close(w.get(0), 0.5);
    close(results.get(0), 0);
    expect(solve(1, 2, 0, [0, 2], [5], 0, [])).toBe(0);
    expect(w.get(0)).toBe(0);
    expect(w.get(1)).toBe(1);
    close(results.get(0), 9);
  });

  it("with an intercept fits what moves, not the level", () => {
    // columns (0, 1) and (0, 3) move by 1 and 3, the target by 2
    expect(solve(2, 2, 1, [0, 1, 0, 3], [10, 12], 0, [])).toBe(0);
    close(w.get(0), 0.5);
    close(results.get(2), 10);
    close(results.get(0), 0);
  });

  it("spreads weights by the ridge: w proportional to what is left of the target's column", () => {
    // 3 columns at distances 0, 1, 1 of one number: w = (1 - 2u, u, u), 4u^2 + ridge (1 - 4u + 6u^2)
    expect(solve(1, 3, 0, [0, 1, 1], [0], 4, [])).toBe(0);
    const u: f64 = 8.0 / (4 + 24);
    close(w.get(1), u);
    close(w.get(2), u);
    close(w.get(0), 1 - 2 * u);
  });

  it("leaves columns out, takes the first of columns alike, and says where a number is none", () => {
    expect(solve(1, 3, 0, [1, 4, 4], [1], 0, [0])).toBe(0);
    expect(w.get(0)).toBe(0);
    expect(w.get(1)).toBe(1);
    expect(w.get(2)).toBe(0);
    expect(solve(1, 2, 0, [1, 1], [1], 0, [])).toBe(0);
    expect(w.get(0)).toBe(1);
    expect(solve(1, 1, 0, [1], [1], 0, [0])).toBe(0);
    expect(isNaN(results.get(0))).toBe(true);
    expect(solve(1, 2, 0, [1, NaN], [1], 0, [])).toBe(5);
  });
});
