/**
 * What the kernels of text need beside their text: the table of powers by which digits become doubles.
 */

const LEAST = -342;
const LARGEST = 308;
/** u32 of the powers of ten before those of five. */
const HEAD = 80;

let table: Uint32Array | undefined;

/**
 * Powers for `csvRecords`: 10^0 .. 10^22 as f64 and 10^0 .. 10^16 as u64; then for q = -342 .. 308 the leading 128 bits of 5^q, the upper
 * half first: cut off for q >= 0, rounded up for q < 0. Made once, by whole numbers.
 * Source: Lemire (2021), Number parsing at a gigabyte per second, Software: Practice and Experience 51(8), DOI 10.1002/spe.2984.
 */
export function powersOfFive(): Uint32Array {
  table ??= makePowers();
  return table;
}

function makePowers(): Uint32Array {
  const words = new BigUint64Array(HEAD / 2 + 2 * (LARGEST - LEAST + 1));
  const doubles = new Float64Array(words.buffer);
  for (let k = 0; k <= 22; k++) doubles[k] = Number(`1e${k}`);
  for (let k = 0; k <= 16; k++) words[23 + k] = BigInt(10 ** k);
  const put = (q: number, bits: bigint) => {
    const at = HEAD / 2 + 2 * (q - LEAST);
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
