/**
 * Layer bench. Counter-based random numbers: draw i of a stream depends on (seed, stream, i) alone, so a problem is the
 * same whatever else was drawn before it. Two rounds of the 32-bit finaliser of MurmurHash3 (Appleby 2011, public
 * domain); good enough to make data, not for inference. Knows nothing of problems.
 */

/** Draws of one stream; `i` is any integer in 0..2^31-1. */
export interface Draws {
  /** Uniform on [0, 1), 53 bits. */
  uniform(i: number): number;
  /** Standard normal, by Box and Muller (1958), Annals of Mathematical Statistics 29(2). */
  normal(i: number): number;
}

/** The stream number `stream` under `seed`. */
export function draws(seed: number, stream: number): Draws {
  const key = mix(mix(seed) + stream);
  const other = mix(key ^ 0x5bf0_3635);
  const word = (counter: number) => mix(mix(counter ^ key) + other) >>> 0;
  const uniform = (i: number) => ((word(2 * i) >>> 5) * 2 ** 26 + (word(2 * i + 1) >>> 6)) / 2 ** 53;
  return {
    uniform,
    normal: (i) => Math.sqrt(-2 * Math.log(1 - uniform(2 * i))) * Math.cos(2 * Math.PI * uniform(2 * i + 1)),
  };
}

/** A seeded order of 0..n-1 (Durstenfeld 1964, Communications of the ACM 7(7)). */
export function shuffledOrder(n: number, seed: number, stream: number): Uint32Array {
  const { uniform } = draws(seed, stream);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(uniform(i) * (i + 1));
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return h ^ (h >>> 16);
}
