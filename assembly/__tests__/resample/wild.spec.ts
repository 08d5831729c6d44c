import { multiplierDraws } from "../../resample/multiplier-draws";
import { philoxU32 } from "../../resample/philox";
import { wildDraws } from "../../resample/wild-draws";
import { wildWeights } from "../../resample/wild-weights";
import { wreDraws } from "../../resample/wre-draws";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("wildWeights", () => {
  it("enumerates signs: bit k of the draw is -1 for cluster k", () => {
    const out = new GuardedF64(6);
    const block = new GuardedU32(4);
    expect(wildWeights(0, 3, 5, 2, 2, 0, 0, out.at, block.at)).toBe(0);
    const expected: f64[] = [-1, 1, -1, 1, -1, -1];
    for (let i = 0; i < 6; i++) expect(out.get(i)).toBe(expected[i]);
    expect(out.intact && block.intact).toBe(true);
  });

  it("makes weight i of number i of the draw's stream", () => {
    const n = 7;
    const numbers = new GuardedU32(n);
    const out = new GuardedF64(n);
    const block = new GuardedU32(4);
    philoxU32(n, 0, 9, 2, 0, 42, 0, numbers.at, block.at);
    wildWeights(1, n, 9, 1, 2, 42, 0, out.at, block.at);
    for (let i = 0; i < n; i++) expect(out.get(i)).toBe(numbers.get(i) >= 0x80000000 ? -1 : 1);
    expect(out.intact && block.intact).toBe(true);
  });

  it("has mean 0 and variance 1 to four standard errors, for two and for six points, and Mammen's third moment 1", () => {
    const n = 40000;
    const out = new GuardedF64(n);
    const block = new GuardedU32(4);
    for (let kind: u32 = 1; kind < 4; kind++) {
      wildWeights(kind, n, 0, 1, 2, 7, 0, out.at, block.at);
      let mean: f64 = 0, square: f64 = 0, cube: f64 = 0;
      for (let i = 0; i < n; i++) {
        const v = out.get(i);
        mean += v / n;
        square += v * v / n;
        cube += v * v * v / n;
      }
      expect(abs(mean) < 0.02).toBe(true);
      expect(abs(square - 1) < 0.02).toBe(true);
      expect(abs(cube - (kind == 3 ? 1 : 0)) < 0.05).toBe(true);
    }
    expect(wildWeights(4, n, 0, 1, 2, 7, 0, out.at, block.at)).toBe(-1);
  });
});

describe("wildDraws", () => {
  it("gives numerators and squares by hand: two clusters, three rows, one projection", () => {
    const U = GuardedF64.of([1, 2]);
    const W = GuardedF64.of([1, 0, -1]);
    const offsets = GuardedU32.of([0, 1, 3, 3]);
    const clusters = GuardedU32.of([0, 0, 1]);
    const values = GuardedF64.of([3, 5, 7]);
    const numerators = GuardedF64.of([10, 1]);
    const factors = GuardedF64.of([1, 2, 3]);
    const out = new GuardedF64(8);
    const work = new GuardedF64(8 * (2 + 1 + 2 + 2));
    const block = new GuardedU32(4);
    const info = wildDraws(
      0, 0, 4, 4, 2, 3, 1, 1, 3, 2, 0, 0, U.at, W.at, offsets.at, clusters.at, values.at, numerators.at, factors.at,
      out.at, work.at, block.at,
    );
    expect(info).toBe(0);
    // weights (1,1): projection 3; scores 3 + 3, 12, -3
    expect(out.get(0)).toBe(11);
    expect(out.get(4)).toBe(36 + 2 * 144 + 3 * 9);
    // (-1,1): projection 1; scores -3 + 1, 2, -1
    expect(out.get(1)).toBe(-9);
    expect(out.get(5)).toBe(4 + 2 * 4 + 3);
    // (1,-1) and (-1,-1): signs alone
    expect(out.get(2) == 9 && out.get(6) == out.get(5)).toBe(true);
    expect(out.get(3) == -11 && out.get(7) == out.get(4)).toBe(true);
    expect(U.intact && W.intact && offsets.intact && clusters.intact && values.intact && numerators.intact).toBe(true);
    expect(factors.intact && out.intact && work.intact && block.intact).toBe(true);
  });

  it("makes a draw alike in a tile of eight and alone, two parts", () => {
    const n = 5;
    const U = new GuardedF64(2 * n);
    const W = new GuardedF64(2 * n);
    const offsets = new GuardedU32(n + 1);
    const clusters = new GuardedU32(n);
    const values = new GuardedF64(2 * n);
    const numerators = new GuardedF64(2 * n);
    const factors = new GuardedF64(n);
    for (let i = 0; i < n; i++) {
      offsets.set(i + 1, i + 1);
      clusters.set(i, i);
      factors.set(i, i + 1);
    }
    for (let i = 0; i < 2 * n; i++) {
      U.set(i, 1.0 / (1 + i));
      W.set(i, 0.1 * i);
      values.set(i, 2.0 / (3 + i));
      numerators.set(i, i * i);
    }
    const all = new GuardedF64(11 * 5);
    const one = new GuardedF64(5);
    const work = new GuardedF64(8 * (n + 2 + 4 + 5));
    const block = new GuardedU32(4);
    wildDraws(
      2, 3, 11, 11, n, n, 1, 2, n, 2, 1, 0, U.at, W.at, offsets.at, clusters.at, values.at, numerators.at, factors.at,
      all.at, work.at, block.at,
    );
    for (let d = 0; d < 11; d++) {
      wildDraws(
        2, 3 + d, 1, 1, n, n, 1, 2, n, 2, 1, 0, U.at, W.at, offsets.at, clusters.at, values.at, numerators.at,
        factors.at, one.at, work.at, block.at,
      );
      for (let s = 0; s < 5; s++) expect(one.get(s)).toBe(all.get(s * 11 + d));
    }
    expect(all.intact && one.intact && work.intact && block.intact).toBe(true);
  });
});

