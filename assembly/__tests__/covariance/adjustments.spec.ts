import { clusterAdjustments } from "../../covariance/cluster-adjustments";
import { leverageMeat } from "../../covariance/leverage-meat";
import { weightedAdjustments } from "../../covariance/weighted-adjustments";
import { symmetricEigen } from "../../lapack/symmetric-eigen";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("leverageMeat", () => {
  it("raises squares by leverage and leaves out a row of leverage 1", () => {
    const X = GuardedF64.of([1, 1, 1]), u = GuardedF64.of([3, 2, 5]), R = GuardedF64.of([2]);
    const effects = GuardedF64.of([0.25, 0.25, 0.75]), meat = new GuardedF64(2);
    const work = new GuardedF64(264 * 3 + 24 + 2);
    // leverage 1/2, 1/2 and 1; (9 + 4) / 4 / (1/2)
    expect(leverageMeat(3, 3, 1, 1, 1, 0, 0, 0, 1e-10, X.at, u.at, R.at, effects.at, meat.at, work.at)).toBe(0);
    expect(abs(meat.get(0) - 6.5)).toBeLessThan(1e-14);
    expect(meat.get(1)).toBe(1);
    expect(leverageMeat(3, 3, 1, 1, 0, 2, 4, 1, 1e-10, X.at, u.at, R.at, effects.at, meat.at, work.at)).toBe(0);
    // powers min(4, 1) + min(1, 1) = 2
    expect(abs(meat.get(0) - 13)).toBeLessThan(1e-14);
    expect(X.intact && u.intact && R.intact && effects.intact && meat.intact && work.intact).toBe(true);
  });
});

describe("symmetricEigen", () => {
  it("takes a matrix apart", () => {
    const n = 5;
    const A = new GuardedF64(n * n), Q = new GuardedF64(n * n), d = new GuardedF64(n), work = new GuardedF64(4 * n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) A.set(i + j * n, 1.0 / <f64>(i + j + 1));
    expect(symmetricEigen(n, A.at, Q.at, d.at, work.at)).toBe(true);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let value: f64 = 0, inner: f64 = 0;
        for (let t = 0; t < n; t++) value += d.get(t) * Q.get(i + t * n) * Q.get(j + t * n);
        for (let t = 0; t < n; t++) inner += Q.get(t + i * n) * Q.get(t + j * n);
        expect(abs(value - 1.0 / <f64>(i + j + 1))).toBeLessThan(1e-15 * 8);
        expect(abs(inner - (i == j ? 1 : 0))).toBeLessThan(1e-15 * 8);
      }
    }
    expect(A.intact && Q.intact && d.intact && work.intact).toBe(true);
  });

  it("gives a matrix of any size the same vectors, and values to the bit", () => {
    const n = 4;
    const sizes: f64[] = [1, 2.0 ** 1000, 2.0 ** 500, 2.0 ** -500, 2.0 ** -1000];
    const values: f64[] = [], vectors: f64[] = [];
    for (let s = 0; s < sizes.length; s++) {
      const A = new GuardedF64(n * n), Q = new GuardedF64(n * n), d = new GuardedF64(n), work = new GuardedF64(4 * n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) A.set(i + j * n, sizes[s] / <f64>(i + j + 1));
      expect(symmetricEigen(n, A.at, Q.at, d.at, work.at)).toBe(true);
      for (let i = 0; i < n; i++) values.push(d.get(i) / sizes[s]);
      for (let i = 0; i < n * n; i++) vectors.push(Q.get(i));
    }
    for (let i = 0; i < values.length; i++) expect(values[i]).toBe(values[i % n]);
    for (let i = 0; i < vectors.length; i++) expect(vectors[i]).toBe(vectors[i % (n * n)]);
  });

  it("has nothing to do for order 0, 1 and for zeros, and stops at what is not a number", () => {
    const A = GuardedF64.of([0, 0, 0, 0]), Q = new GuardedF64(4), d = new GuardedF64(2), work = new GuardedF64(8);
    expect(symmetricEigen(0, A.at, Q.at, d.at, work.at)).toBe(true);
    expect(symmetricEigen(1, A.at, Q.at, d.at, work.at)).toBe(true);
    expect(Q.get(0)).toBe(1);
    expect(symmetricEigen(2, A.at, Q.at, d.at, work.at)).toBe(true);
    expect(d.get(0) == 0 && d.get(1) == 0).toBe(true);
    A.set(1, NaN);
    A.set(2, NaN);
    expect(symmetricEigen(2, A.at, Q.at, d.at, work.at)).toBe(false);
  });
});

