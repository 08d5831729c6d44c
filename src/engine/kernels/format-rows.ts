/**
 * Wrapper of the kernel that writes rows as text: the table of powers of ten it needs, and the room its lines may take. Knows nothing
 * of files or of what must be quoted.
 */
import { runChecked } from "./call.js";
import type { Engine, Task } from "./engine.js";

/** Least and greatest power of ten the digits of doubles need. */
const [LEAST, GREATEST] = [-292, 324];
const WORD_BITS = 64n;
const WORD = 2n ** WORD_BITS - 1n;
/** Bits of a power in the table. */
const BITS = 128;

/**
 * 10^-292 to 10^324 as the leading 128 bits of each, rounded up, low word first: u32[4*617]. Source: Giulietti (2020), "The Schubfach
 * way to render doubles".
 */
export function powersOfTen(): Uint32Array {
  table ??= makePowers();
  return table;
}

let table: Uint32Array | undefined;

function makePowers(): Uint32Array {
  const words = new BigUint64Array(2 * (GREATEST - LEAST + 1));
  for (let power = LEAST; power <= GREATEST; power++) {
    const bits = leadingBits(power);
    words[2 * (power - LEAST)] = bits & WORD;
    words[2 * (power - LEAST) + 1] = bits >> WORD_BITS;
  }
  return new Uint32Array(words.buffer);
}

/** The number of 128 bits that 10^power is a power of two times, or the next above. */
function leadingBits(power: number): bigint {
  const ten = 10n ** BigInt(Math.abs(power));
  const length = ten.toString(2).length;
  if (power >= 0) {
    return length <= BITS ? ten << BigInt(BITS - length) : (ten >> BigInt(length - BITS)) + 1n;
  }
  // 2^(length - 1) < 10^-power < 2^length
  return (1n << BigInt(BITS + length - 1)) / ten + 1n;
}

/** Bytes behind the lines that the kernel may overwrite, and of its scratch. */
export const FORMAT_SLACK = 32;
/** The longest number, "-1.2345678901234567e-308", and what ends its cell. */
const NUMBER_BYTES = 25;

/** Bytes that a row takes at most: numbers, and texts of at most `texts` bytes, with a comma or line end each. */
export const rowBytes = (nNumbers: number, texts: readonly number[]): number =>
  nNumbers * NUMBER_BYTES + texts.reduce((sum, bytes) => sum + bytes + 1, 0);

/** Bytes of `out` for `n` rows of at most `row` bytes. */
export const formatRowsBytes = (n: number, row: number): number => n * row + FORMAT_SLACK;

/** Writes the rows of each task; the bytes of its lines. Throws KernelError where a code is out of range. */
export const formatRows = (engine: Engine, tasks: readonly Task<"formatRows">[]): readonly number[] =>
  runChecked(engine, "formatRows", tasks);
