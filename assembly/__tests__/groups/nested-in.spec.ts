import { nestedIn } from "../../groups/nested-in";
import { GuardedU32 } from "../support/guarded";

describe("nestedIn", () => {
  it("tells nested from not", () => {
    const a = GuardedU32.of([0, 1, 0, 2]);
    const owner = new GuardedU32(3);
    expect(nestedIn(4, 3, a.at, GuardedU32.of([5, 5, 5, 7]).at, owner.at)).toBe(1);
    expect(nestedIn(4, 3, a.at, GuardedU32.of([5, 5, 6, 7]).at, owner.at)).toBe(0);
    expect(nestedIn(4, 2, a.at, GuardedU32.of([5, 5, 5, 7]).at, owner.at)).toBe(-3);
    expect(a.intact && owner.intact).toBe(true);
  });

  it("sees a row that differs at any place", () => {
    for (let n: usize = 1; n < 14; n++) {
      const a = new GuardedU32(<i32>n), b = new GuardedU32(<i32>n), owner = new GuardedU32(2);
      expect(nestedIn(n, 1, a.at, b.at, owner.at)).toBe(1);
      for (let i = 0; i < <i32>n; i++) {
        b.set(i, 3);
        expect(nestedIn(n, 2, a.at, b.at, owner.at)).toBe(n > 1 ? 0 : 1);
        a.set(i, 1);
        expect(nestedIn(n, 2, a.at, b.at, owner.at)).toBe(1);
        expect(nestedIn(n, 1, a.at, b.at, owner.at)).toBe(-3);
        a.set(i, 0);
        b.set(i, 0);
      }
      expect(owner.intact).toBe(true);
    }
  });
});
