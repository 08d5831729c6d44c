// The pieces of the page's worker, each a classic script: `engine.js` runs the study, `figures.js` draws, `word.js` writes documents, `pool.js`
// is a thread of kernels; `kernels.wasm` beside them. Classic, because such a script may be started from a blob everywhere, from a disk too,
// and inherits the page's policy and isolation; a piece is loaded when it is first needed.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const web = dirname(dirname(fileURLToPath(import.meta.url)));

/** Modules that a piece of its own has, by what the library's sources import them as. */
const ELSEWHERE = {
  vega: "figures",
  "vega-lite": "figures",
  "../render/docx/document.js": "word",
  "./docx/document.js": "word",
  "./docx-blocks.js": "word",
  "./docx/table.js": "word",
};

/** Turns imports of what another piece has into a call that loads it. */
const elsewhere = {
  name: "elsewhere",
  transform(code, id) {
    if (!/\/src\/report\//.test(id)) return undefined;
    return code.replaceAll(/\bimport\(\s*"([^"]+)"\s*\)/g, (whole, module) =>
      ELSEWHERE[module] === undefined ? whole : `globalThis.wasmetricsPiece("${ELSEWHERE[module]}")`,
    );
  },
};

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

const PIECES = {
  engine: "src/engine/worker.ts",
  figures: "src/engine/pieces/figures.ts",
  word: "src/engine/pieces/word.ts",
};

/** Writes the pieces into `folder`; returns their sizes, gzipped. */
export async function buildPieces(folder) {
  mkdirSync(folder, { recursive: true });
  const sizes = {};
  for (const [name, entry] of Object.entries(PIECES)) {
    const bundled = await rolldown({
      cwd: web,
      input: entry,
      platform: "browser",
      resolve: {
        extensionAlias: { ".js": [".ts", ".js"] },
        alias: { "../../base/host.js": join(web, "src/engine/host.ts") },
      },
      plugins: [elsewhere, given],
      transform: { define: { "import.meta.url": '""' } },
      checks: { ineffectiveDynamicImport: false },
    });
    const { output } = await bundled.generate({
      format: "iife",
      name: `wasmetrics_${name}`,
      minify: true,
      codeSplitting: false,
    });
    writeFileSync(join(folder, `${name}.js`), output[0].code);
    sizes[name] = gzipSync(output[0].code, { level: 9 }).length;
  }
  return sizes;
}

/** The kernels, the hash that names them, and where the flags of their memory stand, as the build of the library has them. */
function kernels() {
  const text = readFileSync(join(web, "../src/engine/wasm/binary.gen.ts"), "utf8");
  const [, sha256] = /sha256: "([0-9a-f]{64})"/.exec(text);
  const [, flags] = /memoryFlagsAt: (\d+)/.exec(text);
  const [, packed] = /packed:\s*"([^"]+)"/.exec(text);
  return { sha256, memoryFlagsAt: Number(flags), bytes: gunzipSync(Buffer.from(packed, "base64")) };
}

/** The kernels as a file, and the thread that runs them. */
export function copyKernels(folder) {
  const { bytes } = kernels();
  writeFileSync(join(folder, "kernels.wasm"), bytes);
  writeFileSync(join(folder, "pool.js"), readFileSync(join(web, "../src/engine/wasm/pool-worker.js")));
  return gzipSync(bytes, { level: 9 }).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(web, "public/engine");
  const sizes = await buildPieces(folder);
  console.log({ ...sizes, kernels: copyKernels(folder) });
}
