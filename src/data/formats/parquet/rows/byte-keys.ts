/**
 * Distinct values and their codes by their bytes: texts without white space round them, and what is stored as a text or an integer.
 * Cells that mean a missing value have codes of their own, below all others, which no caller sees.
 */
import { sortByCodePoint } from "../../../../base/columns.js";
import { DataError, NotSupported } from "../../../../base/errors.js";
import { invoke, invokeChecked } from "../../../../engine/kernels/call.js";
import type { Engine, Held, U8Block, U32Block } from "../../../../engine/kernels/engine.js";
import { MISSING_MARKERS } from "../../../table/cells.js";
import { type LeafType, PHYSICAL } from "../column-type.js";
import { isSlices, textsOf } from "../meaning.js";
import type { ByteSlices, RawValues } from "../values.js";

const GROWTH = 2;
const FEWEST = 1024;
const FEWEST_BYTES = 2 ** 14;
const MISSING = 0xffff_ffff;

export class ByteKeys {
  private found = 0;
  private used = 0;
  private stops: Held<U32Block>;
  private slots: Held<U32Block>;
  private pool: Held<U8Block>;
  private readonly isText: boolean;
  private readonly markers: number;

  constructor(
    private readonly engine: Engine,
    private readonly type: LeafType,
  ) {
    if (type.meaning.kind === "decimal" && type.physical === PHYSICAL.bytes) throw decimals(type.stored);
    this.isText = type.meaning.kind === "text" || type.meaning.kind === "bytes";
    this.stops = engine.hold((scope) => scope.u32(FEWEST + 1));
    this.stops.value.view()[0] = 0;
    this.slots = engine.hold((scope) => scope.u32(GROWTH * FEWEST));
    this.slots.value.view().fill(0);
    this.pool = engine.hold((scope) => scope.u8(FEWEST_BYTES));
    if (this.isText) this.code(slicesOfTexts(MISSING_MARKERS));
    this.markers = this.found;
  }

  get count(): number {
    return this.found - this.markers;
  }

  get bytes(): number {
    return this.stops.bytes + this.slots.bytes + this.pool.bytes;
  }

  /** Throws DataError `parquet_types_differ` where a file stores the column otherwise than the first. */
  codes(type: LeafType, raw: RawValues, column: string, source: string): Uint32Array {
    if (type.physical !== this.type.physical || type.stored !== this.type.stored) {
      throw differ(source, column, type.stored, this.type.stored);
    }
    const { markers } = this;
    const codes = this.code(isSlices(raw) ? raw : slicesOfIntegers(raw));
    if (markers === 0) return codes;
    for (let i = 0; i < codes.length; i++)
      codes[i] = codes[i]! < markers || codes[i] === MISSING ? MISSING : codes[i]! - markers;
    return codes;
  }

  /** The codes in the order of their labels by code point. */
  order(): Uint32Array {
    const labels = Array.from({ length: this.count }, (_, code) => this.label(code));
    const codeOf = new Map(labels.map((label, code) => [label, code]));
    return Uint32Array.from(sortByCodePoint(labels.slice()), (label) => codeOf.get(label)!);
  }

  label(code: number): string {
    const stops = this.stops.value.view();
    const [start, end] = [stops[this.markers + code]!, stops[this.markers + code + 1]!];
    const bytes = this.pool.value.view().slice(start, end);
    return textsOf(this.type, this.valueOf(new Uint8Array(bytes))).text(0) ?? "";
  }

  free(): void {
    this.stops.free();
    this.slots.free();
    this.pool.free();
  }

  /** A value of one row, as it is stored, of the bytes of its key. */
  private valueOf(bytes: Uint8Array<ArrayBuffer>): RawValues {
    const { physical } = this.type;
    if (physical === PHYSICAL.int32) return new Int32Array(bytes.buffer);
    if (physical === PHYSICAL.int64) return new BigInt64Array(bytes.buffer);
    return { bytes, starts: Uint32Array.of(0), ends: Uint32Array.of(bytes.length) };
  }

  private code({ bytes, starts, ends }: ByteSlices): Uint32Array {
    const { engine, isText } = this;
    const n = starts.length;
    return engine.scope((scope) => {
      const given = { n, starts: scope.copyU32(starts), ends: scope.copyU32(ends), bytes: scope.copyU8(bytes) };
      const codes = scope.u32(n);
      const state = scope.copyU32(Uint32Array.of(this.found, 0, 0));
      for (;;) {
        const [stops, slots, pool] = [this.stops.value, this.slots.value, this.pool.value];
        const room = { maxFound: stops.length - 1, nSlots: slots.length, poolBytes: pool.length, stops, slots, pool };
        const info = invoke(engine, "byteCodes", { ...given, ...room, trimmed: isText ? 1 : 0, state, codes });
        this.found = state.view()[0]!;
        this.used = stops.view()[this.found]!;
        if (info === 0) return Uint32Array.from(codes.view());
        this.grow(state.view()[2]!);
      }
    });
  }

  /** Makes room for a text of so many bytes. */
  private grow(asked: number): void {
    const { engine, found, used, pool: bytes, stops: before } = this;
    if (used + asked > bytes.value.length) {
      this.pool = engine.hold((scope) => scope.u8(GROWTH * (used + asked)));
      this.pool.value.view().set(bytes.value.view().subarray(0, used));
      bytes.free();
    }
    if (found < before.value.length - 1) return;
    this.stops = engine.hold((scope) => scope.u32(GROWTH * found + 1));
    this.stops.value.view().set(before.value.view());
    before.free();
    this.slots.free();
    this.slots = engine.hold((scope) => scope.u32(2 * GROWTH * found));
    const [stops, slots, pool] = [this.stops.value, this.slots.value, this.pool.value];
    invokeChecked(engine, "placeBytes", { n: found, nSlots: slots.length, stops, pool, slots });
  }
}

function slicesOfTexts(texts: readonly string[]): ByteSlices {
  const parts = texts.filter((text) => text !== "").map((text) => new TextEncoder().encode(text));
  const ends = new Uint32Array(parts.length);
  let at = 0;
  for (const [i, part] of parts.entries()) ends[i] = at += part.length;
  const bytes = new Uint8Array(at);
  for (const [i, part] of parts.entries()) bytes.set(part, ends[i]! - part.length);
  return { bytes, starts: Uint32Array.from(ends, (end, i) => end - parts[i]!.length), ends };
}

/** The bytes of integers, as many as each has. */
function slicesOfIntegers(raw: Exclude<RawValues, ByteSlices>): ByteSlices {
  const width = raw.BYTES_PER_ELEMENT;
  return {
    bytes: new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength),
    starts: Uint32Array.from({ length: raw.length }, (_, i) => i * width),
    ends: Uint32Array.from({ length: raw.length }, (_, i) => (i + 1) * width),
  };
}

const decimals = (stored: string) =>
  new NotSupported(
    "parquet_type",
    `Decimals of any length beyond 2^53 (${stored}) are not distinguished as codes: write them as text or as integers.`,
    { got: stored, expected: "text or integers" },
  );

const differ = (source: string, column: string, got: string, expected: string) =>
  new DataError(
    "parquet_types_differ",
    `${source}: column '${column}' is stored as ${got}, and as ${expected} in the files before; write them alike.`,
    { got, expected, column, path: source },
  );
