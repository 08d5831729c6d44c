import { effectLeverages } from "../../demean/effect-leverages";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("effectLeverages", () => {
  it("two firms, two years, all four cells: three directions for four rows", () => {
    const offsets = GuardedU32.of([0, 2, 4]);
    const codes = GuardedU32.of([0, 1, 0, 1]);
    // the equations are 1, -1; -1, 1: level 1 is pinned
    const M = GuardedF64.of([1, 0, 0, 0]);
    const h = new GuardedF64(4);
    const work = new GuardedF64(4);
    const met = new GuardedU32(2);
    expect(effectLeverages(4, 0, 2, 2, 2, 1, 0, offsets.at, codes.at, 0, M.at, h.at, work.at, met.at)).toBe(0);
    for (let i = 0; i < 4; i++) expect(h.get(i)).toBe(0.75);
    expect(h.intact && work.intact && met.intact && M.intact).toBe(true);
  });

  it("weights, a row of none, and groups left out", () => {
    // one group of weights 2, 2, 0 beside another: levels 0 and 1 have means 1/2, and level 1 an equation of 2 - 4/4
    const offsets = GuardedU32.of([0, 3, 4]);
    const codes = GuardedU32.of([0, 1, 1, 0]);
    const w = GuardedF64.of([2, 2, 0, 2]);
    const M = GuardedF64.of([0, 0, 0, 1]);
    const h = GuardedF64.of([9, 9, 9, 9]);
    const work = new GuardedF64(4);
    const met = new GuardedU32(2);
    expect(effectLeverages(4, 0, 1, 2, 2, 1, 1, offsets.at, codes.at, w.at, M.at, h.at, work.at, met.at)).toBe(0);
    // the group is saturated: 2 * (1/4 + 1/4) each
    expect(h.get(0)).toBe(1);
    expect(h.get(1)).toBe(1);
    expect(h.get(2)).toBe(0);
    expect(h.get(3)).toBe(9);
    expect(h.intact && work.intact && met.intact && w.intact).toBe(true);
  });
});
