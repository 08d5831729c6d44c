import { byteCodes, placeBytes } from "../../text/byte-codes";
import { GuardedU32, GuardedU8 } from "../support/guarded";

const NONE: u32 = 0xffff_ffff;

describe("byteCodes", () => {
  it("numbers texts without the white space round them, and stops where there is no room", () => {
    const bytes = GuardedU8.of([97, 32, 97, 32, 98, 99]); // "a", " a ", "bc"
    const starts = GuardedU32.of([0, 1, 3, 4]);
    const ends = GuardedU32.of([1, 4, 4, 6]);
    const slots = new GuardedU32(8);
    const stops = new GuardedU32(3);
    const pool = new GuardedU8(2);
    const state = new GuardedU32(3);
    const codes = new GuardedU32(4);
    const run = byteCodes(
      4, 1, 2, 8, 2, starts.at, ends.at, bytes.at, slots.at, stops.at, pool.at, state.at, codes.at,
    );
    expect(run).toBe(1);
    expect(codes.get(0) == 0 && codes.get(1) == 0 && codes.get(2) == NONE).toBe(true);
    expect(state.get(0) == 1 && state.get(1) == 3 && state.get(2) == 2 && stops.get(1) == 1).toBe(true);
    expect(placeBytes(1, 8, stops.at, pool.at, slots.at)).toBe(0);
    expect(placeBytes(5, 8, stops.at, pool.at, slots.at)).toBe(-2);
    expect(bytes.intact && starts.intact && ends.intact && slots.intact && stops.intact).toBe(true);
    expect(pool.intact && state.intact && codes.intact).toBe(true);
  });
});
