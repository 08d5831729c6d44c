import { levelBasis } from "../../slopes/level-basis";
import { slopeApply } from "../../slopes/slope-apply";
import { slopeDiagonal } from "../../slopes/slope-diagonal";
import { slopeLeverages } from "../../slopes/slope-leverages";
import { slopePass } from "../../slopes/slope-pass";
import { slopeFold, slopeSchur } from "../../slopes/slope-schur";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("levelBasis", () => {
  it("centres and scales within a level; a constant has no direction", () => {
    const offsets = GuardedU32.of([0, 2, 4]), B = GuardedF64.of([2010, 2012, 7, 7]), kept = new GuardedU32(2);
    const w = GuardedF64.of([2, 2, 1, 1]);
    expect(levelBasis(4, 2, 0, 2, 1, 1, 1, 1, 1e-9, offsets.at, 0, w.at, B.at, kept.at)).toBe(0);
    expect(B.get(0)).toBe(-0.5);
    expect(B.get(1)).toBe(0.5);
    expect(B.get(2)).toBe(0);
    expect(B.get(3)).toBe(0);
    expect(kept.get(0)).toBe(1);
    expect(kept.get(1)).toBe(0);
    expect(B.intact && kept.intact && offsets.intact).toBe(true);
  });

  it("takes rows by level from their order, weights, and combinations of columns before", () => {
    // one level of rows 2 and 0, weights 3 and 1; row 1 belongs to another, which is left out
    const offsets = GuardedU32.of([0, 2, 3]), order = GuardedU32.of([2, 0, 1]), w = GuardedF64.of([1, 9, 3]);
    const B = GuardedF64.of([1, 5, 1, 2, 5, 2]), kept = GuardedU32.of([8, 8, 8, 8]);
    expect(levelBasis(3, 2, 0, 1, 2, 0, 1, 0, 1e-9, offsets.at, order.at, w.at, B.at, kept.at)).toBe(0);
    // norm of the first: 1 + 3; the second is twice the first
    expect(B.get(0)).toBe(0.5);
    expect(B.get(1)).toBe(5);
    expect(B.get(2)).toBe(0.5);
    expect(B.get(3)).toBe(0);
    expect(B.get(5)).toBe(0);
    expect(kept.get(0)).toBe(1);
    expect(kept.get(1)).toBe(8);
    expect(kept.get(2)).toBe(0);
    expect(B.intact && kept.intact && order.intact && w.intact).toBe(true);
  });
});

