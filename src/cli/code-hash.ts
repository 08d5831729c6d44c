/**
 * SHA-256 of the program that runs: every compiled module, the data it ships (fonts) and the versions of what it
 * builds on, so that nothing made by another program is taken for what this one makes.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { PACKAGE_ROOT, PROGRAM_FOLDER } from "./package-root.js";

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
