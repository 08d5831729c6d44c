// `npm run web`: the page built and served on this machine, with the headers by which threads share memory. `--build`: built alone, into
// web/dist for any host and web/dist-file/wasmetrics.html for a memory stick. Installs what web/package-lock.json names where that is not there.
import { execFileSync, spawn } from "node:child_process";
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
const inWeb = (command, ...args) => execFileSync(command, args, { cwd: web, stdio: "inherit" });

if (!existsSync(join(root, "src/engine/wasm/binary.gen.ts"))) {
  execFileSync("npm", ["run", "-s", "build"], { cwd: root, stdio: "inherit" });
}
if (!existsSync(installed) || readFileSync(installed, "utf8") !== lock) {
  inWeb("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
  writeFileSync(installed, lock);
}
inWeb("node", "scripts/build.mjs");
if (!process.argv.includes("--build")) {
  // prints the address, and ends with Ctrl-C
  spawn("node_modules/.bin/vite", ["preview", "--host", "127.0.0.1"], { cwd: web, stdio: "inherit" });
}
