import { pivotedCholesky, pivotedSolve } from "../../lapack/pivoted-cholesky";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("pivotedCholesky and pivotedSolve", () => {
  it("take the largest pivot first and leave out what others determine", () => {
    // 1, 2, 0; 2, 4, 0; 0, 0, 9: the first position is half the second
    const S = GuardedF64.of([1, 0, 0, 2, 4, 0, 0, 0, 9]), order = new GuardedU32(3), d = new GuardedF64(3);
    expect(pivotedCholesky(3, 1e-12, S.at, order.at, d.at)).toBe(2);
    expect(order.get(0)).toBe(2);
    expect(order.get(1)).toBe(1);
    expect(order.get(2)).toBe(0);
    expect(S.get(0)).toBe(3);
    expect(S.get(3)).toBe(0);
    expect(S.get(4)).toBe(2);
    const scale = GuardedF64.of([1, 0.5, 1]), b = new GuardedF64(12), y = new GuardedF64(8);
    for (let j = 0; j < 4; j++) {
      b.set(j, 5);
      b.set(4 + j, 8.0 * <f64>(j + 1));
      b.set(8 + j, 18);
    }
    expect(pivotedSolve(3, 2, S.at, order.at, scale.at, b.at, y.at)).toBe(0);
    for (let j = 0; j < 4; j++) {
      expect(b.get(j)).toBe(0);
      // 0.5 / 4 * 0.5 * 8 (j + 1)
      expect(b.get(4 + j)).toBe(0.5 * <f64>(j + 1));
      expect(b.get(8 + j)).toBe(2);
    }
    expect(S.intact && order.intact && d.intact && b.intact && y.intact && scale.intact).toBe(true);
    expect(pivotedSolve(3, 4, S.at, order.at, scale.at, b.at, y.at)).toBe(-2);
  });

  it("goes over panels of 32, pairs of rows and a row alone", () => {
    const m = 67;
    const S = new GuardedF64(m * m), order = new GuardedU32(m), d = new GuardedF64(m);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j <= i; j++) S.set(i * m + j, i == j ? 2 + <f64>(m - i) : 1);
    }
    expect(pivotedCholesky(m, 1e-12, S.at, order.at, d.at)).toBe(m);
    for (let i = 0; i < m; i++) {
      expect(order.get(i)).toBe(i);
      for (let j = 0; j <= i; j++) {
        let sum: f64 = 0;
        for (let k = 0; k <= j; k++) sum += S.get(i * m + k) * S.get(j * m + k);
        expect(Math.abs(sum - (i == j ? 2 + <f64>(m - i) : 1)) < 1e-12).toBe(true);
      }
    }
    expect(S.intact && order.intact && d.intact).toBe(true);
  });
});
