/**
 * Columns of a sample on their way into linear memory, in the order rows have there, and back. Bits are
 * copied, never changed. Knows nothing of why rows are in another order.
 */
import { KernelError } from "../../base/errors.js";
import type { SampleColumn } from "../../base/row-runs.js";
import { copyRuns, runsOf } from "../../base/row-runs.js";
import { checkLength, invoke, type KernelName, type Range, rangesOf, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, Task } from "./engine.js";

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

/** Numbers placed at a time: they are still in cache when the kernel looks whether they are finite. */
const PLACED = 16_384;

/** Copies columns of one length into `block`, one after the other, in sample order. */
export function placeColumns(columns: readonly SampleColumn[], block: F64Block): void {
  const view = block.view();
  eachPart(columns, block, (part, at) => {
    view.set(part, at);
    return true;
  });
}

/**
 * The same, unless a number is not finite, also in a row that the sample leaves out: then it stops, and says false.
 */
export function placeFiniteColumns(engine: Engine, columns: readonly SampleColumn[], block: F64Block): boolean {
  const view = block.view();
  const place = (part: Float64Array, at: number): boolean => {
    view.set(part, at);
    return invoke(engine, "countNotFinite", { n: part.length, x: block.at(at) }) === 0;
  };
  return eachPart(columns, block, place, allFinite);
}

/**
 * Calls `place` for the rows of the columns, a part at a time, with its place in the block, and `leave` for the rows between;
 * until one says false.
 */
function eachPart(
  columns: readonly SampleColumn[],
  block: F64Block,
  place: (part: Float64Array, at: number) => boolean,
  leave: (part: Float64Array) => boolean = () => true,
): boolean {
  const n = columns[0]?.length ?? 0;
  checkLength("placeColumns", "block", block.length, n * columns.length);
  const runsByRows = new Map<Uint32Array, readonly number[] | undefined>();
  const placeRun = (run: Float64Array, at: number): boolean => {
    for (let start = 0; start < run.length; start += PLACED) {
      if (!place(run.subarray(start, start + PLACED), at + start)) return false;
    }
    return true;
  };
  return columns.every((column, j) => {
    checkLength("placeColumns", `column ${j + 1}`, column.length, n);
    const { values, rows } = column;
    if (rows === undefined) return placeRun(values, j * n);
    if (!runsByRows.has(rows)) runsByRows.set(rows, runsOf(rows));
    const runs = runsByRows.get(rows);
    if (runs === undefined) return leave(values) && placeRun(column.numbers(), j * n);
    let [goesOn, next] = [true, 0];
    copyRuns(runs, (first, end, at) => {
      goesOn &&= leave(values.subarray(next, first)) && placeRun(values.subarray(first, end), j * n + at);
      next = end;
    });
    return goesOn && leave(values.subarray(next));
  });
}

const allFinite = (values: Float64Array): boolean => values.every(Number.isFinite);

/** Puts the rows of `block`, k columns of n numbers, into `rowOrder`, a few columns at a time, by tasks. */
export function reorderColumns(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  rowOrder: Uint32Array,
  block: F64Block,
): void {
  const ranges = rangesOf(n, 0);
  const run = <K extends KernelName>(kernel: K, task: (range: Range) => Task<K>): void => {
    runChecked(engine, kernel, ranges.map(task));
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
          run("gatherF64", ({ first, rows }) => {
            return { n: rows, nSource: n, x: side, order: order.at(first), out: block.at(one * n + first) };
          });
        }
      } else {
        const all = { k: width, stride: n, nSource: n, rows: side };
        run("interleaveFour", ({ first, rows }) => {
          return { n: rows, k: width, stride: n, X: at(first), rows: side.at(TOGETHER * first) };
        });
        run("gatherFour", ({ first, rows }) => ({ n: rows, order: order.at(first), X: at(first), ...all }));
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

/** Moves the columns at `positions` (ascending) of n numbers each to the front of `block`, in place. */
export function keepColumns(block: F64Block, n: number, positions: readonly number[]): void {
  const view = block.view();
  positions.forEach((from, to) => {
    if (from !== to) view.copyWithin(to * n, from * n, (from + 1) * n);
  });
}
