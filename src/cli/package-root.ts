/**
 * Where the package stands, from whichever file of it this module is in, of src/ or of dist/; and the hash of its program, by which
 * caches know whether another version made them.
 */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);

function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

/** The folder of package.json. */
export const PACKAGE_ROOT = rootAbove(dirname(here));

/** The folder of the program that runs. */
const PROGRAM_FOLDER = join(PACKAGE_ROOT, relative(PACKAGE_ROOT, here).split(sep, 1)[0]!);

/** The hash in hex, over the program's modules, the package's data and its `package.json`. */
export function codeHash(): string {
  const modules = filesIn(PROGRAM_FOLDER).filter((path) => /(?<!\.d)\.[jt]s$/.test(path));
  const hash = createHash("sha256");
  for (const path of [...modules, ...filesIn(join(PACKAGE_ROOT, "data")), join(PACKAGE_ROOT, "package.json")]) {
    const bytes = readFileSync(path);
    hash.update(`${relative(PACKAGE_ROOT, path)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

/** Paths of the files in a folder and below, sorted. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
