import { philoxU32, philoxUniform } from "../../resample/philox";
import { GuardedF64, GuardedU32 } from "../support/guarded";

// Known answers of the authors' library Random123 for ten rounds.
describe("philoxU32", () => {
  it("gives nothing for no numbers", () => {
    expect(philoxU32(0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(0);
  });

  it("knows the answer to counter 0 under key 0", () => {
    const out = new GuardedU32(4);
    const work = new GuardedU32(4);
    expect(philoxU32(4, 0, 0, 0, 0, 0, 0, out.at, work.at)).toBe(0);
    expect(out.get(0)).toBe(0x6627e8d5);
    expect(out.get(1)).toBe(0xe169c58d);
    expect(out.get(2)).toBe(0xbc57ac4c);
    expect(out.get(3)).toBe(0x9b00dbd8);
    expect(out.intact && work.intact).toBe(true);
  });

  it("knows the answer to all ones", () => {
    const out = new GuardedU32(4);
    const work = new GuardedU32(4);
    philoxU32(4, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, out.at, work.at);
    expect(out.get(0)).toBe(0x408f276d);
    expect(out.get(1)).toBe(0x41c83b0e);
    expect(out.get(2)).toBe(0xa20bc7c6);
    expect(out.get(3)).toBe(0x6d5451fd);
  });

  it("knows the answer to the digits of pi", () => {
    const out = new GuardedU32(4);
    const work = new GuardedU32(4);
    philoxU32(4, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, out.at, work.at);
    expect(out.get(0)).toBe(0xd16cfe09);
    expect(out.get(1)).toBe(0x94fdcceb);
    expect(out.get(2)).toBe(0x5001e420);
    expect(out.get(3)).toBe(0x24126ea1);
  });

  it("goes on with the next counter, and stops inside a block", () => {
    const long = new GuardedU32(8);
    const short = new GuardedU32(7);
    const next = new GuardedU32(4);
    const work = new GuardedU32(4);
    philoxU32(8, 5, 1, 2, 3, 4, 6, long.at, work.at);
    philoxU32(7, 5, 1, 2, 3, 4, 6, short.at, work.at);
    philoxU32(4, 6, 1, 2, 3, 4, 6, next.at, work.at);
    for (let i = 0; i < 7; i++) expect(short.get(i)).toBe(long.get(i));
    for (let i = 0; i < 4; i++) expect(next.get(i)).toBe(long.get(4 + i));
    expect(long.intact && short.intact && work.intact).toBe(true);
  });
});

describe("philoxUniform", () => {
  it("takes 27 and 26 bits of each pair", () => {
    const out = new GuardedF64(3);
    const work = new GuardedU32(4);
    expect(philoxUniform(3, 0, 0, 0, 0, 0, 0, out.at, work.at)).toBe(0);
    const high = <f64>(<u32>0x6627e8d5 >> 5);
    const low = <f64>(<u32>0xe169c58d >> 6);
    expect(out.get(0)).toBe((high * 67108864 + low) / 9007199254740992);
    for (let i = 0; i < 3; i++) expect(out.get(i) >= 0 && out.get(i) < 1).toBe(true);
    expect(out.intact && work.intact).toBe(true);
  });
});
