/**
 * The bytes of a field's buffers in a batch, unpacked; and which of a batch's buffers are whose.
 */
import { unpackLz4 } from "../archive/lz4.js";
import { unpackZstd } from "../archive/zstd.js";
import { type ByteSource, bytesAt, damaged } from "../source.js";
import type { Batch, BufferPlace } from "./messages-in-file.js";
import type { ArrowField } from "./schema.js";

type Bytes = Uint8Array<ArrayBuffer>;
type Codec = Exclude<Batch["codec"], "none">;

/** Where the parts of a field begin in the lists of a batch. */
export interface FieldPlace {
  readonly node: number;
  readonly buffer: number;
  readonly variadic: number;
}

/** The places of `fields` in any batch whose fields of views have `variadic` buffers. */
export function fieldPlaces(fields: readonly ArrowField[], variadic: readonly number[]): FieldPlace[] {
  const next = { node: 0, buffer: 0, variadic: 0 };
  const pass = (field: ArrowField): void => {
    next.node++;
    next.buffer += buffersOf(field, variadic[next.variadic] ?? 0);
    if (isView(field)) next.variadic++;
    if (field.dictionary === undefined) field.children.forEach(pass);
  };
  return fields.map((field) => {
    const place = { ...next };
    pass(field);
    return place;
  });
}

const isView = ({ type, dictionary }: ArrowField): boolean =>
  dictionary === undefined && (type.is === "text" || type.is === "bytes") && type.offsets === "view";

function buffersOf({ type, dictionary }: ArrowField, variadic: number): number {
  if (dictionary !== undefined) return 2;
  if (type.is === "null") return 0;
  if (type.is === "other") return type.buffers;
  if (type.is !== "text" && type.is !== "bytes") return 2;
  return type.offsets === "view" ? 2 + variadic : 3;
}

/** Bytes that a buffer may have beyond what its values take: programs pad them, and some write more than they need. */
const slack = (needed: number): number => needed + Math.max(2 ** 16, needed);

/** Reads buffers of one field in one batch. */
export class BufferReader {
  constructor(
    private readonly source: ByteSource,
    private readonly batch: Batch,
    private readonly column: string,
  ) {}

  /** Buffer `k` of the batch, of which `needed` bytes hold values. Throws DataError `file_damaged`. */
  async bytes(k: number, needed: number): Promise<Bytes> {
    const place = this.batch.buffers[k];
    if (place === undefined) throw this.broken("lacks a buffer");
    const { codec } = this.batch;
    if (codec !== "none") return this.unpacked(codec, place, needed);
    if (place.length < needed) throw this.broken(`has a buffer of ${place.length} bytes, ${needed} were expected`);
    return bytesAt(this.source, place.start, needed, `column '${this.column}'`);
  }

  private async unpacked(codec: Codec, place: BufferPlace, needed: number): Promise<Bytes> {
    if (place.length === 0 && needed === 0) return new Uint8Array(0);
    if (place.length < 8) throw this.broken("has a packed buffer without its size");
    const packed = await bytesAt(this.source, place.start, place.length, `column '${this.column}'`);
    const size = Number(new DataView(packed.buffer).getBigInt64(0, true));
    const bytes = packed.subarray(8);
    if (size === -1 && bytes.length >= needed) return bytes.subarray(0, needed);
    if (size < needed || size > slack(needed))
      throw this.broken(`has a packed buffer of ${size} bytes, ${needed} were expected`);
    this.source.memory.require(place.length + size, `column '${this.column}'`);
    const out = await unpack(codec, bytes, size);
    if (out?.length !== size) throw this.broken("has a packed buffer that does not unpack to its size");
    return out.subarray(0, needed);
  }

  /** DataError `file_damaged`: the column has `problem`. */
  broken(problem: string): Error {
    return damaged(this.source.name, `column '${this.column}' ${problem}`, { column: this.column });
  }
}

/** Other than `size` bytes, or none, where the packed ones are damaged. */
async function unpack(codec: Codec, packed: Bytes, size: number): Promise<Bytes | undefined> {
  if (codec === "zstd") return unpackZstd(packed, size).catch(() => undefined);
  const out = new Uint8Array(size);
  return unpackLz4(packed, out) ? out : undefined;
}
