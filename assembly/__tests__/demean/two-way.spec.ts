import { demeanGroups } from "../../demean/demean-groups";
import { schurComplement } from "../../demean/schur-complement";
import { schurFactor } from "../../demean/schur-factor";
import { schurFold } from "../../demean/schur-fold";
import { schurSolve } from "../../demean/schur-solve";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// Two firms, two years, all four cells: x = firm + year + 1 in one cell leaves 1/4, -1/4, -1/4, 1/4.
describe("two effects, exactly", () => {
  it("builds, factors, solves and demeans a 2 by 2 panel by hand", () => {
    const offsets = GuardedU32.of([0, 2, 4]);
    const codes = GuardedU32.of([0, 1, 0, 1]);
    const blocks = GuardedU32.of([0, 2]);
    const S = new GuardedF64(4);
    const work = new GuardedF64(2304);
    const index = new GuardedU32(5);
    expect(schurComplement(0, 2, 2, 1, 0, offsets.at, codes.at, blocks.at, 0, S.at, work.at, index.at)).toBe(0);
    expect(schurFold(1, blocks.at, S.at, work.at)).toBe(0);
    expect(S.get(0)).toBe(1);
    expect(S.get(1)).toBe(0);
    expect(S.get(2)).toBe(-1);
    expect(S.get(3)).toBe(1);
    expect(schurFactor(1, blocks.at, S.at)).toBe(0);
    expect(S.get(0)).toBe(1);

    for (let k = 1; k <= 13; k++) {
      const width = k < 3 ? 2 : (k + 3) & ~3, apart = 8, blocks4 = (width + 3) >> 2;
      const x = new GuardedF64(4 * k);
      for (let j = 0; j < k; j++) {
        x.set(4 * j, 11);
        x.set(4 * j + 1, 30);
        x.set(4 * j + 2, 110);
        x.set(4 * j + 3, 130);
      }
      const sums = new GuardedF64(apart * blocks4), coefs = new GuardedF64(apart * blocks4);
      const before = new GuardedF64(4 * width + 1), after = new GuardedF64(4 * width + 1), buffer = new GuardedF64(68 * width);
      const none = demeanGroups(
        4, k, 0, 2, 2, 1, 0, 0, apart, 0, offsets.at, codes.at, 0, 0, x.at, sums.at, before.at, buffer.at,
      );
      expect(none).toBe(0);
      for (let j = 0; j < 4 * blocks4; j++) {
        const at = (j >> 2) * apart + (j & 3);
        expect(sums.get(at)).toBe(j < k ? -19.5 : 0);
        expect(sums.get(at + 4)).toBe(j < k ? 19.5 : 0);
      }
      for (let j = 0; j < k; j++) {
        expect(before.get(j)).toBe(2 * 9.5 + 2 * 109);
        expect(before.get(width + j)).toBe(2 * 9.5 * 9.5 + 2 * 109 * 109);
        expect(before.get(2 * width + j)).toBe((19 * 19 + 20 * 20) / 2);
        expect(x.get(4 * j + 3)).toBe(130);
      }
      expect(before.get(4 * width)).toBe(4);

      for (let i = 0; i < apart * blocks4; i++) coefs.set(i, sums.get(i));
      for (let b = 0; b < blocks4; b++) expect(schurSolve(1, blocks.at, S.at, coefs.at + ((b * apart) << 3))).toBe(0);
      for (let j = 0; j < 4 * blocks4; j++) expect(coefs.get((j >> 2) * apart + (j & 3))).toBe(j < k ? -19.5 : 0);

      const info = demeanGroups(
        4, k, 0, 2, 2, 1, 0, 1, apart, apart, offsets.at, codes.at, 0, coefs.at, x.at, sums.at, after.at, buffer.at,
      );
      expect(info).toBe(0);
      for (let j = 0; j < k; j++) {
        expect(x.get(4 * j)).toBe(0.25);
        expect(x.get(4 * j + 1)).toBe(-0.25);
        expect(x.get(4 * j + 2)).toBe(-0.25);
        expect(x.get(4 * j + 3)).toBe(0.25);
        expect(after.get(2 * width + j)).toBe(0.25);
        expect(after.get(3 * width + j)).toBe(0);
      }
      for (let i = 0; i < apart * blocks4; i++) expect(sums.get(i)).toBe(0);
      expect(x.intact && sums.intact && before.intact && coefs.intact && after.intact && buffer.intact).toBe(true);
    }
    expect(S.intact && work.intact && index.intact && blocks.intact && codes.intact && offsets.intact).toBe(true);
  });

  it("counts the pairs of a group with weights, repeats and all, in separate blocks", () => {
    // group 0: levels 0 (weights 1 and 2) and 1 (3): pair 3*3/6; group 1: level 2 alone
    const offsets = GuardedU32.of([0, 3, 4]);
    const codes = GuardedU32.of([0, 1, 0, 2]);
    const blocks = GuardedU32.of([0, 2, 3]);
    const w = GuardedF64.of([1, 3, 2, 5]);
    const S = new GuardedF64(5);
    const work = new GuardedF64(2304);
    const index = new GuardedU32(7);
    expect(schurComplement(0, 2, 3, 2, 1, offsets.at, codes.at, blocks.at, w.at, S.at, work.at, index.at)).toBe(0);
    expect(schurFold(2, blocks.at, S.at, work.at)).toBe(0);
    expect(S.get(0)).toBe(1.5);
    expect(S.get(1)).toBe(0);
    expect(S.get(2)).toBe(-1.5);
    expect(S.get(3)).toBe(1.5);
    expect(S.get(4)).toBe(0);
    expect(schurFactor(2, blocks.at, S.at)).toBe(0);
    expect(S.intact && work.intact && index.intact && w.intact).toBe(true);
  });

  it("names the level whose pivot is not positive", () => {
    const blocks = GuardedU32.of([0, 1, 4]);
    const S = GuardedF64.of([0, 1, 0, 0, 1, 1, 0, 0, 0, 0]);
    expect(schurFactor(2, blocks.at, S.at)).toBe(3);
    expect(S.intact).toBe(true);
  });

  it("factors past a panel: 40 levels in a chain, L L' gives the equations back", () => {
    const m = 40;
    const S = new GuardedF64(m * m);
    const blocks = GuardedU32.of([0, m]);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < i; j++) S.set(i * m + j, -1);
      S.set(i * m + i, m - 1);
    }
    expect(schurFactor(1, blocks.at, S.at)).toBe(0);
    for (let i = 0; i < m - 1; i++) {
      for (let j = 0; j <= i; j++) {
        let sum: f64 = 0;
        for (let l = 0; l <= j; l++) sum += S.get(i * m + l) * S.get(j * m + l);
        expect(abs(sum - (i == j ? m - 1 : -1)) < 1e-12).toBe(true);
      }
    }
    expect(S.intact).toBe(true);
  });
});
