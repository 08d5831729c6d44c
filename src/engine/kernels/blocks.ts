/**
 * Wrappers of the kernels over packed blocks, one a group, in linear memory: their sums by group, products
 * with vectors, and regressions without one of them. Knows nothing of what the columns are.
 */
import { copyOut } from "./blas.js";
import { checkLength } from "./call.js";
import type { Engine, F64Block, Scope, Task } from "./engine.js";
import { packedSize } from "./moments.js";

/** Entries of sums that a task takes. */
const ENTRIES_A_TASK = 4096;
/** Blocks of which a task makes products. */
const BLOCKS_A_TASK = 64;

/** Sums of packed blocks of order n by group, nGroups of them, a task for each range of entries. */
export function groupBlocksBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  nGroups: number,
  codes: Uint32Array,
  blocks: F64Block,
): F64Block {
  const size = packedSize(n);
  checkLength("groupBlocks", "blocks", blocks.length, codes.length * size);
  const sums = scope.f64(nGroups * size);
  scope.scope((inner) => {
    const groups = inner.copyU32(codes);
    const tasks: Task<"groupBlocks">[] = [];
    for (let low = 0; low < size; low += ENTRIES_A_TASK) {
      const high = Math.min(size, low + ENTRIES_A_TASK);
      tasks.push({ size, low, high, nBlocks: codes.length, nGroups, codes: groups, blocks, sums });
    }
    engine.run("groupBlocks", tasks);
  });
  return sums;
}

/** Products of packed blocks of order n with the vectors (columns) that their codes name: a column a block. */
export function packedProducts(
  engine: Engine,
  n: number,
  blocks: F64Block,
  codes: Uint32Array,
  vectors: Float64Array,
): Float64Array {
  const nBlocks = codes.length;
  const size = packedSize(n);
  checkLength("packedProducts", "blocks", blocks.length, nBlocks * size);
  return engine.scope((scope) => {
    const [named, x, out] = [scope.copyU32(codes), scope.copyF64(vectors), scope.f64(n * nBlocks)];
    const tasks: Task<"packedProducts">[] = [];
    for (let b = 0; b < nBlocks; b += BLOCKS_A_TASK) {
      const count = Math.min(BLOCKS_A_TASK, nBlocks - b);
      tasks.push({
        n,
        nBlocks: count,
        blocks: blocks.at(b * size),
        codes: named.at(b),
        vectors: x,
        products: out.at(b * n),
      });
    }
    engine.run("packedProducts", tasks);
    return copyOut(out);
  });
}

/** Parts that are solved in one run: each has scratch of its own. */
const PARTS_TOGETHER = 64;

/** Regressions without one group each, as `leaveOutSolve` makes them. */
export interface LeaveOut {
  /** Solutions, order by (nUnits + right.length) for each part, a part after the other. */
  readonly X: Float64Array;
  /** Flags of the columns for each part: 1 kept, 0 dropped. */
  readonly kept: Uint32Array;
}

/** What `leaveOutSolve` is asked of every part. */
export interface LeaveOutSpec {
  /** Order of total and parts. */
  readonly order: number;
  /** Columns of the regression; dropped in this order. */
  readonly columns: Uint32Array;
  /** How many of the last columns have their unit vectors solved for. */
  readonly nUnits: number;
  /** Columns that are solved for as right-hand sides. */
  readonly right: Uint32Array;
  readonly tolerance: number;
  /** What a pivot of each column is measured by. */
  readonly scale: Float64Array;
}

/** Solves total - part for each of the parts, a task a part. */
export function leaveOutSolve(
  engine: Engine,
  { order, columns, nUnits, right, tolerance, scale }: LeaveOutSpec,
  total: F64Block,
  parts: F64Block,
): LeaveOut {
  const [n, size] = [columns.length, packedSize(order)];
  const nParts = parts.length / size;
  checkLength("leaveOutSolve", "total", total.length, size);
  checkLength("leaveOutSolve", "scale", scale.length, n);
  return engine.scope((scope) => {
    const system = {
      order,
      ...{ n, nUnits, nRight: right.length, tolerance, total },
      ...{ columns: scope.copyU32(columns), right: scope.copyU32(right), scale: scope.copyF64(scale) },
    };
    const width = order * (nUnits + right.length);
    const [X, kept] = [scope.f64(nParts * width), scope.u32(nParts * n)];
    const work = scope.f64(PARTS_TOGETHER * (packedSize(n) + n));
    for (let from = 0; from < nParts; from += PARTS_TOGETHER) {
      const tasks: Task<"leaveOutSolve">[] = [];
      for (let part = from; part < Math.min(nParts, from + PARTS_TOGETHER); part++) {
        const own = { part: parts.at(part * size), X: X.at(part * width), kept: kept.at(part * n) };
        tasks.push({ work: work.at((part - from) * (packedSize(n) + n)), ...system, ...own });
      }
      engine.run("leaveOutSolve", tasks);
    }
    return { X: copyOut(X), kept: kept.view().slice() };
  });
}
