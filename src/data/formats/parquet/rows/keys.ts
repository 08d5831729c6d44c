/**
 * The values of a column as codes by first appearance, through any number of files and passes: numbers by `NumberKeys`, all else by
 * its bytes. How many there are does not matter but for memory: no value becomes a string until it is a label.
 */
import { MISSING_CODE } from "../../../../base/columns.js";
import { DataError } from "../../../../base/errors.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { InexactKeys, type KeyCodes } from "../../../table/row-source.js";
import type { PageTaker } from "../batch.js";
import { isNumeric, type LeafType } from "../column-type.js";
import { Damage } from "../damage.js";
import { numbersOf } from "../meaning.js";
import type { RawValues } from "../values.js";
import { ByteKeys } from "./byte-keys.js";
import { NumberKeys } from "./number-keys.js";

/** Codes of a column's values. */
export class ColumnKeys implements KeyCodes {
  private made: NumberKeys | ByteKeys | undefined;
  private known: number | undefined;

  /**
   * @param exact integers that no double holds are distinguished by their bytes
   * @param most integers a table may span
   */
  constructor(
    private readonly engine: Engine,
    private readonly column: string,
    private readonly exact: boolean,
    private readonly most: number,
  ) {}

  /** Distinct values met. */
  get count(): number {
    return this.made?.count ?? 0;
  }

  /** Bytes of memory they take. */
  get bytes(): number {
    return this.made?.bytes ?? 0;
  }

  /** The codes of values of a file's column, MISSING_CODE for those that are missing. Throws InexactKeys; DataError `file_changed` where one is new and none may be. */
  codes(type: LeafType, raw: RawValues, source: string): Uint32Array {
    this.made ??=
      isNumeric(type.meaning) && !this.exact ? new NumberKeys(this.engine, this.most) : new ByteKeys(this.engine, type);
    const codes =
      this.made instanceof NumberKeys
        ? this.numbers(this.made, type, raw)
        : this.made.codes(type, raw, this.column, source);
    if (this.known !== undefined && this.made.count > this.known) throw changed(source);
    return codes;
  }

  /** From now on no new value may be met. */
  close(): void {
    this.known = this.count;
  }

  /** The codes in ascending order of the values: numbers, or texts by code point. */
  order(): Uint32Array {
    return this.made?.order() ?? new Uint32Array(0);
  }

  label(code: number): string {
    return this.made!.label(code);
  }

  free(): void {
    this.made?.free();
  }

  private numbers(keys: NumberKeys, type: LeafType, raw: RawValues): Uint32Array {
    if (!isNumeric(type.meaning)) throw new Damage("texts where another file has numbers");
    const { values, exact } = numbersOf(type, raw);
    if (!exact) throw new InexactKeys(this.column);
    return keys.codes(values);
  }
}

const changed = (source: string) =>
  new DataError(
    "file_changed",
    `${source} changed while it was read: a later pass met values that the first did not; run again when nothing writes to it.`,
    { path: source, expected: "a file that stays as it is while it is read" },
  );

/** Takes pages of a column of keys as their codes. */
export class KeyGatherer implements PageTaker {
  private known: Uint32Array = new Uint32Array(0);

  constructor(
    readonly codes: Uint32Array,
    private readonly keys: ColumnKeys,
    private readonly type: LeafType,
    private readonly source: string,
  ) {}

  startChunk(): void {
    this.known = new Uint32Array(0);
  }

  dictionary(values: RawValues): void {
    this.known = this.keys.codes(this.type, values, this.source);
  }

  values(firstRow: number, n: number, present: Uint32Array | null, raw: RawValues): void {
    const found = this.keys.codes(this.type, raw, this.source);
    if (present === null) this.codes.set(found, firstRow);
    else for (let i = 0, k = 0; i < n; i++) this.codes[firstRow + i] = present[i] === 1 ? found[k++]! : MISSING_CODE;
  }

  indices(firstRow: number, n: number, present: Uint32Array | null, indices: Uint32Array): void {
    const { known, codes } = this;
    let most = 0;
    for (let i = 0; i < indices.length; i++) if (indices[i]! > most) most = indices[i]!;
    if (most >= known.length) throw new Damage(`an index of ${most} into a dictionary of ${known.length}`);
    if (present === null) for (let i = 0; i < n; i++) codes[firstRow + i] = known[indices[i]!]!;
    else
      for (let i = 0, k = 0; i < n; i++) codes[firstRow + i] = present[i] === 1 ? known[indices[k++]!]! : MISSING_CODE;
  }

  room(): null {
    return null;
  }

  missing(firstRow: number, n: number): void {
    this.codes.fill(MISSING_CODE, firstRow, firstRow + n);
  }
}
