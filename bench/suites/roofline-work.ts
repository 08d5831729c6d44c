/**
 * The least that a work can do: bytes that any way of doing it must move through memory, as columns are larger than the caches, and
 * multiplications and additions without which there is no result. Times nothing.
 */
import type { Engine } from "../../src/engine/kernels/engine.js";
import type { Problem } from "../problems/problem.js";
import type { LeastCounts } from "../row.js";
import { demeanAll } from "./absorb-reference.js";

/** What is done, and to which problem. */
export interface Work {
  readonly job: "demean" | "regression";
  readonly problem: string;
}

/** The work of a name such as `demean-firm-year-1e6-k1`; undefined where it is none. */
export function workOf(name: string): Work | undefined {
  const [, job, problem] = /^(demean|regression)-(.+)$/.exec(name) ?? [];
  return job === undefined ? undefined : { job: job as Work["job"], problem: problem! };
}

export interface LeastWork {
  /** Bytes read on any thread; copied into linear memory, which one thread alone can do; read and written again in place. */
  readonly reads: number;
  readonly copied: number;
  readonly rewritten: number;
  readonly counts: LeastCounts;
  /** Of conjugate gradients, on cells. */
  readonly iterations: number;
}

const F64 = 8;
const U32 = 4;

/**
 * Demeaning: columns are copied in, where group means and sums by level can be made of them on the way, and once the effects are known
 * read and written again. A regression: columns are read for their products and again for residuals and scores, which alone are
 * written. Either reads the codes of each effect twice. Conjugate gradients read the level of every cell in each iteration.
 *
 * Operations, a row and column: less an origin, to the group's sum, less its mean, to the level's sum (4); less the level's
 * coefficient, to the group's sum, less its mean (3). A regression: the same 4 and k + 1 for products; less origin and coefficient,
 * times beta, to the residual, times the residual, to the score (6). A cell and column in each iteration: from a level to a
 * group and back, a multiplication and an addition each (4).
 */
export function leastWork(engine: Engine, { job }: Work, problem: Problem): LeastWork {
  const { n, columns, effects } = problem;
  const k = columns.length;
  const block = n * k * F64;
  const codes = 2 * effects.length * n * U32;
  if (job === "regression") {
    const written = n * F64;
    const counts = { bytes: 2 * block + codes + written, operations: n * k * (4 + k + 1 + 6) };
    return { reads: 2 * block + codes, copied: 0, rewritten: written, counts, iterations: 0 };
  }
  const { iterations, cells } = engine.scope((scope) => {
    const { solve } = demeanAll(engine, scope, problem);
    return { iterations: solve.iterations, cells: cellsOf(problem) };
  });
  const inIterations = iterations * cells;
  const reads = codes + inIterations * U32;
  const counts = { bytes: reads + 4 * block, operations: n * k * 7 + inIterations * k * 4 };
  return { reads, copied: block, rewritten: block, counts, iterations };
}

/** Pairs of a group and a level that occur. */
function cellsOf({ n, effects }: Problem): number {
  const [groups, levels] = effects;
  if (groups === undefined || levels === undefined) return n;
  const keys = Float64Array.from(groups.codes, (group, i) => group * levels.nLevels + levels.codes[i]!).sort();
  return keys.reduce((count, key, i) => count + Number(i === 0 || key !== keys[i - 1]), 0);
}
