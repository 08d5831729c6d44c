/**
 * Layer disk. Copies of data that are only needed while the process works. Where the system allows it they have no name, so
 * that they are gone with the process however it ends; else they stand in a private folder, which goes with every end that
 * can be heard, and after any other with the next run.
 */
import { rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./at-end.js";
import { descriptorPath } from "./held-file.js";
import { makeOwnedFolder } from "./owned-folder.js";

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

/** Runs `use` with an empty file to write through `handle`; others in this process read it at `path`. */
export async function withScratchFile<T>(use: (handle: FileHandle, path: string) => Promise<T>): Promise<T> {
  const folder = scratchFolder();
  try {
    const name = join(folder.path, "text");
    const handle = await open(name, "wx+", 0o600);
    try {
      const path = descriptorPath(handle.fd, await handle.stat({ bigint: true }));
      if (path === undefined) return await use(handle, name);
      rmSync(name);
      return await use(handle, path);
    } finally {
      await handle.close();
    }
  } finally {
    folder.remove();
  }
}
