/**
 * Copies of data that are only needed while the process works. Where the system allows it they have no name, so
 * that they are gone with the process however it ends; else they stand in a private folder, which goes with every end that
 * can be heard, and after any other with the next run.
 */
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataError } from "../../base/errors.js";
import { systemProblem, systemWords } from "../../base/system-error.js";
import { descriptorPath } from "./held-file.js";
import { atEnd, makeOwnedFolder } from "./owned-folder.js";

const PREFIX = "wasmetrics-scratch-";

/** A folder that goes when `remove` is called or the process ends. */
export interface ScratchFolder {
  readonly path: string;
  remove(): void;
}

/** A private folder in `parent`, by default the system's folder of temporary files. */
export function scratchFolder(parent: string = tmpdir()): ScratchFolder {
  const folder = makeOwnedFolder(parent, PREFIX);
  const forget = atEnd(folder.remove);
  return {
    path: folder.path,
    remove() {
      forget();
      folder.remove();
    },
  };
}

/** A file to write through `handle`, which others in this process read at `path`. It is gone with the process at the latest. */
export interface ScratchFile {
  readonly handle: FileHandle;
  readonly path: string;
  end(): Promise<void>;
}

/** An empty file. Throws DataError `temp_folder`. */
export function scratchFile(): Promise<ScratchFile> {
  return newScratchFile().catch((cause) => {
    throw new DataError(
      "temp_folder",
      `No temporary folder can be made in ${tmpdir()}: ${systemWords(cause)} (TMPDIR=FOLDER names it).`,
      { got: tmpdir(), expected: "a folder that can be written" },
      { cause },
    );
  });
}

async function newScratchFile(): Promise<ScratchFile> {
  const folder = scratchFolder();
  const name = join(folder.path, "data");
  try {
    const handle = await open(name, "wx+", 0o600);
    const path = descriptorPath(handle.fd, await handle.stat({ bigint: true }));
    if (path !== undefined) folder.remove();
    const end = async (): Promise<void> => {
      await handle.close();
      folder.remove();
    };
    return { handle, path: path ?? name, end };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/**
 * Writes `piece` after what is in the file. Throws DataError `temp_copy` where the system refuses it; `whose` begins the
 * sentence, as in "rows.csv, decoded".
 */
export async function appendTo(file: FileHandle, piece: string | Uint8Array, whose: string): Promise<void> {
  try {
    await file.writeFile(piece);
  } catch (cause) {
    if (systemProblem(cause) === undefined) throw cause;
    throw new DataError(
      "temp_copy",
      `${whose} can't be copied to the temporary folder ${tmpdir()}: ${systemWords(cause)} (TMPDIR=FOLDER names it).`,
      { got: tmpdir(), expected: "room for a copy" },
      { cause },
    );
  }
}

/** What `use` makes of an empty file. Throws as `scratchFile` and `use`. */
export async function withScratchFile<T>(use: (file: ScratchFile) => Promise<T>): Promise<T> {
  const file = await scratchFile();
  return use(file).finally(file.end);
}
