import { dgeqr2 } from "../../lapack/dgeqr2";
import { qrDrop } from "../../lapack/qr-drop";
import { tsqr, tsqrMerge } from "../../lapack/tsqr";
import { GuardedF64, GuardedU32 } from "../support/guarded";

function near(got: f64, expected: f64): bool { return abs(got - expected) <= 1e-14 * max(1, abs(expected)); }

/** Scratch of `tsqr` for k columns and up to `slots` slots of the tree. */
function workFor(k: i32, slots: i32): GuardedF64 { return new GuardedF64(520 * k + 68 + slots * k * k); }

describe("dgeqr2", () => {
  it("reduces (3, 4) to -5 with v = (1, 1/2), tau = 1.6", () => {
    const A = GuardedF64.of([3, 4]);
    const tau = new GuardedF64(1);
    const work = new GuardedF64(32);
    expect(dgeqr2(2, 1, A.at, tau.at, work.at)).toBe(0);
    expect(A.get(0)).toBe(-5);
    expect(A.get(1)).toBe(0.5);
    expect(tau.get(0)).toBe(1.6);
    expect(A.intact && tau.intact && work.intact).toBe(true);
  });

  it("leaves a column that is zero below its pivot, tau = 0", () => {
    const A = GuardedF64.of([-2, 0, 1, 3]);
    const tau = GuardedF64.of([9, 9]);
    const work = new GuardedF64(32);
    expect(dgeqr2(2, 2, A.at, tau.at, work.at)).toBe(0);
    expect(A.get(0) == -2 && A.get(3) == 3 && tau.get(0) == 0 && tau.get(1) == 0).toBe(true);
    expect(A.intact && tau.intact && work.intact).toBe(true);
  });
});

describe("tsqr", () => {
  it("is zero without rows", () => {
    const R = GuardedF64.of([1, 1, 1, 1]);
    const work = workFor(2, 1);
    expect(tsqr(0, 0, 2, 0, R.at, work.at)).toBe(0);
    for (let i = 0; i < 4; i++) expect(R.get(i)).toBe(0);
    expect(R.intact && work.intact).toBe(true);
  });

  it("gives (5 11; 0 2) for columns (3, 4) and (5, 10)", () => {
    const X = GuardedF64.of([3, 4, 5, 10]);
    const R = new GuardedF64(4);
    const work = workFor(2, 1);
    expect(tsqr(2, 2, 2, X.at, R.at, work.at)).toBe(0);
    expect(near(R.get(0), 5) && R.get(1) == 0 && near(R.get(2), 11) && near(R.get(3), 2)).toBe(true);
    expect(X.intact && R.intact && work.intact).toBe(true);
  });

  it("has exact zeros in the rows from n on when n < k", () => {
    const X = GuardedF64.of([-0.1, 0.3, 0.7]);
    const R = new GuardedF64(9);
    const work = workFor(3, 1);
    expect(tsqr(1, 1, 3, X.at, R.at, work.at)).toBe(0);
    expect(near(R.get(0), 0.1) && near(R.get(3), -0.3) && near(R.get(6), -0.7)).toBe(true);
    for (let j = 0; j < 3; j++) for (let i = 1; i < 3; i++) expect(R.get(i + 3 * j)).toBe(0);
    expect(X.intact && R.intact && work.intact).toBe(true);
  });

  it("merges blocks and chunks: a constant and an alternating column are orthogonal", () => {
    const n = 10000;
    const X = new GuardedF64(2 * n);
    for (let i = 0; i < n; i++) {
      X.set(i, -1);
      X.set(n + i, i & 1 ? 3 : -3);
    }
    const R = new GuardedF64(4);
    const work = workFor(2, 3);
    expect(tsqr(n, n, 2, X.at, R.at, work.at)).toBe(0);
    expect(abs(R.get(0) - 100) < 1e-11 && abs(R.get(2)) < 1e-11 && abs(R.get(3) - 300) < 1e-11).toBe(true);
    expect(R.get(1)).toBe(0);
    expect(X.intact && R.intact && work.intact).toBe(true);
  });
});

