/**
 * How the bytes of a text come into linear memory, a piece at a time: at once from where they can be had so, otherwise as they arrive.
 */
import type { ByteSource } from "../source.js";
import type { TextRoom } from "./text-room.js";
import type { TextPiece } from "./text-stream.js";

export interface Feed {
  /** Adds a piece, or what there is of one; where this returns nothing, it has been added. */
  fill(room: TextRoom): Promise<void> | undefined;
  /** Whether `fill` waits for nothing. */
  readonly isInstant: boolean;
  /** Whether nothing comes any more. */
  readonly isDone: boolean;
  /** Share of the file that was read. */
  readonly read: number;
  /** All that comes, for another reader. */
  rest(): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

/** The bytes of `source`, which can fill, from `start` on. Throws as it does. */
export class InstantFeed implements Feed {
  readonly isInstant = true;

  constructor(
    private readonly source: ByteSource,
    private at: number,
    private readonly piece: number,
  ) {}

  get isDone(): boolean {
    return this.at >= this.source.size;
  }

  get read(): number {
    return Math.min(1, this.at / this.source.size);
  }

  fill(room: TextRoom): undefined {
    const { size } = this.source;
    const count = this.source.fill!(this.at, room.tail(Math.max(0, Math.min(this.piece, size - this.at))));
    room.end += count;
    this.at = count === 0 ? size : this.at + count; // shorter than it was: found when it is confirmed
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    for (; !this.isDone; this.at += this.piece) {
      yield this.source.slice(this.at, Math.min(this.source.size, this.at + this.piece));
    }
  }

  async close(): Promise<void> {}
}

/** The bytes of `pieces` but for the first `skip`. Throws as they do. */
export class StreamFeed implements Feed {
  readonly isInstant = false;
  isDone = false;
  read = 0;

  constructor(
    private readonly pieces: AsyncGenerator<TextPiece>,
    private skip: number,
    private readonly piece: number,
  ) {}

  async fill(room: TextRoom): Promise<void> {
    for (const until = room.end + this.piece; room.end < until; ) {
      const bytes = await this.next();
      if (bytes === undefined) return;
      room.tail(bytes.length).set(bytes);
      room.end += bytes.length;
    }
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    for (let bytes = await this.next(); bytes !== undefined; bytes = await this.next()) yield bytes;
  }

  async close(): Promise<void> {
    await this.pieces.return(undefined);
  }

  private async next(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.pieces.next();
    this.isDone = done === true;
    this.read = value?.read ?? 1;
    if (value === undefined) return undefined;
    const skipped = Math.min(this.skip, value.bytes.length);
    this.skip -= skipped;
    return value.bytes.subarray(skipped);
  }
}
