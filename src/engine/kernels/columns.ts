/**
 * Columns of a sample on their way into linear memory, in the order rows have there, and back. Bits are
 * copied, never changed. Knows nothing of why rows are in another order.
 */
import { KernelError } from "../../base/errors.js";
import type { SampleColumn } from "../../base/row-runs.js";
import { copyRuns, runsOf } from "../../base/row-runs.js";
import { checkLength, invoke, invokeChecked, rangesOf, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Columns from which an order in two steps pays. */
const MANY = 5;
/** Rows of a bucket, as a power of two: a quarter of a MiB of a column stays near while it is read at random. */
const BUCKET = 15;

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
  if (rowOrder !== null) {
    turnColumns(engine, scope, n, columns.length, rowOrder, block, (j) => columns[j]!);
    return block;
  }
  const view = block.view();
  columns.forEach((column, j) => {
    view.set(column, j * n);
  });
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

/** Puts the rows of `block`, k columns of n numbers, into `rowOrder`. */
export function reorderColumns(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  rowOrder: Uint32Array,
  block: F64Block,
): void {
  turnColumns(engine, scope, n, k, rowOrder, block, (j) => block.part(j * n, n).view());
}

/**
 * Puts columns of n numbers into `rowOrder`, one after the other into `block`. Numbers read at random cost least where they lie
 * in a few pages: a column goes into buckets of neighbours first, and from there in order, while the next one goes into its own.
 */
function turnColumns(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  rowOrder: Uint32Array,
  block: F64Block,
  column: (j: number) => Float64Array<ArrayBufferLike>,
): void {
  scope.scope((inner) => {
    const order = inner.copyU32(rowOrder);
    const { slots, places } = k < MANY ? { slots: null, places: order } : bucketsOf(engine, inner, order);
    const stage = inner.f64(PLACED);
    const sides = Array.from({ length: Math.min(2, k) }, () => inner.f64(n));
    const putAside = (j: number): void => {
      if (j === k) return;
      const [values, side] = [column(j), sides[j % 2]!];
      if (slots === null) side.view().set(values);
      for (let first = 0; slots !== null && first < n; first += PLACED) {
        const part = values.subarray(first, first + PLACED);
        stage.view().set(part);
        const given = { n: part.length, nOut: n, x: stage, order: slots.at(first), out: side };
        invokeChecked(engine, "scatterF64", given);
      }
    };
    putAside(0);
    for (let j = 0; j < k; j++) {
      const tasks = rangesOf(n, 0).map(({ first, rows }) => {
        return { n: rows, nSource: n, x: sides[j % 2]!, order: places.at(first), out: block.at(j * n + first) };
      });
      runChecked(engine, "gatherF64", tasks, () => putAside(j + 1));
    }
  });
}

function bucketsOf(engine: Engine, scope: Scope, order: U32Block) {
  const { length: n } = order;
  const [slots, places] = [scope.u32(n), scope.u32(n)];
  scope.scope((inner) => {
    const [inverse, cursor] = [inner.u32(n), inner.u32((n >> BUCKET) + 1)];
    invokeChecked(engine, "bucketPlaces", { n, shift: BUCKET, order, slots, places, inverse, cursor });
  });
  return { slots, places };
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
