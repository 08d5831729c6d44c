/**
 * Files of this folder that are not compiled (R scripts, manifests), found from the compiled program too.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../src/base/errors.js";

/** Full path of `bench/NAME` in the repository. Throws UsageError when there is none above this program. */
export function benchFile(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    // The compiled program's own bench folder holds no such files, so the first that does is the repository's.
    const path = join(folder, "bench", name);
    if (existsSync(path)) return path;
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  throw new UsageError("no_bench_file", `File 'bench/${name}' is not above ${import.meta.url}; run it in a checkout.`, {
    got: name,
  });
}
