/**
 * Wrappers of the kernels that pack and unpack pages of columns: Snappy, and runs with bit-packed groups. Pages are tasks. Whether a page was sound
 * is returned, not thrown: the caller knows which it was.
 */
import type { Engine, Task } from "./engine.js";

/** Bytes behind a page that must be readable. */
export const PAGE_SLACK = 8;

/** Bytes that `n` bytes take at most when packed, and numbers of the scratch for it. */
export const packedBytes = (n: number): number => 32 + n + Math.floor(n / 6);
export const PACK_WORK = 2 ** 14;

/** Packs each page; the bytes it takes. */
export const packSnappy = (engine: Engine, tasks: readonly Task<"packSnappy">[]): readonly number[] =>
  engine.run("packSnappy", tasks);

/** Unpacks each page; false if one is damaged. */
export const unpackSnappy = (engine: Engine, tasks: readonly Task<"unpackSnappy">[]): boolean =>
  engine.run("unpackSnappy", tasks).every((info) => info === 0);

/** Unpacks the values of each page; false if one is damaged. */
export const unpackRuns = (engine: Engine, tasks: readonly Task<"unpackRuns">[]): boolean =>
  engine.run("unpackRuns", tasks).every((info) => info === 0);
