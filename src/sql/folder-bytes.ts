/** The size of a folder of temporary files, which come and go while it is looked at. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes of the files in `folder`; 0 where there is none. */
export function folderBytes(folder: string): number {
  return namesIn(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
