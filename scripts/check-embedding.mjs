// The installed package in programs of Node, Deno and Bun, each of which must give the numbers of Node, to the last bit. What can't be had on this
// machine is skipped by name. Bundlers and pages: test/e2e/{embedding,browser,embedded-size}.test.ts.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VERSIONS = { deno: "2.9.6", bun: "1.4.5" };

const FIT = `(engine, panel) => {
  const { nobs, coefficients } = feols(engine, panel, "y ~ did | city + year", { vcov: { cluster: ["city"] } });
  return { nobs, ...coefficients.did };
}`;
const LIBRARY = (from, alone) => `
import { feols, loadEngine, parseCsv } from "${alone}";
import { feols as feolsOfAll, loadEngine as loadAll, startEngineWorker } from "${from}";
const fit = ${FIT};
const fitOfAll = ${FIT.replace("feols(", "feolsOfAll(")};
const panelOf = (text) => parseCsv(text).panel({ unit: "city", time: "year" });
export async function fits(text, options = {}) {
  const panel = panelOf(text);
  const worker = await startEngineWorker({ threads: 2 });
  const { nobs, coefficients } = await worker.feols(panel, "y ~ did | city + year", { vcov: { cluster: ["city"] } });
  await worker.close();
  return {
    alone: fit(await loadEngine(options), panel),
    all: fitOfAll(await loadAll({ threads: 1 }), panel),
    worker: { nobs, ...coefficients.did },
  };
}
`;
const PROGRAM = `
import { readFileSync } from "node:fs";
import { fits } from "./library.js";
console.log(JSON.stringify(await fits(readFileSync("panel.csv", "utf8"))));
`;

/** Installs a tool beside all projects; its folder, or undefined where it can't be had. */
function tool(folder, name) {
  try {
    execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", `${name}@${VERSIONS[name]}`], {
      cwd: folder,
      stdio: "ignore",
    });
    return join(folder, "node_modules");
  } catch {
    console.log(`${name} skipped: npm gave no ${name}@${VERSIONS[name]}`);
    return undefined;
  }
}

/** Checks the package that is installed in `folder`, where panel.csv lies. */
export async function checkEmbedding(folder) {
  const tools = mkdtempSync(join(tmpdir(), "wasmetrics-tools-"));
  const run = (command, ...args) => execFileSync(command, args, { cwd: folder, encoding: "utf8" });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  try {
    writeFileSync(join(tools, "package.json"), JSON.stringify({ name: "tools", private: true }));
    write("library.js", LIBRARY("wasmetrics", "wasmetrics/feols"));
    write("embedded.mjs", PROGRAM);
    const onNode = JSON.parse(run("node", "embedded.mjs"));
    const { alone: expected } = onNode;
    assert.equal(expected.nobs, 36);
    const same = (what, found) => {
      for (const [part, fit] of Object.entries(found)) assert.deepEqual(fit, expected, `${what}: ${part}`);
      console.log(`${what} ok`);
    };
    same("Node", onNode);
    for (const [name, args] of [
      ["deno", ["run", "--allow-all", "--node-modules-dir=manual", "--cached-only"]],
      ["bun", ["run"]],
    ]) {
      const modules = tool(tools, name);
      if (modules !== undefined) same(name, JSON.parse(run(join(modules, ".bin", name), ...args, "embedded.mjs")));
    }
  } finally {
    rmSync(tools, { recursive: true, force: true });
  }
}
