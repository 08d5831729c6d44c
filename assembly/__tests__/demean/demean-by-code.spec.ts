import { demeanByCode } from "../../demean/demean-by-code";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("demeanByCode", () => {
  it("takes means by level out, rows in any order", () => {
    const codes = GuardedU32.of([1, 0, 1]);
    const totals = GuardedF64.of([1, 2]);
    for (let k = 1; k <= 4; k++) {
      const x = new GuardedF64(3 * k);
      for (let j = 0; j < k; j++) {
        x.set(3 * j, 1);
        x.set(3 * j + 1, 5);
        x.set(3 * j + 2, 3);
      }
      const before = new GuardedF64(2 * k);
      const after = new GuardedF64(2 * k);
      const work = new GuardedF64(16);
      expect(demeanByCode(3, k, 2, 0, codes.at, 0, totals.at, x.at, before.at, after.at, work.at)).toBe(0);
      for (let j = 0; j < k; j++) {
        expect(x.get(3 * j)).toBe(-1);
        expect(x.get(3 * j + 1)).toBe(0);
        expect(x.get(3 * j + 2)).toBe(1);
        expect(before.get(j)).toBe(8);
        expect(before.get(k + j)).toBe(3);
        expect(after.get(j)).toBe(2);
        expect(after.get(k + j)).toBe(0);
      }
      expect(x.intact && before.intact && after.intact && work.intact && codes.intact && totals.intact).toBe(true);
    }
  });

  it("weighs rows, and refuses a wrong number of columns", () => {
    const codes = GuardedU32.of([0, 0]);
    const totals = GuardedF64.of([4]);
    const x = GuardedF64.of([0, 4]);
    const w = GuardedF64.of([3, 1]);
    const before = new GuardedF64(2);
    const after = new GuardedF64(2);
    const work = new GuardedF64(8);
    expect(demeanByCode(2, 1, 1, 1, codes.at, w.at, totals.at, x.at, before.at, after.at, work.at)).toBe(0);
    expect(x.get(0)).toBe(-1);
    expect(x.get(1)).toBe(3);
    expect(demeanByCode(2, 5, 1, 1, codes.at, w.at, totals.at, x.at, before.at, after.at, work.at)).toBe(-2);
    expect(x.intact && w.intact && work.intact).toBe(true);
  });
});
