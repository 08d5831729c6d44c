// What is shipped, made from the sources by rolldown. `embedBundles`: the modules of threads as text, each with all it imports, for
// pages whose bundler or server leaves their files behind. `bundleProgram`: dist/, one set of modules for Node, bundlers, pages and
// the command line; what only one of them needs, or only sometimes, is a file that is loaded then. Run by itself this makes dist/
// anew from sources and generated modules that are there.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** The modules of threads; that of the pool first, because the coordinator holds it. */
const THREADS = [
  { module: "src/engine/wasm/pool-worker.js", bundle: "src/engine/wasm/pool-worker-bundle.gen.ts" },
  { module: "src/worker/coordinator.ts", bundle: "src/worker/coordinator-bundle.gen.ts" },
];
const LEVEL = 9;

/** What dist/ is entered by. The modules of threads stand beside all others, because what starts them looks for them there. */
const ENTRIES = {
  index: "src/index.ts",
  node: "src/node.ts",
  kernels: "src/engine/kernels/index.ts",
  "cli/main": "src/cli/main.ts",
  "pool-worker": THREADS[0].module,
  coordinator: THREADS[1].module,
};
/** The types of what users import. */
const TYPES = ["index.d.ts", "node.d.ts", "engine/kernels/index.d.ts"];

/** Packages that are installed beside this one; all others become part of it. */
const INSTALLED = [/^(commander|yaml|zod)(\/|$)/, /^(@duckdb\/node-api|@resvg\/resvg-js|docx|vega|vega-lite)$/];
const NODE = /^node:/;

/** Small, with the names of functions and classes left in, so that a stack can be read. */
const SMALL = { compress: true, mangle: { toplevel: false, keepNames: true }, codegen: { removeWhitespace: true } };
const NAMES = { format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" };

const bundler = (root, input, options = {}) =>
  rolldown({
    ...{ cwd: root, input, platform: "browser", resolve: { extensionAlias: { ".js": [".ts", ".js"] } } },
    ...options,
  });

export async function embedBundles(root) {
  for (const { module, bundle } of THREADS) {
    const bundled = await bundler(root, module);
    const { output } = await bundled.generate({ format: "esm", minify: true, codeSplitting: false });
    if (output.length !== 1) throw new Error(`${module} must become one file, not ${output.length}`);
    const base64 = gzipSync(output[0].code, { level: LEVEL }).toString("base64");
    writeFileSync(
      join(root, bundle),
      `// Generated from ${module} by scripts/build.mjs. Do not edit.\n\nexport const bundle: string =\n  "${base64}";\n`,
    );
  }
}

/** Makes dist/, its types apart. */
export async function bundleProgram(root) {
  const dir = join(root, "dist");
  for (const name of readdirSync(dir)) {
    if (name !== "types") rmSync(join(dir, name), { recursive: true });
  }
  const program = await bundler(root, ENTRIES, { external: [NODE, ...INSTALLED] });
  await program.write({ ...NAMES, dir, minify: SMALL });
  const beside = {
    name: "beside-the-library",
    resolveId: (id, from) => (id === "./index.js" && from ? { id: "../index.js", external: true } : undefined),
  };
  const page = await bundler(root, { wasmetrics: "src/page.ts" }, { plugins: [beside] });
  await page.write({ ...NAMES, dir: join(dir, "browser"), minify: SMALL });
}

/** Removes the types in dist/types that no entry leads to; fails where one needs a package to be installed. */
export function pruneTypes(root) {
  const dir = join(root, "dist/types");
  const reached = new Set();
  const follow = (path) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const [, module] of readFileSync(path, "utf8").matchAll(/(?:\bfrom|\bimport\() ?"([^"]+)"/g)) {
      if (!module.startsWith(".")) throw new Error(`${path} imports ${module}, which a user need not have installed`);
      follow(resolve(dirname(path), module.replace(/\.js$/, ".d.ts")));
    }
  };
  for (const entry of TYPES) follow(join(dir, entry));
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !reached.has(path)) rmSync(path);
  }
}

/** A module of the sources, as scripts use it: bundled, with packages beside it. */
export async function importSource(root, module) {
  const bundled = await bundler(root, module, { platform: "node", external: /^[^./]/ });
  const { output } = await bundled.generate({ format: "esm", codeSplitting: false });
  const { code } = output[0];
  const folder = join(root, "node_modules/.cache/wasmetrics");
  const file = join(folder, `${createHash("sha256").update(code).digest("hex").slice(0, 16)}.mjs`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, code);
  return import(pathToFileURL(file).href);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleProgram(dirname(dirname(process.argv[1])));
