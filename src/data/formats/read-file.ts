/**
 * Files of a page, or bytes in memory, as tables: every format that `readTable` reads on Node, without a file system.
 */
import { type PanelTable, withPanel } from "../panel/panel.js";
import { makeTable } from "../table/table.js";
import { type ContextOptions, withContext } from "./context.js";
import type { FormatOptions } from "./format.js";
import { readSource } from "./read.js";
import { type ByteSource, blobSource, bytesSource } from "./source.js";

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
  const source = file instanceof Uint8Array ? bytesSource(name ?? "the data", file) : blobSource(file, name);
  return withContext(options, async (context, format) => {
    const { columns, notes, facts } = await readSource(source, format, context);
    const about = { name: source.name, bytes: source.size, sha256: await digestOf(source), facts };
    return withPanel(makeTable(columns, about, notes));
  });
}

async function digestOf(source: ByteSource): Promise<string | null> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined || source.size > MOST_HASHED) return null;
  const digest = await subtle.digest("SHA-256", await source.slice(0, source.size));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
