// Reads the kernel signatures out of assembly/ and renders src/engine/wasm/signatures.gen.ts.
// Sources: the export lines of assembly/index.ts and the `export function` heads they name.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ADDRESS = /^(In|Out|InOut|Work)(F64|U32|U8)$/;

/** All kernels as [{ name, params: [{ name, type }], returns }], in the order of assembly/index.ts. */
export function readSignatures(root) {
  const index = readFileSync(join(root, "assembly/index.ts"), "utf8");
  const signatures = [];
  for (const [, names, from] of index.matchAll(/export\s*\{([^}]*)\}\s*from\s*"([^"]+)"/g)) {
    const file = join(root, dirname("assembly/index.ts"), `${from}.ts`);
    const source = readFileSync(file, "utf8");
    for (const name of names
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean)) {
      signatures.push(readHead(source, name, file));
    }
  }
  return signatures;
}

function readHead(source, name, file) {
  const head = source.match(new RegExp(`export function ${name}\\s*\\(([^)]*)\\)\\s*:\\s*(\\w+)`));
  if (head === null) throw new Error(`${file}: no 'export function ${name}(...): type' for the export in index.ts`);
  const params = head[1]
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [param, type] = part.split(":").map((piece) => piece.trim());
      if (!ADDRESS.test(type) && !["usize", "u32", "i32", "f64"].includes(type)) {
        throw new Error(`${file}: ${name}: parameter '${param}' has type '${type}', which the ABI does not know`);
      }
      return { name: param, type };
    });
  return { name, params, returns: head[2] };
}

/** The generated TypeScript module. */
export function renderSignatures(signatures) {
  const each = (line) => signatures.map(({ name, params, returns }) => `  ${name}${line(params, returns)}`).join("\n");
  const types = new Set(signatures.flatMap(({ params }) => params.map(({ type }) => type)));
  const used = [...types].filter((type) => ADDRESS.test(type)).sort();
  const list = (params, one) => params.map(one).join(", ");
  return `// Generated from assembly/ by scripts/build.mjs. Do not edit.
import { addressOf as at, ${used.map((type) => `type ${type}`).join(", ")} } from "./memory.js";

/** Raw kernels: every parameter a number; addresses are byte offsets into linear memory. */
export interface KernelExports {
${each((params, returns) => `(${list(params, (p) => `${p.name}: number`)}): ${returns === "void" ? "void" : "number"};`)}
}

/** Direction and element type of an address, or the type of a scalar. */
export type ParamType =
  | "usize" | "u32" | "i32" | "f64"
  | \`\${"In" | "Out" | "InOut" | "Work"}\${"F64" | "U32" | "U8"}\`;

export interface Signature {
  readonly params: readonly (readonly [name: string, type: ParamType])[];
  readonly returns: string;
}

export const signatures: { readonly [name in keyof KernelExports]: Signature } = {
${each((params, returns) => `: { params: [${list(params, (p) => `["${p.name}", "${p.type}"]`)}], returns: "${returns}" },`)}
};

/** Arguments of every kernel by name. */
export interface KernelArguments {
${each((params) => `: { ${params.map((p) => `${p.name}: ${ADDRESS.test(p.type) ? p.type : "number"}`).join("; ")} };`)}
}

/** Calls every kernel with its arguments by name: the one place where they are put in order. */
export const calls: {
  readonly [name in keyof KernelExports]: (
    k: KernelExports,
    a: KernelArguments[name],
  ) => ReturnType<KernelExports[name]>;
} = {
${signatures.map(({ name, params }) => `  ${name}: (k, a) => k.${name}(${list(params, (p) => (ADDRESS.test(p.type) ? `at(a.${p.name})` : `a.${p.name}`))}),`).join("\n")}
};
`;
}
