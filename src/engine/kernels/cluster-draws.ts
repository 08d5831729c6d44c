/**
 * Wrappers of the kernels that fit a regression again for other sets of clusters, from per-cluster
 * cross-products in linear memory: drawn with replacement, weighted, or without each in turn; and of multiplier draws. What
 * the draws are for is the callers' business.
 */
import { UsageError } from "../../base/errors.js";
import { callKernel, checkInfo, checkLength, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";
import { packedSize } from "./moments.js";

// Wrappers of the resample kernels: random numbers as a function of (seed, replication, purpose) and place, so that
// they are the same on every host, for any number of threads and in any order of work.

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
  fewTreated: 9,
  syntheticPlacebo: 13,
  syntheticBootstrap: 14,
  leastFavourable: 12,
  timing: 13,
  customs: 16,
  customsEntities: 17,
  customsDefects: 18,
  cities: 19,
  citiesEntities: 20,
  citiesProvinces: 21,
  citiesMissing: 22,
  multiverseGrid: 30,
  multiverseTest: 31,
  switching: 40,
  counterfactualTreated: 50,
  counterfactualControls: 51,
  counterfactualFolds: 52,
  counterfactualPseudo: 53,
  counterfactualErrors: 54,
  doseBands: 60,
  syntheticControl: 70,
  clusterLevels: 80,
  clusterSpread: 81,
  causalSplits: 82,
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
  const args = { n, first: 0, ...counterAndKey(stream), out, work: new Uint32Array(PHILOX_WORK) };
  checkInfo("philoxU32", callKernel(engine, "philoxU32", args));
  return out;
}

/** n random numbers on [0, 1), multiples of 2^-53, the first of their stream. Throws as `philoxU32`. */
export function philoxUniform(engine: Engine, n: number, stream: Stream): Float64Array {
  const out = new Float64Array(n);
  const args = { n, first: 0, ...counterAndKey(stream), out, work: new Uint32Array(PHILOX_WORK) };
  checkInfo("philoxUniform", callKernel(engine, "philoxUniform", args));
  return out;
}

/** n standard normal numbers, the first of their stream. Throws as `philoxU32`. */
export function philoxNormal(engine: Engine, n: number, stream: Stream): Float64Array {
  const out = new Float64Array(n);
  const args = { n, first: 0, ...counterAndKey(stream), out, work: new Uint32Array(PHILOX_WORK) };
  checkInfo("philoxNormal", callKernel(engine, "philoxNormal", args));
  return out;
}

/** A random permutation of 0..n-1; its first m places are a random sample in random order. Throws as `philoxU32`. */
export function randomPermutation(engine: Engine, n: number, stream: Stream): Uint32Array {
  const order = new Uint32Array(n);
  const args = { n, ...counterAndKey(stream), order, work: new Uint32Array(PHILOX_WORK) };
  checkInfo("randomPermutation", callKernel(engine, "randomPermutation", args));
  return order;
}

/** Upper words of the counter (replication, purpose, 0), then the key: the seed in two words. */
function counterAndKey({ seed, replication, purpose }: Stream) {
  requireWhole("seed", seed, Number.MAX_SAFE_INTEGER);
  requireWhole("replication", replication, 2 ** 32 - 1);
  requireWhole("purpose", purpose, 2 ** 32 - 1);
  return { c1: replication, c2: purpose, c3: 0, ...keyOf(seed) };
}

/** The words of a seed. */
export interface StreamKey {
  readonly k0: number;
  readonly k1: number;
}

/** The key of a stream, for kernels that make the counter themselves. Throws as `philoxU32`. */
export function streamKey(stream: Stream): StreamKey {
  counterAndKey(stream);
  return keyOf(stream.seed);
}

const keyOf = (seed: number): StreamKey => ({ k0: seed % 2 ** 32, k1: Math.floor(seed / 2 ** 32) });

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

/** Draws, or clusters left out, that a task takes: enough to be worth a hand-over, few enough to share out. */
const A_TASK = 8;

/** Scratch of `reweightedFits`, in f64; it needs u32[m + k] besides. */
export const reweightedFitsWork = (m: number, k: number, q: number): number =>
  2 * packedSize(m + k + 1) + 4 * (m + k) + m + q;
/** Scratch of `jackknifeFits`, in f64; it needs u32[m + k] besides. */
export const jackknifeFitsWork = (m: number, k: number): number => packedSize(m + k + 1) + 2 * (m + k);
/** How often each of nClusters is drawn, with replacement, by `count` draws from `first` on: f64[count * nClusters], by draw. */
export function clusterCountsBlock(
  engine: Engine,
  scope: Scope,
  nClusters: number,
  { first, count, seed, purpose }: { first: number; count: number; seed: number; purpose: number },
): F64Block {
  const counts = scope.f64(count * nClusters);
  scope.scope((inner) => {
    const shares = sharesOf(count);
    const work = inner.u32(shares.length * PHILOX_WORK);
    const stream = { c2: purpose, c3: 0, ...streamKey({ seed, replication: first, purpose }) };
    const tasks = shares.map(({ start, size }, i) => {
      const own = { nDraws: size, first: first + start, counts: counts.at(start * nClusters) };
      return { nClusters, ...own, ...stream, work: work.at(i * PHILOX_WORK) };
    });
    runChecked(engine, "clusterCounts", tasks);
  });
  return counts;
}

