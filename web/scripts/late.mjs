// What a study may never need, and is loaded when it first does: stages of the catalogue, verbs that stages call, rows of trade, lines of
// Stata. Who imports such a module has functions here that run it first. Only modules of which nothing but functions is imported can be late.
import { readFileSync } from "node:fs";

/** Who imports, and what of it is late; `regressions`, `table` and stages of a declared verb are in most studies. */
const LATE = [
  [/\/study\/stages\/catalogue\.ts$/, /\/stages\/(?!regressions|table|verb)[a-z-]+\/(stage|present)\.ts$/],
  [
    /\/study\/stages\/effect-columns\.ts$/,
    /\/stages\/psmatch\/(stage|present)\.ts$|\/verbs\/psmatch\/report\/table\.ts$/,
  ],
  [/\/study\/stages\/estimates\.ts$/, /\/verbs\/(?!feols)[a-z-]+\/(?:verb\/)?fit\.ts$/],
  [/\/study\/inputs\/(quality|panel)\.ts$/, /\/trade\/(quality|extrapolate)\/fit\.ts$/],
  [/\/web\/src\/engine\/pasted\.ts$/, /\/formula\/stata\/parse-stata\.ts$/],
];
const MARK = "\0late:";
const used = new Set();

export const late = {
  name: "late",
  resolveId: {
    order: "pre",
    async handler(source, importer, options) {
      const late = LATE.find(([who]) => importer !== undefined && who.test(importer))?.[1];
      if (late === undefined) return undefined;
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (found === null || !late.test(found.id)) return undefined;
      used.add(late);
      return MARK + found.id;
    },
  },
  buildEnd() {
    const idle = LATE.filter(([, late]) => !used.has(late));
    if (idle.length > 0) throw new Error(`Nothing is late by ${idle.map(String).join("; ")}: were files moved?`);
  },
  load(id) {
    if (!id.startsWith(MARK)) return undefined;
    const module = id.slice(MARK.length);
    const names = functionsOf(module);
    return `const module = () => wasmetricsNow(() => import(${JSON.stringify(module)}));
${names.map((name) => `export const ${name} = (...given) => module().${name}(...given);`).join("\n")}`;
  },
};

/** Names of the functions a module exports; what else it exports can't be asked for here, and a build that asks fails. */
const functionsOf = (module) =>
  [
    ...readFileSync(module, "utf8").matchAll(
      /^export (?:(?:async )?function (\w+)|const (\w+)(?:: [^=]+)? = (?:async )?(?:<[^>]*>)?\()/gm,
    ),
  ].map(([, declared, arrow]) => declared ?? arrow);
