// One command from sources to a usable checkout: AssemblyScript -> WASM builds -> generated modules -> dist/, and a bundle
// for pages. What doesn't need each other runs side by side; kernels whose sources are as they were are not compiled again.
// `--no-types` stops before dist/ (the tests need only the generated modules).
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { base85 } from "./base85.mjs";
import { bundleProgram, embedBundles, pruneTypes } from "./bundles.mjs";
import { compileFeolsKernels } from "./feols.mjs";
import { compileKernels, hashOf, memoryFlagsAt, runScript } from "./kernels.mjs";
import { readSignatures, renderSignatures } from "./signatures.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Said, so that the bytes don't stand in the types that are shipped too. */
const BINARY_TYPE =
  "export const binary: { readonly sha256: string; readonly memoryFlagsAt: number; readonly packed: string }";

/**
 * Embeds the product build with its hash (the scalar build is a test oracle only). The compiler's build for shared memory
 * differs from it in one bit, the flag of the memory: the loader sets it (src/engine/wasm/kernels.ts).
 */
function embedBinary(bytes) {
  const fields = [
    `sha256: "${hashOf(bytes)}"`,
    `/** Where the flags of its memory stand. */\n  memoryFlagsAt: ${memoryFlagsAt(bytes)}`,
    `/** Its bytes, as gzip in base85. */\n  packed:\n    "${base85(gzipSync(bytes, { level: 9 }))}"`,
  ];
  writeFileSync(
    join(root, "src/engine/wasm/binary.gen.ts"),
    `// Generated from assembly/ by scripts/build.mjs. Do not edit.\n\n${BINARY_TYPE} = {\n  ${fields.join(",\n  ")},\n};\n`,
  );
}

/** Generated modules that are not committed, and all that the compiler of types reads of them. */
const LATER = {
  "src/engine/wasm/binary.gen.ts": `${BINARY_TYPE};\n`.replace("export const", "export declare const"),
  "src/engine/wasm/pool-worker-bundle.gen.ts": "export declare const bundle: string;\n",
  "src/worker/coordinator-bundle.gen.ts": "export declare const bundle: string;\n",
};

/** Says what was made and in how many seconds. */
const began = performance.now();
const say = (what) => console.log(`wasmetrics: ${what} (${((performance.now() - began) / 1000).toFixed(0)} s)`);

const SIZE = 1000;
const sizeOf = (bytes) => `${Math.round(bytes.length / SIZE)} kB`;

mkdirSync(join(root, "build"), { recursive: true });
writeFileSync(join(root, "src/engine/wasm/signatures.gen.ts"), renderSignatures(readSignatures(root)));
const isWhole = !process.argv.includes("--no-types");
// declarations are written while kernels compile; `npm run types` is what checks the sources
for (const [file, text] of Object.entries(LATER)) {
  if (!existsSync(join(root, file))) writeFileSync(join(root, file), text);
}
if (isWhole) rmSync(join(root, "dist"), { recursive: true, force: true });
const declared = isWhole
  ? runScript(root, "typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", "dist/types")
  : undefined;

const target = (name) => compileKernels(root, name, "--config", "asconfig.json", "--target", name);
const [simd, scalar, feols] = await Promise.all([target("simd"), target("scalar"), compileFeolsKernels(root)]);
embedBinary(simd);
say(`kernels: SIMD ${sizeOf(simd)}, scalar ${sizeOf(scalar)}, of feols alone ${sizeOf(feols)}`);
await embedBundles(root);
if (declared !== undefined) {
  mkdirSync(join(root, "dist"), { recursive: true });
  await bundleProgram(root);
  say("dist/: library, command line, threads");
  await declared;
  (await import("./option-tables.mjs")).writeOptionTypes(root);
  pruneTypes(root);
  say("dist/types: declarations");
}
