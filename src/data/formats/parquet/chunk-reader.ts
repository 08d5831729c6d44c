/**
 * The bytes of chunks, in arrays that are used again where the source can fill them: a fresh array costs more than the reading, for the
 * system clears each of its pages when it is first written.
 */
import type { MemoryBudget } from "../memory-budget.js";
import type { ByteSource } from "../source.js";
import type { Chunk } from "./footer.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** Arrays are of whole multiples of this, so that the next chunk, a little longer, fits too. */
const UNIT = 2 ** 18;

export class ChunkReader {
  private readonly free: Bytes[] = [];

  constructor(private readonly source: ByteSource) {}

  /** What messages call the file. */
  get name(): string {
    return this.source.name;
  }

  get memory(): MemoryBudget {
    return this.source.memory;
  }

  /** The bytes of a chunk, or of a part of one, good until they are released. */
  async read({ start, bytes }: Pick<Chunk, "start" | "bytes">): Promise<Bytes> {
    this.memory.require(bytes, "pages of a column");
    if (this.source.fill === undefined) return this.source.slice(start, start + bytes);
    const room = this.room(bytes).subarray(0, bytes);
    return room.subarray(0, this.source.fill(start, room));
  }

  /** Gives the bytes of a chunk back: who reads next may write over them. */
  release({ buffer }: Bytes): void {
    if (this.source.fill !== undefined) this.free.push(new Uint8Array(buffer));
  }

  private room(bytes: number): Bytes {
    const k = this.free.findIndex(({ length }) => length >= bytes);
    return this.free.splice(k, k < 0 ? 0 : 1)[0] ?? new Uint8Array(Math.ceil(bytes / UNIT) * UNIT);
  }
}
