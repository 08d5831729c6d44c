import { rescaleWithin } from "../../quality/rescale-within";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("rescaleWithin", () => {
  it("clips to the bounds of the group and counts; equal bounds give NaN and clip nothing", () => {
    const x = GuardedF64.of([1, 3, 7, NaN, 2, 5, 9]);
    const codes = GuardedU32.of([0, 0, 0, 0, 0, 1, 1]);
    const low = GuardedF64.of([2, 5]);
    const high = GuardedF64.of([6, 5]);
    const out = new GuardedF64(7);
    expect(rescaleWithin(7, 2, x.at, codes.at, low.at, high.at, out.at)).toBe(2);
    expect(out.get(0)).toBe(0);
    expect(out.get(1)).toBe(0.25);
    expect(out.get(2)).toBe(1);
    expect(out.get(4)).toBe(0);
    expect(isNaN(out.get(3)) && isNaN(out.get(5)) && isNaN(out.get(6))).toBe(true);
    expect(out.intact && x.intact).toBe(true);
  });

  it("takes bounds that are NaN as none, and refuses a code that is no group", () => {
    const bound = GuardedF64.of([NaN]);
    const out = new GuardedF64(1);
    const x = GuardedF64.of([1]);
    expect(rescaleWithin(1, 1, x.at, GuardedU32.of([0]).at, bound.at, bound.at, out.at)).toBe(0);
    expect(isNaN(out.get(0))).toBe(true);
    expect(rescaleWithin(1, 1, x.at, GuardedU32.of([1]).at, bound.at, bound.at, out.at)).toBe(-4);
  });
});
