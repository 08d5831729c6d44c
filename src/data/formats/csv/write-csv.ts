/**
 * Tables to CSV in UTF-8, piece by piece: kernels write the rows, so that a table is never a text at once. The bytes are those of
 * `formatCsv`. Knows nothing of files.
 */
import type { Column, NumericColumn, TextColumn } from "../../../base/columns.js";
import type { Engine, F64Block, U8Block, U32Block } from "../../../engine/kernels/engine.js";
import {
  FORMAT_SLACK,
  formatRows,
  formatRowsBytes,
  powersOfTen,
  rowBytes,
} from "../../../engine/kernels/format-rows.js";
import type { Table } from "../../table/table.js";
import { columnLength } from "../../table/table.js";
import { formatCsv } from "../../table/write-csv.js";
import { type EncodedLevels, encodeCells } from "./encode-cells.js";

/** Rows of a task at most, tasks of a piece, and bytes a task is given unless one row needs more. */
const TASK_ROWS = 4096;
const TASKS = 16;
const TASK_BYTES = 2 ** 21;

/** Where pieces are put. */
export type Room = (bytes: number) => Uint8Array<ArrayBuffer>;

const ownRoom: Room = (bytes) => new Uint8Array(bytes);

/** Room by turns in two arrays: for a reader that is done with a piece before it asks for the next but one. */
export function sharedRoom(): Room {
  const arrays = [ownRoom(0), ownRoom(0)];
  let turn = 0;
  return (bytes) => {
    turn = 1 - turn;
    if (arrays[turn]!.length < bytes) arrays[turn] = ownRoom(Math.ceil(1.1 * bytes));
    return arrays[turn]!.subarray(0, bytes);
  };
}

/**
 * The bytes of `tables`, which have the same columns: a header (unless there is to be none), then their rows, in pieces of some
 * megabytes at most. Each is the caller's own, unless `room` says otherwise. Throws as the engine.
 */
export function* csvPieces(
  engine: Engine,
  tables: Iterable<Pick<Table, "columns">>,
  header = true,
  room: Room = ownRoom,
): Generator<Uint8Array<ArrayBuffer>> {
  let isFirst = header;
  for (const { columns } of tables) {
    if (isFirst) yield new TextEncoder().encode(formatCsv(columns.map(withoutRows)));
    isFirst = false;
    yield* rowPieces(engine, columns, room);
  }
}

const withoutRows = (column: Column): Column =>
  column.kind === "numeric" ? { ...column, values: new Float64Array(0) } : { ...column, codes: new Uint32Array(0) };

function* rowPieces(engine: Engine, columns: readonly Column[], place: Room): Generator<Uint8Array<ArrayBuffer>> {
  const nRows = columns[0] === undefined ? 0 : columnLength(columns[0]);
  if (nRows === 0) return;
  const numbers = columns.filter((column) => column.kind === "numeric");
  const texts = columns.filter((column) => column.kind === "text");
  const levels = texts.map((column) => encodeCells(column.levels));
  const widest = rowBytes(
    numbers.length,
    levels.map(({ longest }) => longest),
  );
  const rows = Math.max(1, Math.min(TASK_ROWS, Math.floor(TASK_BYTES / widest)));
  const room = Math.min(TASKS, Math.ceil(nRows / rows));
  const { value: held, free } = engine.hold((scope) => ({
    kinds: scope.copyU32(Uint32Array.from(columns, ({ kind }) => (kind === "numeric" ? 0 : 1))),
    powers: scope.copyU32(powersOfTen()),
    ...placeLevels(scope, levels),
    slots: Array.from({ length: room }, () => ({
      numbers: scope.f64(rows * numbers.length),
      codes: scope.u32(rows * texts.length),
      out: scope.u8(formatRowsBytes(rows, widest)),
      work: scope.u8(FORMAT_SLACK),
    })),
  }));
  const { slots, ...shared } = held;
  try {
    for (let from = 0; from < nRows; from += rows * room) {
      const filled = slots.flatMap((slot, s) => {
        const first = from + s * rows;
        const n = Math.min(rows, nRows - first);
        if (n <= 0) return [];
        fill(slot, numbers, texts, first, n);
        return [{ n, ...slot }];
      });
      const bytes = formatRows(
        engine,
        filled.map((task) => ({ ...shared, ...task, nColumns: columns.length })),
      );
      yield joined(filled, bytes, place);
    }
  } finally {
    free();
  }
}

interface Scope {
  copyU32(values: Uint32Array): U32Block;
  copyU8(values: Uint8Array): U8Block;
}

/** The levels of all columns, one after the other, in linear memory. */
function placeLevels(scope: Scope, levels: readonly EncodedLevels[]) {
  const starts = new Uint32Array(levels.length + 1);
  const offsets = new Uint32Array(levels.reduce((sum, one) => sum + one.offsets.length, 0));
  const bytes = new Uint8Array(levels.reduce((sum, one) => sum + one.bytes.length, 8));
  let at = 0;
  levels.forEach((one, k) => {
    for (let i = 0; i < one.offsets.length; i++) offsets[starts[k]! + i] = at + one.offsets[i]!;
    bytes.set(one.bytes, at);
    at += one.bytes.length;
    starts[k + 1] = starts[k]! + one.offsets.length;
  });
  return { starts: scope.copyU32(starts), offsets: scope.copyU32(offsets), bytes: scope.copyU8(bytes) };
}

/** Copies `n` rows from `first` on into a task's blocks, column after column. */
function fill(
  slot: { readonly numbers: F64Block; readonly codes: U32Block },
  numbers: readonly NumericColumn[],
  texts: readonly TextColumn[],
  first: number,
  n: number,
): void {
  const [x, codes] = [slot.numbers.view(), slot.codes.view()];
  numbers.forEach(({ values }, k) => {
    x.set(values.subarray(first, first + n), k * n);
  });
  texts.forEach((column, k) => {
    codes.set(column.codes.subarray(first, first + n), k * n);
  });
}

function joined(tasks: readonly { readonly out: U8Block }[], bytes: readonly number[], place: Room) {
  const piece = place(bytes.reduce((sum, one) => sum + one, 0));
  let at = 0;
  tasks.forEach(({ out }, i) => {
    piece.set(out.part(0, bytes[i]!).view(), at);
    at += bytes[i]!;
  });
  return piece;
}
