import { ascending } from "../../groups/ascending";
import { codeAscending, integerRange, numberSlots, renumberCodes, slotIntegers } from "../../groups/integer-codes";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("integerRange", () => {
  it("widens the range over NaN, and takes -0 for 0", () => {
    const x = GuardedF64.of([7, NaN, -0]);
    const range = GuardedF64.of([Infinity, -Infinity]);
    expect(integerRange(3, x.at, range.at)).toBe(1);
    expect(range.get(1)).toBe(7);
    expect(1 / range.get(0)).toBe(Infinity);
    expect(integerRange(1, x.at + 8, range.at)).toBe(1);
    expect(range.get(0) == 0 && range.get(1) == 7).toBe(true);
    expect(x.intact && range.intact).toBe(true);
  });

  it("refuses fractions, infinities and integers beyond 2^53", () => {
    const odd = GuardedF64.of([0.5, Infinity, -Infinity, 9007199254740992]);
    for (let i = 0; i < 4; i++) {
      const range = GuardedF64.of([Infinity, -Infinity]);
      const x = GuardedF64.of([1, 2, 3]);
      for (let place = 0; place < 3; place++) {
        x.set(place, odd.get(i));
        range.set(0, Infinity);
        range.set(1, -Infinity);
        expect(integerRange(3, x.at, range.at)).toBe(0);
        x.set(place, 1);
      }
    }
  });

  it("leaves the range of nothing but NaN", () => {
    const x = GuardedF64.of([NaN, NaN, NaN]), range = GuardedF64.of([Infinity, -Infinity]);
    expect(integerRange(3, x.at, range.at)).toBe(1);
    expect(range.get(0) == Infinity && range.get(1) == -Infinity).toBe(true);
  });
});

describe("slotIntegers, numberSlots, renumberCodes", () => {
  it("number the values that occur, in order; NaN is missing", () => {
    const x = GuardedF64.of([12, NaN, 10, 12, 13, 10, 12, 12, 13]);
    const expected: u32[] = [1, 0xffffffff, 0, 1, 2, 0, 1, 1, 2];
    const counts = new GuardedU32(4), codes = new GuardedU32(9), levels = new GuardedF64(5), rows = new GuardedU32(5);
    expect(slotIntegers(9, 10, 4, x.at, counts.at, codes.at)).toBe(1);
    for (let i = 0; i < 9; i++) if (i != 1) expect(codes.get(i) == <u32>x.get(i) - 10).toBe(true);
    expect(counts.get(0) == 2 && counts.get(1) == 0 && counts.get(2) == 4 && counts.get(3) == 2).toBe(true);
    expect(numberSlots(4, 10, counts.at, levels.at, rows.at)).toBe(3);
    expect(levels.get(0) == 10 && levels.get(1) == 12 && levels.get(2) == 13).toBe(true);
    expect(rows.get(0) == 2 && rows.get(1) == 4 && rows.get(2) == 2).toBe(true);
    expect(renumberCodes(9, 4, counts.at, codes.at)).toBe(0);
    for (let i = 0; i < 9; i++) expect(codes.get(i) == expected[i]).toBe(true);
    expect(x.intact && counts.intact && codes.intact && levels.intact && rows.intact).toBe(true);
  });

  it("refuse values outside the slots or between two, at any place, and codes too large", () => {
    const wrong: f64[] = [9, 14, 1e300, -Infinity, 10.5, 1e-20];
    for (let w = 0; w < wrong.length; w++) {
      for (let at = 0; at < 5; at++) {
        const low: f64 = wrong[w] == 1e-20 ? -3 : 10;
        const x = GuardedF64.of([low, low, low, low, low]), marks = new GuardedU32(4), codes = new GuardedU32(5);
        x.set(at, wrong[w]);
        expect(slotIntegers(5, low, 4, x.at, marks.at, codes.at)).toBe(-4);
        expect(marks.intact && codes.intact).toBe(true);
      }
    }
    const numbers = new GuardedU32(4), codes = GuardedU32.of([3, 4]);
    expect(renumberCodes(2, 4, numbers.at, codes.at)).toBe(-4);
  });
});

describe("codeAscending", () => {
  it("counts changes, says where levels end, and goes on from an earlier part", () => {
    const x = GuardedF64.of([-Infinity, -0, 0, 2.5, 2.5, 7, Infinity]), state = GuardedF64.of([-Infinity, 0, 0]);
    const levels = new GuardedF64(5), ends = new GuardedU32(5), codes = new GuardedU32(4);
    expect(codeAscending(4, x.at, state.at, levels.at, ends.at, codes.at)).toBe(3);
    expect(codes.get(0) == 0 && codes.get(1) == 1 && codes.get(2) == 1 && codes.get(3) == 2).toBe(true);
    expect(1 / levels.get(2)).toBe(Infinity);
    expect(levels.get(1) == -Infinity && levels.get(3) == 2.5).toBe(true);
    expect(ends.get(1) == 1 && ends.get(2) == 3 && ends.get(3) == 4).toBe(true);
    expect(codeAscending(3, x.at + 32, state.at, levels.at, ends.at, codes.at)).toBe(2);
    expect(codes.get(0) == 2 && codes.get(1) == 3 && codes.get(2) == 4).toBe(true);
    expect(levels.get(0) == 2.5 && levels.get(1) == 7 && levels.get(2) == Infinity).toBe(true);
    expect(ends.get(0) == 5 && ends.get(1) == 6 && ends.get(2) == 7).toBe(true);
    expect(state.get(1) == 5 && state.get(2) == 7).toBe(true);
    expect(x.intact && state.intact && levels.intact && ends.intact && codes.intact).toBe(true);
  });

  it("refuses numbers that fall, within a part or from one to the next, and NaN", () => {
    const x = GuardedF64.of([1, 3, 2, NaN, 5]), state = GuardedF64.of([-Infinity, 0, 0]);
    const levels = new GuardedF64(5), ends = new GuardedU32(5), codes = new GuardedU32(4);
    expect(codeAscending(3, x.at, state.at, levels.at, ends.at, codes.at)).toBe(-1);
    expect(codeAscending(1, x.at + 24, state.at, levels.at, ends.at, codes.at)).toBe(-1);
    expect(codeAscending(2, x.at + 24, state.at, levels.at, ends.at, codes.at)).toBe(-1);
    expect(codeAscending(0, x.at, state.at, levels.at, ends.at, codes.at)).toBe(0);
    state.set(0, 4);
    state.set(1, 1);
    expect(codeAscending(1, x.at, state.at, levels.at, ends.at, codes.at)).toBe(-1);
    expect(levels.intact && ends.intact && codes.intact).toBe(true);
  });
});

describe("ascending", () => {
  it("allows ties and sees a fall at any place, codes being unsigned", () => {
    const codes = GuardedU32.of([0, 0, 1, 5, 5, 0x80000000]);
    expect(ascending(6, codes.at)).toBe(1);
    expect(ascending(0, codes.at)).toBe(1);
    for (let i = 0; i < 5; i++) {
      const fallen = GuardedU32.of([0, 1, 2, 3, 4, 0x80000000]);
      fallen.set(i, 0x80000001);
      expect(ascending(6, fallen.at)).toBe(0);
    }
  });
});
