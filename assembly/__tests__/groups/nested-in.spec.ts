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
});
