/**
 * Reads a source from a place on, as much at a time as a format's fields have, from pieces that are fetched ahead. Numbers are in
 * the byte order of the file.
 */
import { type ByteSource, bytesAt, damaged, truncated } from "../source.js";

/** Bytes fetched ahead. */
const AHEAD = 1 << 16;

/** Bytes of a file with the numbers in them; `littleEndian` is the file's order. */
export class Fields {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    private readonly littleEndian: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8 = (at: number): number => this.view.getUint8(at);
  u16 = (at: number): number => this.view.getUint16(at, this.littleEndian);
  i16 = (at: number): number => this.view.getInt16(at, this.littleEndian);
  u32 = (at: number): number => this.view.getUint32(at, this.littleEndian);
  i32 = (at: number): number => this.view.getInt32(at, this.littleEndian);
  /** Above 2^53 it is rounded, and beyond any file. */
  u64 = (at: number): number => Number(this.view.getBigUint64(at, this.littleEndian));
}

export class Cursor {
  private held: Uint8Array = new Uint8Array(0);
  private heldAt = 0;

  constructor(
    readonly source: ByteSource,
    public at: number,
    public littleEndian = true,
  ) {}

  /** The next `length` bytes. Throws DataError `file_truncated`. */
  async take(length: number, what: string): Promise<Uint8Array> {
    const bytes = await this.peek(length, what);
    this.at += length;
    return bytes;
  }

  async fields(length: number, what: string): Promise<Fields> {
    return new Fields(await this.take(length, what), this.littleEndian);
  }

  /** The next `length` bytes, which are still the next ones after that. */
  async peek(length: number, what: string): Promise<Uint8Array> {
    const start = this.at - this.heldAt;
    if (start >= 0 && start + length <= this.held.length) return this.held.subarray(start, start + length);
    if (this.at + length > this.source.size) throw truncated(this.source, what, this.at, length);
    const wanted = Math.min(Math.max(length, AHEAD), this.source.size - this.at);
    this.held = await bytesAt(this.source, this.at, wanted, what);
    if (this.held.length < length) throw truncated(this.source, what, this.at, length);
    this.heldAt = this.at;
    return this.held.subarray(0, length);
  }

  /** Passes `tag`. Throws DataError `file_damaged` where something else stands. */
  async tag(tag: string): Promise<void> {
    const at = this.at;
    const found = ascii(await this.take(tag.length, tag));
    if (found !== tag)
      throw damaged(this.source.name, `at byte ${at}, ${tag} was expected`, { got: found, expected: tag });
  }

  get left(): number {
    return this.source.size - this.at;
  }
}

/** Bytes as characters of ASCII. */
export const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
