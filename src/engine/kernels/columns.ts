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

/** Rows placed at a time: they are still in cache when the kernel looks whether they are finite. */
const PLACED = 16_384;

/** Columns of one length outside linear memory, of which ranges of rows are copied in. */
export class ColumnReader {
  private readonly runs = new Map<Uint32Array, Runs | undefined>();

  /** @param rowOrder memory row i holds sample row rowOrder[i]; null for sample order */
  constructor(
    readonly columns: readonly SampleColumn[],
    private readonly rowOrder: Uint32Array | null,
  ) {
    columns.forEach((column, j) => {
      checkLength("ColumnReader", `column ${j + 1}`, column.length, columns[0]!.length);
      const { rows } = column;
      if (rowOrder === null && rows !== undefined && !this.runs.has(rows)) this.runs.set(rows, startsOfRuns(rows));
    });
  }

  /** Number of each column in memory row `row`. */
  rowAt(row: number): Float64Array {
    const at = this.rowOrder?.[row] ?? row;
    return Float64Array.from(this.columns, ({ values, rows }) => values[rows?.[at] ?? at]!);
  }

  /** Copies memory rows first .. end - 1 to `block`, column j from number j * stride + shift on. */
  read(first: number, end: number, block: F64Block, stride: number, shift = 0): void {
    const view = block.view();
    const places = new Map<Uint32Array | undefined, Uint32Array>();
    this.columns.forEach((column, j) => {
      const { values, rows } = column;
      const at = j * stride + shift;
      const runs = rows && this.runs.get(rows);
      if (rows === undefined && this.rowOrder === null) view.set(values.subarray(first, end), at);
      else if (runs !== undefined) copyRows(values, runs, first, end, view, at);
      else {
        const own = places.get(rows) ?? this.placesOf(rows, first, end);
        places.set(rows, own);
        for (let i = 0; i < own.length; i++) view[at + i] = values[own[i]!]!;
      }
    });
  }

  /** Where memory rows first .. end - 1 stand in columns of these rows. */
  private placesOf(rows: Uint32Array | undefined, first: number, end: number): Uint32Array {
    if (this.rowOrder === null) return rows!.subarray(first, end);
    const order = this.rowOrder.subarray(first, end);
    return rows === undefined ? order : order.map((row) => rows[row]!);
  }
}

/** Runs of neighbours among chosen rows, and the place of the first of each among them. */
interface Runs {
  readonly runs: readonly number[];
  readonly starts: Float64Array;
}

/** Undefined where runs are short. */
function startsOfRuns(rows: Uint32Array): Runs | undefined {
  const runs = runsOf(rows);
  if (runs === undefined) return undefined;
  const starts = new Float64Array(runs.length / 2 + 1);
  for (let r = 0; r < runs.length / 2; r++) starts[r + 1] = starts[r]! + runs[2 * r + 1]!;
  return { runs, starts };
}

/** Copies chosen rows first .. end - 1, run by run. */
function copyRows(
  values: Float64Array,
  { runs, starts }: Runs,
  first: number,
  end: number,
  view: Float64Array<ArrayBufferLike>,
  at: number,
): void {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= first) low = middle;
    else high = middle;
  }
  for (let r = low, from = first; from < end; from = starts[++r]!) {
    const row = runs[2 * r]! + from - starts[r]!;
    view.set(values.subarray(row, row + Math.min(end, starts[r + 1]!) - from), at + from - first);
  }
}

/** Copies columns of one length into `block`, one after the other, in sample order. */
export function placeColumns(columns: readonly SampleColumn[], block: F64Block): void {
  eachPart(columns, block, () => true);
}

/** The same, unless a number is not finite: then it stops, and says false. */
export function placeFiniteColumns(engine: Engine, columns: readonly SampleColumn[], block: F64Block): boolean {
  return eachPart(columns, block, (n, at) => invoke(engine, "countNotFinite", { n, x: block.at(at) }) === 0);
}

/** Places the columns a part at a time, until `goesOn` says false of one: its length and its place in the block. */
function eachPart(
  columns: readonly SampleColumn[],
  block: F64Block,
  goesOn: (length: number, at: number) => boolean,
): boolean {
  const n = columns[0]?.length ?? 0;
  checkLength("placeColumns", "block", block.length, n * columns.length);
  return columns.every((column, j) => {
    const reader = new ColumnReader([column], null);
    for (let first = 0; first < n; first += PLACED) {
      const length = Math.min(PLACED, n - first);
      reader.read(first, first + length, block.part(j * n + first, length), length);
      if (!goesOn(length, j * n + first)) return false;
    }
    return true;
  });
}

/** Whether all numbers of a block are finite. */
export const isFiniteBlock = (engine: Engine, block: F64Block): boolean =>
  invoke(engine, "countNotFinite", { n: block.length, x: block }) === 0;

/** Whether the numbers of a column in rows that the sample leaves out are finite. */
export function isFiniteElsewhere({ values, rows }: SampleColumn): boolean {
  if (rows === undefined) return true;
  const runs = runsOf(rows);
  if (runs === undefined) return allFinite(values);
  let [areFinite, next] = [true, 0];
  copyRuns(runs, (first, end) => {
    areFinite &&= allFinite(values.subarray(next, first));
    next = end;
  });
  return areFinite && allFinite(values.subarray(next));
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
