/**
 * Parquet files on disk as rows that are read in passes: one file, several, or those a pattern names. They stay open and are held to
 * be what they were, by what the file system says of them; they are not hashed, for that would be another pass.
 */
import { closeSync, openSync, read, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { MemoryBudget } from "../formats/memory-budget.js";
import { ParquetRows } from "../formats/parquet/rows/parquet-rows.js";
import type { ByteSource } from "../formats/source.js";
import { type DataFile, openDataFile, unreadable } from "./data-file.js";
import { filesMatching } from "./files-matching.js";

/** The pattern of files of Parquet that `path` is: its own, or all in a folder and below. */
export const parquetPattern = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, "**", "*.parquet") : path;

/**
 * What `use` makes of the rows of the files that `patterns` name, in order. Throws what it throws; DataError as files and the format do,
 * `no_files` where a pattern names none, and `file_changed` where a file is not what it was when it was opened.
 */
export async function withParquetRows<T>(
  patterns: readonly string[],
  use: (rows: ParquetRows) => Promise<T>,
): Promise<T> {
  const paths: string[] = [];
  for (const pattern of patterns) paths.push(...(await filesMatching(parquetPattern(pattern))));
  const files: DataFile[] = [];
  const sources: FileRange[] = [];
  const confirm = async () => {
    for (const { held } of files) await held.confirm();
  };
  try {
    for (const path of paths) {
      const file = await openDataFile(path);
      files.push(file);
      sources.push(new FileRange(file));
    }
    const found = await ParquetRows.open(sources, confirm)
      .then(use)
      .catch(async (error) => {
        // what was read of a file that changed may be wrong in any way
        await confirm();
        throw error;
      });
    await confirm();
    return found;
  } finally {
    for (const source of sources) source.close();
    for (const { held } of files) await held.close();
  }
}

const readAt = promisify(read);

/** Any part of a file, as often as it is wanted. */
class FileRange implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly memory: MemoryBudget;
  private readonly descriptor: number;

  constructor({ name, path, bytes }: DataFile) {
    this.name = name;
    this.size = bytes;
    this.memory = new MemoryBudget(name);
    this.descriptor = openSync(path, "r");
  }

  /** Read beside what the caller does meanwhile: the next part of a column is asked for while this one is decoded. */
  async slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.size) - start));
    let filled = 0;
    try {
      while (filled < bytes.length) {
        const { bytesRead } = await readAt(this.descriptor, bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (cause) {
      throw unreadable(this.name, cause as NodeJS.ErrnoException);
    }
    return bytes.subarray(0, filled);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
