/**
 * Bytes that come in pieces, seen through a window as long as what is asked for.
 */
import type { MemoryBudget } from "../memory-budget.js";
import { truncated } from "../source.js";

export class ByteWindow {
  buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  view = new DataView(this.buffer.buffer);
  at = 0;
  private readonly pieces: AsyncIterator<Uint8Array<ArrayBuffer>>;
  /** Bytes that came before the window. */
  private before = 0;

  constructor(
    readonly file: string,
    pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
    readonly memory: MemoryBudget,
  ) {
    this.pieces = pieces[Symbol.asyncIterator]();
  }

  /** Bytes that are there. */
  get left(): number {
    return this.buffer.length - this.at;
  }

  /** Waits until `count` bytes are there. Throws DataError `file_truncated`, `file_memory`. */
  async need(count: number): Promise<void> {
    if (!(await this.more(count)))
      throw truncated(
        { name: this.file, size: this.before + this.buffer.length },
        "the rest of an object",
        this.before + this.at,
        count,
      );
  }

  /** Waits until `count` bytes are there, or the end; says which. */
  async more(count: number): Promise<boolean> {
    if (this.left >= count) return true;
    const parts = [this.buffer.subarray(this.at)];
    let size = this.left;
    while (size < count) {
      const { done, value } = await this.pieces.next();
      if (done) break;
      parts.push(value);
      size += value.length;
      this.memory.require(2 * size, "an object"); // its pieces, and the window they become
    }
    this.before += this.at;
    this.at = 0;
    this.buffer = parts.length === 2 && parts[0]!.length === 0 ? parts[1]! : joined(parts, size);
    this.view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
    return size >= count;
  }

  /** Reads on to the end, where packed bytes are checked. */
  async drain(): Promise<void> {
    while (!(await this.pieces.next()).done);
  }

  /** Ends reading before the end. */
  async close(): Promise<void> {
    await this.pieces.return?.();
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