describe("tsqrMerge", () => {
  it("gives the R of stacked triangles: (3) over (4) is (5), and their neighbours follow", () => {
    const parts = GuardedF64.of([3, 0, 5, 1, 4, 0, 10, 2]);
    const R = new GuardedF64(4);
    const work = new GuardedF64(68 + 2 * 4);
    expect(tsqrMerge(2, 2, parts.at, R.at, work.at)).toBe(0);
    // columns (3, 0, 4, 0) and (5, 1, 10, 2): products 25, 55, 130
    expect(near(R.get(0), 5) && R.get(1) == 0 && near(R.get(2), 11) && near(R.get(3), 3)).toBe(true);
    expect(parts.get(4) == 4 && parts.intact && R.intact && work.intact).toBe(true);
  });

  it("keeps a single triangle and is zero for none", () => {
    const parts = GuardedF64.of([2, 0, -1, 3]);
    const R = new GuardedF64(4);
    const work = new GuardedF64(68 + 4);
    expect(tsqrMerge(1, 2, parts.at, R.at, work.at)).toBe(0);
    expect(R.get(0) == 2 && R.get(1) == 0 && R.get(2) == -1 && R.get(3) == 3).toBe(true);
    expect(tsqrMerge(0, 2, parts.at, R.at, work.at)).toBe(0);
    for (let i = 0; i < 4; i++) expect(R.get(i)).toBe(0);
    expect(R.intact && work.intact).toBe(true);
  });
});

describe("qrDrop", () => {
  it("keeps all of a full-rank R and turns its diagonal positive", () => {
    const R = GuardedF64.of([2, 0, 1, -3]);
    const norms = GuardedF64.of([2, 3]);
    const kept = new GuardedU32(2);
    const combination = GuardedF64.of([8, 8, 8, 8]);
    expect(qrDrop(2, 0, 1e-10, norms.at, R.at, kept.at, combination.at)).toBe(0);
    expect(kept.get(0) == 1 && kept.get(1) == 1).toBe(true);
    expect(R.get(0) == 2 && R.get(1) == 0 && R.get(2) == 1 && R.get(3) == 3).toBe(true);
    for (let i = 0; i < 4; i++) expect(combination.get(i)).toBe(0);
    expect(norms.intact && R.intact && kept.intact && combination.intact).toBe(true);
  });

  it("drops the second of (x, 3x, z), packs x, z and the carried y, and says 3", () => {
    // Columns of R, order 4: x = (2), 3x = (6), z = (1, -3, 4), y = (5, 6, 8, 7).
    const R = GuardedF64.of([2, 0, 0, 0, 6, 0, 0, 0, 1, -3, 4, 0, 5, 6, 8, 7]);
    const norms = GuardedF64.of([2, 6, 5]);
    const kept = new GuardedU32(3);
    const combination = new GuardedF64(9);
    expect(qrDrop(3, 1, 1e-10, norms.at, R.at, kept.at, combination.at)).toBe(1);
    expect(kept.get(0) == 1 && kept.get(1) == 0 && kept.get(2) == 1).toBe(true);
    for (let i = 0; i < 9; i++) expect(combination.get(i)).toBe(i == 3 ? 3 : 0);
    // z: (1, 5). y: 5, then (-3, 4)'(6, 8) / 5 = 2.8; left: sqrt(36 + 64 + 49 - 7.84).
    const expected: f64[] = [2, 0, 0, 0, 1, 5, 0, 0, 5, 2.8, sqrt<f64>(141.16), 0, 0, 0, 0, 0];
    for (let i = 0; i < 16; i++) expect(near(R.get(i), expected[i])).toBe(true);
    expect(norms.intact && R.intact && kept.intact && combination.intact).toBe(true);
  });

  it("drops every column of zeros, whatever its norm was", () => {
    const R = new GuardedF64(4);
    const norms = GuardedF64.of([0, 1]);
    const kept = GuardedU32.of([1, 1]);
    const combination = new GuardedF64(4);
    expect(qrDrop(2, 0, 0, norms.at, R.at, kept.at, combination.at)).toBe(2);
    expect(kept.get(0) == 0 && kept.get(1) == 0).toBe(true);
    expect(R.intact && kept.intact && combination.intact).toBe(true);
  });
});
