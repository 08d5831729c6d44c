/**
 * Columns read a batch of rows at a time by kernels that take whole groups: from linear memory, or from outside, the next batch
 * copied in while threads are at one. Rows, sums and their order are fixed by the data; where columns are, and how many threads
 * read them, is not seen in a bit. Knows nothing of what a kernel makes.
 */
import { cutGroups, runChecked, slabsFor } from "../../engine/kernels/call.js";
import type { ColumnReader } from "../../engine/kernels/columns.js";
import type { Engine, F64Address, F64Block, Scope, Task, U32Block } from "../../engine/kernels/engine.js";

/** Rows of a batch: some are in cache still when they are read. */
export const BATCH_ROWS = 65_536;
/** Numbers from column to column of a batch beyond whole pages: else all columns would want the same lines of a cache. */
const PAGE = 512;
const APART = 72;
/** Tasks of a batch: each adds to sums of its own, batch after batch. */
const MOST_TASKS = 16;

/** Where tasks begin. */
export interface RowGrid {
  /** Tasks of a batch. */
  readonly nTasks: number;
  /** First group of each task, batch by batch, and at last the number of groups. */
  readonly starts: readonly number[];
  /** Rows of the largest batch. */
  readonly mostRows: number;
}

/** @param cells numbers the sums of a task take */
export function rowGrid(nGroups: number, offsets: ArrayLike<number>, cells: number): RowGrid {
  const n = offsets[nGroups] ?? 0;
  const nTasks = slabsFor(n, cells, MOST_TASKS);
  const nBatches = Math.max(1, Math.round(n / BATCH_ROWS));
  const starts = cutGroups(nGroups, offsets, nTasks * nBatches);
  let mostRows = 0;
  for (let at = 0; at + nTasks < starts.length; at += nTasks) {
    mostRows = Math.max(mostRows, offsets[starts[at + nTasks]!]! - offsets[starts[at]!]!);
  }
  return { nTasks, starts, mostRows };
}

/** n rows of groups, and where tasks over them begin. */
export interface BatchedRows {
  readonly engine: Engine;
  readonly given: { readonly n: number; readonly offsets: U32Block };
  readonly grid: RowGrid;
}

/** Columns whose rows are read in memory order. */
export interface ReadColumns {
  /** How many. */
  readonly k: number;
  readonly reader: Pick<ColumnReader, "rowAt" | "read">;
  /** Room for all of them in linear memory, column-major; absent where they pass through. */
  readonly block?: F64Block | undefined;
  /** Whether they are there; the first pass copies them. */
  isFilled: boolean;
}

/** k columns of n rows that are in linear memory. */
export const filledColumns = (block: F64Block, n: number, k: number): ReadColumns => ({
  ...{ k, block, isFilled: true },
  reader: {
    rowAt: (row) => Float64Array.from({ length: k }, (_, j) => block.view()[j * n + row]!),
    read: () => {},
  },
});

/** What a kernel knows of the rows of a task. */
export interface TaskRows {
  readonly low: number;
  readonly high: number;
  /** Numbers between columns, and the row the first of X are of. */
  readonly stride: number;
  readonly base: number;
  readonly X: F64Address;
  /** 0 in the first batch: sums begin. */
  readonly more: number;
}

/** Runs `kernel` over all rows; of a batch, task t has sums that task t of the batch before has added to. */
export function runOverRows<K extends "withinProducts" | "withinResiduals">(
  { engine, given, grid }: BatchedRows,
  columns: ReadColumns,
  kernel: K,
  task: (t: number, rows: TaskRows) => Task<K>,
): void {
  const { nTasks, starts } = grid;
  const offsets = given.offsets.view();
  const firstRow = Float64Array.from(starts, (group) => offsets[group]!);
  const { k, reader } = columns;
  engine.scope((scope) => {
    // threads read one batch while the next is filled; one thread has its batch in cache still
    const isAhead = engine.threads > 1;
    const room =
      columns.block === undefined ? buffers(scope, k, grid.mostRows, isAhead ? 2 : 1) : inPlace(columns.block, given.n);
    const read = (at: number): void => {
      if (columns.isFilled || at + nTasks >= starts.length) return;
      const { block, stride, base } = room(at / nTasks, firstRow[at]!);
      reader.read(firstRow[at]!, firstRow[at + nTasks]!, block, stride, firstRow[at]! - base);
    };
    if (isAhead) read(0);
    for (let at = 0; at + nTasks < starts.length; at += nTasks) {
      if (!isAhead) read(at);
      const { block, stride, base } = room(at / nTasks, firstRow[at]!);
      const shared = { X: block.address, stride, base, more: at === 0 ? 0 : 1 };
      const tasks = Array.from({ length: nTasks }, (_, t) =>
        task(t, { low: starts[at + t]!, high: starts[at + t + 1]!, ...shared }),
      );
      runChecked(engine, kernel, tasks, isAhead ? () => read(at + nTasks) : undefined);
    }
    columns.isFilled = columns.block !== undefined;
  });
}

/** Where a batch stands: its columns, `stride` apart, from row `base` on. */
type Room = (
  batch: number,
  first: number,
) => { readonly block: F64Block; readonly stride: number; readonly base: number };

const inPlace =
  (block: F64Block, n: number): Room =>
  () => ({ block, stride: n, base: 0 });

/** Batches by turns in a few buffers. */
function buffers(scope: Scope, k: number, mostRows: number, count: number): Room {
  const stride = PAGE * Math.ceil(mostRows / PAGE) + APART;
  const blocks = Array.from({ length: count }, () => scope.f64(k * stride));
  return (batch, base) => ({ block: blocks[batch % count]!, stride, base });
}
