/**
 * A file on disk as a source of bytes for formats, hashed as it is read, so that it is read once; a large one by a thread, which need not
 * have done when the table is there.
 */
import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { availableCores } from "../../base/host.js";
import { MemoryBudget } from "../formats/memory-budget.js";
import type { ByteSource } from "../formats/source.js";
import { type DataFile, unreadable } from "./data-file.js";
import { type Hashed, type HashThread, hashInThread } from "./hash-thread.js";

/** A file that is read. */
export interface FileSource extends ByteSource {
  /** SHA-256 of the file, hex: what was not read of it from its start on is read now. Throws DataError `file_changed`, `file_unreadable`. */
  sha256(): Promise<string>;
  /**
   * As `sha256`; where the hash is still being made, a function that waits for it, to be called when the file was confirmed. Throws as
   * `sha256`, as does the function, DataError `file_changed` where the file was no longer the one confirmed.
   */
  sha256Later(): Promise<() => string>;
  /** Says that as many threads are about to read. */
  share(threads: number): void;
}

/**
 * What `use` makes of the bytes of `file`, with `maxMemory` bytes of memory. Throws what `use` throws, DataError `file_unreadable`, and as
 * MemoryBudget.
 */
export async function withFileSource<T>(
  file: DataFile,
  maxMemory: number | undefined,
  use: (source: FileSource) => Promise<T>,
): Promise<T> {
  const memory = new MemoryBudget(file.name, maxMemory);
  const handle = await open(file.path, "r").catch((cause) => {
    throw unreadable(file.name, cause);
  });
  const source = new HashedFile(file, memory, handle, hashInThread(handle.fd, file.bytes));
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

/** Bytes read at a time for the hash alone. */
const PIECE = 1 << 20;

class HashedFile implements FileSource {
  readonly name: string;
  readonly size: number;
  private readonly hash = createHash("sha256");
  /** Bytes from the start that are in the hash. */
  private hashed = 0;
  /** Whether the hash was promised beyond the reading. */
  private isPromised = false;

  constructor(
    private readonly file: DataFile,
    readonly memory: MemoryBudget,
    private readonly handle: FileHandle,
    private readonly thread: HashThread | undefined,
  ) {
    this.name = file.name;
    this.size = file.bytes;
  }

  async slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.size) - start));
    return bytes.subarray(0, this.fill(start, bytes));
  }

  /** The system reads ahead, and handing each piece from thread to thread takes longer than copying it. */
  fill(start: number, bytes: Uint8Array): number {
    let filled = 0;
    try {
      while (filled < bytes.length) {
        const count = readSync(this.handle.fd, bytes, filled, bytes.length - filled, start + filled);
        if (count === 0) break;
        filled += count;
      }
    } catch (cause) {
      throw unreadable(this.name, cause as NodeJS.ErrnoException);
    }
    this.see(start, bytes.subarray(0, filled));
    return filled;
  }

  async sha256(): Promise<string> {
    const { held } = this.file;
    const sha256 = this.thread === undefined ? this.hashRest() : (await this.hashOf(this.thread)).sha256;
    held.saw(sha256);
    return sha256;
  }

  async sha256Later(): Promise<() => string> {
    const { thread } = this;
    const { held } = this.file;
    if (thread === undefined) {
      const sha256 = await this.sha256();
      return () => sha256;
    }
    this.isPromised = true;
    held.willSee(async () => (await this.hashOf(thread)).sha256);
    let known: string | undefined;
    return () => {
      if (known !== undefined) return known;
      const { sha256, stamp } = this.found(() => thread.wait());
      held.sawLater(sha256, stamp);
      known = sha256;
      return known;
    };
  }

  share(threads: number): void {
    if (threads >= availableCores()) this.thread?.pause();
  }

  async close(): Promise<void> {
    const { thread, handle } = this;
    if (thread !== undefined && this.isPromised) {
      thread.resume();
      void thread.ended.then(() => handle.close());
    } else {
      await thread?.end();
      await handle.close();
    }
  }

  private async hashOf(thread: HashThread): Promise<Hashed> {
    return thread.hashed().catch((cause) => {
      throw unreadable(this.name, cause);
    });
  }

  private found(hashed: () => Hashed): Hashed {
    try {
      return hashed();
    } catch (cause) {
      throw unreadable(this.name, cause as NodeJS.ErrnoException);
    }
  }

  private hashRest(): string {
    const bytes = new Uint8Array(PIECE);
    while (this.hashed < this.size) {
      const read = this.fill(this.hashed, bytes.subarray(0, this.size - this.hashed));
      if (read === 0) break; // shorter than it was: found when it is confirmed
    }
    return this.hash.digest("hex");
  }

  /** Puts what is new of the bytes from `start` on into the hash, if they go on from there. */
  private see(start: number, bytes: Uint8Array): void {
    if (this.thread !== undefined || start > this.hashed || start + bytes.length <= this.hashed) return;
    this.hash.update(bytes.subarray(this.hashed - start));
    this.hashed = start + bytes.length;
  }
}