/** Per-cluster cross-products as `reweightedFits` and `jackknifeFits` read them. */
export interface ClusterBlocks {
  readonly nClusters: number;
  /** m, columns of dummies. */
  readonly nDummies: number;
  /** k, columns of regressors behind them; the outcome comes next. */
  readonly nRegressors: number;
  /** f64[nClusters * stride], packed blocks. */
  readonly blocks: F64Block;
  readonly stride: number;
}

/** What `reweightedFits` gives, copied out; as in the kernel. */
export interface ReweightedFits {
  readonly coefficients: Float64Array;
  readonly variances: Float64Array;
  readonly totals: Float64Array;
  readonly states: Uint32Array;
}

/** A regression for each row of `weights`, f64[nDraws * nClusters]; tallies, floor and wanted as in the kernel. */
export function reweightedFits(
  engine: Engine,
  { nClusters, nDummies: m, nRegressors: k, blocks, stride }: ClusterBlocks,
  tolerance: number,
  tallies: F64Block,
  floor: F64Block,
  wanted: U32Block,
  nDraws: number,
  weights: F64Block,
): ReweightedFits {
  const q = tallies.length / Math.max(1, nClusters) - m;
  checkLength("reweightedFits", "blocks", blocks.length, nClusters * stride);
  checkLength("reweightedFits", "floor", floor.length, m + k);
  checkLength("reweightedFits", "weights", weights.length, nDraws * nClusters);
  return engine.scope((scope) => {
    const coefficients = scope.f64(nDraws * k);
    const variances = scope.f64(nDraws * wanted.length);
    const totals = scope.f64(nDraws * q);
    const states = scope.u32(nDraws * m);
    const shares = sharesOf(nDraws);
    const scratch = reweightedFitsWork(m, k, q);
    const [work, flags] = [scope.f64(shares.length * scratch), scope.u32(shares.length * (m + k))];
    engine.run(
      "reweightedFits",
      shares.map(({ start, size }, i) => ({
        stride,
        ...{ nClusters, m, k, q, nWanted: wanted.length, nDraws: size, tolerance, blocks, tallies, floor },
        ...{ wanted, weights: weights.at(start * nClusters), coefficients: coefficients.at(start * k) },
        ...{ variances: variances.at(start * wanted.length), totals: totals.at(start * q) },
        ...{ states: states.at(start * m), work: work.at(i * scratch), flags: flags.at(i * (m + k)) },
      })),
    );
    return {
      coefficients: coefficients.view().slice(),
      variances: variances.view().slice(),
      totals: totals.view().slice(),
      states: states.view().slice(),
    };
  });
}

/** Coefficients without each cluster, f64[nClusters * k], by cluster, and leverages; arguments as in the kernel. */
export function jackknifeFits(
  engine: Engine,
  { nClusters, nDummies: m, nRegressors: k, blocks, stride }: ClusterBlocks,
  tolerance: number,
  total: F64Block,
  scale: F64Block,
  inverse: F64Block,
): { readonly coefficients: Float64Array; readonly leverage: Float64Array } {
  checkLength("jackknifeFits", "total", total.length, packedSize(m + k + 1));
  checkLength("jackknifeFits", "scale", scale.length, m + k);
  checkLength("jackknifeFits", "inverse", inverse.length, packedSize(m + k));
  return engine.scope((scope) => {
    const [coefficients, leverage] = [scope.f64(nClusters * k), scope.f64(nClusters)];
    const shares = sharesOf(nClusters);
    const scratch = jackknifeFitsWork(m, k);
    const [work, flags] = [scope.f64(shares.length * scratch), scope.u32(shares.length * (m + k))];
    engine.run(
      "jackknifeFits",
      shares.map(({ start, size }, i) => ({
        flags: flags.at(i * (m + k)),
        ...{ stride, nClusters: size, m, k, tolerance, blocks: blocks.at(start * stride), total, scale, inverse },
        ...{ coefficients: coefficients.at(start * k), leverage: leverage.at(start), work: work.at(i * scratch) },
      })),
    );
    return { coefficients: coefficients.view().slice(), leverage: leverage.view().slice() };
  });
}

/** `count` things in runs of A_TASK: by their number alone, so that results do not depend on threads. */
function sharesOf(count: number): { start: number; size: number }[] {
  return Array.from({ length: Math.ceil(count / A_TASK) }, (_, i) => {
    return { start: i * A_TASK, size: Math.min(A_TASK, count - i * A_TASK) };
  });
}
