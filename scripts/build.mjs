// One command from sources to a usable checkout: AssemblyScript -> WASM builds -> generated modules -> dist/, and a bundle
// for pages. What doesn't need each other runs side by side.
// `--no-types` stops before tsc (the tests need only the generated modules).
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundleProgram, embedBundles, pruneTypes } from "./bundles.mjs";
import { readSignatures, renderSignatures } from "./signatures.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a script of node_modules; fails with what it said where it fails. */
const run = (script, ...args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      stdio: "inherit",
    });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${script} ${args.join(" ")} failed`))));
  });

/** Compiles assembly/ for `target` of asconfig.json; the bytes, in build/ too. */
async function compileKernels(target) {
  await run("assemblyscript/bin/asc.js", "--config", "asconfig.json", "--target", target);
  const bytes = readFileSync(join(root, `build/${target}.wasm`));
  if (WebAssembly.Module.imports(new WebAssembly.Module(bytes)).some(({ kind }) => kind !== "memory")) {
    throw new Error(`build/${target}.wasm imports more than memory; kernels must not call out`);
  }
  // Each worker instantiates the module on the same memory: a data segment would overwrite live data.
  if (sections(bytes).some(({ id, at, end }) => id === SECTION.data && end > at + 1)) {
    throw new Error(`build/${target}.wasm has data segments; kernels must not use static data`);
  }
  return bytes;
}

/** Ids of sections of a WebAssembly binary that are looked at. */
const SECTION = { import: 2, data: 11 };
const HEADER_BYTES = 8;

/** Where the content of each section of `bytes` starts and ends. */
function sections(bytes) {
  const found = [];
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    found.push({ id, at, end: at + size });
    at += size;
  }
  return found;
}

/** Place of the flags of the imported memory, the only import: count, module and field by length and name, kind, flags. */
function memoryFlagsAt(bytes) {
  const { at } = sections(bytes).find(({ id }) => id === SECTION.import);
  const module = at + 1;
  const field = module + 1 + bytes[module];
  return field + 1 + bytes[field] + 1;
}

/** Said, so that the bytes don't stand in the types that are shipped too. */
const BINARY_TYPE =
  "export const binary: { readonly sha256: string; readonly memoryFlagsAt: number; readonly packed: string }";

/**
 * Embeds the product build with its hash (the scalar build is a test oracle only). The compiler's build for shared memory
 * differs from it in one bit, the flag of the memory: the loader sets it (src/engine/wasm/load.ts).
 */
function embedBinary(bytes) {
  const fields = [
    `sha256: "${createHash("sha256").update(bytes).digest("hex")}"`,
    `/** Where the flags of its memory stand. */\n  memoryFlagsAt: ${memoryFlagsAt(bytes)}`,
    `/** Its bytes, as gzip in base64. */\n  packed:\n    "${gzipSync(bytes, { level: 9 }).toString("base64")}"`,
  ];
  writeFileSync(
    join(root, "src/engine/wasm/binary.gen.ts"),
    `// Generated from assembly/ by scripts/build.mjs. Do not edit.\n\n${BINARY_TYPE} = {\n  ${fields.join(",\n  ")},\n};\n`,
  );
}

mkdirSync(join(root, "build"), { recursive: true });
const [simd] = await Promise.all([compileKernels("simd"), compileKernels("scalar")]);
writeFileSync(join(root, "src/engine/wasm/signatures.gen.ts"), renderSignatures(readSignatures(root)));
embedBinary(simd);
await embedBundles(root);
if (!process.argv.includes("--no-types")) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const declared = run(
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
