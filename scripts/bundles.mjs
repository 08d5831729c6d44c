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
import { base85 } from "./base85.mjs";
import { bundleFeols } from "./feols.mjs";
import { inEnglish } from "./in-english.mjs";
import { noticesOf } from "./notices.mjs";
import { pureConstants } from "./pure.mjs";
import { runtimeLock } from "./runtime-lock.mjs";

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
const TYPES = ["index.d.ts", "node.d.ts", "feols.d.ts", "engine/kernels/index.d.ts"];

/**
 * Packages that are installed beside this one; all others become part of it. So does docx, a file that is loaded when it is needed: pages
 * can't resolve its name, and npm leaves an optional docx out on Node 20, in silence, for the engines its own nanoid names.
 */
const INSTALLED = [
  /^(commander|yaml)(\/|$)/,
  /^(@duckdb\/node-api|@resvg\/resvg-js|vega|vega-lite)$/,
  /^(@clickhouse\/client|@grpc\/grpc-js|pg)$/,
];
const NODE = /^node:/;

/** Shipped small; with `--names` functions keep their names, so that a stack can be read. */
const SMALL = !process.argv.includes("--names") || { mangle: false };
const NAMES = { format: "esm", minify: SMALL, entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" };

/**
 * Lists of verbs, and what reads them, are chunks of their own: bundlers take an object made of others for something that happens, and
 * drop one that nobody needs only with its whole file.
 */
const LISTS = /\/src\/((?:verbs|trade)\/(?:arguments|catalogue)|worker\/calls)\.ts$/;
const LIBRARY = /\/src\/library\/(?!node\.ts)/;

/** Whether a module is there for the functions of the library alone. They are no part of `index.js`, which has no exports but its own then. */
function isOfLibrary(id, graph) {
  const { isEntry, importers, dynamicImporters } = graph.getModuleInfo(id);
  if (LIBRARY.test(id)) return true;
  if (isEntry || dynamicImporters.length > 0 || importers.length === 0) return false;
  return importers.every((importer) => isOfLibrary(importer, graph));
}

const CHUNKS = {
  includeDependenciesRecursively: false,
  groups: [
    {
      debugName: "lists and library",
      name: (id, graph) => LISTS.exec(id)?.[1].replaceAll("/", "-") ?? (isOfLibrary(id, graph) ? "library" : null),
    },
  ],
};

const bundler = (root, input, options = {}) =>
  rolldown({
    ...{ cwd: root, input, platform: "browser", resolve: { extensionAlias: { ".js": [".ts", ".js"] } } },
    // verbs are imported by name when they are called, and by the library's entry in any case
    checks: { ineffectiveDynamicImport: false },
    ...options,
  });

/** The kernels are not once more in the bundle of the coordinator: who starts it gives it them. */
const kernelsGiven = {
  name: "kernels-given",
  load: (id) => (id.endsWith("/binary.gen.ts") ? "export const binary = undefined;" : undefined),
};

/** What an option is, in words: the first argument of what declares one. */
const DESCRIPTION =
  /\b(text|column|expressions?|flag|table|list|wholeNumber|numbers?|numberOr|share|oneOf|values?|several|repeated|gathered|host)\(\s*"(?:[^"\\]|\\.)*"/g;

/** Nor is what verbs do beside computing: who asked a worker checks and presents, in whichever language. */
const runsAlone = {
  name: "runs-alone",
  transform(code, id) {
    // what --help says of a verb as a whole, and of its options
    if (/\/(verb|options?)\.ts$/.test(id))
      return code
        .replaceAll(/^ {2}(about: `[^`]*`|examples: \[[^\]]*?\n {2}\]),$/gm, "")
        .replaceAll(DESCRIPTION, '$1(""');
    if (!id.endsWith("/catalogue.ts")) return undefined;
    const left = code.replaceAll(/^\s*(command|check|keys|present): async .*$/gm, "");
    if (left === code)
      throw new Error(`${id} lists no deeds a line each: the bundle of the coordinator would hold them all`);
    return left;
  },
};

export async function embedBundles(root) {
  for (const { module, bundle } of THREADS) {
    const bundled = await bundler(root, module, { plugins: [kernelsGiven, runsAlone, inEnglish, pureConstants] });
    const { output } = await bundled.generate({ format: "esm", minify: true, codeSplitting: false });
    if (output.length !== 1) throw new Error(`${module} must become one file, not ${output.length}`);
    const text = base85(gzipSync(output[0].code, { level: LEVEL }));
    writeFileSync(
      join(root, bundle),
      `// Generated from ${module} by scripts/build.mjs. Do not edit.\n\nexport const bundle: string =\n  "${text}";\n`,
    );
  }
}

