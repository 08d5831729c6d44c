import { readNumber } from "../../text/decimal";
import { readPlainNumber } from "../../text/plain-number";
import { GuardedF64, GuardedU8 } from "../support/guarded";
import { powers } from "../support/powers";

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

/** The number before the comma that ends `text`; NaN where it is not plain. */
function plainIn(text: string): f64 {
  const bytes = new GuardedU8(text.length + 32);
  for (let i = 0; i < text.length; i++) bytes.set(i, <u8>text.charCodeAt(i));
  const table = powers();
  const to = new GuardedF64(1);
  const end = readPlainNumber(bytes.at, 44, to.at, table.at);
  expect(bytes.intact && table.intact && to.intact).toBe(true);
  if (end == 0) return NaN;
  expect(end - bytes.at).toBe(text.length - 1);
  return to.get(0);
}

describe("readPlainNumber", () => {
  it("reads whole numbers and decimals of both signs", () => {
    expect(plainIn("0,")).toBe(0);
    expect(plainIn("2024,")).toBe(2024);
    expect(plainIn("-12345678901234,")).toBe(-12345678901234);
    expect(plainIn("+.5,")).toBe(0.5);
    expect(plainIn("4.,")).toBe(4);
    expect(plainIn("-1234.0625,")).toBe(-1234.0625);
    expect(1.0 / plainIn("-0.0,")).toBe(-Infinity);
  });

  it("reads up to nineteen digits, zeros before them not counted", () => {
    expect(plainIn("9007199254740993.,")).toBe(9007199254740992);
    expect(plainIn("-1234567890123456789.,")).toBe(-1234567890123456789);
    expect(plainIn("0.0000000000000000,")).toBe(0);
    expect(isNaN(plainIn("10.000000000000000000,"))).toBe(true);
  });

  it("leaves all others", () => {
    expect(isNaN(plainIn("030285,"))).toBe(true);
    expect(isNaN(plainIn("123456789012345678,"))).toBe(true);
    expect(isNaN(plainIn("1e5,"))).toBe(true);
    expect(isNaN(plainIn("1.2.3,"))).toBe(true);
    expect(isNaN(plainIn(" 7,"))).toBe(true);
    expect(isNaN(plainIn("-,"))).toBe(true);
    expect(isNaN(plainIn(".,"))).toBe(true);
    expect(isNaN(plainIn(",,"))).toBe(true);
    expect(isNaN(plainIn("0.000000000000000000000000000000000001,"))).toBe(true);
  });
});
