// feols alone: dist/feols.js with the kernels it calls and no others. What a page of one regression does without is left out by module,
// each with what its callers are told instead; the kernels are those whose names the bundle has.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { base85 } from "./base85.mjs";
import { inEnglish } from "./in-english.mjs";
import { compileKernels, hashOf, labelled, memoryFlagsAt } from "./kernels.mjs";
import { pureConstants } from "./pure.mjs";

const ENTRY = "src/feols.ts";
const LEVEL = 9;

/** Tells a caller of something left out where it is. */
const LEFT_OUT = "left-out";
const leftOutModule = (root) => `
import { NotSupported } from "${join(root, "src/base/errors.js")}";
export const without = (what) => () => {
  throw new NotSupported("left_out", "wasmetrics/feols has no " + what + "; that of 'wasmetrics' has.", { got: what });
};
`;

/** A module whose `names` refuse. */
const refusal = (what, names) => `
import { without } from "${LEFT_OUT}";
export const ${names.map((name) => `${name} = without("${what}")`).join(", ")};
`;

/** Modules left out of feols alone, by the end of their path, and what stands there. */
const MODULES_LEFT_OUT = {
  "src/verbs/iv/feols-equation.ts": refusal("instruments", ["feolsEquationAnd"]),
  "src/regression/variance/leverage/diagnose-clusters.ts": refusal("diagnosis of clusters", [
    ...["clusterColumns", "diagnoseClusters", "diagnosticsNotes"],
  ]),
  // a column that treatment was assigned by is refused where it is named; nothing is looked for
  "src/verbs/assignment/of-regression.ts": `${refusal("level of assignment", ["refused"])}
export const assignmentIn = (_, __, by) => ([undefined, "unit", "none"].includes(by) ? [] : refused());
`,
  "src/regression/absorb/slopes/place.ts": refusal("slopes that vary by level", ["placeWithSlopes"]),
  "src/regression/absorb/slopes/plan.ts": refusal("slopes that vary by level", ["planSlopes"]),
  "src/regression/tests/restriction-forms.ts": refusal("tests by 'wald'", ["restrictionForms"]),
  "src/regression/tests/restrictions.ts": refusal("tests by 'wald'", ["testRestrictions"]),
  "src/formula/read-combination.ts": "export const isRestriction = () => true;",
  // what is no restriction there
  "src/regression/tests/names-matching.ts": refusal("tests by 'wald'", ["namesMatching"]),
  // the engine of patterns is a third of all code
  "src/base/name-pattern.ts": refusal("names by pattern", ["namePattern"]),
  "src/formula/name-patterns.ts": `${refusal("names by pattern", ["refused"])}
export const withNames = (source, tokens, columns) => {
  const isPattern = ({ kind, text }, at) => kind === "name" && (text === ".." || text === "regex") && tokens[at + 1]?.text === "(";
  return columns !== undefined && tokens.some(isPattern) ? refused() : tokens;
};
`,
  // options of instruments: to add some would not help here
  "src/verbs/feols/equation-options.ts": `${refusal("instruments", ["refused"])}
export const refuseEquation = (_, { iv, ivVcov, ivWeight, orthog }) => {
  if ((iv ?? ivVcov ?? ivWeight ?? orthog) !== undefined) refused();
};
`,
  // names are listed, the nearest is not looked for
  "src/base/did-you-mean.ts": `
export const nearest = () => undefined;
export const didYouMean = () => ".";
export const listed = (names) => names.join(", ");
export const didYouMeanOrKnown = (_, kind, known) => (known.length === 0 ? "." : "; its " + kind + " are " + listed(known) + ".");
`,
  // one thread: what a page without isolation has anyway
  "src/engine/wasm/pool-control.ts": "export const MAX_THREADS = 1;",
  "src/engine/wasm/pool.ts": "export const Pool = undefined;",
  // lines of Stata are syntax errors like any other
  "src/formula/stata/stata-in-formula.ts":
    "export const refuseStataLine = () => {};\nexport const refuseFactorNotation = () => {};",
};

const GIVEN = Object.entries(MODULES_LEFT_OUT);

const bundler = (root, plugins) => {
  const standIns = {
    name: "stand-ins",
    resolveId: (id) => (id === LEFT_OUT ? id : undefined),
    load: (id) => (id === LEFT_OUT ? leftOutModule(root) : GIVEN.find(([path]) => id.endsWith(path))?.[1]),
  };
  return rolldown({
    ...{
      cwd: root,
      input: { feols: ENTRY },
      platform: "browser",
      resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    },
    plugins: [standIns, ...plugins],
  });
};

