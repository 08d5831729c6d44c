import { unpackSnappy } from "../../pages/unpack-snappy";
import { GuardedU8 } from "../support/guarded";

describe("unpackSnappy", () => {
  it("takes literals, and copies that reach into what they write", () => {
    // "abc", then 7 bytes from 3 back, then one from 10 back by a copy with two bytes of distance
    const packed = GuardedU8.of([11, 2 << 2, 0x61, 0x62, 0x63, 1 | (3 << 2), 3, 2, 10, 0]);
    const out = new GuardedU8(11);
    expect(unpackSnappy(10, 11, packed.at, out.at)).toBe(0);
    expect(out.text(11)).toBe("abcabcabcaa");
    expect(packed.intact && out.intact).toBe(true);
  });

  it("takes an empty block", () => {
    const packed = GuardedU8.of([0]);
    expect(unpackSnappy(1, 0, packed.at, 0)).toBe(0);
  });

  it("refuses blocks of another length, cut ones, and copies from before the start, and writes nothing outside", () => {
    const out = new GuardedU8(4);
    expect(unpackSnappy(6, 4, GuardedU8.of([5, 3 << 2, 1, 2, 3, 4]).at, out.at)).toBe(1);
    expect(unpackSnappy(4, 4, GuardedU8.of([4, 3 << 2, 1, 2]).at, out.at)).toBe(1);
    expect(unpackSnappy(7, 4, GuardedU8.of([4, 0, 1, 1 | (0 << 2), 2, 0, 0]).at, out.at)).toBe(1);
    expect(unpackSnappy(5, 4, GuardedU8.of([4, 0, 1, 1 | (7 << 2), 1]).at, out.at)).toBe(1);
    expect(unpackSnappy(3, 4, GuardedU8.of([4, 0, 1]).at, out.at)).toBe(1);
    expect(unpackSnappy(6, 4, GuardedU8.of([4, 63 << 2, 255, 255, 255, 255]).at, out.at)).toBe(1);
    expect(unpackSnappy(0, 4, out.at, out.at)).toBe(1);
    expect(out.intact).toBe(true);
  });
});
