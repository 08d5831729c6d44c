/**
 * Tables of FlatBuffers, in which Arrow writes what its files hold: every offset is checked before it is followed. Source: Google,
 * FlatBuffers: Internals (2014-2024).
 */
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";

/** Makes the error that says what is wrong with the file. */
export type Broken = (problem: string) => Error;

/** Elements of any list in a file, at most. */
const MOST = 2 ** 24;

/** What memory is for. */
const DESCRIPTION = "its description";

/** A table at `at` of `view`: many may stand at one place, so that what is made of them is counted. */
export class FlatTable {
  private readonly fields: number;
  private readonly nFields: number;

  constructor(
    private readonly view: DataView,
    private readonly at: number,
    private readonly broken: Broken,
    private readonly memory: MemoryBudget,
  ) {
    this.fields = at - this.within(at, 4).getInt32(at, true);
    this.nFields = (this.within(this.fields, 4).getUint16(this.fields, true) - 4) >> 1;
    this.within(this.fields, Math.max(4, 4 + 2 * this.nFields));
  }

  /** The table that `bytes` begin with. */
  static root(bytes: Uint8Array, broken: Broken, memory: MemoryBudget): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < 8) throw broken("a part of its description is too short");
    return new FlatTable(view, view.getUint32(0, true), broken, memory);
  }

  /** Whether the field is there. */
  has(field: number): boolean {
    return this.place(field) !== 0;
  }

  int8(field: number, otherwise = 0): number {
    const at = this.place(field);
    return at === 0 ? otherwise : this.within(at, 1).getInt8(at);
  }

  int16(field: number, otherwise = 0): number {
    const at = this.place(field);
    return at === 0 ? otherwise : this.within(at, 2).getInt16(at, true);
  }

  int32(field: number, otherwise = 0): number {
    const at = this.place(field);
    return at === 0 ? otherwise : this.within(at, 4).getInt32(at, true);
  }

  /** An integer of 8 bytes that is a size, a place or a number of something. */
  size(field: number): number {
    const at = this.place(field);
    return at === 0 ? 0 : this.sizeAt(at);
  }

  text(field: number): string {
    const at = this.target(field);
    if (at === 0) return "";
    const length = this.within(at, 4).getUint32(at, true);
    this.within(at + 4, length);
    this.memory.takeObjects(2 * length, DESCRIPTION);
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + at + 4, length));
  }

  table(field: number): FlatTable | undefined {
    const at = this.target(field);
    return at === 0 ? undefined : new FlatTable(this.view, at, this.broken, this.memory);
  }

  tables(field: number): FlatTable[] {
    const { at, count } = this.list(field, 4);
    return Array.from({ length: count }, (_, k) => {
      const place = at + 4 * k;
      return new FlatTable(this.view, place + this.view.getUint32(place, true), this.broken, this.memory);
    });
  }

  /** Lists of sizes, `per` in a row: each element's `words` of 8 bytes. */
  sizes(field: number, words: number): number[][] {
    const { at, count } = this.list(field, 8 * words);
    return Array.from({ length: count }, (_, k) =>
      Array.from({ length: words }, (_, word) => this.sizeAt(at + 8 * (words * k + word))),
    );
  }

  /** Elements of `bytes` each, as they stand. */
  structs(field: number, bytes: number): DataView[] {
    const { at, count } = this.list(field, bytes);
    return Array.from(
      { length: count },
      (_, k) => new DataView(this.view.buffer, this.view.byteOffset + at + bytes * k, bytes),
    );
  }

  private list(field: number, bytes: number): { readonly at: number; readonly count: number } {
    const at = this.target(field);
    if (at === 0) return { at, count: 0 };
    const count = this.within(at, 4).getUint32(at, true);
    if (count > MOST) throw this.broken(`a list of its description has ${count} elements`);
    this.within(at + 4, count * bytes);
    this.memory.takeObjects(OBJECT_BYTES * count, DESCRIPTION);
    return { at: at + 4, count };
  }

  private sizeAt(at: number): number {
    const size = Number(this.within(at, 8).getBigInt64(at, true));
    if (!Number.isSafeInteger(size)) throw this.broken(`a size is ${size}`);
    return size;
  }

  /** Where a field stands; 0 if it is left out. */
  private place(field: number): number {
    const offset = field < this.nFields ? this.view.getUint16(this.fields + 4 + 2 * field, true) : 0;
    return offset === 0 ? 0 : this.at + offset;
  }

  /** What a field refers to; 0 if it is left out. */
  private target(field: number): number {
    const at = this.place(field);
    return at === 0 ? 0 : at + this.within(at, 4).getUint32(at, true);
  }

  private within(at: number, bytes: number): DataView {
    if (at >= 0 && at + bytes <= this.view.byteLength) return this.view;
    throw this.broken("a place in its description is beyond its end");
  }
}
