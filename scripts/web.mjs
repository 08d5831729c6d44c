// `npm run web`: the page built and served on this machine, with the headers by which threads share memory. `--build`: built alone, into
// web/dist for any host and web/dist-file/wasmetrics.html for a memory stick. Installs what web/package-lock.json names where that is not there.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const web = join(root, "web");
const lock = createHash("sha256")
  .update(readFileSync(join(web, "package-lock.json")))
  .digest("hex");
/** Says of which lock web/node_modules is. */
const installed = join(web, "node_modules/.of-lock");

/** Runs a command in `cwd`; what fails has said why, and `remedy` says what to do. */
function run(cwd, remedy, command, ...args) {
  const { status } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status === 0) return;
  console.error(`error: ${[command, ...args].join(" ")} failed in ${cwd}: ${remedy}.`);
  process.exit(1);
}

if (!existsSync(join(root, "src/engine/wasm/binary.gen.ts"))) {
  run(root, "the library is built first; npm ci installs what that needs", "npm", "run", "-s", "build");
}
if (!existsSync(installed) || readFileSync(installed, "utf8") !== lock) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  run(web, "the page is built by packages that are installed once, from the registry", "npm", "ci", ...quiet);
  writeFileSync(installed, lock);
}
run(web, "see above", "node", "scripts/build.mjs");
if (!process.argv.includes("--build")) {
  console.log("The page, as any host of static files would have it. Ctrl+C ends it.");
  spawn("node_modules/.bin/vite", ["preview", "--host", "127.0.0.1"], { cwd: web, stdio: "inherit" });
}
