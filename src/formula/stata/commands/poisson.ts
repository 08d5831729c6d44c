/**
 * `poisson y x`, `xtpoisson y x, fe`, `ppmlhdfe y x, absorb(a b)`, `logit y x` and `glm y x, family(poisson)` to
 * `fepois` and `felogit`. Robust variances of maximum likelihood have the factors n / (n - 1) and G / (G - 1), and no K. With
 * effects of units conditional and unconditional likelihood of a Poisson regression have one maximum and one curvature there.
 * Sources: Stata Base Reference Manual, [R] poisson, logit, glm; [XT] xtpoisson; Cameron & Trivedi (2013), Regression Analysis of
 * Count Data, 9.3; help file of ppmlhdfe, Correia, Guimaraes & Zylkin (2020), Stata Journal 20(1), doi:10.1177/1536867X20909691.
 */
import { note } from "../../../base/messages.js";
import { printName } from "../../print.js";
import { NOTHING_ABSORBED, readAbsorb } from "../absorb.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../command-line.js";
import { STATA_NOTES } from "../messages.js";
import type { ModelParts } from "../stata-model.js";
import { columnNamed } from "../stata-text.js";
import { VARIANCE, type VarianceRules } from "../variance.js";
import { byUnit, panelOf, requireStatedBases } from "./regress.js";

const POISSON: OptionRules = {
  ...DISPLAY,
  ...VARIANCE,
  noconstant: { letters: 3 },
  irr: { letters: 3, ignored: true },
  eform: { letters: 5, ignored: true },
  exposure: { letters: 1, takes: "argument" },
  offset: { letters: 3, takes: "argument" },
  constraints: { letters: 4, takes: "argument", instead: "estimate the model without" },
};
const PPMLHDFE: OptionRules = {
  ...POISSON,
  absorb: { letters: 1, takes: "argument" },
  noabsorb: { letters: 3 },
  keepsingletons: { letters: 6 },
  separation: { letters: 3, takes: "argument", instead: "separated rows are found and named" },
  d: { letters: 1, takes: "maybe", ignored: true },
  tolerance: { letters: 3, takes: "argument", ignored: true },
  itolerance: { letters: 4, takes: "argument", ignored: true },
  maxiter: { letters: 4, takes: "argument", ignored: true },
  verbose: { letters: 1, takes: "argument", ignored: true },
};
const LOGIT: OptionRules = {
  ...DISPLAY,
  ...VARIANCE,
  noconstant: { letters: 3 },
  or: { letters: 2, ignored: true },
  offset: { letters: 3, takes: "argument" },
  asis: { letters: 4, instead: "separated rows are found and named" },
  constraints: { letters: 4, takes: "argument", instead: "estimate the model without" },
};
const GLM: OptionRules = {
  ...POISSON,
  ...LOGIT,
  // its l() is link()
  level: { letters: 2, takes: "argument" },
  family: { letters: 1, takes: "argument" },
  link: { letters: 1, takes: "argument" },
  irls: { letters: 4, ignored: true },
  scale: { letters: 3, takes: "argument", instead: "leave it out: the variance is that of the family" },
  disp: { letters: 4, takes: "argument", instead: "leave it out: the variance is that of the family" },
};
const XTPOISSON: OptionRules = {
  ...POISSON,
  fe: { letters: 2 },
  re: { letters: 2, instead: "fe is estimated" },
  pa: { letters: 2, instead: "fe is estimated" },
  normal: { letters: 3, instead: "fe is estimated" },
  i: { letters: 1, takes: "argument" },
};
const SSC = "fixest,K.adj=false";
const LIKELIHOOD: VarianceRules = { kinds: ["iid", "hetero", "cluster"], clusterings: 1 };

/** What is added to the linear predictor with a coefficient of 1: a column, or the logarithm of one. */
function offsetOf({ text, options, columns }: ReadCommand) {
  const [offset, exposure] = (["offset", "exposure"] as const).map((name) => {
    const argument = options.argument(name);
    return argument === undefined ? undefined : columnNamed(text, argument, columns);
  });
  if (offset !== undefined && exposure !== undefined) {
    const message = "'offset' and 'exposure' exclude each other; add the logarithm of one to the other in the data.";
    throw text.fail("stata_option", message, options.start("exposure"));
  }
  return {
    columns: [offset, exposure].filter((name) => name !== undefined),
    options: {
      ...(offset === undefined ? {} : { offset: printName(offset) }),
      ...(exposure === undefined ? {} : { exposure }),
    },
  };
}

