/**
 * SHA-256 of the program that runs: every compiled module, the data it ships (fonts) and the versions of what it
 * builds on, so that nothing made by another program is taken for what this one makes.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The hash in hex, over the compiled modules beside this one, the package's data and its `package.json`. */
export function codeHash(): string {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const modules = filesIn(fileURLToPath(new URL("..", import.meta.url))).filter((path) =>
    /(?<!\.d)\.[jt]s$/.test(path),
  );
  const hash = createHash("sha256");
  for (const path of [...modules, ...filesIn(join(root, "data")), join(root, "package.json")]) {
    const bytes = readFileSync(path);
    hash.update(`${relative(root, path)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

/** Paths of the files in a folder and below, sorted. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
