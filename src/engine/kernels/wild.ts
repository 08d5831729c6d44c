/**
 * Wrappers of the wild bootstrap's kernels: weights of draws, and what each draw makes of a system that is
 * linear in them. Knows nothing of where the system comes from.
 */
import { checkLength, invokeChecked, rangesOfSize, runChecked } from "./call.js";
import { PHILOX_WORK, streamKey } from "./cluster-draws.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "./engine.js";

/** Kinds of weights by the number kernels know them by; `enumerate` gives every combination of signs once. */
export const WILD_KINDS = { enumerate: 0, rademacher: 1, webb: 2, mammen: 3 } as const;
export type WildKind = keyof typeof WILD_KINDS;

/** Draws a task makes: fixed, so that the same tasks stand for any number of threads. */
const DRAWS_A_TASK = 256;

/** Numbers a draw leaves: numerators of the parts and the lower triangle of their squares. */
export const wildResults = (nParts: number): number => nParts + (nParts * (nParts + 1)) / 2;

/** Scratch of `wildDraws`, in f64. */
export const wildDrawsWork = (nBoot: number, rank: number, nParts: number): number =>
  8 * (nBoot + nParts * rank + 2 * nParts + wildResults(nParts));

/** Which draws, and of which stream; the replication is the number of the draw. */
interface WildStream {
  readonly kind: WildKind;
  readonly seed: number;
  readonly purpose: number;
}

/** Weights, n a draw and a draw after the other, of draws first .. first + nDraws - 1. Throws as `philoxU32`. */
export function wildWeights(
  engine: Engine,
  n: number,
  first: number,
  nDraws: number,
  { kind, seed, purpose }: WildStream,
): Float64Array {
  const key = streamKey({ seed, replication: first, purpose });
  return engine.scope((scope) => {
    const weights = scope.f64(n * nDraws);
    const block = scope.u32(PHILOX_WORK);
    invokeChecked(engine, "wildWeights", {
      kind: WILD_KINDS[kind],
      ...{ n, first, nDraws, purpose, ...key, weights, block },
    });
    return Float64Array.from(weights.view());
  });
}

/** Draws of a multiplier bootstrap that a task makes: enough to be worth the sums that they look up. */
const MULTIPLIED_A_TASK = 128;

/** Scratch of `multiplierDraws`, in f64; it needs u32[PHILOX_WORK] besides. */
export const multiplierDrawsWork = (p: number, nDraws: number): number =>
  Math.max(8 * (256 + p), (64 + nDraws) * (p + 3) + 32);

/**
 * Dot products of the p columns of psi, f64[n * p], with the weights of draws first .. first + nDraws - 1: f64[nDraws * p], by draw.
 * Throws as `wildWeights`.
 */
export function multiplierDraws(
  engine: Engine,
  n: number,
  p: number,
  psi: F64Block,
  first: number,
  nDraws: number,
  { kind, seed, purpose }: WildStream,
): Float64Array {
  checkLength("multiplierDraws", "psi", psi.length, n * p);
  const stream = { kind: WILD_KINDS[kind], purpose, ...streamKey({ seed, replication: first, purpose }) };
  return engine.scope((scope) => {
    const draws = scope.f64(nDraws * p);
    const shares = rangesOfSize(nDraws, MULTIPLIED_A_TASK);
    const scratch = multiplierDrawsWork(p, MULTIPLIED_A_TASK);
    const [work, block] = [scope.f64(shares.length * scratch), scope.u32(shares.length * PHILOX_WORK)];
    runChecked(
      engine,
      "multiplierDraws",
      shares.map((share, i) => ({
        ...{ n, p, first: first + share.first, nDraws: share.rows, ...stream, psi, draws: draws.at(share.first * p) },
        ...{ work: work.at(i * scratch), block: block.at(i * PHILOX_WORK) },
      })),
    );
    return draws.view().slice();
  });
}

/** A system in linear memory, arrays as in the kernel; what a draw costs is (nRows + nBoot) * rank and the entries. */
export interface WildSystem {
  readonly nBoot: number;
  readonly nRows: number;
  readonly rank: number;
  readonly nParts: number;
  /** f64[nParts*rank*nBoot] */
  readonly U: F64Block;
  /** f64[nParts*nRows*rank], with the opposite sign. */
  readonly W: F64Block;
  /** u32[nRows+1] */
  readonly offsets: U32Block;
  /** u32[entries] */
  readonly clusters: U32Block;
  /** f64[nParts*entries] */
  readonly values: F64Block;
  /** f64[nParts*nBoot] */
  readonly numerators: F64Block;
  /** f64[nRows] */
  readonly factors: F64Block;
}