describe("clusterAdjustments", () => {
  it("divides scores by the root of what the cluster leaves", () => {
    // one regressor; two clusters with a quarter and three quarters of its squares
    const blocks = GuardedF64.of([1, 2, 9, 3, -2, 9]), L = GuardedF64.of([2]), targets = GuardedF64.of([1]);
    const scores = new GuardedF64(2), vectors = new GuardedF64(2), measures = new GuardedF64(8);
    const leverage = new GuardedF64(2), products = new GuardedF64(2), work = new GuardedF64(11);
    expect(clusterAdjustments(
      3, 2, 0, 1, 1, 1, 2, 2, 1e-10, blocks.at, L.at, targets.at,
      scores.at, vectors.at, measures.at, leverage.at, products.at, work.at,
    )).toBe(0);
    // s = 2 / 2, over 1 - 1/4; -1 over 1 - 3/4
    expect(abs(scores.get(0) - 4.0 / 3)).toBeLessThan(1e-15);
    expect(scores.get(1)).toBe(-4);
    expect(leverage.get(0) == 0.25 && leverage.get(1) == 0.75).toBe(true);
    // g = 4, B g = 3, g'B g - a'a = 12 - 9
    expect(vectors.get(1)).toBe(3);
    expect(measures.get(4) == 3 && measures.get(5) == 9 && measures.get(6) == 0 && measures.get(7) == 0.75).toBe(true);
    expect(abs(products.get(1) - 3)).toBeLessThan(1e-14);
    expect(products.intact && blocks.intact && L.intact && scores.intact && vectors.intact && measures.intact && work.intact).toBe(true);
  });

  it("leaves out a direction that one cluster alone identifies", () => {
    const blocks = GuardedF64.of([4, 0, 9]), L = GuardedF64.of([2]), targets = GuardedF64.of([1]);
    const scores = GuardedF64.of([9]), vectors = new GuardedF64(1), measures = new GuardedF64(4);
    const leverage = new GuardedF64(1), work = new GuardedF64(10);
    expect(clusterAdjustments(
      3, 1, 0, 1, 1, 0, 1, 1, 1e-10, blocks.at, L.at, targets.at,
      scores.at, vectors.at, measures.at, leverage.at, 0, work.at,
    )).toBe(0);
    expect(scores.get(0) == 0 && measures.get(0) == 0 && measures.get(2) == 1).toBe(true);
  });
});

describe("weightedAdjustments", () => {
  it("is that of equal weights where weights are equal", () => {
    // a column (1, 1, 1, 1) / 2, two rows a cluster: I - P has 1/2 in the direction (1, 1)
    const U = GuardedF64.of([0.5, 0.5, 0.5, 0.5]), u = GuardedF64.of([1, 2, -2, -1]), w = GuardedF64.of([1, 1, 1, 1]);
    const offsets = GuardedU32.of([0, 2, 4]), S = GuardedF64.of([1]), targets = GuardedF64.of([1]);
    const scores = new GuardedF64(2), vectors = new GuardedF64(4), measures = new GuardedF64(4);
    const products = new GuardedF64(2), work = new GuardedF64(8 + 18 + 6 + 3);
    expect(weightedAdjustments(
      4, 2, 2, 1, 1, 1, 1, 2, 0, 1e-10, offsets.at, U.at, u.at, w.at, 0, S.at, targets.at,
      scores.at, vectors.at, measures.at, products.at, work.at,
    )).toBe(0);
    expect(abs(scores.get(0) - 1.5 * Math.sqrt(2))).toBeLessThan(1e-15 * 4);
    expect(abs(scores.get(1) + 1.5 * Math.sqrt(2))).toBeLessThan(1e-15 * 4);
    // x = U reaches 1/2; the parts of both clusters cancel
    expect(abs(measures.get(0) - 0.5)).toBeLessThan(1e-15 * 4);
    expect(abs(products.get(0) - 0.5)).toBeLessThan(1e-15 * 4);
    expect(offsets.intact && U.intact && scores.intact && vectors.intact && measures.intact && work.intact).toBe(true);
  });
});
