/**
 * Wrapper of the kernel that draws the wild restricted efficient bootstrap of an equation with instruments.
 * Knows nothing of where the system comes from.
 */
import { checkInfo, checkLength } from "./checks.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "./engine.js";
import { PHILOX_WORK, streamKey } from "./resample.js";
import { WILD_KINDS, type WildStream } from "./wild.js";

/** Draws a task makes: fixed, so that the same tasks stand for any number of threads. */
const DRAWS_A_TASK = 256;

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
  const [k0, k1] = streamKey({ seed, replication: first, purpose });
  return engine.scope((scope) => {
    const out = scope.f64(2 * nDraws);
    const inputs = [p0, A, H, K, offsets, clusters, values, factors].map((block) => block.address);
    const tasks: Task[] = [];
    for (let from = 0; from < nDraws; from += DRAWS_A_TASK) {
      const count = Math.min(DRAWS_A_TASK, nDraws - from);
      const sizes = [count, nDraws, nBoot, nRows, rank, kz, purpose, k0, k1];
      const work = [scope.f64(wreDrawsWork(nBoot, rank, kz)), scope.u32(PHILOX_WORK)].map((block) => block.address);
      tasks.push([WILD_KINDS[kind], first + from, ...sizes, ...inputs, out.at(from), ...work]);
    }
    for (const info of engine.run("wreDraws", tasks)) checkInfo("wreDraws", info);
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
    ...shape,
    p0: scope.copyF64(arrays.p0),
    A: scope.copyF64(arrays.A),
    H: scope.copyF64(arrays.H),
    K: scope.copyF64(arrays.K),
    offsets: scope.copyU32(entries.offsets),
    clusters: scope.copyU32(entries.clusters),
    values: scope.copyF64(arrays.values),
    factors: scope.copyF64(arrays.factors),
  };
}
