// Sizes of the build, gzipped, kB of 1,000 bytes, which the test holds against the budgets.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipped } from "./pieces.mjs";

/** What is there before anything is opened: the page, and the scripts and styles that it names. */
const shellOf = (dist) => {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  return ["./", ...[...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path)];
};
/** What a first study runs on. */
const ENGINE = /^engine\/(engine\.js|pool\.js|kernels\.wasm)$/;

export function sizesOf(dist, { atOnce, later }) {
  const bytes = (path) => gzipped(readFileSync(join(dist, path === "./" ? "index.html" : path)));
  const kB = (paths) => Math.round(paths.reduce((sum, path) => sum + bytes(path), 0) / 100) / 10;
  return {
    shell: kB(shellOf(dist)),
    engine: kB(atOnce.filter((path) => ENGINE.test(path))),
    kept: kB(atOnce),
    keptLater: kB(later.filter((path) => path.startsWith("engine/"))),
    pieces: Object.fromEntries(
      [...atOnce, ...later].filter((path) => path.startsWith("engine/")).map((path) => [path.slice(7), kB([path])]),
    ),
  };
}
