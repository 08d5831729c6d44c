/**
 * The texts of a column as its distinct cells and one code a row, gathered by a kernel: a hash table in linear memory that goes on from
 * piece to piece, columns as tasks. Codes follow the first occurrence of a cell, whatever the pieces were.
 */
import { invoke } from "../../../engine/kernels/call.js";
import type { Engine, Held, U8Block, U32Block } from "../../../engine/kernels/engine.js";
import type { CellDictionary } from "../../table/typing.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import type { TextParts } from "./records.js";

/** u32 of an entry: hash, place, length with a mark of doubled quotes, cells, first row. */
const ENTRY = 5;
const DOUBLED = 0x8000_0000;
const STATE = 4;
/** Bytes of room for an entry and its slots. */
const ROOM_BYTES = 4 * (ENTRY + 2);
const FEWEST_ENTRIES = 256;
const FEWEST_BYTES = 4096;
/** Bytes of linear memory that a dictionary takes at least. */
export const LEAST_BYTES = ROOM_BYTES * FEWEST_ENTRIES + FEWEST_BYTES;
/** Bytes decoded at a time. */
const DECODED = 1 << 24;

/** The memory of a dictionary. */
interface Room {
  readonly maxEntries: number;
  readonly entries: U32Block;
  readonly slots: U32Block;
}

export class Dictionary {
  private room: Held<Room>;
  private pool: Held<U8Block>;
  /** Entries, bytes of the pool, cells done of those that are added, bytes asked for. */
  private readonly state: Held<U32Block>;
  private codes = new Uint32Array(0);
  /** Bytes of linear memory that were taken for it. */
  private taken = 0;

  /** `what` the texts are of in messages. */
  constructor(
    private readonly engine: Engine,
    private readonly memory: MemoryBudget,
    private readonly what: string,
  ) {
    this.make(LEAST_BYTES, 0);
    this.room = makeRoom(engine, FEWEST_ENTRIES);
    this.pool = engine.hold((scope) => scope.u8(FEWEST_BYTES));
    this.state = engine.hold((scope) => scope.u32(STATE));
    this.state.value.view().fill(0);
  }

  /** Adds the texts of `parts`, a column each, whose first row is `row`. */
  static addAll(
    engine: Engine,
    columns: readonly Dictionary[],
    { parts, nRows, stride, bytes, texts }: TextParts,
    row: number,
    capacity: () => number,
  ): void {
    engine.scope((scope) => {
      const codes = scope.u32(columns.length * nRows);
      const places = columns.map((_, t) =>
        scope.copyU32(Uint32Array.from(parts.flatMap((part) => [part.cells + t * stride, part.nRows]))),
      );
      let open = columns.map((_, t) => t);
      for (const t of open) columns[t]!.state.value.view()[2] = 0;
      while (open.length > 0) {
        const infos = engine.run(
          "codeCells",
          open.map((t) => ({
            nParts: parts.length,
            row,
            ...columns[t]!.place(),
            parts: places[t]!,
            bytes,
            texts,
            codes: codes.at(t * nRows),
          })),
        );
        open = open.filter((_, i) => infos[i] !== 0);
        for (const t of open) columns[t]!.grow();
      }
      columns.forEach((column, t) => {
        column.append(codes.part(t * nRows, nRows).view(), row, capacity);
      });
    });
  }

  /** The cells, counts, first rows and codes of `nRows` rows, and the order of the cells. */
  build(nRows: number): CellDictionary {
    const { engine, codes } = this;
    const { entries } = this.room.value;
    const nEntries = this.state.value.view()[0]!;
    const order = engine.scope((scope) => {
      const made = scope.u32(nEntries);
      const args = { n: nEntries, entries, pool: this.pool.value, order: made };
      invoke(engine, "orderCells", { ...args, keys: scope.f64(nEntries), work: scope.u32(nEntries) });
      return Uint32Array.from(made.view());
    });
    const words = entries.view();
    const counts = Uint32Array.from({ length: nEntries }, (_, i) => words[i * ENTRY + 3]!);
    const firstRows = Uint32Array.from({ length: nEntries }, (_, i) => words[i * ENTRY + 4]!);
    this.memory.takeObjects(this.state.value.view()[1]! + OBJECT_BYTES * nEntries, this.what);
    const isLoose = codes.length - nRows > nRows / 16;
    return {
      cells: this.cells(nEntries),
      counts,
      firstRows,
      codes: isLoose ? codes.slice(0, nRows) : codes.subarray(0, nRows),
      order,
    };
  }

