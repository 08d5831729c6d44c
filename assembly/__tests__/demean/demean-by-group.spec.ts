import { demeanByGroup } from "../../demean/demean-by-group";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("demeanByGroup", () => {
  it("takes group means out of one to four columns alike", () => {
    // groups {1, 3}, {5}: means 2 and 5; about the mean 3: 4 + 0 + 4
    const offsets = GuardedU32.of([0, 2, 3]);
    for (let k = 1; k <= 4; k++) {
      const x = new GuardedF64(3 * k);
      for (let j = 0; j < k; j++) {
        x.set(3 * j, 1 + 1e6 * j);
        x.set(3 * j + 1, 3 + 1e6 * j);
        x.set(3 * j + 2, 5 + 1e6 * j);
      }
      const before = new GuardedF64(2 * k);
      const after = new GuardedF64(2 * k);
      expect(demeanByGroup(3, k, 2, 0, offsets.at, 0, x.at, before.at, after.at)).toBe(0);
      for (let j = 0; j < k; j++) {
        expect(x.get(3 * j)).toBe(-1);
        expect(x.get(3 * j + 1)).toBe(1);
        expect(x.get(3 * j + 2)).toBe(0);
        expect(before.get(j)).toBe(8);
        expect(before.get(k + j)).toBe(3 + 1e6 * j);
        expect(after.get(j)).toBe(2);
        expect(after.get(k + j)).toBe(0);
      }
      expect(x.intact && before.intact && after.intact && offsets.intact).toBe(true);
    }
  });

  it("weighs rows", () => {
    const offsets = GuardedU32.of([0, 2]);
    const x = GuardedF64.of([0, 4, 0, 8]);
    const w = GuardedF64.of([3, 1]);
    const before = new GuardedF64(4);
    const after = new GuardedF64(4);
    expect(demeanByGroup(2, 2, 1, 1, offsets.at, w.at, x.at, before.at, after.at)).toBe(0);
    expect(x.get(0)).toBe(-1);
    expect(x.get(1)).toBe(3);
    expect(x.get(2)).toBe(-2);
    expect(x.get(3)).toBe(6);
    expect(before.get(0)).toBe(12);
    expect(after.get(0)).toBe(12);
    expect(before.get(2)).toBe(1);
    expect(x.intact && w.intact && before.intact && after.intact).toBe(true);
  });

  it("takes no rows, groups without rows, and refuses a wrong number of columns", () => {
    const offsets = GuardedU32.of([0, 0, 0]);
    const none = new GuardedF64(0);
    const before = new GuardedF64(4);
    const after = new GuardedF64(4);
    expect(demeanByGroup(0, 2, 2, 0, offsets.at, 0, none.at, before.at, after.at)).toBe(0);
    expect(before.get(0)).toBe(0);
    expect(demeanByGroup(0, 0, 2, 0, offsets.at, 0, none.at, before.at, after.at)).toBe(-2);
    expect(demeanByGroup(0, 5, 2, 0, offsets.at, 0, none.at, before.at, after.at)).toBe(-2);
    expect(before.intact && after.intact && none.intact).toBe(true);
  });
});
