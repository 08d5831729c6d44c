import { readNumber } from "../../text/decimal";
import { GuardedF64, GuardedU32, GuardedU8 } from "../support/guarded";

/** Powers of ten up to 10^16, and 5^0 to 5^27 at their places from 5^-342 on. */
function powers(): GuardedU32 {
  const table = new GuardedU32(108 + 4 * 651);
  for (let k = 0, ten: u64 = 1; k <= 22; k++) {
    let exact: f64 = 1;
    for (let i = 0; i < k; i++) exact *= 10;
    store<f64>(table.at + 8 * k, exact);
    if (k <= 16) store<u64>(table.at + 184 + 8 * k, ten);
    ten *= 10;
  }
  vectors(table.at + 320);
  for (let q = 0, five: u64 = 1; q <= 27; q++) {
    store<u64>(table.at + 432 + 16 * (q + 342), five << clz(five));
    five *= 5;
  }
  return table;
}

/** The vectors by which sixteen digits become a number. */
function vectors(at: usize): void {
  for (let i = 0; i < 16; i++) {
    store<u8>(at + i, 48);
    store<u8>(at + 16 + i, 9);
    store<u8>(at + 32 + i, <u8>i);
  }
  for (let i = 0; i < 8; i++) {
    store<u16>(at + 48 + 2 * i, 0xff);
    store<u16>(at + 64 + 2 * i, 10);
    store<u16>(at + 80 + 2 * i, i % 2 == 0 ? 100 : 1);
    store<u16>(at + 96 + 2 * i, i % 2 == 0 ? 10000 : 1);
  }
}

/** The number at the beginning of `text`, which must end after `length` bytes. */
function numberIn(text: string, length: i32): f64 {
  const bytes = new GuardedU8(text.length + 32);
  for (let i = 0; i < text.length; i++) bytes.set(i, <u8>text.charCodeAt(i));
  const table = powers();
  const to = new GuardedF64(1);
  const end = readNumber(bytes.at, to.at, table.at);
  expect(bytes.intact && table.intact && to.intact).toBe(true);
  if (end == 0) return NaN;
  expect(end - bytes.at).toBe(length);
  return to.get(0);
}

describe("readNumber", () => {
  it("reads whole numbers, decimals, signs and exponents", () => {
    expect(numberIn("0,", 1)).toBe(0);
    expect(numberIn("2024,", 4)).toBe(2024);
    expect(numberIn("-123456789012345,", 16)).toBe(-123456789012345);
    expect(numberIn("+.5\n", 3)).toBe(0.5);
    expect(numberIn("4.,", 2)).toBe(4);
    expect(numberIn("1.25e3,", 6)).toBe(1250);
    expect(numberIn("125E-2,", 6)).toBe(1.25);
    expect(1.0 / numberIn("-0,", 2)).toBe(-Infinity);
  });

  it("rounds halves to the even double", () => {
    expect(numberIn("9007199254740993.,", 17)).toBe(9007199254740992);
    expect(numberIn("9007199254740995.,", 17)).toBe(9007199254740996);
  });

  it("has no number for codes, long integers and what is none", () => {
    expect(isNaN(numberIn("030285,", 0))).toBe(true);
    expect(isNaN(numberIn("1234567890123456,", 0))).toBe(true);
    expect(isNaN(numberIn("abc,", 0))).toBe(true);
    expect(isNaN(numberIn(".,", 0))).toBe(true);
    expect(isNaN(numberIn("1e,", 0))).toBe(true);
    expect(isNaN(numberIn("1e400,", 0))).toBe(true);
    expect(isNaN(numberIn(",", 0))).toBe(true);
  });
});
