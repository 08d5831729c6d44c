/**
 * Plain TypeScript twins of the resample kernels: the same streams by integers of any size, a block at a
 * time, and a permutation by taking from the list of what is left.
 */

const WORD = 1n << 32n;

/** One round of Philox4x32 on a counter, lowest word first. */
function round([c0, c1, c2, c3]: readonly bigint[], [k0, k1]: readonly bigint[]): bigint[] {
  const a = 0xd2511f53n * c0!;
  const b = 0xcd9e8d57n * c2!;
  return [(b / WORD) ^ c1! ^ k0!, b % WORD, (a / WORD) ^ c3! ^ k1!, a % WORD];
}

/** The four numbers of a counter under a key, both lowest word first. */
export function philoxBlock(counter: readonly number[], key: readonly number[]): number[] {
  let words = counter.map(BigInt);
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let r = 0; r < 10; r++) {
    words = round(words, [k0, k1]);
    k0 = (k0 + 0x9e3779b9n) % WORD;
    k1 = (k1 + 0xbb67ae85n) % WORD;
  }
  return words.map(Number);
}

/** Number after number of a stream. */
export function* stream(first: number, upper: readonly number[], key: readonly number[]): Generator<number, never> {
  for (let block = first; ; block = (block + 1) % 2 ** 32) yield* philoxBlock([block, ...upper], key);
}

export function philoxU32(
  n: number,
  first: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): number {
  const numbers = stream(first, [c1, c2, c3], [k0, k1]);
  for (let i = 0; i < n; i++) out[i] = numbers.next().value;
  return 0;
}

export function philoxUniform(
  n: number,
  first: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Float64Array,
): number {
  const numbers = stream(first, [c1, c2, c3], [k0, k1]);
  for (let i = 0; i < n; i++) {
    const high = Math.floor(numbers.next().value / 2 ** 5);
    const low = Math.floor(numbers.next().value / 2 ** 6);
    out[i] = (high * 2 ** 26 + low) / 2 ** 53;
  }
  return 0;
}

export function philoxNormal(
  n: number,
  first: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Float64Array,
): number {
  const numbers = stream(first, [c1, c2, c3], [k0, k1]);
  for (let i = 0; i < n; i += 2) {
    const pair = normalPair(numbers.next().value, numbers.next().value);
    out.set(pair.slice(0, Math.min(2, n - i)), i);
  }
  return 0;
}

/** Two standard normals of two words, by the host's logarithm, cosine and sine. */
export function normalPair(a: number, b: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log((a + 0.5) / 2 ** 32));
  const angle = 2 * Math.PI * (b / 2 ** 32);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

export function randomPermutation(
  n: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  order: Uint32Array,
): number {
  const numbers = stream(0, [c1, c2, c3], [k0, k1]);
  const left = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n; i++) {
    const at = left.length > 1 ? below(left.length, numbers) : 0;
    order[i] = left[at]!;
    left[at] = left[0]!; // the first of those left takes the free place
    left.shift();
  }
  return 0;
}

/** A number below `size`: of size * 2^32 products, those in an incomplete last run are thrown away. */
export function below(size: number, numbers: Generator<number, never>): number {
  for (;;) {
    const product = BigInt(numbers.next().value) * BigInt(size);
    if (product % WORD >= WORD % BigInt(size)) return Number(product / WORD);
  }
}
