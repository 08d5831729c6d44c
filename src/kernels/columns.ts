/**
 * Layer kernels. Columns of a sample on their way into linear memory, in the order rows have there, and back. Bits are
 * copied, never changed. Knows nothing of why rows are in another order.
 */
import { KernelError } from "../base/errors.js";
import { checkInfo, checkLength } from "./checks.js";
import type { Engine, F64Block, Scope, Task } from "./engine.js";
import { type Range, rangesOf } from "./ranges.js";

/** Columns a kernel gathers together. */
const TOGETHER = 4;
/** Columns for which putting them side by side first does not pay. */
const FEW = 2;

/**
 * A column-major block of the columns (all of one length), row i holding sample row `rowOrder[i]`; sample order when
 * `rowOrder` is null.
 */
export function gatherColumns(
  engine: Engine,
  scope: Scope,
  columns: readonly Float64Array[],
  rowOrder: Uint32Array | null,
): F64Block {
  const n = rowOrder?.length ?? columns[0]?.length ?? 0;
  columns.forEach((column, j) => {
    checkLength("gatherColumns", `column ${j + 1}`, column.length, n);
  });
  const block = scope.f64(n * columns.length);
  const view = block.view();
  columns.forEach((column, j) => {
    view.set(column, j * n);
  });
  if (rowOrder !== null) reorderColumns(engine, scope, n, columns.length, rowOrder, block);
  return block;
}

/** Puts the rows of `block`, k columns of n numbers, into `rowOrder`, a few columns at a time, by tasks. */
function reorderColumns(engine: Engine, scope: Scope, n: number, k: number, rowOrder: Uint32Array, block: F64Block) {
  const ranges = rangesOf(n, 0);
  const run = (kernel: "gatherF64" | "gatherFour" | "interleaveFour", task: (range: Range) => Task): void => {
    for (const info of engine.run(kernel, ranges.map(task))) checkInfo(kernel, info);
  };
  scope.scope((inner) => {
    const order = inner.copyU32(rowOrder);
    const side = inner.f64(n * (k > FEW ? TOGETHER : 1));
    for (let j = 0; j < k; j += TOGETHER) {
      const width = Math.min(TOGETHER, k - j);
      const at = (first: number) => block.at(j * n + first);
      if (width <= FEW) {
        for (let one = j; one < j + width; one++) {
          side.view().set(block.view().subarray(one * n, (one + 1) * n));
          run("gatherF64", ({ first, rows }) => [rows, n, side.address, order.at(first), block.at(one * n + first)]);
        }
      } else {
        run("interleaveFour", ({ first, rows }) => [rows, width, n, at(first), side.at(TOGETHER * first)]);
        run("gatherFour", ({ first, rows }) => [rows, width, n, n, side.address, order.at(first), at(first)]);
      }
    }
  });
}

/** One column in memory order: `gatherColumns` of a single column. */
export function gatherColumn(
  engine: Engine,
  scope: Scope,
  column: Float64Array,
  rowOrder: Uint32Array | null,
): F64Block {
  return gatherColumns(engine, scope, [column], rowOrder);
}

/** Column `j` of a column-major block with `n` rows, back in sample order. */
export function sampleColumn(block: F64Block, n: number, j: number, rowOrder: Uint32Array | null): Float64Array {
  if ((j + 1) * n > block.length) {
    throw new KernelError(
      "kernel_length",
      `sampleColumn: the block of ${block.length} numbers has no column ${j + 1}.`,
      {
        got: block.length,
        expected: (j + 1) * n,
      },
    );
  }
  const view = block.view().subarray(j * n, (j + 1) * n);
  if (rowOrder === null) return Float64Array.from(view);
  const column = new Float64Array(n);
  for (let i = 0; i < n; i++) column[rowOrder[i]!] = view[i]!;
  return column;
}
