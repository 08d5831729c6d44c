import { packSnappy } from "../../pages/pack-snappy";
import { unpackSnappy } from "../../pages/unpack-snappy";
import { GuardedU32, GuardedU8 } from "../support/guarded";

function packs(bytes: GuardedU8): i32 {
  const n = bytes.length;
  const out = new GuardedU8(32 + n + n / 6);
  const back = new GuardedU8(n);
  const table = new GuardedU32(16384);
  const length = packSnappy(n, bytes.at, out.at, table.at);
  expect(unpackSnappy(length, n, out.at, back.at)).toBe(0);
  for (let i = 0; i < n; i++) if (back.get(i) != bytes.get(i)) return -i;
  expect(bytes.intact && out.intact && back.intact && table.intact).toBe(true);
  return length;
}

describe("packSnappy", () => {
  it("packs nothing, a byte, and bytes without a match", () => {
    expect(packs(new GuardedU8(0))).toBe(1);
    expect(packs(GuardedU8.of([7]))).toBe(3);
    const bytes = new GuardedU8(200);
    for (let i = 0; i < 200; i++) bytes.set(i, <u8>i);
    expect(packs(bytes)).toBe(204);
  });

  it("packs what repeats into little, over many blocks too", () => {
    const bytes = new GuardedU8(200_000);
    for (let i = 0; i < 200_000; i++) bytes.set(i, <u8>(i % 7 == 6 ? i >> 16 : i % 7));
    const length = packs(bytes);
    expect(length > 0 && length < 10_000).toBe(true);
  });
});
