import { addLevels } from "../../effects/add-levels";
import { labelLevels } from "../../effects/label-levels";
import { propagateLevels } from "../../effects/propagate-levels";
import { rowDots } from "../../effects/row-dots";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("addLevels", () => {
  it("adds or takes off the coefficient of each row's level, times a variable or not", () => {
    const codes = GuardedU32.of([1, 0, 1]);
    const coefs = GuardedF64.of([10, 20]);
    const z = GuardedF64.of([2, 3, 4]);
    const x = GuardedF64.of([1, 2, 3]);
    expect(addLevels(3, 2, 0, -1, codes.at, coefs.at, z.at, x.at)).toBe(0);
    const plain: f64[] = [-19, -8, -17];
    for (let i = 0; i < 3; i++) expect(x.get(i)).toBe(plain[i]);
    expect(addLevels(3, 2, 1, 1, codes.at, coefs.at, z.at, x.at)).toBe(0);
    const sloped: f64[] = [21, 22, 63];
    for (let i = 0; i < 3; i++) expect(x.get(i)).toBe(sloped[i]);
    expect(x.intact).toBe(true);
  });

  it("refuses codes outside", () => {
    const x = GuardedF64.of([1]);
    expect(addLevels(1, 1, 0, 1, GuardedU32.of([1]).at, GuardedF64.of([1]).at, x.at, x.at)).toBe(-5);
    expect(x.intact).toBe(true);
  });
});

describe("labelLevels", () => {
  it("hands the label of the last row to each level, and leaves levels without rows alone", () => {
    const out = GuardedU32.of([7, 7, 7]);
    expect(labelLevels(3, 3, GuardedU32.of([2, 0, 2]).at, GuardedU32.of([4, 5, 6]).at, out.at)).toBe(0);
    const labels: u32[] = [5, 7, 6];
    for (let l = 0; l < 3; l++) expect(out.get(l)).toBe(labels[l]);
    expect(labelLevels(1, 3, GuardedU32.of([3]).at, GuardedU32.of([0]).at, out.at)).toBe(-3);
    expect(out.intact).toBe(true);
  });
});

describe("propagateLevels", () => {
  it("finds coefficients along rows, the first level of b of each component at 0", () => {
    // {a0, a1; b0, b2} by rows 0, 1, 2 and {a2; b1} by rows 3, 4; a3 has no row
    const a = GuardedU32.of([0, 1, 1, 2, 2]);
    const b = GuardedU32.of([2, 0, 2, 1, 1]);
    const s = GuardedF64.of([12, 5, 8, 7, 7]);
    const aOffsets = GuardedU32.of([0, 1, 3, 5, 5]);
    const aOrder = GuardedU32.of([0, 1, 2, 3, 4]);
    const bOffsets = GuardedU32.of([0, 1, 3, 5]);
    const bOrder = GuardedU32.of([1, 3, 4, 0, 2]);
    const alpha = new GuardedF64(4), beta = new GuardedF64(3);
    const ofA = new GuardedU32(4), ofB = new GuardedU32(3), work = new GuardedU32(7);
    const info = propagateLevels(
      5, 4, 3, a.at, b.at, s.at, aOffsets.at, aOrder.at, bOffsets.at, bOrder.at, alpha.at, beta.at, ofA.at, ofB.at,
      work.at,
    );
    expect(info).toBe(2);
    const alphas: f64[] = [9, 5, 7, 0], betas: f64[] = [0, 0, 3];
    const as: u32[] = [0, 0, 1, 0xffffffff], bs: u32[] = [0, 1, 0];
    for (let l = 0; l < 4; l++) {
      expect(alpha.get(l)).toBe(alphas[l]);
      expect(ofA.get(l)).toBe(as[l]);
    }
    for (let l = 0; l < 3; l++) {
      expect(beta.get(l)).toBe(betas[l]);
      expect(ofB.get(l)).toBe(bs[l]);
    }
    expect(alpha.intact && beta.intact && ofA.intact && ofB.intact && work.intact).toBe(true);
  });

  it("refuses codes outside", () => {
    const one = GuardedU32.of([1]), zero = GuardedU32.of([0]), s = GuardedF64.of([1]);
    const f = new GuardedF64(1), u = new GuardedU32(2);
    const a = propagateLevels(1, 1, 1, one.at, zero.at, s.at, u.at, u.at, u.at, u.at, f.at, f.at, u.at, u.at, u.at);
    const b = propagateLevels(1, 1, 1, zero.at, one.at, s.at, u.at, u.at, u.at, u.at, f.at, f.at, u.at, u.at, u.at);
    expect(a).toBe(-4);
    expect(b).toBe(-5);
  });
});

describe("rowDots", () => {
  it("multiplies two matrices row by row, part of their rows too", () => {
    const A = GuardedF64.of([1, 2, 9, 3, 4, 9]);
    const B = GuardedF64.of([5, 6, 9, 7, 8, 9]);
    const out = new GuardedF64(2);
    expect(rowDots(2, 3, 2, A.at, B.at, out.at)).toBe(0);
    expect(out.get(0)).toBe(26);
    expect(out.get(1)).toBe(44);
    expect(rowDots(2, 3, 0, A.at, B.at, out.at)).toBe(0);
    expect(out.get(1)).toBe(0);
    expect(out.intact).toBe(true);
  });
});
