/**
 * `regress y x` and `areg y x, absorb(id)` to least squares. areg counts every absorbed level in K, whatever
 * the variance clusters by. Source: Stata Base Reference Manual, [R] regress, [R] areg.
 */

import { type Note, note } from "../../../base/messages.js";
import { readAbsorb } from "../absorb.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../command-line.js";
import { STATA_NOTES } from "../messages.js";
import type { ModelParts, StataPanel } from "../stata-model.js";
import { columnNamed } from "../stata-text.js";
import { VARIANCE, type Variance, type VarianceRules } from "../variance.js";

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

// `xtreg y x, fe` to least squares within units; `re` and `be` to the panel models of `plm`. A robust variance
// is one clustered by unit. Source: Stata Longitudinal-Data Reference Manual, [XT] xtreg.

const MODELS = ["fe", "re", "be", "mle", "pa"] as const;
const OPTIONS: OptionRules = {
  ...DISPLAY,
  ...VARIANCE,
  fe: { letters: 2 },
  re: { letters: 2 },
  be: { letters: 2 },
  mle: { letters: 3, instead: "random effects by maximum likelihood are not estimated; re is" },
  pa: { letters: 2, instead: "population-averaged models are not estimated; fe and re are" },
  i: { letters: 1, takes: "argument" },
  t: { letters: 1, takes: "argument" },
  theta: { letters: 5, ignored: true },
  sa: { letters: 2 },
  wls: { letters: 3, instead: "be without wls gives every unit the same weight" },
  nonest: { letters: 6, instead: "clusters that cut through units are for reghdfe" },
  dfadj: { letters: 3, instead: "--ssc K.fixef=full counts the units in K" },
};

export function readXtreg(context: CommandContext): ModelParts {
  const { line } = context;
  const read = readEstimation(context, {
    options: OPTIONS,
    variance: { kinds: ["iid", "hetero", "cluster"], clusterings: 1 },
  });
  const { text, options } = read;
  const [model = "re", second] = MODELS.filter((name) => options.has(name));
  if (second !== undefined) {
    throw text.fail("stata_option", `'${model}' and '${second}' are two models; keep one.`, options.start(second));
  }
  const panel = panelOf(read);
  if (model === "fe") return fixedEffects(read, panel);
  if (read.weight !== undefined) {
    throw text.refuse("stata_weight", `xtreg, ${model} takes no weights.`, read.weight.start);
  }
  if (model === "be" && read.variance.type !== "iid") {
    throw text.refuse("stata_variance", "xtreg, be has no robust variance; use re or fe.", read.variance.start);
  }
  if (panel.time === undefined) {
    throw text.fail("stata_panel", "the panel needs its time too; write 'xtset id year' before.", line.word.start, {
      expected: "xtset unit time",
    });
  }
  const parts = { command: "xtreg", verb: "plm" } as const;
  const keys = { unit: panel.unit, time: panel.time };
  if (model === "be") {
    return partsOf(read, { ...parts, options: { model: "between", panel: keys }, stated: ["model", "panel"] });
  }
  const { variance, notes } = byUnit(read, panel);
  return partsOf(read, {
    ...parts,
    variance,
    options: {
      ...{ model: "random", components: options.has("sa") ? "swar" : "xtreg", panel: keys },
      ...(variance.type === "iid" ? {} : { ssc: "xtreg" }),
    },
    stated: ["model", "components", "panel"],
    notes: [...notes, ...(options.has("re") ? [] : [note(STATA_NOTES, "stata_default", { command: "xtreg" })])],
  });
}

function fixedEffects(read: ReadCommand, panel: StataPanel): ModelParts {
  const { variance, notes } = byUnit(read, panel);
  return partsOf(read, {
    command: "xtreg",
    effects: [panel.unit],
    effectColumns: [panel.unit],
    variance,
    options: { ssc: "xtreg", fixefRm: "none" },
    notes,
  });
}

/** The robust variance of panels allows for any correlation within a unit. */
export function byUnit(
  { variance, context }: ReadCommand,
  { unit }: StataPanel,
): { variance: Variance; notes: Note[] } {
  if (variance.type !== "hetero") return { variance, notes: [] };
  const clustered = note(STATA_NOTES, "stata_robust", { command: context.line.word.text, cluster: unit });
  return { variance: { ...variance, type: "cluster", by: [[unit]] }, notes: [clustered] };
}

/** The unit (and time) of `i(id) t(year)`, or of xtset before the command. */
export function panelOf({ text, options, columns, context }: ReadCommand): StataPanel {
  const [unit, time] = ["i", "t"].map((name) => {
    const argument = options.argument(name);
    return argument === undefined ? undefined : columnNamed(text, argument, columns);
  });
  const declared = context.panel;
  if (unit !== undefined) {
    const same = declared?.unit === unit ? declared.time : undefined;
    const period = time ?? same;
    return { unit, ...(period === undefined ? {} : { time: period }) };
  }
  if (declared !== undefined) return time === undefined ? declared : { ...declared, time };
  const { word } = context.line;
  const message = `${word.text} needs the panel's unit; write 'xtset id year' on a line before, or the option i(id).`;
  throw text.fail("stata_panel", message, word.start, { expected: "xtset unit time" });
}
