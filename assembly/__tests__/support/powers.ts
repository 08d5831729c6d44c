import { GuardedU32 } from "./guarded";

const HEAD: i32 = 464;
const FIVES: i32 = 16 * 651;
const PLACES: i32 = 2 << 12;

/** What `powersOfFive` of the host makes, with 5^0 to 5^27 alone among the powers of five. */
export function powers(): GuardedU32 {
  const table = new GuardedU32((HEAD + FIVES + PLACES) / 4);
  for (let k = 0, ten: u64 = 1; k <= 22; k++) {
    let exact: f64 = 1;
    for (let i = 0; i < k; i++) exact *= 10;
    store<f64>(table.at + 8 * k, exact);
    if (k <= 16) store<u64>(table.at + 184 + 8 * k, ten);
    ten *= 10;
  }
  vectors(table.at + 320);
  for (let q = 0, five: u64 = 1; q <= 27; q++) {
    store<u64>(table.at + HEAD + 16 * (q + 342), five << clz(five));
    five *= 5;
  }
  places(table.at + HEAD + FIVES);
  return table;
}

/** The vectors by which sixteen digits become a number. */
function vectors(at: usize): void {
  for (let i = 0; i < 16; i++) {
    store<u8>(at + i, 48);
    store<u8>(at + 16 + i, 118);
    store<u8>(at + 32 + i, <u8>i);
    store<u8>(at + 48 + i, 46);
    store<u8>(at + 128 + i, 0xff);
  }
  for (let i = 0; i < 8; i++) {
    store<u16>(at + 64 + 2 * i, 2561);
    store<u16>(at + 80 + 2 * i, i % 2 == 0 ? 100 : 1);
    store<u16>(at + 96 + 2 * i, i % 2 == 0 ? 10000 : 1);
  }
}

/** Where the digits of a short cell stand, by sign, length and whole part. */
function places(at: usize): void {
  memory.fill(at, 0xff, PLACES);
  for (let sign = 0; sign < 2; sign++) {
    for (let length = 0; length < 16; length++) {
      for (let whole = sign; whole <= length; whole++) {
        let to = at + (sign << 12) + (length << 8) + (whole << 4) + 15;
        for (let i = length - 1; i >= sign; i--) if (i != whole) store<u8>(to--, <u8>i);
      }
    }
  }
}
