import { demeanGroups } from "../../demean/demean-groups";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("demeanGroups without other effects", () => {
  it("takes group means out of any number of columns alike", () => {
    // groups {1, 3}, {}, {5}: means 2 and 5; about the first number: 2 * 1 + 4 and 2 * 1 + 16
    const offsets = GuardedU32.of([0, 2, 2, 3]);
    for (let k = 1; k <= 9; k++) {
      const width = k < 3 ? 2 : (k + 3) & ~3;
      const x = new GuardedF64(3 * k), moments = new GuardedF64(4 * width + 1), work = new GuardedF64(68 * width);
      for (let j = 0; j < k; j++) {
        x.set(3 * j, 1 + 1e6 * j);
        x.set(3 * j + 1, 3 + 1e6 * j);
        x.set(3 * j + 2, 5 + 1e6 * j);
      }
      expect(demeanGroups(3, k, 0, 3, 0, 0, 0, 1, 0, 0, offsets.at, 0, 0, 0, x.at, 0, moments.at, work.at)).toBe(0);
      for (let j = 0; j < width; j++) {
        expect(moments.get(j)).toBe(j < k ? 6 : 0);
        expect(moments.get(width + j)).toBe(j < k ? 18 : 0);
        expect(moments.get(2 * width + j)).toBe(j < k ? 2 : 0);
        expect(moments.get(3 * width + j)).toBe(0);
      }
      expect(moments.get(4 * width)).toBe(3);
      for (let j = 0; j < k; j++) {
        expect(x.get(3 * j)).toBe(-1);
        expect(x.get(3 * j + 1)).toBe(1);
        expect(x.get(3 * j + 2)).toBe(0);
      }
      expect(x.intact && moments.intact && work.intact && offsets.intact).toBe(true);
    }
  });

  it("weighs rows, of a group larger than the buffer too", () => {
    // weight 3 on the first row, 1 on the others of 201: 0, 203, 203, ... have mean 203 * 200 / 203
    const offsets = GuardedU32.of([0, 201]);
    for (let k = 1; k <= 5; k++) {
      const width = k < 3 ? 2 : (k + 3) & ~3;
      const x = new GuardedF64(201 * k), w = new GuardedF64(201);
      const moments = new GuardedF64(4 * width + 1), work = new GuardedF64(68 * width);
      for (let i = 0; i < 201; i++) {
        w.set(i, i == 0 ? 3 : 1);
        for (let j = 0; j < k; j++) x.set(201 * j + i, i == 0 ? 0 : 203);
      }
      expect(demeanGroups(201, k, 0, 1, 0, 0, 1, 1, 0, 0, offsets.at, 0, w.at, 0, x.at, 0, moments.at, work.at)).toBe(0);
      for (let j = 0; j < k; j++) {
        expect(abs(x.get(201 * j) + 200) < 1e-12).toBe(true);
        expect(abs(x.get(201 * j + 200) - 3) < 1e-12).toBe(true);
        expect(abs(moments.get(2 * width + j) - (3 * 200 * 200 + 200 * 9)) < 1e-8).toBe(true);
        expect(moments.get(3 * width + j) < 1e-12).toBe(true);
      }
      expect(moments.get(4 * width)).toBe(203);
      expect(x.intact && w.intact && moments.intact && work.intact).toBe(true);
    }
  });

  it("takes no rows and no groups", () => {
    const offsets = GuardedU32.of([0, 0, 0]), none = new GuardedF64(0);
    const moments = new GuardedF64(9), work = new GuardedF64(136);
    expect(demeanGroups(0, 2, 0, 2, 0, 0, 0, 1, 0, 0, offsets.at, 0, 0, 0, none.at, 0, moments.at, work.at)).toBe(0);
    for (let i = 0; i < 9; i++) expect(moments.get(i)).toBe(0);
    expect(moments.intact && work.intact && none.intact).toBe(true);
  });
});
