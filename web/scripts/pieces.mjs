// The pieces of the page's worker, each a classic script: `engine.js` reads and runs a study; the others are methods, formats and writers that
// a study may never need, each run when something of it is first called. `pool.js` is a thread of kernels, `kernels.wasm` the kernels.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { importSource } from "../../scripts/bundles.mjs";
import { classicScripts } from "./classic.mjs";
import { late } from "./late.mjs";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(web);
const { bytesOfBase85 } = await importSource(root, "src/base/base85.ts");

/** Pieces by what they are made of; what is neither here nor reached from the start by a static import is in `methods`. */
const PIECES = [
  ["brotli", /\/node_modules\/(hyparquet-compressors|hysnappy)\//],
  ["zstd", /\/node_modules\/zstddec\//],
  ["xz", /\/node_modules\/xz-decompress\//],
  ["patterns", /\/node_modules\/re2js\//],
  ["figures", /\/node_modules\/(vega|d3)/],
  ["word", /\/node_modules\/(docx|jszip|pako|xml)\/|\/docx/],
  ["code", /\/src\/(study\/code|formula\/stata\/commands)\//],
  ["referee", /\/src\/verbs\/(event-path|honest|pretrends|multiverse|sensitivity|romano-wolf)\/|\/stages\/referee\//],
  ["staggered", /\/src\/verbs\/did\/(estimators|decomposition|verb)\//],
  ["engine", /\/src\/data\/formats\/(csv|catalogue)|\/binary\.gen\.ts$/],
  ["formats", /\/src\/data\/formats\/|\/node_modules\/hyparquet\//],
  ["panels", /\/src\/verbs\/(pgmm|plm)\/|\/stages\/pgmm\//],
  ["matching", /\/src\/verbs\/psmatch\/|\/stages\/psmatch\//],
  ["trade", /\/src\/trade\/|\/stages\/(quality|decomposition)\/|\/actions\/quality\.ts$/],
];

/** Pieces that not everyone needs: kept for use without a network once the page is at rest. */
export const RARE = [
  "brotli",
  "zstd",
  "xz",
  "patterns",
  "code",
  "referee",
  "staggered",
  "panels",
  "matching",
  "trade",
  "sentences",
];

/** The kernels come as a file, and the pool's thread as a piece. */
const given = {
  name: "given",
  load(id) {
    if (id.endsWith("/binary.gen.ts")) {
      const { sha256, memoryFlagsAt } = kernels();
      return `export const binary = { sha256: "${sha256}", memoryFlagsAt: ${memoryFlagsAt}, get packed() { return globalThis.wasmetricsKernels; } };`;
    }
    if (id.endsWith("/pool-worker-bundle.gen.ts")) return "export const bundle = globalThis.wasmetricsPool;";
    return undefined;
  },
};

/** What a command's help says of a verb as a whole: the page says it in its own words. */
const withoutHelp = {
  name: "without-help",
  transform(code, id) {
    if (!id.endsWith("/verb.ts")) return undefined;
    return code.replaceAll(/^ {2}(about: `[^`]*`|examples: \[[^\]]*?\n {2}\]),$/gm, "");
  },
};

/** Writes the pieces into `folder`, and nothing else stays there; returns their sizes, gzipped, and the chunks they are made of. */
export async function buildPieces(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bundled = await rolldown({
    cwd: web,
    input: { engine: "src/engine/worker.ts" },
    platform: "browser",
    resolve: {
      extensionAlias: { ".js": [".ts", ".js"] },
      alias: {
        "../../base/host.js": join(web, "src/engine/host.ts"),
        // one copy: the library's
        yaml: join(root, "node_modules/yaml/browser/index.js"),
        // figures without maps, and one copy of the language of expressions
        "d3-geo": join(web, "src/engine/pieces/no-maps.ts"),
        "topojson-client": join(web, "src/engine/pieces/no-maps.ts"),
        "vega-expression": join(web, "node_modules/vega-expression/build/vega-expression.js"),
        "vega-lite": join(web, "node_modules/vega-lite/build/index.js"),
        vega: join(web, "src/engine/pieces/vega.ts"),
        re2js: join(web, "src/engine/pieces/re2js.ts"),
        "re2js/itself": join(root, "node_modules/re2js/build/index.js"),
      },
    },
    plugins: [late, given, withoutHelp],
    transform: { define: { "import.meta.url": '""' } },
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await bundled.generate({ format: "cjs", exports: "named", minify: true });
  const sizes = {};
  for (const [name, script] of classicScripts(output, pieceOf)) {
    writeFileSync(join(folder, `${name}.js`), script);
    sizes[name] = gzipped(script);
  }
  sizes.kernels = writeKernels(folder);
  return { sizes, chunks: output };
}

export const gzipped = (content) => gzipSync(content, { level: 9 }).length;

/** Sentences of notes, which every other language than English needs all of. */
const SENTENCES = /\/(messages|catalogue\/every-note)\.ts$/;

/** The piece that a chunk goes to: that of the first kind of which a module is in it. */
function pieceOf({ moduleIds }) {
  if (moduleIds.every((id) => SENTENCES.test(id))) return "sentences";
  return PIECES.find(([, made]) => moduleIds.some((id) => made.test(id)))?.[0] ?? "methods";
}

/** The kernels, the hash that names them, and where the flags of their memory stand, as the build of the library has them. */
function kernels() {
  const text = readFileSync(join(root, "src/engine/wasm/binary.gen.ts"), "utf8");
  const [, sha256] = /sha256: "([0-9a-f]{64})"/.exec(text);
  const [, flags] = /memoryFlagsAt: (\d+)/.exec(text);
  const [, packed] = /packed:\s*"([^"]+)"/.exec(text);
  return { sha256, memoryFlagsAt: Number(flags), bytes: gunzipSync(bytesOfBase85(packed)) };
}

/** The kernels as a file, and the thread that runs them; returns their size, gzipped. */
function writeKernels(folder) {
  const { bytes } = kernels();
  writeFileSync(join(folder, "kernels.wasm"), bytes);
  writeFileSync(join(folder, "pool.js"), readFileSync(join(root, "src/engine/wasm/pool-worker.js")));
  return gzipped(bytes);
}

/** Names of the pieces in `folder` but the first. */
export const furtherPieces = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".js") && name !== "engine.js" && name !== "pool.js")
    .map((name) => name.slice(0, -3));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await buildPieces(join(web, "public/engine"))).sizes);
}
