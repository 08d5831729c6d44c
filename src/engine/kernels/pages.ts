/**
 * Wrappers of the kernels that unpack pages of columns: Snappy, and runs with bit-packed groups. Pages are tasks. Whether a page was sound
 * is told, not thrown: the caller knows which it was.
 */
import type { Engine, Task } from "./engine.js";

/** Bytes behind a page that must be readable. */
export const PAGE_SLACK = 8;

/** Unpacks each page; false if one is damaged. */
export const unpackSnappy = (engine: Engine, tasks: readonly Task<"unpackSnappy">[]): boolean =>
  engine.run("unpackSnappy", tasks).every((info) => info === 0);

/** Unpacks the values of each page; false if one is damaged. */
export const unpackRuns = (engine: Engine, tasks: readonly Task<"unpackRuns">[]): boolean =>
  engine.run("unpackRuns", tasks).every((info) => info === 0);
