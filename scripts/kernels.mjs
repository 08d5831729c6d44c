// The compiled kernels: assembly/ -> build/*.wasm, checked, and as files of the package with a label that says whose they are.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Runs a script of node_modules; fails with what it said where it fails. */
export const runScript = (root, script, ...args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      stdio: "inherit",
    });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${script} ${args.join(" ")} failed`))));
  });

/** Compiles kernels to build/`name`.wasm by `args` of the compiler; the bytes. */
export async function compileKernels(root, name, ...args) {
  await runScript(root, "assemblyscript/bin/asc.js", ...args);
  const bytes = readFileSync(join(root, `build/${name}.wasm`));
  if (WebAssembly.Module.imports(new WebAssembly.Module(bytes)).some(({ kind }) => kind !== "memory")) {
    throw new Error(`build/${name}.wasm imports more than memory; kernels must not call out`);
  }
  // Each worker instantiates the module on the same memory: a data segment would overwrite live data.
  if (sections(bytes).some(({ id, at, end }) => id === SECTION.data && end > at + 1)) {
    throw new Error(`build/${name}.wasm has data segments; kernels must not use static data`);
  }
  return bytes;
}

/** Ids of sections of a WebAssembly binary that are looked at. */
const SECTION = { custom: 0, import: 2, data: 11 };
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
export function memoryFlagsAt(bytes) {
  const { at } = sections(bytes).find(({ id }) => id === SECTION.import);
  const module = at + 1;
  const field = module + 1 + bytes[module];
  return field + 1 + bytes[field] + 1;
}

export const hashOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

/**
 * `bytes` with a section behind them that src/engine/wasm/kernels.ts reads: the version, the name of the kernels in records, the hash
 * of what stands before, the place of the memory's flags. Its length takes two bytes, its text one brace each way.
 */
export function labelled(root, bytes, sha256) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const label = JSON.stringify({ version, sha256, bytes: hashOf(bytes), memoryFlagsAt: memoryFlagsAt(bytes) });
  const name = "wasmetrics";
  const content = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(label)]);
  const size = [(content.length & 0x7f) | 0x80, content.length >> 7];
  return Buffer.concat([bytes, Buffer.from([SECTION.custom, ...size]), content]);
}