describe("wreDraws", () => {
  it("gives the coefficient and its variance by hand: two clusters, two rows, one exogenous column, one instrument", () => {
    const p0 = GuardedF64.of([4]);
    const A = GuardedF64.of([1, 2, 3, 5, 2, 0, 1, -1]); // o1, r1, o2, r2, by cluster
    const H = GuardedF64.of([1, -2]);
    const K = GuardedF64.of([0.5, 1]);
    const offsets = GuardedU32.of([0, 1, 2]);
    const clusters = GuardedU32.of([0, 1]);
    const values = GuardedF64.of([1, 2, 3, 4]);
    const factors = GuardedF64.of([1, 2]);
    const out = new GuardedF64(8);
    const work = new GuardedF64(8 * (2 + 2 + 5 + 4));
    const block = new GuardedU32(4);
    const info = wreDraws(
      0, 0, 4, 4, 2, 2, 1, 1, 2, 0, 0, p0.at, A.at, H.at, K.at, offsets.at, clusters.at, values.at, factors.at, out.at,
      work.at, block.at,
    );
    expect(info).toBe(0);
    // weights (1, 1): o1 3, r1 8, o2 2, p 4 + 0; d = 2; o1 - d o2 = -1
    // scores 4 (-1 + 1 - 2 (2 + 0.5)) = -20 and 4 (2 + 3 - 2 (4 + 1)) = -20
    expect(out.get(0)).toBe(2);
    expect(out.get(4)).toBe((400 + 2 * 400) / 256);
    // weights (-1, 1): o1 1, r1 2, o2 -2, p 4 - 2 = 2; d = 1; o1 - d o2 = 3
    // scores 2 (3 - 1 - (-2 + 0.5)) = 7 and 2 (-6 + 3 - (4 + 1)) = -16
    expect(out.get(1)).toBe(1);
    expect(out.get(5)).toBe((49 + 2 * 256) / 16);
    expect(p0.intact && A.intact && H.intact && K.intact && offsets.intact && clusters.intact).toBe(true);
    expect(values.intact && factors.intact && out.intact && work.intact && block.intact).toBe(true);
  });

  it("refuses an unknown kind", () => {
    const one = GuardedF64.of([1]);
    const none = new GuardedU32(4);
    const info = wreDraws(
      4, 0, 1, 1, 0, 0, 0, 1, 2, 0, 0, one.at, one.at, one.at, one.at, none.at, none.at, one.at, one.at, one.at, one.at,
      none.at,
    );
    expect(info).toBe(-1);
  });
});

describe("multiplierDraws", () => {
  it("weighs influences by the weights of their draws, in any tile and block of units", () => {
    const n = 300, p = 3, draws = 11;
    for (let kind: u32 = 0; kind < 4; kind++) {
      const psi = new GuardedF64(n * p), out = new GuardedF64(draws * p), weights = new GuardedF64(n * draws);
      const work = new GuardedF64(max(8 * (256 + p), (64 + draws) * (p + 3) + 32)), block = new GuardedU32(4);
      for (let i = 0; i < n * p; i++) psi.set(i, <f64>((i * 7) % 13) - 6);
      expect(multiplierDraws(kind, n, p, 5, draws, 2, 42, 0, psi.at, out.at, work.at, block.at)).toBe(0);
      wildWeights(kind, n, 5, draws, 2, 42, 0, weights.at, block.at);
      for (let d = 0; d < draws; d++) {
        for (let j = 0; j < p; j++) {
          let sum: f64 = 0;
          for (let i = 0; i < n; i++) sum += psi.get(j * n + i) * weights.get(d * n + i);
          expect(abs(out.get(d * p + j) - sum)).toBeLessThan(1e-9);
        }
      }
      expect(psi.intact && out.intact && work.intact && block.intact).toBe(true);
    }
  });

  it("refuses an unknown kind", () => {
    expect(multiplierDraws(4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-1);
  });
});
