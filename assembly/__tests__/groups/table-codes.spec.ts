import { tableCodes } from "../../groups/table-codes";
import { GuardedF64, GuardedU32 } from "../support/guarded";

const NONE: u32 = 0xffff_ffff;

describe("tableCodes", () => {
  it("numbers integers as they are met, and stops at one that has no slot", () => {
    const x = GuardedF64.of([2003, NaN, 2001, 2003, 2000]);
    const slots = GuardedU32.of([NONE, NONE, NONE]);
    const levels = new GuardedF64(5);
    const codes = new GuardedU32(5);
    const done = new GuardedU32(1);
    expect(tableCodes(5, 0, 3, 2001, x.at, slots.at, levels.at, codes.at, done.at)).toBe(2);
    expect(codes.get(0) == 0 && codes.get(1) == NONE && codes.get(2) == 1 && codes.get(3) == 0).toBe(true);
    expect(done.get(0) == 4 && levels.get(0) == 2003 && levels.get(1) == 2001).toBe(true);
    expect(slots.get(0) == 1 && slots.get(1) == NONE && slots.get(2) == 0).toBe(true);
    expect(x.intact && slots.intact && levels.intact && codes.intact && done.intact).toBe(true);
  });
});
