// The installed package inside what people build pages and programs with: Vite, webpack, esbuild, a page without any of them, a worker of
// the page's own, Deno, Bun. Each must give the numbers of Node, to the last bit, on two threads where memory may be shared and on one elsewhere.
// What can't be had on this machine is skipped by name. The dev server of Vite: test/e2e/embedding.test.ts.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { importSource } from "./bundles.mjs";

const VERSIONS = { vite: "8.3.8", webpack: "5.113.0", esbuild: "0.28.2", deno: "2.9.6", bun: "1.4.5" };

/** Bytes, gzipped, of feols with its kernels as esbuild bundles them. */
const MOST_ALONE = 121_000;

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
  const { threads } = worker;
  const { nobs, coefficients } = await worker.feols(panel, "y ~ did | city + year", { vcov: { cluster: ["city"] } });
  await worker.close();
  return {
    alone: fit(await loadEngine(options), panel),
    all: fitOfAll(await loadAll({ threads: 1 }), panel),
    worker: { nobs, ...coefficients.did },
    threads,
  };
}
`;
const OWN_WORKER = `
import { fits } from "./library.js";
onmessage = async ({ data }) => postMessage(await fits(data));
`;
const PAGE = `
import { fits } from "./library.js";
globalThis.run = async (text) => {
  const worker = new Worker(new URL("./own-worker.js", import.meta.url), { type: "module" });
  const inWorker = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(text);
  });
  const own = await inWorker;
  return { ...(await fits(text)), own: own.alone, ownAll: own.all, ownWorker: own.worker };
};
`;
const PROGRAM = `
import { readFileSync } from "node:fs";
import { fits } from "./library.js";
console.log(JSON.stringify(await fits(readFileSync("panel.csv", "utf8"))));
`;

const VITE = `
import { build } from "TOOL";
await build({
  configFile: false, logLevel: "error", worker: { format: "es" },
  build: { outDir: "vite", modulePreload: false, rolldownOptions: { input: "page.js", preserveEntrySignatures: "strict", output: { entryFileNames: "page.js" } } },
});
`;
const WEBPACK = `
import webpack from "TOOL";
const outputs = { path: process.cwd() + "/webpack", filename: "[name].js", publicPath: "/" };
await new Promise((resolve, reject) =>
  webpack({ mode: "production", entry: { page: "./page.js" }, output: outputs, performance: false }, (error, stats) => {
    if (error ?? stats.hasErrors()) reject(error ?? new Error(stats.toString({ all: false, errors: true })));
    else resolve();
  }),
);
`;
const ESBUILD = `
import { build } from "TOOL";
const options = { bundle: true, minify: true, format: "esm", platform: "browser", logLevel: "error" };
await build({ ...options, entryPoints: ["page.js", "own-worker.js"], outdir: "esbuild" });
await build({ ...options, entryPoints: ["only.js"], outdir: "esbuild", splitting: true });
`;
const BUNDLERS = {
  vite: { script: VITE, module: "vite/dist/node/index.js" },
  webpack: { script: WEBPACK, module: "webpack/lib/index.js" },
  esbuild: { script: ESBUILD, module: "esbuild/lib/main.js" },
};

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** Answers with the files of `folder`, as a server without any thought for them does. */
const serving = (folder) => (request, response) => {
  const path = join(folder, new URL(request.url, "http://localhost").pathname);
  if (!existsSync(path)) return response.writeHead(404).end();
  response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
  response.end(readFileSync(path));
};

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
export async function checkEmbedding(root, folder) {
  const tools = mkdtempSync(join(tmpdir(), "wasmetrics-tools-"));
  const run = (command, ...args) => execFileSync(command, args, { cwd: folder, encoding: "utf8" });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  try {
    writeFileSync(join(tools, "package.json"), JSON.stringify({ name: "tools", private: true }));
    write("library.js", LIBRARY("wasmetrics", "wasmetrics/feols"));
    write("own-worker.js", OWN_WORKER);
    write("page.js", PAGE);
    write("only.js", 'export { feols, loadEngine } from "wasmetrics/feols";');
    write("embedded.mjs", PROGRAM);
    const onNode = JSON.parse(run("node", "embedded.mjs"));
    const { alone: expected } = onNode;
    assert.equal(expected.nobs, 36);
    const same = (what, { threads, ...found }, most = 2) => {
      for (const [part, fit] of Object.entries(found)) assert.deepEqual(fit, expected, `${what}: ${part}`);
      assert.equal(threads, most, `${what}: threads`);
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

    const { chromium, inChromium } = await importSource(root, "test/support/chromium.ts");
    const text = JSON.stringify(readFileSync(join(folder, "panel.csv"), "utf8"));
    const inPages = async (what, served, module) => {
      if (chromium === undefined) return console.log(`${what} in a page skipped: no Chromium is installed`);
      for (const isolated of [true, false]) {
        const found = await inChromium(module, isolated, serving(served));
        same(`${what}, ${isolated ? "isolated" : "not isolated"}`, found, isolated ? 2 : 1);
      }
    };
    for (const [name, { script, module }] of Object.entries(BUNDLERS)) {
      const modules = tool(tools, name);
      if (modules === undefined) continue;
      write(`${name}.mjs`, script.replace("TOOL", join(modules, module)));
      run("node", `${name}.mjs`);
      await inPages(name, join(folder, name), `await import("/page.js"); report(await globalThis.run(${text}));`);
      if (name === "esbuild") sizeAlone(folder);
    }

    const base = "/node_modules/wasmetrics/dist";
    write("plain.js", LIBRARY(`${base}/browser/wasmetrics.js`, `${base}/feols.js`));
    const cell = `const { fits } = await import("/plain.js");`;
    await inPages("no bundler", folder, `${cell} report(await fits(${text}));`);
    await inPages("kernels by address", folder, `${cell} report(await fits(${text}, { wasm: "${base}/feols.wasm" }));`);
  } finally {
    rmSync(tools, { recursive: true, force: true });
  }
}

function sizeAlone(folder) {
  const packed = (path) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length;
  const bytes = packed("esbuild/only.js") + packed("node_modules/wasmetrics/dist/feols.wasm");
  assert.ok(bytes < MOST_ALONE, `feols with its kernels: ${bytes} bytes gzipped, expected less than ${MOST_ALONE}`);
  console.log(`feols with its kernels, by esbuild: ${(bytes / 1e3).toFixed(0)} kB gzipped`);
}
