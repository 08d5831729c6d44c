/**
 * A file on disk as a source of bytes for formats.
 */
import { open } from "node:fs/promises";
import type { ByteSource } from "../formats/source.js";
import { type DataFile, unreadable } from "./data-file.js";

/** What `use` makes of the bytes of `file`. Throws what `use` throws, and DataError `file_unreadable`. */
export async function withFileSource<T>(
  { name, path, bytes: size }: DataFile,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const failed = (cause: NodeJS.ErrnoException): never => {
    throw unreadable(name, cause);
  };
  const handle = await open(path, "r").catch(failed);
  const slice = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const left = bytes.length - filled;
      const { bytesRead } = await handle.read(bytes, filled, left, start + filled).catch(failed);
      if (bytesRead === 0) return bytes.subarray(0, filled);
      filled += bytesRead;
    }
    return bytes;
  };
  try {
    return await use({ name, size, slice });
  } finally {
    await handle.close();
  }
}
