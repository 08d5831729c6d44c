import { gatherFour, interleaveFour } from "../../groups/gather-four";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("four columns side by side", () => {
  it("are interleaved and gathered, for each number of columns", () => {
    for (let k = 1; k <= 4; k++) {
      // 3 rows, columns 4 apart: 10, 11, 12, then 20, 21, 22, ...
      const X = new GuardedF64(4 * k);
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < 3; i++) X.set(4 * j + i, <f64>(10 * (j + 1) + i));
        X.set(4 * j + 3, -1);
      }
      const rows = new GuardedF64(12);
      expect(interleaveFour(3, k, 4, X.at, rows.at)).toBe(0);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 4; j++) expect(rows.get(4 * i + j)).toBe(<f64>(10 * (min(j, k - 1) + 1) + i));
      }
      const order = GuardedU32.of([2, 0, 1]);
      expect(gatherFour(3, k, 4, 3, rows.at, order.at, X.at)).toBe(0);
      for (let j = 0; j < k; j++) {
        expect(X.get(4 * j)).toBe(<f64>(10 * (j + 1) + 2));
        expect(X.get(4 * j + 1)).toBe(<f64>(10 * (j + 1)));
        expect(X.get(4 * j + 2)).toBe(<f64>(10 * (j + 1) + 1));
        expect(X.get(4 * j + 3)).toBe(-1);
      }
      expect(X.intact && rows.intact && order.intact).toBe(true);
    }
  });

  it("refuse an index outside and a number of columns that isn't 1 to 4", () => {
    const rows = new GuardedF64(8);
    const X = new GuardedF64(8);
    expect(gatherFour(2, 4, 2, 2, rows.at, GuardedU32.of([0, 2]).at, X.at)).toBe(-6);
    expect(gatherFour(1, 4, 2, 2, rows.at, GuardedU32.of([2]).at, X.at)).toBe(-6);
    expect(gatherFour(2, 0, 2, 2, rows.at, GuardedU32.of([0, 1]).at, X.at)).toBe(-2);
    expect(interleaveFour(2, 5, 2, X.at, rows.at)).toBe(-2);
    expect(X.intact && rows.intact).toBe(true);
  });
});
