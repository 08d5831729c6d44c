import { minMaxWithin } from "../../quality/min-max-within";
import { GuardedF64, GuardedU32 } from "../support/guarded";

/** Bits of x[i], to tell -0 from 0. */
function bits(x: GuardedF64, i: i32): u64 { return reinterpret<u64>(x.get(i)); }

describe("minMaxWithin", () => {
  it("does nothing for no rows and no groups", () => {
    expect(minMaxWithin(0, 0, 0, 0, 0, 0)).toBe(0);
  });

  it("puts each group on 0..1 and leaves its buffers' surroundings alone", () => {
    const x = GuardedF64.of([2, -4, 6, 3, 0, -3, 4]);
    const codes = GuardedU32.of([0, 1, 0, 0, 1, 1, 1]);
    const out = new GuardedF64(7);
    const work = new GuardedF64(4);
    expect(minMaxWithin(7, 2, x.at, codes.at, out.at, work.at)).toBe(0);
    const expected: f64[] = [0, 0, 1, 0.25, 0.5, 0.125, 1];
    for (let i = 0; i < 7; i++) expect(out.get(i)).toBe(expected[i]);
    expect(x.intact && codes.intact && out.intact && work.intact).toBe(true);
  });

  it("gives NaN in groups where max = min, and counts them, not those without a value", () => {
    const x = GuardedF64.of([5, 7, 7, NaN, 1, 2]);
    const codes = GuardedU32.of([0, 1, 1, 2, 4, 4]);
    const out = new GuardedF64(6);
    const work = new GuardedF64(10);
    expect(minMaxWithin(6, 5, x.at, codes.at, out.at, work.at)).toBe(2);
    for (let i = 0; i < 4; i++) expect(isNaN(out.get(i))).toBe(true);
    expect(out.get(4)).toBe(0);
    expect(out.get(5)).toBe(1);
    expect(out.intact && work.intact).toBe(true);
  });

  it("skips NaN without letting it touch min or max", () => {
    const x = GuardedF64.of([NaN, 1, NaN, 5, 3]);
    const codes = GuardedU32.of([0, 0, 0, 0, 0]);
    const out = new GuardedF64(5);
    const work = new GuardedF64(2);
    expect(minMaxWithin(5, 1, x.at, codes.at, out.at, work.at)).toBe(0);
    expect(isNaN(out.get(0))).toBe(true);
    expect(out.get(1)).toBe(0);
    expect(isNaN(out.get(2))).toBe(true);
    expect(out.get(3)).toBe(1);
    expect(out.get(4)).toBe(0.5);
  });

  it("gives +0 for both zeros as least value, in either order", () => {
    const codes = GuardedU32.of([0, 0, 0]);
    const work = new GuardedF64(2);
    const out = new GuardedF64(3);
    expect(minMaxWithin(3, 1, GuardedF64.of([-0.0, 0, 2]).at, codes.at, out.at, work.at)).toBe(0);
    expect(bits(out, 0) == 0 && bits(out, 1) == 0).toBe(true);
    expect(minMaxWithin(3, 1, GuardedF64.of([0, -0.0, 2]).at, codes.at, out.at, work.at)).toBe(0);
    expect(bits(out, 0) == 0 && bits(out, 1) == 0).toBe(true);
  });

  it("takes -0 and 0 alone as a degenerate group", () => {
    const out = new GuardedF64(2);
    const work = new GuardedF64(2);
    expect(minMaxWithin(2, 1, GuardedF64.of([-0.0, 0]).at, GuardedU32.of([0, 0]).at, out.at, work.at)).toBe(1);
    expect(isNaN(out.get(0))).toBe(true);
    expect(isNaN(out.get(1))).toBe(true);
  });

  it("refuses a code that is no group", () => {
    const out = new GuardedF64(2);
    const work = new GuardedF64(4);
    expect(minMaxWithin(2, 2, GuardedF64.of([1, 2]).at, GuardedU32.of([0, 2]).at, out.at, work.at)).toBe(-4);
    expect(out.intact && work.intact).toBe(true);
  });
});
