import { syntheticDraws } from "../../simplex/synthetic-draws";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("syntheticDraws", () => {
  it("of one period before treatment is the change of the treated less that of donors alike, and NaN for a group without units", () => {
    // units 0 and 1 are donors, 2 is treated in the second of two periods; the second group has no unit
    const Y = GuardedF64.of([1, 3, 5, 2, 8, 15]);
    const starts = GuardedU32.of([0, 2, 3, 3]), members = GuardedU32.of([0, 1, 2]);
    const firsts = GuardedU32.of([1, 1]), penalties = GuardedF64.of([1, 1, 1, 1]);
    const effects = new GuardedF64(4);
    const work = new GuardedF64(4 + 2 + 4 + 2 + 200), places = new GuardedU32(4);
    expect(syntheticDraws(
      0, 1, 3, 2, 2, 2, Y.at, starts.at, members.at, firsts.at, penalties.at, effects.at, work.at, places.at,
    )).toBe(0);
    expect(effects.get(0)).toBe(0);
    expect(abs(effects.get(1) - (10 - 0.5 * (1 + 5)))).toBeLessThan(1e-14);
    expect(isNaN(effects.get(2)) && isNaN(effects.get(3))).toBe(true);
    expect(Y.intact && starts.intact && members.intact && firsts.intact && penalties.intact && effects.intact).toBe(true);
    expect(work.intact && places.intact).toBe(true);
  });

  it("says where a draw has no donor, and where a number is none", () => {
    const Y = GuardedF64.of([1, 3, NaN, 8]);
    const starts = GuardedU32.of([0, 0, 1]), members = GuardedU32.of([1]), one = GuardedU32.of([0, 1, 2]);
    const both = GuardedU32.of([0, 1]), firsts = GuardedU32.of([1]), penalties = GuardedF64.of([1, 1]);
    const effects = new GuardedF64(2), work = new GuardedF64(200), places = new GuardedU32(4);
    expect(syntheticDraws(
      0, 1, 2, 2, 1, 1, Y.at, starts.at, members.at, firsts.at, penalties.at, effects.at, work.at, places.at,
    )).toBe(6);
    expect(syntheticDraws(
      0, 1, 2, 2, 1, 1, Y.at, one.at, both.at, firsts.at, penalties.at, effects.at, work.at, places.at,
    )).toBe(5);
    expect(effects.intact && work.intact && places.intact).toBe(true);
  });
});
