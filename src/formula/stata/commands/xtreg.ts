/**
 * Layer formula. `xtreg y x, fe` to least squares within units; `re` and `be` to the panel models of `plm`. A robust variance
 * is one clustered by unit. Source: Stata Longitudinal-Data Reference Manual, [XT] xtreg.
 */
import type { Note } from "../../../base/columns.js";
import { columnNamed } from "../column-names.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../options.js";
import type { ModelParts, StataPanel } from "../stata-model.js";
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
  if (read.variance.type !== "iid") {
    const message = `a robust variance of xtreg, ${model} is not translated, for its small-sample factor is not settled here; use fe, or plm's own.`;
    throw text.refuse("stata_variance", message, read.variance.start);
  }
  if (panel.time === undefined) {
    throw text.fail("stata_panel", "the panel needs its time too; write 'xtset id year' before.", line.word.start, {
      expected: "xtset unit time",
    });
  }
  return partsOf(read, {
    command: "xtreg",
    verb: "plm",
    options: {
      model: model === "be" ? "between" : "random",
      panel: { unit: panel.unit, time: panel.time },
    },
    stated: ["model", "panel"],
    notes: model === "be" ? [] : randomNotes(read),
  });
}

function randomNotes({ options }: ReadCommand): Note[] {
  const byDefault = "xtreg without fe, be or re is the random-effects model.";
  const components =
    "Variance components are those of Swamy and Arora. In an unbalanced panel xtreg, re without 'sa' takes another estimator of them.";
  return [
    ...(options.has("re") ? [] : [{ code: "stata_default", message: byDefault }]),
    ...(options.has("sa") ? [] : [{ code: "stata_components", message: components }]),
  ];
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

/** xtreg's robust variance allows for any correlation within a unit. */
function byUnit({ variance }: ReadCommand, { unit }: StataPanel): { variance: Variance; notes: Note[] } {
  if (variance.type !== "hetero") return { variance, notes: [] };
  const note = {
    code: "stata_robust",
    message: `xtreg's robust variance is clustered by the unit, '${unit}'.`,
    detail: { cluster: unit },
  };
  return { variance: { ...variance, type: "cluster", by: [[unit]] }, notes: [note] };
}

/** The unit (and time) of `i(id) t(year)`, or of xtset before the command. */
function panelOf({ text, options, columns, context }: ReadCommand): StataPanel {
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
  const message = "xtreg needs the panel's unit; write 'xtset id year' on a line before, or the option i(id).";
  throw text.fail("stata_panel", message, word.start, { expected: "xtset unit time" });
}
