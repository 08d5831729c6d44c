// Modules that rolldown cut into chunks, as classic scripts: such a script may be started from a blob everywhere, from a disk too, and inherits
// the page's policy and isolation. Chunks become functions in a table, and `need` runs one when it is first asked for; where its script
// has not run yet, the worker runs it at once, which workers may (`importScripts`).

/** The table, and what runs its functions. `load` is given by the worker. */
const TABLE = `globalThis.wasmetricsPieces = ((pieces) => {
  const makers = {};
  const made = {};
  const table = {
    load: undefined,
    define: (more) => void Object.assign(makers, more),
    need(name) {
      if (made[name] !== undefined) return made[name].exports;
      if (makers[name] === undefined) table.load(pieces[name]);
      const module = (made[name] = { exports: {} });
      makers[name](module.exports, table.need, module);
      return module.exports;
    },
  };
  return table;
})`;

/** Zod is told not to try whether it may make functions from text: each try violates the page's policy, and browsers report it. */
const NO_TRY = "globalThis.__zod_globalConfig = { jitless: true };";

/** A dynamic import as rolldown writes it for such modules, where it is to be there at once. */
const NOW =
  /wasmetricsNow\(\(\)=>Promise\.resolve\(\)\.then\(\(\)=>(require\(["'`][^"'`]+["'`]\))\)(?:\.then\((\w+)=>\2\.(\w+)\))?\)/g;

/** Scripts by name: `engine` has all that is reached from the entry of that name without a dynamic import, and starts it. */
export function classicScripts(output, pieceOf) {
  const chunks = new Map(output.filter(({ type }) => type === "chunk").map((chunk) => [chunk.fileName, chunk]));
  const atOnce = reached(chunks, "engine.js");
  const placed = [...chunks.values()].map((chunk) => [chunk, atOnce.has(chunk.fileName) ? "engine" : pieceOf(chunk)]);
  const scripts = new Map();
  for (const [{ fileName, code }, piece] of placed) {
    scripts.set(piece, [...(scripts.get(piece) ?? []), `"./${fileName}"(exports,require,module){${immediate(code)}}`]);
  }
  const elsewhere = Object.fromEntries(
    placed.filter(([, piece]) => piece !== "engine").map(([{ fileName }, piece]) => [`./${fileName}`, piece]),
  );
  return [...scripts].map(([piece, makers]) => [
    piece,
    piece === "engine"
      ? `"use strict";${NO_TRY}${TABLE}(${JSON.stringify(elsewhere)});\n${defined(makers)}wasmetricsPieces.need("./engine.js");\n`
      : `"use strict";${defined(makers)}`,
  ]);
}

const defined = (makers) => `wasmetricsPieces.define({\n${makers.join(",\n")}\n});\n`;

function immediate(code) {
  const now = code.replaceAll(NOW, (_whole, required, _parameter, name) => (name ? `${required}.${name}` : required));
  if (now.includes("wasmetricsNow"))
    throw new Error("A late import has a form that scripts/classic.mjs does not know.");
  return now;
}

/** Names of the chunks that the chunk `from` imports, at any depth. */
function reached(chunks, from) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || !chunks.has(name)) return;
    found.add(name);
    chunks.get(name).imports.forEach(visit);
  };
  visit(from);
  return found;
}
