import { unpackRuns } from "../../pages/unpack-runs";
import { GuardedU32, GuardedU8 } from "../support/guarded";

describe("unpackRuns", () => {
  it("takes a run, then a group of eight of three bits", () => {
    // three times 5; then 0 to 7, the example of the format
    const bytes = GuardedU8.of([6, 5, 3, 0x88, 0xc6, 0xfa, 0, 0, 0, 0, 0, 0, 0, 0]);
    const out = new GuardedU32(11);
    expect(unpackRuns(6, 3, 11, bytes.at, out.at)).toBe(0);
    for (let i = 0; i < 3; i++) expect(out.get(i)).toBe(5);
    for (let i = 0; i < 8; i++) expect(out.get(3 + i)).toBe(i);
    expect(bytes.intact && out.intact).toBe(true);
  });

  it("takes the part it is asked for, of values of no bits too", () => {
    const out = new GuardedU32(3);
    const bytes = GuardedU8.of([20, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(unpackRuns(2, 1, 3, bytes.at, out.at)).toBe(0);
    expect(out.get(2)).toBe(1);
    expect(unpackRuns(1, 0, 3, bytes.at, out.at)).toBe(0);
    expect(out.get(2)).toBe(0);
    expect(out.intact).toBe(true);
  });

  it("refuses bytes that are too few, a run of a value too large, and values too wide", () => {
    const out = new GuardedU32(9);
    const bytes = GuardedU8.of([2, 4, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(unpackRuns(0, 1, 1, bytes.at, out.at)).toBe(1);
    expect(unpackRuns(1, 1, 1, bytes.at, out.at)).toBe(1);
    expect(unpackRuns(2, 2, 1, bytes.at, out.at)).toBe(1);
    expect(unpackRuns(4, 8, 9, bytes.at, out.at)).toBe(1);
    expect(unpackRuns(4, 33, 1, bytes.at, out.at)).toBe(1);
    expect(out.intact).toBe(true);
  });
});
