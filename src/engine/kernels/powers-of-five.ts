/**
 * What the kernels of text need beside their text: the table of powers by which digits become doubles.
 */

const LEAST = -342;
const LARGEST = 308;
/** Words of 64 bits before the powers of five. */
const HEAD = 54;
/** Where the vectors stand among them, 16 bytes each. */
const VECTORS = 40;

let table: Uint32Array | undefined;

/**
 * Powers for `csvRecords`: 10^0 .. 10^22 as f64 and 10^0 .. 10^16 as u64; vectors by which sixteen digits
 * become a number; then for q = -342 .. 308 the leading 128 bits of 5^q, the upper
 * half first: cut off for q >= 0, rounded up for q < 0. Made once, by whole numbers.
 * Source: Lemire (2021), Number parsing at a gigabyte per second, Software: Practice and Experience 51(8), DOI 10.1002/spe.2984.
 */
export function powersOfFive(): Uint32Array {
  table ??= makePowers();
  return table;
}

function makePowers(): Uint32Array {
  const words = new BigUint64Array(HEAD + 2 * (LARGEST - LEAST + 1));
  const doubles = new Float64Array(words.buffer);
  for (let k = 0; k <= 22; k++) doubles[k] = Number(`1e${k}`);
  for (let k = 0; k <= 16; k++) words[23 + k] = BigInt(10 ** k);
  new Uint8Array(words.buffer, 8 * VECTORS).set(vectors());
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

/** '0' and 9 in all bytes, 0 to 15, 0xff and 10 in all u16, 100 and 1 by turns, 10000 and 1. */
function vectors(): Uint8Array {
  const bytes = new Uint8Array(7 * 16);
  const halves = new Uint16Array(bytes.buffer);
  bytes.fill(48, 0, 16);
  bytes.fill(9, 16, 32);
  for (let i = 0; i < 16; i++) bytes[32 + i] = i;
  halves.fill(0xff, 24, 32);
  halves.fill(10, 32, 40);
  for (let i = 0; i < 8; i++) {
    halves[40 + i] = i % 2 === 0 ? 100 : 1;
    halves[48 + i] = i % 2 === 0 ? 10_000 : 1;
  }
  return bytes;
}
