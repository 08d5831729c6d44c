/**
 * `regress y x` and `areg y x, absorb(id)` to least squares. areg counts every absorbed level in K, whatever
 * the variance clusters by. Source: Stata Base Reference Manual, [R] regress, [R] areg.
 */
import { readAbsorb } from "../absorb.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../command-line.js";
import type { ModelParts } from "../stata-model.js";
import { VARIANCE, type VarianceRules } from "../variance.js";

const REGRESS: OptionRules = {
  ...DISPLAY,
  ...VARIANCE,
  noconstant: { letters: 3 },
  beta: { letters: 1, ignored: true },
  eform: { letters: 2, takes: "argument", ignored: true },
  hascons: { letters: 2, instead: "write noconstant and the dummies with ibn." },
  tsscons: { letters: 2, instead: "it changes R2 only" },
  mse1: { letters: 4, instead: "scale the errors yourself" },
};
const AREG: OptionRules = { ...DISPLAY, ...VARIANCE, absorb: { letters: 1, takes: "argument" } };

const ROBUST: VarianceRules = { kinds: ["iid", "hetero", "HC2", "HC3", "cluster"], clusterings: 1 };

export function readRegress(context: CommandContext): ModelParts {
  const read = readEstimation(context, { options: REGRESS, variance: ROBUST });
  const intercept = !read.options.has("noconstant");
  if (!intercept) requireStatedBases(read);
  return partsOf(read, { command: "regress", intercept, options: { ssc: "fixest", fixefRm: "none" } });
}

/** Without a constant a formula keeps all levels of its first factor, Stata leaves one out all the same. */
export function requireStatedBases({ text, written }: Pick<ReadCommand, "text" | "written">): void {
  for (const { variables } of written) {
    const factor = variables.find(({ role }) => role.kind === "factor" && role.base !== "none");
    if (factor === undefined) continue;
    const message = `noconstant with i.${factor.name} is not translated, since it leaves a level out; write ibn.${factor.name} for all levels.`;
    throw text.refuse("stata_noconstant", message, factor.start);
  }
}

export function readAreg(context: CommandContext): ModelParts {
  const read = readEstimation(context, { options: AREG, variance: ROBUST });
  const { text, options } = read;
  const argument = options.argument("absorb");
  if (argument === undefined) {
    throw text.fail("stata_absorb", "areg needs absorb(id); without effects the command is reg.", 0, {
      expected: "areg y x, absorb(id)",
    });
  }
  const effects = readAbsorb(read, argument);
  if (effects.texts.length > 1 || /[[^]/.test(effects.texts[0]!)) {
    throw text.refuse("stata_absorb", "areg absorbs one variable; reghdfe takes several.", argument.start);
  }
  return partsOf(read, {
    command: "areg",
    effects: effects.texts,
    effectColumns: effects.columns,
    stored: effects.stored,
    options: { ssc: "fixest,K.fixef=full", fixefRm: "none" },
  });
}
