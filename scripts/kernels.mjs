// The compiled kernels: assembly/ -> build/*.wasm, checked, and as files of the package with a label that says whose they are.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

/** Compiles kernels to build/`name`.wasm by `args` of the compiler, unless they are there, made of the same sources; the bytes. */
export async function compileKernels(root, name, ...args) {
  const file = join(root, `build/${name}.wasm`);
  const stamp = join(root, `build/${name}.stamp`);
  const inputs = inputsHash(root, args);
  if (existsSync(file) && existsSync(stamp) && readFileSync(stamp, "utf8") === stampOf(inputs, readFileSync(file)))
    return readFileSync(file);
  await runScript(root, "assemblyscript/bin/asc.js", ...args);
  const bytes = readFileSync(file);
  if (WebAssembly.Module.imports(new WebAssembly.Module(bytes)).some(({ kind }) => kind !== "memory")) {
    throw new Error(`build/${name}.wasm imports more than memory; kernels must not call out`);
  }
  // Each worker instantiates the module on the same memory: a data segment would overwrite live data.
  if (sections(bytes).some(({ id, at, end }) => id === SECTION.data && end > at + 1)) {
    throw new Error(`build/${name}.wasm has data segments; kernels must not use static data`);
  }
  writeFileSync(stamp, stampOf(inputs, bytes));
  return bytes;
}

/** What stands in a stamp: the inputs and the bytes made of them, so that neither can change unnoticed. */
const stampOf = (inputs, bytes) => `${inputs} ${hashOf(bytes)}\n`;

/** The hash of all a compilation depends on: compiler, arguments, the files these name, the sources. */
function inputsHash(root, args) {
  const compiler = readFileSync(join(root, "node_modules/assemblyscript/package.json"), "utf8");
  const sources = readdirSync(join(root, "assembly"), { recursive: true })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("__tests__"))
    .sort()
    .map((file) => join("assembly", file));
  const named = args.filter((arg) => existsSync(join(root, arg)));
  const files = [...named, ...sources].map((file) => [file, hashOf(readFileSync(join(root, file)))]);
  return hashOf(JSON.stringify([JSON.parse(compiler).version, args, files]));
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
