import { formatRows } from "../../text/format-rows";
import { GuardedF64, GuardedU32, GuardedU8 } from "../support/guarded";

/** Powers of ten that the numbers here need: 10^0 to 10^17, at their places from 10^-292 on. */
function powers(): GuardedU32 {
  const table = new GuardedU32(4 * 617);
  let high: u64 = 0x8000000000000000;
  let low: u64 = 0;
  for (let power = 0; power <= 17; power++) {
    const at = 4 * (power + 292);
    table.set(at, <u32>low);
    table.set(at + 1, <u32>(low >> 32));
    table.set(at + 2, <u32>high);
    table.set(at + 3, <u32>(high >> 32));
    // times ten: 5/4 of it, or 5/8 where that is too long
    const lowQuarter = (low >> 2) | (high << 62);
    const nextLow = low + lowQuarter;
    const nextHigh = high + (high >> 2) + <u64>(nextLow < low);
    const isLong = nextHigh < high;
    low = isLong ? (nextLow >> 1) | (nextHigh << 63) : nextLow;
    high = isLong ? (nextHigh >> 1) | 0x8000000000000000 : nextHigh;
  }
  return table;
}

function lines(numbers: GuardedF64, out: GuardedU8): i32 {
  const kinds = GuardedU32.of([0]);
  const none = GuardedU32.of([0]);
  const work = new GuardedU8(32);
  const length = formatRows(
    <usize>numbers.length, 1, kinds.at, numbers.at, 0, none.at, none.at, work.at, powers().at, out.at, work.at,
  );
  expect(numbers.intact && kinds.intact && out.intact && work.intact).toBe(true);
  return length;
}

describe("formatRows", () => {
  it("writes nothing for no rows", () => {
    const out = new GuardedU8(32);
    expect(lines(new GuardedF64(0), out)).toBe(0);
  });

  it("writes whole numbers, few decimals, infinities and nothing for NaN", () => {
    const out = new GuardedU8(200);
    const length = lines(GuardedF64.of([0, -0.0, 7, -12345678, 9007199254740991, 0.25, -1.5, 12345678.75, Infinity, NaN]), out);
    expect(out.text(length)).toBe("0\n-0\n7\n-12345678\n9007199254740991\n0.25\n-1.5\n12345678.75\nInf\n\n");
  });

  it("writes all digits that tell a number from its neighbours, and no more", () => {
    const out = new GuardedU8(200);
    const length = lines(GuardedF64.of([0.1 + 0.2, 1.0 / 3.0, 100.0 / 3.0, 2.0 / 3.0]), out);
    expect(out.text(length)).toBe("0.30000000000000004\n0.3333333333333333\n33.333333333333336\n0.6666666666666666\n");
  });

  it("copies texts beside numbers, and refuses a code that is none", () => {
    const kinds = GuardedU32.of([1, 0]);
    const numbers = GuardedF64.of([1, 2, 3]);
    const codes = GuardedU32.of([1, 0xffffffff, 0]);
    const starts = GuardedU32.of([0, 3]);
    const offsets = GuardedU32.of([0, 2, 3]);
    const bytes = GuardedU8.of([0x61, 0x62, 0x63, 0, 0, 0, 0, 0, 0, 0, 0]);
    const out = new GuardedU8(3 * 28 + 32);
    const work = new GuardedU8(32);
    const length = formatRows(
      3, 2, kinds.at, numbers.at, codes.at, starts.at, offsets.at, bytes.at, powers().at, out.at, work.at,
    );
    expect(out.text(length)).toBe("c,1\n,2\nab,3\n");
    expect(out.intact && work.intact).toBe(true);
    codes.set(0, 2);
    expect(formatRows(
      3, 2, kinds.at, numbers.at, codes.at, starts.at, offsets.at, bytes.at, powers().at, out.at, work.at,
    )).toBe(-5);
  });
});
