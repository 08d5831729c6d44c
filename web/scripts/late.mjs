// Stages of a study that are loaded when a study first has one: the catalogue of stages imports them as functions, and each such function here
// runs its module first. Only modules that export nothing but functions can be late.
import { readFileSync } from "node:fs";

const CATALOGUE = /\/src\/study\/stages\/catalogue\.ts$/;
const LATE = /\/src\/study\/stages\/[a-z-]+\/(stage|present)\.ts$/;
/** Made of these from the start: every study has them. */
const SOON = /\/stages\/(regressions|table|verb)\//;
const MARK = "\0late:";

export const late = {
  name: "late",
  resolveId: {
    order: "pre",
    async handler(source, importer, options) {
      if (importer === undefined || !CATALOGUE.test(importer)) return undefined;
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      return found !== null && LATE.test(found.id) && !SOON.test(found.id) ? MARK + found.id : undefined;
    },
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
