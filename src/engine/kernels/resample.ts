/**
 * Wrappers of the resample kernels: random numbers as a function of (seed, replication, purpose) and
 * place, so that they are the same on every host, for any number of threads and in any order of work.
 */
import { UsageError } from "../../base/errors.js";
import { callKernel } from "./call.js";
import { checkInfo } from "./checks.js";
import type { Engine } from "./engine.js";

/** Name of the generator, for results. */
export const GENERATOR = "Philox4x32-10";

/** Scratch of every resample kernel, in u32. */
export const PHILOX_WORK = 4;

/** What a stream is for: equal seeds never give the same numbers to two uses. */
export const PURPOSE = {
  placebo: 1,
  wild: 2,
  pairs: 3,
  groupDifference: 4,
  multiplier: 5,
  placeboDates: 6,
  matching: 7,
  attBootstrap: 8,
  customs: 16,
  customsEntities: 17,
  customsDefects: 18,
  cities: 19,
  citiesEntities: 20,
  citiesProvinces: 21,
  citiesMissing: 22,
} as const;

/** Which stream: `seed` in 0..2^53-1, `replication` and `purpose` in 0..2^32-1, all whole. */
export interface Stream {
  readonly seed: number;
  readonly replication: number;
  readonly purpose: number;
}

/** n random numbers in 0..2^32-1, the first of their stream. Throws UsageError for a stream out of range. */
export function philoxU32(engine: Engine, n: number, stream: Stream): Uint32Array {
  const out = new Uint32Array(n);
  const args = [n, 0, ...counterAndKey(stream), out, new Uint32Array(PHILOX_WORK)];
  checkInfo("philoxU32", callKernel(engine, "philoxU32", args));
  return out;
}

/** n random numbers on [0, 1), multiples of 2^-53, the first of their stream. Throws as `philoxU32`. */
export function philoxUniform(engine: Engine, n: number, stream: Stream): Float64Array {
  const out = new Float64Array(n);
  const args = [n, 0, ...counterAndKey(stream), out, new Uint32Array(PHILOX_WORK)];
  checkInfo("philoxUniform", callKernel(engine, "philoxUniform", args));
  return out;
}

/** n standard normal numbers, the first of their stream. Throws as `philoxU32`. */
export function philoxNormal(engine: Engine, n: number, stream: Stream): Float64Array {
  const out = new Float64Array(n);
  const args = [n, 0, ...counterAndKey(stream), out, new Uint32Array(PHILOX_WORK)];
  checkInfo("philoxNormal", callKernel(engine, "philoxNormal", args));
  return out;
}

/** A random permutation of 0..n-1; its first m places are a random sample in random order. Throws as `philoxU32`. */
export function randomPermutation(engine: Engine, n: number, stream: Stream): Uint32Array {
  const order = new Uint32Array(n);
  const args = [n, ...counterAndKey(stream), order, new Uint32Array(PHILOX_WORK)];
  checkInfo("randomPermutation", callKernel(engine, "randomPermutation", args));
  return order;
}

/** Upper words of the counter (replication, purpose, 0), then the key: the seed in two words. */
function counterAndKey({ seed, replication, purpose }: Stream): number[] {
  requireWhole("seed", seed, Number.MAX_SAFE_INTEGER);
  requireWhole("replication", replication, 2 ** 32 - 1);
  requireWhole("purpose", purpose, 2 ** 32 - 1);
  return [replication, purpose, 0, ...keyOf(seed)];
}

/** The key of a stream, for kernels that make the counter themselves. Throws as `philoxU32`. */
export function streamKey(stream: Stream): readonly [number, number] {
  counterAndKey(stream);
  return keyOf(stream.seed);
}

const keyOf = (seed: number): [number, number] => [seed % 2 ** 32, Math.floor(seed / 2 ** 32)];

function requireWhole(what: string, value: number, largest: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && value <= largest) return;
  throw new UsageError(
    "random_stream",
    `The ${what} of random draws must be a whole number in 0..${largest}; got ${value}.`,
    {
      got: value,
      expected: `0..${largest}`,
    },
  );
}
