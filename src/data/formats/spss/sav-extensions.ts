/**
 * Extension records of a system file: long names and texts, labels and missing values of long texts, levels of measurement.
 */
import type { ByteBlock } from "../byte-cursor.js";
import { damaged } from "../source.js";
import type { RawDictionary } from "./sav-records.js";

export const FLOATS = 4;
export const DISPLAY = 11;
export const LONG_NAMES = 13;
export const VERY_LONG_TEXTS = 14;
export const CASES = 16;
export const ENCODING = 20;
export const LONG_LABELS = 21;
export const LONG_MISSING = 22;

/** Bytes as characters of one byte each, which `asBytes` takes back: names are compared before the encoding is known. */
export const asLatin = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
export const asBytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Without the blanks and zeros at the end. */
export const unpadded = (text: string): string => text.replace(/[ \0]+$/, "");

/** The pairs of "NAME=value", a tab after each, by the name in capitals. */
export function pairs(block: ByteBlock | undefined): Map<string, string> {
  const found = new Map<string, string>();
  if (block === undefined) return found;
  for (const pair of asLatin(block.bytes).split("\t")) {
    const equals = pair.indexOf("=");
    if (equals > 0) found.set(pair.slice(0, equals).toUpperCase(), unpadded(pair.slice(equals + 1)));
  }
  return found;
}

/** Widths beyond 255 bytes by the short name of a text's first segment. */
export function longWidths(file: string, { extensions }: RawDictionary): Map<string, number> {
  const widths = new Map<string, number>();
  for (const [name, text] of pairs(extensions.get(VERY_LONG_TEXTS))) {
    const width = Number.parseInt(text, 10);
    if (!(width > 0)) throw damaged(file, `the width of the long text '${name}' is '${text}'`);
    widths.set(name, width);
  }
  return widths;
}

/** What the file takes for the system-missing value and for the ends of ranges. */
export interface Extremes {
  readonly missing: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The number below -DBL_MAX's neighbour: LOWEST where the file does not say. */
const SECOND_LOWEST = -1.7976931348623155e308;

export function extremesOf({ extensions }: RawDictionary): Extremes {
  const block = extensions.get(FLOATS);
  if (block === undefined || block.bytes.length < 24) {
    return { missing: -Number.MAX_VALUE, lowest: SECOND_LOWEST, highest: Number.MAX_VALUE };
  }
  block.at = 0;
  const missing = block.float64();
  const highest = block.float64();
  return { missing, highest, lowest: block.float64() };
}

/** The number of rows in 64 bits; undefined where the file does not say. */
export function longCaseCount({ extensions }: RawDictionary): number | undefined {
  const block = extensions.get(CASES);
  if (block === undefined || block.bytes.length < 16) return undefined;
  block.at = 8;
  const count = block.int64();
  return count < 0 ? undefined : count;
}

export interface LongLabels {
  readonly name: string;
  readonly labels: readonly { readonly value: Uint8Array; readonly label: Uint8Array }[];
}

/** Labels of texts beyond 8 bytes. */
export function longLabels(file: string, { extensions }: RawDictionary): LongLabels[] {
  const records: LongLabels[] = [];
  const fields = new Fields(file, extensions.get(LONG_LABELS), "labels of long texts");
  while (fields.left) {
    const name = asLatin(fields.bytes());
    fields.int32();
    const labels = Array.from({ length: fields.count(8) }, () => ({ value: fields.bytes(), label: fields.bytes() }));
    records.push({ name, labels });
  }
  return records;
}

/** Missing values of texts beyond 8 bytes, of which the first 8 count. */
export function longMissing(file: string, { extensions }: RawDictionary): Map<string, Uint8Array[]> {
  const found = new Map<string, Uint8Array[]>();
  const fields = new Fields(file, extensions.get(LONG_MISSING), "missing values of long texts");
  while (fields.left) {
    const name = asLatin(fields.bytes());
    const count = fields.byte();
    const length = fields.int32();
    const values: Uint8Array[] = [];
    for (let i = 0; i < count; i++) {
      // Old versions of PSPP write the length before every value.
      if (i > 0 && fields.peek() === length) fields.int32();
      values.push(fields.take(length));
    }
    found.set(name.toUpperCase(), values);
  }
  return found;
}

/** Levels of measurement by number. */
const LEVELS: Readonly<Record<number, string>> = { 1: "nominal", 2: "ordinal", 3: "scale" };

/** Levels of measurement of `n` variable records; undefined for those the file does not state. */
export function measuresOf({ extensions }: RawDictionary, n: number): readonly (string | undefined)[] {
  const block = extensions.get(DISPLAY);
  const integers = block === undefined ? 0 : block.bytes.length / 4;
  const each = integers / n;
  if (block === undefined || (each !== 2 && each !== 3)) return [];
  return Array.from({ length: n }, (_, k) => {
    block.at = 4 * each * k;
    return LEVELS[block.int32()];
  });
}

/** Fields of a record with lengths before them, each checked against what is left. */
class Fields {
  constructor(
    private readonly file: string,
    private readonly block: ByteBlock | undefined,
    private readonly what: string,
  ) {
    if (block !== undefined) block.at = 0;
  }

  get left(): boolean {
    return this.block !== undefined && this.block.left > 0;
  }

  int32(): number {
    return this.checked(4).int32();
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  peek(): number | undefined {
    if (this.block!.left < 4) return undefined;
    const value = this.block!.int32();
    this.block!.at -= 4;
    return value;
  }

  /** A count of things of at least `bytes` each. */
  count(bytes: number): number {
    const count = this.int32();
    if (count >= 0) this.checked(count * bytes);
    else this.fail();
    return count;
  }

  bytes(): Uint8Array {
    return this.take(this.int32());
  }

  take(length: number): Uint8Array {
    return this.checked(length).take(length);
  }

  private checked(length: number): ByteBlock {
    if (length < 0 || length > this.block!.left) this.fail();
    return this.block!;
  }

  private fail(): never {
    throw damaged(this.file, `a length in the record of ${this.what} goes beyond its end`);
  }
}
