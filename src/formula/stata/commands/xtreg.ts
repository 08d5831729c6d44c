/**
 * `xtreg y x, fe` to least squares within units; `re` and `be` to the panel models of `plm`. A robust variance
 * is one clustered by unit. Source: Stata Longitudinal-Data Reference Manual, [XT] xtreg.
 */

import { type Note, note } from "../../../base/messages.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../command-line.js";
import { STATA_NOTES } from "../messages.js";
import type { ModelParts, StataPanel } from "../stata-model.js";
import { columnNamed } from "../stata-text.js";
import { VARIANCE, type Variance } from "../variance.js";

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
