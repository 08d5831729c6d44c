// What stands at the top of our modules has no effect but its value, and package.json says so of whole files. Bundlers that look into a file
// take every call for an effect: each is marked here, so that who imports one function is given what it needs and no more. Modules of threads,
// which package.json names as those with effects, hear their parent by such a call: marked, it would be left out, and a page would wait for ever.

import { readFileSync } from "node:fs";
import { basename } from "node:path";

const { sideEffects } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const EFFECTS = new Set(sideEffects.map((file) => basename(file)));

const CALLS = new Set(["CallExpression", "NewExpression", "TaggedTemplateExpression"]);
const LATER = new Set(["FunctionExpression", "ArrowFunctionExpression", "MethodDefinition"]);

/** A plugin that marks calls by which constants are made. */
export const pureConstants = {
  name: "pure-constants",
  renderChunk(code, { fileName }) {
    if (EFFECTS.has(fileName)) return undefined;
    const places = new Set();
    const visit = (node) => {
      if (node === null || typeof node !== "object" || LATER.has(node.type)) return;
      if (CALLS.has(node.type)) places.add(node.start);
      for (const [key, child] of Object.entries(node)) {
        if (Array.isArray(child)) child.forEach(visit);
        else if (key !== "type") visit(child);
      }
    };
    for (const statement of this.parse(code).body) {
      const declared = statement.declaration ?? statement;
      if (declared.type === "VariableDeclaration") visit(declared);
    }
    return [...places]
      .sort((a, b) => b - a)
      .reduce((marked, at) => `${marked.slice(0, at)}/* @__PURE__ */ ${marked.slice(at)}`, code);
  },
};
