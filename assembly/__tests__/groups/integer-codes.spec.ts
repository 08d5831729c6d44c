import { ascending } from "../../groups/ascending";
import { codeAscending, codeIntegers, integerRange, markIntegers, numberMarks } from "../../groups/integer-codes";
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

describe("markIntegers, numberMarks, codeIntegers", () => {
  it("number the values that occur, in order; NaN is missing", () => {
    const x = GuardedF64.of([12, NaN, 10, 12]);
    const marks = new GuardedU32(4), codes = new GuardedU32(4);
    expect(markIntegers(4, 10, 4, x.at, marks.at)).toBe(0);
    expect(numberMarks(4, marks.at)).toBe(2);
    expect(codeIntegers(4, 10, 4, x.at, marks.at, codes.at)).toBe(0);
    expect(codes.get(0) == 1 && codes.get(1) == 0xffffffff && codes.get(2) == 0 && codes.get(3) == 1).toBe(true);
    expect(x.intact && marks.intact && codes.intact).toBe(true);
  });

  it("refuse values outside the slots", () => {
    const x = GuardedF64.of([9, 14, 1e300]), marks = new GuardedU32(4), codes = new GuardedU32(1);
    for (let i = 0; i < 3; i++) {
      expect(markIntegers(1, 10, 4, x.at + (<usize>i << 3), marks.at)).toBe(-4);
      expect(codeIntegers(1, 10, 4, x.at + (<usize>i << 3), marks.at, codes.at)).toBe(-4);
    }
    expect(marks.intact && codes.intact).toBe(true);
  });
});

describe("codeAscending", () => {
  it("counts changes, and goes on from an earlier part", () => {
    const x = GuardedF64.of([-Infinity, -0, 0, 2.5, 2.5, 7, Infinity]);
    const state = GuardedF64.of([-Infinity, 0]), levels = new GuardedF64(4), codes = new GuardedU32(4);
    expect(codeAscending(4, x.at, state.at, levels.at, codes.at)).toBe(3);
    expect(codes.get(0) == 0 && codes.get(1) == 1 && codes.get(2) == 1 && codes.get(3) == 2).toBe(true);
    expect(1 / levels.get(1)).toBe(Infinity);
    expect(levels.get(0) == -Infinity && levels.get(2) == 2.5).toBe(true);
    expect(codeAscending(3, x.at + 32, state.at, levels.at, codes.at)).toBe(2);
    expect(codes.get(0) == 2 && codes.get(1) == 3 && codes.get(2) == 4).toBe(true);
    expect(levels.get(0) == 7 && levels.get(1) == Infinity && state.get(1) == 5).toBe(true);
    expect(x.intact && state.intact && levels.intact && codes.intact).toBe(true);
  });

  it("refuses numbers that fall, within a part or from one to the next, and NaN", () => {
    const x = GuardedF64.of([1, 3, 2, NaN]), levels = new GuardedF64(4), codes = new GuardedU32(4);
    const state = GuardedF64.of([-Infinity, 0]);
    expect(codeAscending(3, x.at, state.at, levels.at, codes.at)).toBe(-1);
    state.set(0, 4);
    expect(codeAscending(1, x.at, state.at, levels.at, codes.at)).toBe(-1);
    state.set(0, -Infinity);
    expect(codeAscending(1, x.at + 24, state.at, levels.at, codes.at)).toBe(-1);
    expect(codeAscending(0, x.at, state.at, levels.at, codes.at)).toBe(0);
    expect(levels.intact && codes.intact).toBe(true);
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
