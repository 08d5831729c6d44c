import { clusterMeat } from "../../covariance/cluster-meat";
import { clusterScores } from "../../covariance/cluster-scores";
import { hcMeat } from "../../covariance/hc-meat";
import { leverages } from "../../covariance/leverages";
import { residualScores } from "../../covariance/residual-scores";
import { GuardedF64, GuardedU32 } from "../support/guarded";

/** Scratch for k columns and up to `slots` slots of the tree. */
function workFor(k: i32, slots: i32): GuardedF64 {
  return new GuardedF64(264 * k + 8 * k * (k + 2) + (slots * k * (k + 1)) / 2);
}

describe("hcMeat", () => {
  it("weights the products by squared residuals", () => {
    const X = GuardedF64.of([1, 2, 3, 4]);
    const u = GuardedF64.of([2, -1]);
    const meat = new GuardedF64(4);
    const work = workFor(2, 1);
    expect(hcMeat(2, 2, 2, 0, X.at, u.at, 0, meat.at, work.at)).toBe(0);
    // 4 * (1, 3)(1, 3)' + 1 * (2, 4)(2, 4)'
    expect(meat.get(0)).toBe(8);
    expect(meat.get(1)).toBe(20);
    expect(meat.get(2)).toBe(20);
    expect(meat.get(3)).toBe(52);
    expect(X.intact && u.intact && meat.intact && work.intact).toBe(true);
  });

  it("divides by what has no finite reciprocal", () => {
    const meat = new GuardedF64(1), work = workFor(1, 1);
    const tiny: f64[] = [1e-320, 2e-300];
    for (let t = 0; t < 2; t++) {
      const X = GuardedF64.of([3 * tiny[t], 4 * tiny[t], 5 * tiny[t]]), u = GuardedF64.of([1, 1, 1]);
      expect(hcMeat(3, 3, 1, 1, X.at, u.at, GuardedF64.of([tiny[t]]).at, meat.at, work.at)).toBe(0);
      expect(abs(meat.get(0) - 50) < 0.1).toBe(true);
    }
  });

  it("is zero without rows and exact over chunks", () => {
    const n = 8203;
    const meat = GuardedF64.of([1]);
    const work = workFor(1, 3);
    expect(hcMeat(0, 0, 1, 0, 0, 0, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(0);
    const X = new GuardedF64(n), u = new GuardedF64(n);
    for (let i = 0; i < n; i++) { X.set(i, 3); u.set(i, 2); }
    expect(hcMeat(n, n, 1, 0, X.at, u.at, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(36 * n);
    expect(X.intact && u.intact && meat.intact && work.intact).toBe(true);
  });
});

describe("clusterScores", () => {
  it("sums by cluster whatever the order of rows; a cluster without rows gets 0", () => {
    const X = GuardedF64.of([1, 2, 3, 4]);
    const u = GuardedF64.of([1, 1, 10, 100]);
    const codes = GuardedU32.of([2, 0, 2, 2]);
    const scores = GuardedF64.of([9, 9, 9]);
    expect(clusterScores(4, 4, 1, 1, 0, 3, 3, X.at, u.at, codes.at, scores.at)).toBe(0);
    expect(scores.get(0)).toBe(2);
    expect(scores.get(1)).toBe(0);
    expect(scores.get(2)).toBe(431);
    expect(X.intact && u.intact && codes.intact && scores.intact).toBe(true);
  });

  it("holds sums over runs longer than a block, in tiles of four columns and after them", () => {
    const n = 3000, k = 6;
    const X = new GuardedF64(n * k), u = new GuardedF64(n), codes = new GuardedU32(n);
    for (let i = 0; i < n; i++) {
      u.set(i, 2);
      codes.set(i, i < 2500 ? 0 : 1);
      for (let j = 0; j < k; j++) X.set(j * n + i, j + 1);
    }
    const scores = new GuardedF64(2 * k);
    expect(clusterScores(n, n, k, 1, 0, 2, 2 * k, X.at, u.at, codes.at, scores.at)).toBe(0);
    for (let j = 0; j < k; j++) {
      expect(scores.get(j)).toBe(5000 * (j + 1));
      expect(scores.get(k + j)).toBe(1000 * (j + 1));
    }
    expect(X.intact && u.intact && codes.intact && scores.intact).toBe(true);
  });

  it("takes columns of residuals one after the other, from a code on, and leaves what is between their sums", () => {
    const n = 1500, stride = 1501, k = 13, m = 3, apart = 2 * k + 1;
    const X = new GuardedF64(stride * k), U = new GuardedF64(stride * m), codes = new GuardedU32(n);
    for (let i = 0; i < n; i++) {
      codes.set(i, 7 + (i & 1));
      for (let j = 0; j < k; j++) X.set(j * stride + i, j + 1);
      for (let t = 0; t < m; t++) U.set(t * stride + i, t + (i & 1));
    }
    const scores = new GuardedF64(apart * m);
    for (let i = 0; i < apart * m; i++) scores.set(i, -5);
    expect(clusterScores(n, stride, k, m, 7, 2, apart, X.at, U.at, codes.at, scores.at)).toBe(0);
    for (let t = 0; t < m; t++) {
      for (let j = 0; j < k; j++) {
        expect(scores.get(t * apart + j)).toBe(750 * t * (j + 1));
        expect(scores.get(t * apart + k + j)).toBe(750 * (t + 1) * (j + 1));
      }
      expect(scores.get(t * apart + 2 * k)).toBe(-5);
    }
    expect(X.intact && U.intact && codes.intact && scores.intact).toBe(true);
  });

  it("zeroes its clusters when there are no rows", () => {
    const scores = GuardedF64.of([4, 4, 4]);
    expect(clusterScores(0, 0, 1, 1, 3, 2, 2, 0, 0, 0, scores.at)).toBe(0);
    expect(scores.get(0) == 0 && scores.get(1) == 0 && scores.get(2) == 4 && scores.intact).toBe(true);
  });

  it("refuses a code below or above its clusters", () => {
    const X = GuardedF64.of([1, 2]), u = GuardedF64.of([1, 1]);
    const codes = GuardedU32.of([4, 5]);
    const scores = new GuardedF64(1);
    expect(clusterScores(2, 2, 1, 1, 4, 1, 1, X.at, u.at, codes.at, scores.at)).toBe(-10);
    expect(clusterScores(2, 2, 1, 1, 5, 1, 1, X.at, u.at, codes.at, scores.at)).toBe(-10);
    expect(scores.intact).toBe(true);
  });
});

describe("clusterMeat", () => {
  it("sums the outer products of rows", () => {
    const scores = GuardedF64.of([1, 2, 3, -4]);
    const meat = new GuardedF64(4);
    const work = workFor(2, 1);
    expect(clusterMeat(2, 2, 0, scores.at, 0, meat.at, work.at)).toBe(0);
    expect(meat.get(0)).toBe(10);
    expect(meat.get(1)).toBe(-10);
    expect(meat.get(2)).toBe(-10);
    expect(meat.get(3)).toBe(20);
    expect(scores.intact && meat.intact && work.intact).toBe(true);
  });
});

describe("meats over a triangle", () => {
  it("are those of rows times R^-1, whatever stands below the diagonal", () => {
    // R = (2 4; 0 5): (2, 9) R^-1 = (1, 1), (4, -2) R^-1 = (2, -2)
    const R = GuardedF64.of([2, 77, 4, 5]);
    const meat = new GuardedF64(4);
    const work = workFor(2, 1);
    const scores = GuardedF64.of([2, 9, 4, -2]);
    expect(clusterMeat(2, 2, 1, scores.at, R.at, meat.at, work.at)).toBe(0);
    expect(meat.get(0) == 5 && meat.get(1) == -3 && meat.get(2) == -3 && meat.get(3) == 5).toBe(true);
    expect(scores.get(0) == 2 && scores.intact && R.intact && meat.intact && work.intact).toBe(true);
    const X = GuardedF64.of([2, 4, 9, -2]), u = GuardedF64.of([1, 2]);
    expect(hcMeat(2, 2, 2, 1, X.at, u.at, R.at, meat.at, work.at)).toBe(0);
    expect(meat.get(0) == 17 && meat.get(1) == -15 && meat.get(2) == -15 && meat.get(3) == 17).toBe(true);
    expect(X.intact && u.intact && meat.intact && work.intact).toBe(true);
  });
});

describe("leverages", () => {
  it("are the squared norms of rows times R^-1, on a range of rows", () => {
    const R = GuardedF64.of([2, 77, 4, 5]);
    const X = GuardedF64.of([0, 2, 4, 0, 9, -2]);
    const h = GuardedF64.of([9, 9]);
    const work = new GuardedF64(2 * 264);
    expect(leverages(2, 3, 2, 0, X.at + 8, R.at, 0, h.at, work.at)).toBe(8);
    expect(h.get(0)).toBe(2);
    expect(h.get(1)).toBe(8);
    expect(X.intact && R.intact && h.intact && work.intact).toBe(true);
  });
});

describe("residualScores", () => {
  it("gives residuals, their squares and score sums from a code on", () => {
    const X = GuardedF64.of([1, 2, 3, 1, 1, 1]), y = GuardedF64.of([4, 4, 4]), beta = GuardedF64.of([1, 2]);
    const codes = GuardedU32.of([7, 5, 7]);
    const u = new GuardedF64(3), scores = GuardedF64.of([9, 9, 9, 9, 9, 9]), work = new GuardedF64(32);
    // residuals 1, 0, -1
    expect(residualScores(3, 3, 2, 5, 3, X.at, y.at, beta.at, codes.at, u.at, scores.at, work.at)).toBe(2);
    expect(u.get(0) == 1 && u.get(1) == 0 && u.get(2) == -1).toBe(true);
    for (let i = 0; i < 4; i++) expect(scores.get(i)).toBe(0);
    expect(scores.get(4)).toBe(-2);
    expect(scores.get(5)).toBe(0);
    expect(X.intact && u.intact && scores.intact && work.intact && codes.intact).toBe(true);
  });

  it("needs no codes when no score is asked for, and no regressor", () => {
    const y = GuardedF64.of([3, -4]), u = new GuardedF64(2), work = new GuardedF64(32);
    expect(residualScores(2, 2, 0, 0, 0, 0, y.at, 0, 0, u.at, 0, work.at)).toBe(25);
    expect(u.get(0) == 3 && u.get(1) == -4).toBe(true);
    expect(u.intact && work.intact).toBe(true);
  });

  it("refuses a code below or above the range", () => {
    const X = GuardedF64.of([1]), y = GuardedF64.of([1]), beta = GuardedF64.of([1]), codes = GuardedU32.of([4]);
    const u = new GuardedF64(1), scores = new GuardedF64(2), work = new GuardedF64(32);
    expect(residualScores(1, 1, 1, 5, 2, X.at, y.at, beta.at, codes.at, u.at, scores.at, work.at)).toBe(-9);
    expect(residualScores(1, 1, 1, 2, 2, X.at, y.at, beta.at, codes.at, u.at, scores.at, work.at)).toBe(-9);
    expect(u.intact && scores.intact && work.intact).toBe(true);
  });
});