describe("slopePass", () => {
  it("takes a constant and a slope out of each group, and sums the rest by level", () => {
    // a group of three rows with the slope -1, 0, 1: of 1, 2, 6 it leaves 0.5, -1, 0.5
    const offsets = GuardedU32.of([0, 3]), codes = GuardedU32.of([0, 1, 0]), terms = GuardedU32.of([0]);
    const half = Math.sqrt(0.5);
    const B = GuardedF64.of([-half, 0, half]), origins = GuardedF64.of([1, 0, 0, 0]);
    const X = GuardedF64.of([1, 2, 6]), sums = new GuardedF64(8), moments = new GuardedF64(17), work = new GuardedF64(20);
    for (let mode = 0; mode < 2; mode++) {
      for (let i = 0; i < 3; i++) X.set(i, i == 2 ? 6 : i + 1);
      const info = slopePass(
        3, 1, 0, 1, 2, 1, 1, 1, 0, mode, offsets.at, codes.at, terms.at, 0, B.at, 0, 0, origins.at,
        X.at, sums.at, moments.at, work.at,
      );
      expect(info).toBe(0);
      for (let i = 0; i < 3; i++) expect(Math.abs(X.get(i) - (i == 1 ? -1 : 0.5)) < 1e-15).toBe(true);
      expect(Math.abs(sums.get(0) - 1) < 1e-15).toBe(true);
      expect(Math.abs(sums.get(4) + 1) < 1e-15).toBe(true);
      expect(sums.get(1)).toBe(0);
      expect(moments.get(0)).toBe(6);
      expect(moments.get(4)).toBe(26);
      expect(Math.abs(moments.get(8) - 1.5) < 1e-14).toBe(true);
      expect(moments.get(12) < 1e-15).toBe(true);
      expect(moments.get(16)).toBe(3);
    }
    expect(X.intact && sums.intact && moments.intact && work.intact && B.intact).toBe(true);
  });

  it("takes coefficients of terms out first, weights, without a constant", () => {
    // values of the term 1 and 2 times the coefficient 3 leave 4 and 1; the direction is the second row
    const offsets = GuardedU32.of([0, 2]), codes = GuardedU32.of([0, 0]), terms = GuardedU32.of([1]);
    const values = GuardedF64.of([1, 2]), B = GuardedF64.of([0, 0.5]), w = GuardedF64.of([1, 4]);
    const coefs = GuardedF64.of([3, 0, 0, 0]), X = GuardedF64.of([7, 7]);
    const sums = new GuardedF64(4), moments = new GuardedF64(17), work = new GuardedF64(16);
    const info = slopePass(
      2, 1, 0, 1, 1, 1, 1, 0, 1, 2, offsets.at, codes.at, terms.at, values.at, B.at, w.at, coefs.at, 0,
      X.at, sums.at, moments.at, work.at,
    );
    expect(info).toBe(0);
    expect(X.get(0)).toBe(4);
    expect(X.get(1)).toBe(0);
    expect(sums.get(0)).toBe(4);
    expect(moments.get(8)).toBe(16);
    expect(moments.get(12)).toBe(0);
    expect(moments.get(16)).toBe(5);
    expect(X.intact && sums.intact && moments.intact && work.intact && coefs.intact).toBe(true);
  });

  it("refuses a number of columns or a mode that is not there", () => {
    expect(slopePass(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-2);
    expect(slopePass(0, 5, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-2);
    expect(slopePass(0, 1, 0, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-10);
  });
});

describe("slopeLeverages", () => {
  it("two firms, two years, all four cells; groups left out", () => {
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 0, 1]), terms = GuardedU32.of([0]);
    // the equations are 1, -1; -1, 1: level 1 is pinned
    const M = GuardedF64.of([1, 0, 0, 0]), h = GuardedF64.of([9, 9, 9, 9]);
    const work = new GuardedF64(5), index = new GuardedU32(4);
    const info = slopeLeverages(
      4, 0, 1, 2, 2, 1, 0, 1, 0, offsets.at, codes.at, terms.at, 0, 0, 0, M.at, h.at, work.at, index.at,
    );
    expect(info).toBe(0);
    expect(Math.abs(h.get(0) - 0.75) < 1e-15).toBe(true);
    expect(Math.abs(h.get(1) - 0.75) < 1e-15).toBe(true);
    expect(h.get(2)).toBe(9);
    expect(h.intact && work.intact && index.intact && M.intact).toBe(true);
  });

  it("a slope alone: its square, times the weight", () => {
    const offsets = GuardedU32.of([0, 2]), B = GuardedF64.of([0.5, 0.25]), w = GuardedF64.of([2, 8]);
    const h = new GuardedF64(2), work = new GuardedF64(4);
    expect(slopeLeverages(2, 0, 1, 0, 0, 0, 1, 0, 1, offsets.at, 0, 0, 0, B.at, w.at, 0, h.at, work.at, 0)).toBe(0);
    expect(h.get(0)).toBe(0.5);
    expect(h.get(1)).toBe(0.5);
    expect(h.intact && work.intact).toBe(true);
  });
});

describe("the equations of the other terms", () => {
  it("are the same whole, on the diagonal and as a product", () => {
    // two firms, two years, all four cells: 1, -1; -1, 1
    const offsets = GuardedU32.of([0, 2, 4]), codes = GuardedU32.of([0, 1, 0, 1]), terms = GuardedU32.of([0]);
    const owners = GuardedU32.of([1]), totals = GuardedF64.of([2, 2]), scale = GuardedF64.of([1, 0.5]);
    const S = new GuardedF64(4), along = new GuardedF64(2), index = new GuardedU32(4), taken = new GuardedF64(2);
    expect(
      slopeSchur(4, 0, 2, 2, 1, 0, 1, 0, offsets.at, codes.at, terms.at, owners.at, 0, 0, 0, S.at, along.at, index.at),
    ).toBe(0);
    expect(slopeFold(2, totals.at, scale.at, S.at)).toBe(0);
    expect(S.get(0)).toBe(1);
    expect(S.get(2)).toBe(-0.5);
    expect(S.get(3)).toBe(0.25);
    expect(
      slopeDiagonal(4, 0, 2, 2, 1, 0, 1, 0, offsets.at, codes.at, terms.at, 0, 0, 0, taken.at, along.at, index.at),
    ).toBe(0);
    expect(taken.get(0)).toBe(1);
    expect(taken.get(1)).toBe(1);
    const a = new GuardedF64(16), q = new GuardedF64(16), work = new GuardedF64(12);
    a.set(4, 3);
    a.set(12, 1);
    expect(
      slopeApply(4, 8, 4, 0, 2, 2, 1, 0, 1, 0, offsets.at, codes.at, terms.at, 0, 0, 0, a.at, q.at, work.at),
    ).toBe(0);
    expect(q.get(4)).toBe(2);
    expect(q.get(12)).toBe(-2);
    expect(q.get(5)).toBe(0);
    expect(slopeApply(4, 8, 8, 0, 2, 2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-2);
    expect(S.intact && along.intact && index.intact && taken.intact && q.intact && work.intact).toBe(true);
  });
});