/** Results of draws first .. first + nDraws - 1, f64[nDraws*wildResults(nParts)] column-major, a task for every 256 draws. */
export function wildDraws(
  engine: Engine,
  system: WildSystem,
  first: number,
  nDraws: number,
  { kind, seed, purpose }: WildStream,
): Float64Array {
  const { nBoot, nRows, rank, nParts, U, W, offsets, clusters, values, numerators, factors } = system;
  checkLength("wildDraws", "U", U.length, nParts * rank * nBoot);
  checkLength("wildDraws", "W", W.length, nParts * nRows * rank);
  checkLength("wildDraws", "offsets", offsets.length, nRows + 1);
  checkLength("wildDraws", "values", values.length, nParts * clusters.length);
  checkLength("wildDraws", "numerators", numerators.length, nParts * nBoot);
  checkLength("wildDraws", "factors", factors.length, nRows);
  const stream = { purpose, ...streamKey({ seed, replication: first, purpose }) };
  return engine.scope((scope) => {
    const out = scope.f64(nDraws * wildResults(nParts));
    const scratch = wildDrawsWork(nBoot, rank, nParts);
    const tasks: Task<"wildDraws">[] = [];
    for (let from = 0; from < nDraws; from += DRAWS_A_TASK) {
      tasks.push({
        kind: WILD_KINDS[kind],
        ...{ first: first + from, count: Math.min(DRAWS_A_TASK, nDraws - from), ld: nDraws },
        entries: clusters.length,
        ...system,
        ...stream,
        ...{ out: out.at(from), work: scope.f64(scratch), block: scope.u32(PHILOX_WORK) },
      });
    }
    runChecked(engine, "wildDraws", tasks);
    return Float64Array.from(out.view());
  });
}

export type WildShape = Pick<WildSystem, "nBoot" | "nRows" | "rank" | "nParts">;

/** A system copied into memory of `scope`. */
export function placeWildSystem(
  scope: Scope,
  shape: WildShape,
  arrays: Readonly<Record<"U" | "W" | "values" | "numerators" | "factors", Float64Array>>,
  entries: Readonly<Record<"offsets" | "clusters", Uint32Array>>,
): WildSystem {
  return {
    U: scope.copyF64(arrays.U),
    W: scope.copyF64(arrays.W),
    offsets: scope.copyU32(entries.offsets),
    clusters: scope.copyU32(entries.clusters),
    values: scope.copyF64(arrays.values),
    numerators: scope.copyF64(arrays.numerators),
    factors: scope.copyF64(arrays.factors),
    ...shape,
  };
}

// Wrapper of the kernel that draws the wild restricted efficient bootstrap of an equation with instruments. Knows
// nothing of where the system comes from.

/** Scratch of `wreDraws`, in f64. */
export const wreDrawsWork = (nBoot: number, rank: number, kz: number): number => 8 * (nBoot + 2 * rank + 5 * kz + 4);

/** A system in linear memory, arrays as in the kernel. */
export interface WreSystem {
  readonly nBoot: number;
  readonly nRows: number;
  readonly rank: number;
  readonly kz: number;
  /** f64[kz] */
  readonly p0: F64Block;
  /** f64[2*(rank+kz)*nBoot] */
  readonly A: F64Block;
  /** f64[nRows*kz*rank], with the opposite sign. */
  readonly H: F64Block;
  /** f64[nRows*kz] */
  readonly K: F64Block;
  /** u32[nRows+1] */
  readonly offsets: U32Block;
  /** u32[entries] */
  readonly clusters: U32Block;
  /** f64[entries*2*kz] */
  readonly values: F64Block;
  /** f64[nRows] */
  readonly factors: F64Block;
}

/** Coefficients less their value, then variances, f64[2*nDraws], of draws first .. first + nDraws - 1; a task for every 256. */
export function wreDraws(
  engine: Engine,
  system: WreSystem,
  first: number,
  nDraws: number,
  { kind, seed, purpose }: WildStream,
): Float64Array {
  const { nBoot, nRows, rank, kz, p0, A, H, K, offsets, clusters, values, factors } = system;
  checkLength("wreDraws", "p0", p0.length, kz);
  checkLength("wreDraws", "A", A.length, 2 * (rank + kz) * nBoot);
  checkLength("wreDraws", "H", H.length, nRows * kz * rank);
  checkLength("wreDraws", "K", K.length, nRows * kz);
  checkLength("wreDraws", "offsets", offsets.length, nRows + 1);
  checkLength("wreDraws", "values", values.length, 2 * kz * clusters.length);
  checkLength("wreDraws", "factors", factors.length, nRows);
  const stream = { purpose, ...streamKey({ seed, replication: first, purpose }) };
  return engine.scope((scope) => {
    const out = scope.f64(2 * nDraws);
    const tasks: Task<"wreDraws">[] = [];
    for (let from = 0; from < nDraws; from += DRAWS_A_TASK) {
      tasks.push({
        kind: WILD_KINDS[kind],
        ...{ first: first + from, count: Math.min(DRAWS_A_TASK, nDraws - from), ld: nDraws },
        out: out.at(from),
        ...system,
        ...stream,
        ...{ work: scope.f64(wreDrawsWork(nBoot, rank, kz)), block: scope.u32(PHILOX_WORK) },
      });
    }
    runChecked(engine, "wreDraws", tasks);
    return Float64Array.from(out.view());
  });
}

/** A system copied into memory of `scope`. */
export function placeWreSystem(
  scope: Scope,
  shape: Pick<WreSystem, "nBoot" | "nRows" | "rank" | "kz">,
  arrays: Readonly<Record<"p0" | "A" | "H" | "K" | "values" | "factors", Float64Array>>,
  entries: Readonly<Record<"offsets" | "clusters", Uint32Array>>,
): WreSystem {
  return {
    p0: scope.copyF64(arrays.p0),
    A: scope.copyF64(arrays.A),
    H: scope.copyF64(arrays.H),
    K: scope.copyF64(arrays.K),
    offsets: scope.copyU32(entries.offsets),
    clusters: scope.copyU32(entries.clusters),
    values: scope.copyF64(arrays.values),
    factors: scope.copyF64(arrays.factors),
    ...shape,
  };
}
