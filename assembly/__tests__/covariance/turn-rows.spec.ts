import { turnRows } from "../../covariance/turn-rows";
import { GuardedF64 } from "../support/guarded";

describe("rows times a matrix", () => {
  it("turns two rows by hand and leaves what stands between", () => {
    const rows = GuardedF64.of([1, 2, 3, 4]), A = GuardedF64.of([1, 0, 10, 100]), out = GuardedF64.of([0, 0, 7, 0, 0]);
    expect(turnRows(2, 2, 2, 3, rows.at, A.at, out.at)).toBe(0);
    expect(out.get(0)).toBe(21);
    expect(out.get(1)).toBe(200);
    expect(out.get(2)).toBe(7);
    expect(out.get(3)).toBe(43);
    expect(out.get(4)).toBe(400);
    expect(rows.intact && A.intact && out.intact).toBe(true);
  });

  it("wants room for a row", () => {
    const none = new GuardedF64(0);
    expect(turnRows(0, 1, 2, 1, none.at, none.at, none.at)).toBe(-4);
  });
});
