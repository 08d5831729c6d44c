/**
 * Layer cli. SHA-256 of the program that runs: every compiled module and the versions of what it builds on, so that nothing
 * made by other code is taken for what this code makes.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The hash in hex, over the compiled modules beside this one and the package's `package.json`. */
export function codeHash(): string {
  const modules = fileURLToPath(new URL("..", import.meta.url));
  const names = readdirSync(modules, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(js|ts)$/.test(name) && !name.endsWith(".d.ts"))
    .sort();
  const hash = createHash("sha256");
  for (const name of [...names, "../package.json"]) {
    const bytes = readFileSync(join(modules, name));
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}
