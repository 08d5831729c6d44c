/**
 * What the kernels of text need beside their text: the table of powers by which digits become doubles.
 */

const LEAST = -342;
const LARGEST = 308;
/** Words of 64 bits before the powers of five. */
const HEAD = 58;
/** Where the vectors stand among them, 16 bytes each. */
const VECTORS = 40;
/** Bytes of the places of digits. */
const PLACES = 2 << 12;

let table: Uint32Array | undefined;

/**
 * Powers for `csvRecords`: 10^0 .. 10^22 as f64 and 10^0 .. 10^16 as u64; vectors by which sixteen digits
 * become a number; then for q = -342 .. 308 the leading 128 bits of 5^q, the upper
 * half first: cut off for q >= 0, rounded up for q < 0; the places of digits in short cells. Made once, by whole numbers.
 * Source: Lemire (2021), Number parsing at a gigabyte per second, Software: Practice and Experience 51(8), DOI 10.1002/spe.2984.
 */
export function powersOfFive(): Uint32Array {
  table ??= makePowers();
  return table;
}

function makePowers(): Uint32Array {
  const fives = HEAD + 2 * (LARGEST - LEAST + 1);
  const words = new BigUint64Array(fives + PLACES / 8);
  const doubles = new Float64Array(words.buffer);
  for (let k = 0; k <= 22; k++) doubles[k] = Number(`1e${k}`);
  for (let k = 0; k <= 16; k++) words[23 + k] = BigInt(10 ** k);
  new Uint8Array(words.buffer, 8 * VECTORS).set(vectors());
  new Uint8Array(words.buffer, 8 * fives).set(places());
  const put = (q: number, bits: bigint) => {
    const at = HEAD + 2 * (q - LEAST);
    words[at] = bits >> 64n;
    words[at + 1] = bits & 0xffff_ffff_ffff_ffffn;
  };
  for (let q = 0, power = 1n; q <= -LEAST; q++, power *= 5n) {
    const length = BigInt(power.toString(2).length);
    if (q <= LARGEST) put(q, length <= 128n ? power << (128n - length) : power >> (length - 128n));
    // 2^(127 + length) / 5^q has 128 bits
    if (q > 0) put(-q, (1n << (127n + length)) / power + 1n);
  }
  return new Uint32Array(words.buffer);
}

/**
 * Bytes: '0', what takes 9 to 127 and all above beyond it, 0 to 15, '.'. Words of 16 bits: 10 * 256 + 1, 100 and 1 by turns, 10000 and 1.
 * Bytes again: zeros, 0xff.
 */
function vectors(): Uint8Array {
  const bytes = new Uint8Array(9 * 16);
  const halves = new Uint16Array(bytes.buffer);
  bytes.fill(48, 0, 16);
  bytes.fill(127 - 9, 16, 32);
  for (let i = 0; i < 16; i++) bytes[32 + i] = i;
  bytes.fill(46, 48, 64);
  halves.fill(10 * 256 + 1, 32, 40);
  for (let i = 0; i < 8; i++) {
    halves[40 + i] = i % 2 === 0 ? 100 : 1;
    halves[48 + i] = i % 2 === 0 ? 10_000 : 1;
  }
  bytes.fill(0xff, 128);
  return bytes;
}

/** The places of the digits in a cell of up to 15 bytes, right-aligned: by sign (0, 1), length and whole part, 16 bytes each. */
function places(): Uint8Array {
  const bytes = new Uint8Array(PLACES).fill(0xff);
  for (let sign = 0; sign < 2; sign++) {
    for (let length = 0; length < 16; length++) {
      for (let whole = sign; whole <= length; whole++) {
        const digits = Array.from({ length }, (_, i) => i).filter((i) => i >= sign && i !== whole);
        bytes.set(digits, (sign << 12) + (length << 8) + (whole << 4) + 16 - digits.length);
      }
    }
  }
  return bytes;
}
