/**
 * The folder whose data the page may read: which of its files there are, and one of them by its path, open. A file is reached only where it lies
 * within the folder once all links are followed, is not hidden, and is of a format that is read.
 */
import { constants } from "node:fs";
import { type FileHandle, open, readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { FORMATS } from "../../data/formats/catalogue.js";

/** A file as the page lists it. */
export interface ListedFile {
  /** From the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

export interface Listing {
  readonly files: readonly ListedFile[];
  /** Whether there are more than are listed. */
  readonly more: boolean;
}

/** A file that is open: what was checked is what is read. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly bytes: number;
}

/** How far the list goes. */
const MOST = { depth: 4, files: 1_000, entries: 20_000 };

const STUDIES = [".yaml", ".yml"];
const ENDINGS = [...FORMATS.flatMap(({ endings }) => endings), ...STUDIES];

const isRead = (name: string): boolean => ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));

/** Names of other systems' drives and streams, and of parts of a path, are no names here; nor are those that no text can name. */
const NO_NAME = process.platform === "win32" ? /[\p{Cc}\uFFFD/\\:]/u : /[\p{Cc}\uFFFD/\\]/u;
/** Hidden, or what an open workbook leaves beside it. */
const HIDDEN = /^(\.|~\$)/;
const isPlain = (name: string): boolean => name !== "" && !NO_NAME.test(name) && !HIDDEN.test(name);

/** The real path of the file `names` lead to within the folder `root`, which is a real path itself; undefined where there is none to be read. */
async function resolved(root: string, names: readonly string[]): Promise<string | undefined> {
  if (names.length === 0 || !names.every(isPlain)) return undefined;
  const path = await realpath(join(root, ...names));
  const inside = relative(root, path).split(sep);
  return inside.every(isPlain) && isRead(inside.at(-1)!) ? path : undefined;
}

/** Opens the file `names` lead to, one a folder on the way; undefined where there is none to be read. */
export async function openData(root: string, names: readonly string[]): Promise<OpenFile | undefined> {
  try {
    const path = await resolved(root, names);
    if (path === undefined) return undefined;
    // no link that was put in its place meanwhile is followed, and no pipe is waited for
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    return await checked(handle, root, names);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/** The open file, where it is one, no folder, pipe or device, and still what `names` lead to: a folder on the way may have been changed for a link. */
async function checked(handle: FileHandle, root: string, names: readonly string[]): Promise<OpenFile | undefined> {
  try {
    const facts = await handle.stat();
    const path = await resolved(root, names);
    const there = path === undefined ? undefined : await stat(path);
    if (facts.isFile() && facts.dev === there?.dev && facts.ino === there.ino) return { handle, bytes: facts.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** The files there are, those of a folder before those of the folders in it. */
export async function listData(root: string): Promise<Listing> {
  const files: ListedFile[] = [];
  let left = MOST.entries;
  for (const folders = [[] as readonly string[]]; folders.length > 0; ) {
    const above = folders.shift()!;
    for (const { name, isFolder } of await entriesOf(join(root, ...above))) {
      if (left-- === 0 || files.length === MOST.files) return { files, more: true };
      const names = [...above, name];
      if (isFolder) {
        if (names.length < MOST.depth) folders.push(names);
        continue;
      }
      const bytes = await bytesOf(root, names);
      if (bytes !== undefined) files.push({ path: names.join("/"), bytes });
    }
  }
  return { files, more: false };
}

/** What lies in `folder`, by name; nothing where it can't be read. Folders that are links are none: they may lead in a circle. */
async function entriesOf(folder: string): Promise<{ readonly name: string; readonly isFolder: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .filter(({ name, isFolder }) => isPlain(name) && (isFolder ? name !== "node_modules" : isRead(name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function bytesOf(root: string, names: readonly string[]): Promise<number | undefined> {
  try {
    const path = await resolved(root, names);
    const facts = path === undefined ? undefined : await stat(path);
    return facts?.isFile() ? facts.size : undefined;
  } catch {
    return undefined; // gone meanwhile, or not ours to read
  }
}