/** Lines of the tables of kernels, by how a kernel is called: by addresses, or by arrays, for which its signature is read. */
const LINES = { calls: /^ {2}(\w+): \(k, a\).*\n/gm, signatures: /^ {2}(\w+): \{ params:.*\n/gm };

/** `signatures.gen.ts` with the lines of the kernels named. */
const withSignatures = (named) => ({
  name: "signatures",
  transform(code, id) {
    if (!id.endsWith("/signatures.gen.ts")) return undefined;
    return Object.entries(LINES).reduce(
      (left, [table, lines]) => left.replaceAll(lines, (line, name) => (named[table].has(name) ? line : "")),
      code,
    );
  },
});

/** Exports of assembly/index.ts as [names, module]. */
const exportsOf = (root) =>
  [
    ...readFileSync(join(root, "assembly/index.ts"), "utf8").matchAll(/export\s*\{([^}]*)\}\s*from\s*"\.\/([^"]+)"/g),
  ].map(([, names, from]) => [names.split(",").map((name) => name.trim()), from]);

/** Names of the kernels that feols calls, by table. */
async function feolsKernels(root) {
  // what is generated from the kernels is not there yet where they are compiled for the first time
  const later = {
    name: "later",
    resolveId: (id) =>
      id.endsWith("-bundle.gen.js") || id.endsWith("/binary.gen.js") ? { id, external: true } : undefined,
  };
  const bundle = await bundler(root, [later, withSignatures({ calls: new Set(), signatures: new Set() })]);
  const { output } = await bundle.generate({ format: "esm" });
  const { code } = output.find(({ isEntry }) => isEntry);
  const named = (before) =>
    exportsOf(root).flatMap(([names]) => names.filter((name) => new RegExp(`${before}${name}\\b`).test(code)));
  return { calls: new Set(named('(?:"|kernels\\.)')), signatures: new Set(named('callKernel\\(engine, "')) };
}

/** Compiles the kernels of feols to build/feols.wasm: the sources of all, for size. */
export async function compileFeolsKernels(root) {
  const { calls } = await feolsKernels(root);
  const lines = exportsOf(root).flatMap(([names, from]) => {
    const kept = names.filter((name) => calls.has(name));
    return kept.length === 0 ? [] : [`export { ${kept.join(", ")} } from "../assembly/${from}";`];
  });
  const entry = "build/feols-kernels.ts";
  writeFileSync(join(root, entry), `${lines.join("\n")}\n`);
  const args = ["--config", "asconfig.feols.json", "--transform", "./scripts/uninlined.mjs"];
  return compileKernels(root, "feols", entry, ...args);
}

const compiledNames = (bytes) =>
  new Set(WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name));

/** build/feols.wasm, compiled anew where it is missing or feols has come to call another kernel. */
async function feolsBinary(root, { calls }) {
  const file = join(root, "build/feols.wasm");
  if (existsSync(file)) {
    const bytes = readFileSync(file);
    const has = compiledNames(bytes);
    if ([...calls].every((name) => has.has(name))) return bytes;
  }
  return compileFeolsKernels(root);
}

/** Makes dist/feols.js and what it loads, and the package's `.wasm` files. */
export async function bundleFeols(root, output) {
  const named = await feolsKernels(root);
  const [whole, bytes] = [readFileSync(join(root, "build/simd.wasm")), await feolsBinary(root, named)];
  const sha256 = hashOf(whole);
  const fields = { sha256, ofBytes: hashOf(bytes), memoryFlagsAt: memoryFlagsAt(bytes) };
  const packed = base85(gzipSync(bytes, { level: LEVEL }));
  const kernels = {
    name: "kernels-of-feols",
    load: (id) =>
      id.endsWith("/binary.gen.ts") ? `export const binary = ${JSON.stringify({ ...fields, packed })};` : undefined,
  };
  const bundle = await bundler(root, [kernels, withSignatures(named), inEnglish, pureConstants]);
  const { output: chunks } = await bundle.write(output);
  // packed: 100 kB of any server, where the package could not hold 300
  writeFileSync(join(output.dir, "wasmetrics.wasm.gz"), gzipSync(labelled(root, whole, sha256), { level: LEVEL }));
  writeFileSync(join(output.dir, "feols.wasm"), labelled(root, bytes, sha256));
  return chunks;
}
