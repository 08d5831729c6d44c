// One command from sources to a usable checkout: AssemblyScript -> WASM builds -> generated modules -> dist/, and a bundle
// for pages. What doesn't need each other runs side by side.
// `--no-types` stops before tsc (the tests need only the generated modules).
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
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
    `/** Its bytes, as gzip in base64. */\n  packed:\n    "${gzipSync(bytes, { level: 9 }).toString("base64")}"`,
  ];
  writeFileSync(
    join(root, "src/engine/wasm/binary.gen.ts"),
    `// Generated from assembly/ by scripts/build.mjs. Do not edit.\n\n${BINARY_TYPE} = {\n  ${fields.join(",\n  ")},\n};\n`,
  );
}

mkdirSync(join(root, "build"), { recursive: true });
const target = (name) => compileKernels(root, name, "--config", "asconfig.json", "--target", name);
const [simd] = await Promise.all([target("simd"), target("scalar"), compileFeolsKernels(root)]);
writeFileSync(join(root, "src/engine/wasm/signatures.gen.ts"), renderSignatures(readSignatures(root)));
embedBinary(simd);
await embedBundles(root);
if (!process.argv.includes("--no-types")) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const declared = runScript(
    root,
    "typescript/bin/tsc",
    "-p",
    "tsconfig.build.json",
    "--emitDeclarationOnly",
    "--outDir",
    "dist/types",
  );
  mkdirSync(join(root, "dist"));
  await Promise.all([declared, bundleProgram(root)]);
  (await import("./option-tables.mjs")).writeOptionTypes(root);
  pruneTypes(root);
}
