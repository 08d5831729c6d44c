import { hashCodes, placeLevels, sortLevels } from "../../groups/hash-codes";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("placeLevels, hashCodes, sortLevels", () => {
  it("number by first appearance, part by part and from one table to a larger one, then by value; NaN is missing", () => {
    const x = GuardedF64.of([7.5, NaN, -0, 7.5, 0, -1e300, Infinity]);
    const levels = new GuardedF64(7), counts = new GuardedU32(7), codes = new GuardedU32(7), slots = new GuardedU32(16);
    expect(placeLevels(0, 8, levels.at, slots.at)).toBe(0);
    expect(hashCodes(4, 0, 8, x.at, slots.at, levels.at, counts.at, codes.at)).toBe(2);
    expect(placeLevels(2, 16, levels.at, slots.at)).toBe(0);
    expect(hashCodes(3, 2, 16, x.at + 32, slots.at, levels.at, counts.at, codes.at + 16)).toBe(4);
    const first: u32[] = [0, 0xffffffff, 1, 0, 1, 2, 3];
    for (let i = 0; i < 7; i++) expect(codes.get(i) == first[i]).toBe(true);
    expect(1 / levels.get(1)).toBe(Infinity);

    const numbers = new GuardedU32(4), keys = new GuardedF64(8), order = new GuardedU32(8), places = new GuardedU32(2048);
    expect(sortLevels(4, levels.at, counts.at, numbers.at, keys.at, order.at, places.at)).toBe(0);
    const values: f64[] = [-1e300, 0, 7.5, Infinity], rows: u32[] = [1, 2, 2, 1], moved: u32[] = [2, 1, 0, 3];
    for (let i = 0; i < 4; i++) {
      expect(levels.get(i)).toBe(values[i]);
      expect(counts.get(i) == rows[i] && numbers.get(i) == moved[i]).toBe(true);
    }
    expect(x.intact && levels.intact && counts.intact && codes.intact && slots.intact).toBe(true);
    expect(numbers.intact && keys.intact && order.intact && places.intact).toBe(true);
  });

  it("refuse a table that is too small", () => {
    const x = GuardedF64.of([1, 2, 3]), slots = new GuardedU32(4), counts = new GuardedU32(3), codes = new GuardedU32(3);
    expect(placeLevels(3, 4, x.at, slots.at)).toBe(-2);
    expect(placeLevels(0, 3, x.at, slots.at)).toBe(-2);
    expect(hashCodes(3, 0, 4, x.at, slots.at, x.at, counts.at, codes.at)).toBe(-3);
    expect(slots.intact && codes.intact).toBe(true);
  });
});