const STATED = ["offset", "exposure"] as const;

export const readPoisson = (context: CommandContext): ModelParts =>
  withoutEffects(readEstimation(context, { options: POISSON, variance: LIKELIHOOD }), "poisson", "fepois");

export const readLogit = (context: CommandContext): ModelParts =>
  withoutEffects(readEstimation(context, { options: LOGIT, variance: LIKELIHOOD }), "logit", "felogit");

/** The families of glm that are estimated, with their own link. */
const FAMILIES = [
  { family: /^p(?:o(?:i(?:s(?:s(?:on?)?)?)?)?)?$/, link: /^log$/, verb: "fepois" },
  { family: /^b(?:i(?:n(?:o(?:m(?:ial?)?)?)?)?)?$|^bernoulli$/, link: /^l(?:ogit)?$/, verb: "felogit" },
] as const;

export function readGlm(context: CommandContext): ModelParts {
  const read = readEstimation(context, { options: GLM, variance: LIKELIHOOD });
  const [family, link] = ["family", "link"].map((name) => read.options.argument(name));
  const found = FAMILIES.find(({ family: names }) => names.test(family?.text ?? "gaussian"));
  if (found === undefined || (link !== undefined && !found.link.test(link.text))) {
    const at = (found === undefined ? family : link)?.start ?? context.line.word.start;
    const message =
      "glm is translated for family(poisson) link(log) and family(binomial) link(logit); the Gaussian family is reg.";
    throw read.text.refuse("stata_family", message, at);
  }
  return withoutEffects(read, "glm", found.verb);
}

function withoutEffects(read: ReadCommand, command: string, verb: "fepois" | "felogit"): ModelParts {
  const intercept = !read.options.has("noconstant");
  if (!intercept) requireStatedBases(read);
  const offset = offsetOf(read);
  const { weight } = read;
  const isScaled = command === "glm" && weight?.kind === "aweight";
  return partsOf(read, {
    command,
    verb,
    intercept,
    effectColumns: offset.columns,
    options: { ssc: SSC, fixefRm: "none", ...offset.options },
    stated: STATED,
    notes: isScaled ? [note(STATA_NOTES, "stata_scaled_weights", { command, weights: weight.column })] : [],
  });
}

/** `xtpoisson y x, fe`: units observed once, or never above zero, say nothing, and Stata leaves them out too. */
export function readXtpoisson(context: CommandContext): ModelParts {
  const read = readEstimation(context, { options: XTPOISSON, variance: LIKELIHOOD });
  const { text, options } = read;
  if (!options.has("fe")) {
    const message = "xtpoisson without fe is a random-effects model, which is not estimated; add fe.";
    throw text.refuse("stata_option", message, context.line.word.start);
  }
  const { unit } = panelOf(read);
  const { variance, notes } = byUnit(read, { unit });
  const offset = offsetOf(read);
  return partsOf(read, {
    command: "xtpoisson",
    verb: "fepois",
    effects: [unit],
    effectColumns: [unit, ...offset.columns],
    variance,
    options: { ssc: SSC, fixefRm: "singletons", ...offset.options },
    stated: STATED,
    notes,
  });
}

export function readPpmlhdfe(context: CommandContext): ModelParts {
  const read = readEstimation(context, {
    options: PPMLHDFE,
    variance: { kinds: ["iid", "hetero", "cluster"], clusterings: 10 },
  });
  const { text, options, variance } = read;
  const argument = options.argument("absorb");
  if (argument === undefined && !options.has("noabsorb")) {
    throw text.fail("stata_absorb", "ppmlhdfe needs absorb(...), or noabsorb where nothing is absorbed.", 0, {
      expected: "ppmlhdfe y x, absorb(id)",
    });
  }
  const effects = argument === undefined ? NOTHING_ABSORBED : readAbsorb(read, argument);
  const keep = options.has("keepsingletons");
  const offset = offsetOf(read);
  return partsOf(read, {
    command: "ppmlhdfe",
    verb: "fepois",
    effects: effects.texts,
    effectColumns: [...effects.columns, ...offset.columns],
    stored: effects.stored,
    // it has no other variance than robust ones
    variance: variance.type === "iid" ? { ...variance, type: "hetero" } : variance,
    options: { ssc: SSC, fixefRm: keep ? "none" : "singletons", ...offset.options },
    stated: [...STATED, ...(keep ? (["fixefRm"] as const) : [])],
  });
}
