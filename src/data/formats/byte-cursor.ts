/**
 * Bytes of a source in order, with numbers in the file's byte order. What is not there is refused before anything is allocated.
 */
import { type ByteSource, damaged, truncated } from "./source.js";

/** Bytes fetched ahead. */
const WINDOW = 1 << 16;

/** Numbers and bytes of one array, in order. Reading beyond its end is the caller's mistake: lengths are checked by `ByteCursor.block`. */
export class ByteBlock {
  at = 0;
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array<ArrayBuffer>,
    readonly little: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  int16(): number {
    this.at += 2;
    return this.view.getInt16(this.at - 2, this.little);
  }

  int32(): number {
    this.at += 4;
    return this.view.getInt32(this.at - 4, this.little);
  }

  /** An integer of 8 bytes; beyond 2^53 it is rounded, which no size or count reaches. */
  int64(): number {
    this.at += 8;
    return Number(this.view.getBigInt64(this.at - 8, this.little));
  }

  float64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, this.little);
  }

  take(length: number): Uint8Array<ArrayBuffer> {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  skip(length: number): void {
    this.at += length;
  }
}

/** A source from byte `at` on. */
export class ByteCursor {
  private window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  private windowStart = 0;

  constructor(
    readonly source: ByteSource,
    readonly little: boolean,
    public at = 0,
  ) {}

  get left(): number {
    return this.source.size - this.at;
  }

  /** The next `length` bytes; `what` they are. Throws DataError `file_truncated`, and `file_damaged` for a negative length. */
  async block(length: number, what: string): Promise<ByteBlock> {
    if (!(length >= 0)) throw damaged(this.source.name, `${what} has a length of ${length} at byte ${this.at}`);
    if (length > this.left) throw truncated(this.source, what, this.at, length);
    await this.fill(length);
    const start = this.at - this.windowStart;
    this.at += length;
    return new ByteBlock(this.window.subarray(start, start + length), this.little);
  }

  async int32(what: string): Promise<number> {
    return (await this.block(4, what)).int32();
  }

  private async fill(length: number): Promise<void> {
    const start = this.at - this.windowStart;
    if (start >= 0 && start + length <= this.window.length) return;
    this.window = await this.source.slice(this.at, Math.min(this.source.size, this.at + Math.max(length, WINDOW)));
    this.windowStart = this.at;
    if (this.window.length < length) throw truncated(this.source, "the file's next part", this.at, length);
  }
}