/** Makes dist/, its types apart. */
export async function bundleProgram(root) {
  const dir = join(root, "dist");
  for (const name of readdirSync(dir)) {
    if (name !== "types") rmSync(join(dir, name), { recursive: true });
  }
  const program = await bundler(root, ENTRIES, {
    ...{ external: [NODE, ...INSTALLED], plugins: [pureConstants], preserveEntrySignatures: "allow-extension" },
  });
  const { output } = await program.write({ ...NAMES, dir, codeSplitting: CHUNKS });
  await bundleFeols(root, { ...NAMES, dir });
  mkdirSync(join(dir, "browser"));
  writeFileSync(join(dir, "browser/wasmetrics.js"), 'export * from "../index.js";\n');
  writeFileSync(join(dir, "THIRD-PARTY.txt"), noticesOf(root, output));
  writeFileSync(join(dir, "lock.json"), `${JSON.stringify(runtimeLock(root))}\n`);
}

/** What a module says of itself to who reads its source, above its imports: no editor shows it. */
const HEADER = /^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n(?=import |\/\*\*)/;

/** An object in an interface, such as the arguments of a kernel, whose members have a name for their type. */
const PLAIN = /(?<=: \{)\n((?:\t\t\w+: \w+;\n)+)\t(?=\};)/g;

/**
 * Indented by tabs, options by a short name, plain objects on a line, without headers: a quarter of what is shipped of types was spaces,
 * paths and these.
 */
const compact = (text) => {
  const tabbed = text
    .replace(HEADER, "")
    .replace(/^(?: {4})+/gm, (spaces) => "\t".repeat(spaces.length / 4))
    .replace(PLAIN, (_, members) => members.replaceAll(/\s+(\w+): /g, " $1: ").trim());
  const [, path] = /import\("([^"]*declare\/option\.js)"\)\.Option</.exec(tabbed) ?? [];
  if (path === undefined) return tabbed;
  return `import type { Option as O } from "${path}";\n${tabbed.replaceAll(`import("${path}").Option<`, "O<")}`;
};

/** Modules of types that those at `path` name. */
const modulesOf = (path) =>
  [...readFileSync(path, "utf8").matchAll(/(?:\bfrom|\bimport\() ?"([^"]+)"/g)].map(([, module]) => {
    if (!module.startsWith(".")) throw new Error(`${path} imports ${module}, which a user need not have installed`);
    return resolve(dirname(path), module.replace(/\.js$/, ".d.ts"));
  });

/** Modules whose comments an editor shows, beside those that an entry names: options and records. The others are ways there. */
const READ = /(?:record|verb|options?)\.d\.ts$/;
const COMMENT = /\n?[\t ]*\/\*\*(?:(?!\*\/)[\s\S])*\*\//g;

/** Removes the types in dist/types that no entry leads to; fails where one needs a package to be installed. */
export function pruneTypes(root) {
  const dir = join(root, "dist/types");
  const reached = new Set();
  const follow = (path) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const module of modulesOf(path)) follow(module);
  };
  for (const entry of TYPES) follow(join(dir, entry));
  const told = new Set(TYPES.flatMap((entry) => [join(dir, entry), ...modulesOf(join(dir, entry))]));
  for (const path of reached) {
    const text = compact(readFileSync(path, "utf8"));
    const isTold = told.has(path) || READ.test(path);
    writeFileSync(path, isTold ? text : text.replace(COMMENT, ""));
  }
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
