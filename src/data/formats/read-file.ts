/**
 * Files of a page, or bytes in memory, as tables: every format that `readTable` reads on Node, without a file system.
 */
import { type PanelTable, withPanel } from "../panel/panel.js";
import { makeTable } from "../table/table.js";
import { type ContextOptions, withContext } from "./context.js";
import type { FormatOptions } from "./format.js";
import { readSource } from "./read.js";
import { blobSource, bytesSource } from "./source.js";

/** How a file is read. */
export interface ReadFileOptions extends FormatOptions, ContextOptions {
  /** What the file is called, where a Blob or bytes have no name: its ending helps to recognise the format. */
  readonly name?: string;
}

/** Files larger than this are not hashed: the digest of a page takes all bytes at once. */
const MOST_HASHED = 2 ** 30;

/**
 * The table in `file`: a Blob (a File of an `<input>` or a drop) or bytes; it never leaves the machine. Its SHA-256 is null above 1 GiB and where
 * the page has no digest. Throws as `readTable` of `wasmetrics/node`.
 */
export async function readFile(
  file: Blob | Uint8Array,
  { name, ...options }: ReadFileOptions = {},
): Promise<PanelTable> {
  const { maxMemory } = options;
  const source =
    file instanceof Uint8Array ? bytesSource(name ?? "the data", file, maxMemory) : blobSource(file, name, maxMemory);
  return withContext(options, async (context, format) => {
    // bytes in memory are hashed beside their reading, those of a Blob once the file was found to be sound
    const digest = file instanceof Uint8Array ? digestOf(source.size, async () => unshared(file)) : undefined;
    digest?.catch(() => {}); // reported where it is asked for
    const { columns, notes, facts } = await readSource(source, format, context);
    const sha256 = await (digest ?? digestOf(source.size, () => source.slice(0, source.size)));
    const about = { name: source.name, bytes: source.size, sha256, facts };
    return withPanel(makeTable(columns, about, notes));
  });
}

async function digestOf(size: number, bytes: () => Promise<Uint8Array<ArrayBuffer>>): Promise<string | null> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined || size > MOST_HASHED) return null;
  const digest = await subtle.digest("SHA-256", await bytes());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `bytes`, which the digest takes only where no thread can change them: a copy of those that are shared. */
const unshared = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
