/**
 * Columns gathered from pages: numbers in place, texts by the codes of distinct ones.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import { type TypedColumn, type TypingRules, typeColumn } from "../../table/typing.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import type { PageTaker } from "./batch.js";
import type { LeafType } from "./column-type.js";
import { Damage } from "./damage.js";
import { countOf, numbersOf, type Texts, textsOf } from "./meaning.js";
import type { RawValues } from "./values.js";

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Gathers numbers; NaN where a row has none. */
export class NumberGatherer implements PageTaker {
  private known: Float64Array = new Float64Array(0);
  /** False once an integer is met that no double holds. */
  exact = true;

  /** @param numbers where the numbers are put, all of which are written */
  constructor(
    private readonly type: LeafType,
    private readonly numbers: Float64Array,
  ) {}

  startChunk(): void {
    this.known = new Float64Array(0);
  }

  dictionary(values: RawValues): void {
    this.known = this.numbersOf(values);
  }

  values(firstRow: number, n: number, present: Uint32Array | null, raw: RawValues): void {
    const values = this.numbersOf(raw);
    const to = this.numbers.subarray(firstRow, firstRow + n);
    if (present === null) to.set(values);
    else for (let i = 0, k = 0; i < n; i++) to[i] = present[i] === 1 ? values[k++]! : Number.NaN;
  }

  indices(firstRow: number, n: number, present: Uint32Array | null, indices: Uint32Array): void {
    const { known } = this;
    const to = this.numbers.subarray(firstRow, firstRow + n);
    let most = 0;
    for (let i = 0; i < indices.length; i++) if (indices[i]! > most) most = indices[i]!;
    if (most >= known.length) throw new Damage(`an index of ${most} into a dictionary of ${known.length}`);
    if (present === null) for (let i = 0; i < n; i++) to[i] = known[indices[i]!]!;
    else for (let i = 0, k = 0; i < n; i++) to[i] = present[i] === 1 ? known[indices[k++]!]! : Number.NaN;
  }

  room(firstRow: number, n: number): Uint8Array {
    return new Uint8Array(this.numbers.buffer, firstRow * BYTES, n * BYTES);
  }

  missing(firstRow: number, n: number): void {
    this.numbers.fill(Number.NaN, firstRow, firstRow + n);
  }

  build(name: string): TypedColumn {
    return { column: { kind: "numeric", name, values: this.numbers }, notes: [] };
  }

  private numbersOf(raw: RawValues): Float64Array {
    const { values, exact } = numbersOf(this.type, raw);
    if (!exact) this.exact = false;
    return values;
  }
}

/** Gathers texts: each distinct one once, counted, with its first row. */
export class TextGatherer implements PageTaker {
  private readonly codes: Uint32Array;
  private readonly codeOf = new Map<string | number | bigint, number>();
  private readonly cells: string[] = [];
  private readonly counts: number[] = [];
  private readonly firstRows: number[] = [];
  private known: Texts | null = null;
  /** Code of each value of the dictionary, once a row has it. */
  private placed: Uint32Array = new Uint32Array(0);
  private isPlaced = new Uint8Array(0);

  /** `what` they are of in messages. */
  constructor(
    nRows: number,
    private readonly type: LeafType,
    private readonly memory: MemoryBudget,
    private readonly what: string,
  ) {
    this.codes = memory.uint32(nRows, what).fill(MISSING_CODE);
  }

  startChunk(): void {
    this.known = null;
    this.placed = new Uint32Array(0);
  }

  dictionary(raw: RawValues): void {
    this.known = textsOf(this.type, raw);
    this.placed = new Uint32Array(countOf(raw));
    this.isPlaced = new Uint8Array(countOf(raw));
  }

  values(firstRow: number, n: number, present: Uint32Array | null, raw: RawValues): void {
    const texts = textsOf(this.type, raw);
    for (let i = 0, k = 0; i < n; i++) {
      if (present !== null && present[i] === 0) continue;
      this.put(firstRow + i, this.code(texts, k++, firstRow + i));
    }
  }

  indices(firstRow: number, n: number, present: Uint32Array | null, indices: Uint32Array): void {
    const { known, placed, isPlaced, codes } = this;
    const met = new Uint32Array(placed.length);
    for (let i = 0, k = 0; i < n; i++) {
      if (present !== null && present[i] === 0) continue;
      const index = indices[k++]!;
      if (isPlaced[index] !== 1) {
        if (known === null || index >= placed.length) {
          throw new Damage(`an index of ${index} into a dictionary of ${placed.length}`);
        }
        placed[index] = this.code(known, index, firstRow + i);
        isPlaced[index] = 1;
      }
      codes[firstRow + i] = placed[index]!;
      met[index]!++;
    }
    for (let index = 0; index < met.length; index++) {
      if (met[index]! > 0 && placed[index] !== MISSING_CODE) this.counts[placed[index]!]! += met[index]!;
    }
  }

  room(): null {
    return null;
  }

  missing(): void {}

  build(name: string, rules: TypingRules): TypedColumn {
    const { cells, counts, firstRows, codes } = this;
    return typeColumn(name, { cells, counts, firstRows, codes }, rules);
  }

  private put(row: number, code: number): void {
    if (code === MISSING_CODE) return;
    this.codes[row] = code;
    this.counts[code]!++;
  }

  private code(texts: Texts, i: number, row: number): number {
    const key = texts.key(i);
    let code = this.codeOf.get(key);
    if (code !== undefined) return code;
    const text = texts.text(i);
    this.memory.takeObjects(2 * OBJECT_BYTES + 2 * (text?.length ?? 0), this.what);
    code = text === null ? MISSING_CODE : this.cells.length;
    this.codeOf.set(key, code);
    if (text !== null) {
      this.cells.push(text);
      this.counts.push(0);
      this.firstRows.push(row);
    }
    return code;
  }
}
