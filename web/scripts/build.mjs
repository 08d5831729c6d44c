// The page as a folder of static files for any host, in dist/, with its service worker and the sizes of all it has; and the same build as one
// file, dist-file/wasmetrics.html. `--pieces`: the worker's parts alone, for the server of development.
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { noticesOf } from "../../scripts/notices.mjs";
import { keptFiles, NOTICES, writeServiceWorker } from "./kept-files.mjs";
import { writeOneFile } from "./one-file.mjs";
import { buildPieces } from "./pieces.mjs";
import { sizesOf } from "./sizes.mjs";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const files = join(web, "public");

const { chunks } = await buildPieces(join(files, "engine"));
const examples = join(files, "examples");
rmSync(examples, { recursive: true, force: true });
// studies alone: printed tables are audited at the command line
cpSync(join(web, "../examples"), examples, {
  recursive: true,
  filter: (path) => !path.endsWith(".json") && basename(path) !== "audit",
});
if (!process.argv.includes("--pieces")) {
  const dist = join(web, "dist");
  const { output } = await build({ root: web, logLevel: "warn" });
  writeFileSync(join(dist, NOTICES), noticesOf(join(web, ".."), [...chunks, ...output]));
  const kept = keptFiles(dist);
  const sizes = sizesOf(dist, kept);
  await writeServiceWorker(dist, kept);
  writeFileSync(join(web, "sizes.json"), `${JSON.stringify(sizes, null, 2)}\n`);
  await writeOneFile(web);
  console.log(`kB, gzipped: shell ${sizes.shell}, engine ${sizes.engine}, kept at once ${sizes.kept}`);
}
