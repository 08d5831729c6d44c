/**
 * Bytes that a format reads, wherever they are: a file on disk, a Blob of a page, an array in memory. Any part can be asked for, so
 * that a format reads what it needs of a file larger than memory. Knows nothing of what bytes mean.
 */
import { DataError } from "../../base/errors.js";
import { MemoryBudget } from "./memory-budget.js";

/** A file, a Blob or an array. */
export interface ByteSource {
  /** What messages call it; its ending says the format. */
  readonly name: string;
  /** Bytes there are. */
  readonly size: number;
  /**
   * The bytes from `start` to `end` (exclusive), in an array of the caller's own; fewer only where the source ends. Throws
   * DataError `file_unreadable`, `file_changed`.
   */
  slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * As `slice`, into the caller's array and at once; returns how many bytes were read. Where it is there, who reads from end to end
   * waits for nothing. Throws as `slice`.
   */
  fill?(start: number, bytes: Uint8Array): number;
  /** What reading it may take of memory. */
  readonly memory: MemoryBudget;
}

/** A source over bytes in memory; reading may take `maxMemory` bytes. */
export function bytesSource(name: string, bytes: Uint8Array, maxMemory?: number): ByteSource {
  return {
    name,
    memory: new MemoryBudget(name, maxMemory),
    size: bytes.length,
    // not bytes.slice: a Buffer of Node would share its memory
    slice: async (start, end) => new Uint8Array(bytes.subarray(start, end)),
    fill(start, into) {
      const found = bytes.subarray(start, start + into.length);
      into.set(found);
      return found.length;
    },
  };
}

/** A source over a Blob, a File of a page among them; reading may take `maxMemory` bytes. */
export function blobSource(
  blob: Blob,
  name = (blob as Partial<File>).name ?? "the file",
  maxMemory?: number,
): ByteSource {
  return {
    name,
    memory: new MemoryBudget(name, maxMemory),
    size: blob.size,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/** Bytes asked for at a time where a source is read from end to end. */
const PIECE = 1 << 20;

/** The bytes of `source` from `start` to its end, in order. */
export async function* piecesOf(source: ByteSource, start = 0, piece = PIECE): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = start; at < source.size; at += piece) yield source.slice(at, Math.min(source.size, at + piece));
}

/** Exactly `length` bytes of `source` from `start`. Throws DataError `file_truncated`, saying what was to stand there. */
export async function bytesAt(
  source: ByteSource,
  start: number,
  length: number,
  what: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (start >= 0 && length >= 0 && start + length <= source.size) return source.slice(start, start + length);
  throw truncated(source, what, start, length);
}

/** DataError `file_truncated`: `what` was to stand at `start`, `length` bytes long. */
export function truncated(
  { name, size }: Pick<ByteSource, "name" | "size">,
  what: string,
  start: number,
  length: number,
) {
  return new DataError(
    "file_truncated",
    `${name} is cut short or damaged: it should have ${what} at byte ${start}, ${length} bytes long, but ends at byte ${size}; copy or download it again.`,
    { got: size, expected: start + length, what },
  );
}

/** DataError `file_damaged`: `problem` says what was found where, without a full stop. */
export const damaged = (name: string, problem: string, detail: Readonly<Record<string, unknown>> = {}): DataError =>
  new DataError("file_damaged", `${name} is damaged: ${problem}. Copy or download it again.`, { ...detail, problem });
