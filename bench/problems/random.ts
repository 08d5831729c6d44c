/**
 * Counter-based random numbers: draw i of a stream depends on (seed, stream, i) alone, so a problem is the
 * same whatever else was drawn before it. Two rounds of the 32-bit finaliser of MurmurHash3 (Appleby 2011, public
 * domain); good enough to make data, not for inference. Knows nothing of problems.
 */

/** Draws of one stream; `i` is any integer in 0..2^30-1. */
export interface Draws {
  /** Uniform on [0, 1), 53 bits. */
  uniform(i: number): number;
  /** Standard normal, by Box and Muller (1958), Annals of Mathematical Statistics 29(2); a pair of draws shares its work. */
  normal(i: number): number;
}

/** The stream number `stream` under `seed`. */
export function draws(seed: number, stream: number): Draws {
  const key = mix(mix(seed) + stream);
  const other = mix(key ^ 0x5bf0_3635);
  const uniform = (i: number) => uniformAt(i, key, other);
  const normal = (i: number) => {
    const first = i & ~1;
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(first)));
    const angle = 2 * Math.PI * uniform(first + 1);
    return i === first ? radius * Math.cos(angle) : radius * Math.sin(angle);
  };
  return { uniform, normal };
}

/** The first n normal draws of a stream: `draws(seed, stream).normal(0..n-1)`, a pair at a time. */
export function normals(n: number, seed: number, stream: number): Float64Array {
  const key = mix(mix(seed) + stream);
  const other = mix(key ^ 0x5bf0_3635);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformAt(i, key, other)));
    const angle = 2 * Math.PI * uniformAt(i + 1, key, other);
    out[i] = radius * Math.cos(angle);
    if (i + 1 < n) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** n whole numbers below `size`, each equally likely. */
export function wholeNumbers(n: number, size: number, seed: number, stream: number): Uint32Array {
  const { uniform } = draws(seed, stream);
  const out = new Uint32Array(n);
  for (let i = 0; i < n; i++) out[i] = Math.floor(uniform(i) * size);
  return out;
}

/** A seeded order of 0..n-1 (Durstenfeld 1964, Communications of the ACM 7(7)). */
export function shuffledOrder(n: number, seed: number, stream: number): Uint32Array {
  const { uniform } = draws(seed, stream);
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(uniform(i) * (i + 1));
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

function uniformAt(i: number, key: number, other: number): number {
  const high = mix(mix((2 * i) ^ key) + other) >>> 5;
  const low = mix(mix((2 * i + 1) ^ key) + other) >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return h ^ (h >>> 16);
}