  free(): void {
    this.memory.give(this.taken);
    this.taken = 0;
    this.room.free();
    this.pool.free();
    this.state.free();
  }

  private place() {
    const { maxEntries, entries, slots } = this.room.value;
    const pool = this.pool.value;
    const state = this.state.value;
    return { maxEntries, nSlots: slots.length, poolBytes: pool.length, entries, slots, pool, state };
  }

  private append(codes: Uint32Array<ArrayBufferLike>, row: number, capacity: () => number): void {
    if (row + codes.length > this.codes.length) {
      this.codes = this.memory.grown(this.codes, row + codes.length, capacity(), this.what);
    }
    this.codes.set(codes, row);
  }

  /** Takes `more` bytes, beside the `old` ones that are there until they were copied. */
  private make(more: number, old: number): void {
    this.memory.take(more, this.what);
    this.taken += more;
    this.memory.require(old, this.what);
  }

  /** Makes room for the cell that had none. */
  private grow(): void {
    const { engine } = this;
    const [nEntries, used, , asked] = this.state.value.view();
    const pool = this.pool.value;
    if (used! + asked! + 1 > pool.length) {
      this.make(pool.length + asked! + 1, pool.length);
      const larger = engine.hold((scope) => scope.u8(2 * pool.length + asked! + 1));
      larger.value.view().set(this.pool.value.view().subarray(0, used));
      this.pool.free();
      this.pool = larger;
    }
    const { maxEntries } = this.room.value;
    if (nEntries! < maxEntries) return;
    this.make(ROOM_BYTES * maxEntries, ROOM_BYTES * maxEntries);
    const larger = makeRoom(engine, 2 * maxEntries);
    const entries = larger.value.entries.view();
    entries.set(this.room.value.entries.view());
    enterAll(entries, nEntries!, larger.value.slots.view());
    this.room.free();
    this.room = larger;
  }

  /** The cells in the order of their codes. */
  private cells(nEntries: number): string[] {
    const words = this.room.value.entries.view();
    const pool = this.pool.value.view();
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const cells: string[] = [];
    const endOf = (code: number) => words[code * ENTRY + 1]! + (words[code * ENTRY + 2]! & ~DOUBLED) + 1;
    for (let code = 0; code < nEntries; ) {
      const start = words[code * ENTRY + 1]!;
      let last = code;
      while (last + 1 < nEntries && endOf(last + 1) - start <= DECODED) last++;
      // a zero ends each
      const found = decoder.decode(pool.slice(start, endOf(last) - 1)).split("\0");
      for (const cell of found) {
        cells.push((words[code * ENTRY + 2]! & DOUBLED) === 0 ? cell : cell.replaceAll('""', '"'));
        code++;
      }
    }
    return cells;
  }
}

const makeRoom = (engine: Engine, maxEntries: number): Held<Room> => {
  const room = engine.hold((scope) => ({
    maxEntries,
    entries: scope.u32(maxEntries * ENTRY),
    slots: scope.u32(2 * maxEntries),
  }));
  room.value.slots.view().fill(0);
  return room;
};

/** Enters `nEntries` entries into free `slots`, as the kernel looks for them. */
function enterAll(entries: Uint32Array<ArrayBufferLike>, nEntries: number, slots: Uint32Array<ArrayBufferLike>): void {
  const mask = slots.length - 1;
  for (let code = 0; code < nEntries; code++) {
    let slot = entries[code * ENTRY]! & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = code + 1;
  }
}
