/**
 * A file on disk as a source of bytes for formats, hashed as it is read: who reads it from its start to its end reads it once.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "../formats/source.js";
import { type DataFile, unreadable } from "./data-file.js";

/** A file that is read. */
export interface FileSource extends ByteSource {
  /** SHA-256 of the file, hex: what was not read of it from its start on is read now. Throws DataError `file_changed`, `file_unreadable`. */
  sha256(): Promise<string>;
}

/** What `use` makes of the bytes of `file`. Throws what `use` throws, and DataError `file_unreadable`. */
export async function withFileSource<T>(file: DataFile, use: (source: FileSource) => Promise<T>): Promise<T> {
  const handle = await open(file.path, "r").catch((cause) => {
    throw unreadable(file.name, cause);
  });
  try {
    return await use(new HashedFile(file, handle));
  } finally {
    await handle.close();
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

  constructor(
    private readonly file: DataFile,
    private readonly handle: FileHandle,
  ) {
    this.name = file.name;
    this.size = file.bytes;
  }

  slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.fill(start, new Uint8Array(Math.max(0, Math.min(end, this.size) - start)));
  }

  async fill(start: number, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.handle
        .read(bytes, filled, bytes.length - filled, start + filled)
        .catch((cause: NodeJS.ErrnoException) => {
          throw unreadable(this.name, cause);
        });
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    const read = bytes.subarray(0, filled);
    this.see(start, read);
    return read;
  }

  async sha256(): Promise<string> {
    const bytes = new Uint8Array(PIECE);
    while (this.hashed < this.size) {
      const read = await this.fill(this.hashed, bytes.subarray(0, this.size - this.hashed));
      if (read.length === 0) break; // shorter than it was: found when it is confirmed
    }
    const sha256 = this.hash.digest("hex");
    this.file.held.saw(sha256);
    return sha256;
  }

  /** Puts what is new of the bytes from `start` on into the hash, if they go on from there. */
  private see(start: number, bytes: Uint8Array): void {
    if (start > this.hashed || start + bytes.length <= this.hashed) return;
    this.hash.update(bytes.subarray(this.hashed - start));
    this.hashed = start + bytes.length;
  }
}
