// The page as a folder of static files, in dist/. `--pieces`: the worker's parts alone, for the server of development.
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { buildPieces } from "./pieces.mjs";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const files = join(web, "public");

await buildPieces(join(files, "engine"));
for (const example of ["fish", "smart-city"]) {
  const folder = join(files, "examples", example);
  mkdirSync(folder, { recursive: true });
  cpSync(join(web, "../examples", example), folder, { recursive: true });
}
if (!process.argv.includes("--pieces")) await build({ root: web, logLevel: "warn" });
