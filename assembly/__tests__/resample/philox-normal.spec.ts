import { normalPair, philoxNormal } from "../../resample/philox-normal";
import { GuardedF64, GuardedU32 } from "../support/guarded";

/** Rounding at sizes up to 7. */
const CLOSE: f64 = 1e-14;

describe("normalPair", () => {
  it("turns the radius by quarter turns exactly, and by eighths", () => {
    const radius = sqrt(-2 * Math.log((1234567890.0 + 0.5) / 4294967296.0));
    const root = sqrt(<f64>0.5);
    const cosines: f64[] = [1, root, 0, -root, -1, -root, 0, root];
    const sines: f64[] = [0, root, 1, root, 0, -root, -1, -root];
    for (let eighth = 0; eighth < 8; eighth++) {
      const out = new GuardedF64(2);
      normalPair(1234567890, <u32>eighth << 29, true, out.at);
      expect(abs(out.get(0) - radius * cosines[eighth]) < CLOSE).toBe(true);
      expect(abs(out.get(1) - radius * sines[eighth]) < CLOSE).toBe(true);
      expect(out.intact).toBe(true);
    }
  });

  it("is finite at both ends of the words", () => {
    const out = new GuardedF64(2);
    normalPair(0, 0, true, out.at);
    expect(abs(out.get(0) - sqrt(66 * Math.log(2))) < CLOSE).toBe(true);
    normalPair(0xffffffff, 0xffffffff, true, out.at);
    expect(abs(out.get(0)) < 1e-4 && abs(out.get(1)) < 1e-4).toBe(true);
  });

  it("stores one number where one is asked for", () => {
    const out = new GuardedF64(1);
    normalPair(7, 9, false, out.at);
    expect(out.get(0) != 0 && out.intact).toBe(true);
  });
});

describe("philoxNormal", () => {
  it("makes pairs of the words of its stream, and stops inside one", () => {
    const pair = new GuardedF64(2), out = new GuardedF64(3), work = new GuardedU32(4);
    expect(philoxNormal(3, 0, 0, 0, 0, 0, 0, out.at, work.at)).toBe(0);
    normalPair(0x6627e8d5, 0xe169c58d, true, pair.at);
    expect(out.get(0) == pair.get(0) && out.get(1) == pair.get(1)).toBe(true);
    normalPair(0xbc57ac4c, 0x9b00dbd8, true, pair.at);
    expect(out.get(2)).toBe(pair.get(0));
    expect(out.intact && work.intact).toBe(true);
  });
});
