// What the service worker keeps: the build, of which what few need comes once the page is at rest; most worked examples are taken when they are pressed.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { minify } from "rolldown/utils";
import { RARE } from "./pieces.mjs";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
/** Among them documents of Word, which are asked for at the end. */
const LATER = new RegExp(`^(engine/(${[...RARE, "word"].join("|")})\\.js|examples/(fish|smart-city)/.*)$`);
/** Never kept: asked for at a press. */
const ASKED = /^examples\/(?!fish\/|smart-city\/)/;

/** Licences of what the page is made of: for who copies it, never asked for. */
export const NOTICES = "THIRD-PARTY.txt";

/** Paths in `dist`, from where the page stands, and a version that any change of them changes. */
export function keptFiles(dist) {
  const paths = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "sw.js" && entry.name !== NOTICES)
    .map(({ parentPath, name }) => relative(dist, join(parentPath, name)).replaceAll(sep, "/"))
    .sort();
  const hash = createHash("sha256");
  for (const path of paths) hash.update(`${path}\n`).update(readFileSync(join(dist, path)));
  const served = paths.map((path) => (path === "index.html" ? "./" : path));
  return {
    version: hash.digest("hex").slice(0, 16),
    atOnce: served.filter((path) => !LATER.test(path) && !ASKED.test(path)),
    later: served.filter((path) => LATER.test(path)),
    asked: served.filter((path) => ASKED.test(path)),
  };
}

export async function writeServiceWorker(dist, { version, atOnce, later }) {
  const source = readFileSync(join(web, "src/service-worker.js"), "utf8");
  const { code } = await minify("sw.js", `const BUILD = ${JSON.stringify({ version, atOnce, later })};\n${source}`);
  writeFileSync(join(dist, "sw.js"), code);
}
