import { abadieImbensSums } from "../../matching/abadie-imbens-sums";
import { neighbourVariances } from "../../matching/neighbour-variances";
import { pairEffects } from "../../matching/pair-effects";
import { pairSquares } from "../../matching/pair-squares";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("pairEffects and pairSquares", () => {
  it("add up three pairs of two treated units", () => {
    const treated = GuardedU32.of([0, 0, 1]);
    const control = GuardedU32.of([2, 3, 2]);
    const share = GuardedF64.of([0.5, 0.5, 1]);
    const y = GuardedF64.of([10, 7, 4, 2]);
    const matched = GuardedF64.of([9, 9, 9, 9]);
    const effect = GuardedF64.of([9, 9, 9, 9]);
    const used = GuardedF64.of([9, 9, 9, 9]);
    const squares = GuardedF64.of([9, 9, 9, 9]);
    expect(pairEffects(4, 3, treated.at, control.at, share.at, y.at, matched.at, effect.at, used.at, squares.at)).toBe(0);
    const expected: f64[] = [1, 1, 0, 0, 7, 3, 0, 0, 0, 0, 1.5, 0.5, 0, 0, 1.25, 0.25];
    for (let i = 0; i < 4; i++) {
      expect(matched.get(i)).toBe(expected[i]);
      expect(effect.get(i)).toBe(expected[4 + i]);
      expect(used.get(i)).toBe(expected[8 + i]);
      expect(squares.get(i)).toBe(expected[12 + i]);
    }
    const work = new GuardedF64(8224);
    // differences 6, 8, 3 about 5
    expect(pairSquares(4, 3, 5, treated.at, control.at, share.at, y.at, work.at)).toBe(9);
    expect(treated.intact && control.intact && share.intact && y.intact && work.intact).toBe(true);
    expect(matched.intact && effect.intact && used.intact && squares.intact).toBe(true);
  });

  it("say which position is out of range", () => {
    const good = GuardedU32.of([0]);
    const bad = GuardedU32.of([1]);
    const one = GuardedF64.of([1]);
    const out = new GuardedF64(1);
    expect(pairEffects(1, 1, bad.at, good.at, one.at, one.at, out.at, out.at, out.at, out.at)).toBe(-3);
    expect(pairEffects(1, 1, good.at, bad.at, one.at, one.at, out.at, out.at, out.at, out.at)).toBe(-4);
    const work = new GuardedF64(8224);
    expect(isNaN(pairSquares(1, 1, 0, bad.at, good.at, one.at, one.at, work.at))).toBe(true);
    expect(pairSquares(1, 0, 0, good.at, good.at, one.at, one.at, work.at)).toBe(0);
    expect(out.intact && work.intact).toBe(true);
  });
});

describe("abadieImbensSums", () => {
  it("are the five sums", () => {
    const matched = GuardedF64.of([1, 1, 0]);
    const effect = GuardedF64.of([7, 3, 0]);
    const used = GuardedF64.of([0, 0, 2]);
    const squares = GuardedF64.of([0, 0, 1]);
    const sigma2 = GuardedF64.of([2, 3, 4]);
    const sums = new GuardedF64(5);
    const work = new GuardedF64(16384 + 5);
    const info = abadieImbensSums(
      3, 4, matched.at, effect.at, used.at, squares.at, sigma2.at, sums.at, work.at);
    expect(info).toBe(0);
    const expected: f64[] = [2, 2, 10, 12, 21];
    for (let i = 0; i < 5; i++) expect(sums.get(i)).toBe(expected[i]);
    expect(matched.intact && effect.intact && used.intact && squares.intact && sigma2.intact).toBe(true);
    expect(sums.intact && work.intact).toBe(true);
  });
});

describe("neighbourVariances", () => {
  it("takes the nearest and those as near, and everyone where there are too few", () => {
    const x = GuardedF64.of([3, 0, 1, 1, 7]);
    const y = GuardedF64.of([5, 1, 3, 8, 9]);
    const variances = new GuardedF64(5);
    const keys = new GuardedF64(74);
    const order = new GuardedU32(10);
    expect(neighbourVariances(5, 1, 1, 0, x.at, y.at, variances.at, keys.at, order.at)).toBe(0);
    // 3: both ones (5, 3, 8); 0: both ones (1, 3, 8); 1: the other one (3, 8); 7: the three (5, 9)
    const third: f64 = 1.0 / 3.0;
    const expected: f64[] = [6 + third, 13, 12.5, 12.5, 8];
    for (let i = 0; i < 5; i++) expect(abs(variances.get(i) - expected[i]) < 1e-14).toBe(true);
    expect(neighbourVariances(5, 9, 1, 0, x.at, y.at, variances.at, keys.at, order.at)).toBe(0);
    for (let i = 0; i < 5; i++) expect(abs(variances.get(i) - 11.2) < 1e-14).toBe(true);
    expect(x.intact && y.intact && variances.intact && keys.intact && order.intact).toBe(true);
  });

  it("is NaN for one alone; refuses NaN and no neighbours", () => {
    const one = GuardedF64.of([1]);
    const out = new GuardedF64(1);
    const keys = new GuardedF64(66);
    const order = new GuardedU32(2);
    expect(neighbourVariances(1, 2, 1, 0, one.at, one.at, out.at, keys.at, order.at)).toBe(0);
    expect(isNaN(out.get(0))).toBe(true);
    expect(neighbourVariances(1, 0, 1, 0, one.at, one.at, out.at, keys.at, order.at)).toBe(-2);
    expect(neighbourVariances(1, 1, 1, 0, GuardedF64.of([NaN]).at, one.at, out.at, keys.at, order.at)).toBe(-5);
    expect(out.intact && keys.intact && order.intact).toBe(true);
  });
});
