// One command from sources to a usable checkout: AssemblyScript -> three WASM builds -> generated modules -> dist/, and a bundle
// for pages.
// `--no-types` stops before tsc (the tests need only the generated modules).
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { browserBundle, embedBundles } from "./bundles.mjs";
import { readSignatures, renderSignatures } from "./signatures.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const run = (script, ...args) =>
  execFileSync(process.execPath, [join(root, "node_modules", script), ...args], { cwd: root, stdio: "inherit" });

/** Compiles assembly/ for the three targets of asconfig.json into build/. */
function buildWasm() {
  mkdirSync(join(root, "build"), { recursive: true });
  for (const target of ["simd", "shared", "scalar"]) {
    run("assemblyscript/bin/asc.js", "--config", "asconfig.json", "--target", target);
    // Each worker instantiates the module on the same memory: a data segment would overwrite live data.
    const module = new WebAssembly.Module(readFileSync(join(root, `build/${target}.wasm`)));
    if (hasDataSegments(readFileSync(join(root, `build/${target}.wasm`)))) {
      throw new Error(`build/${target}.wasm has data segments; kernels must not use static data`);
    }
    if (WebAssembly.Module.imports(module).some(({ kind }) => kind !== "memory")) {
      throw new Error(`build/${target}.wasm imports more than memory; kernels must not call out`);
    }
  }
}

/** True when the binary has a data section (section id 11) that is not empty. */
function hasDataSegments(bytes) {
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (id === 11 && size > 1) return true;
    at += size;
  }
  return false;
}

/** Embeds the product builds (the scalar build is a test oracle only) with their hashes. */
function embedBinaries() {
  const entries = ["simd", "shared"].map((name) => {
    const bytes = readFileSync(join(root, `build/${name}.wasm`));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return `  ${name}: {\n    sha256: "${sha256}",\n    base64:\n      "${bytes.toString("base64")}",\n  },`;
  });
  writeFileSync(
    join(root, "src/engine/wasm/binary.gen.ts"),
    `// Generated from assembly/ by scripts/build.mjs. Do not edit.\n\nexport const binaries = {\n${entries.join("\n")}\n} as const;\n`,
  );
}

buildWasm();
writeFileSync(join(root, "src/engine/wasm/signatures.gen.ts"), renderSignatures(readSignatures(root)));
embedBinaries();
await embedBundles(root);
if (!process.argv.includes("--no-types")) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  run("typescript/bin/tsc", "-p", "tsconfig.build.json");
  (await import("./option-tables.mjs")).writeOptionTypes(root);
  await browserBundle(root);
}
