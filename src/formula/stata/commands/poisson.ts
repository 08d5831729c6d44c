/**
 * Layer formula. `poisson y x` and `ppmlhdfe y x, absorb(a b)` to Poisson regressions, `fepois`. Their robust variances have
 * the factors n / (n - 1) and G / (G - 1), and no K. Source: Stata Base Reference Manual, [R] poisson; help file of ppmlhdfe,
 * Correia, Guimaraes & Zylkin (2020), Stata Journal 20(1), doi:10.1177/1536867X20909691.
 */
import { printName } from "../../print.js";
import { readAbsorb } from "../absorb.js";
import { columnNamed } from "../column-names.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../options.js";
import type { ModelParts } from "../stata-model.js";
import { VARIANCE } from "../variance.js";
import { requireStatedBases } from "./regress.js";

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
  d: { letters: 1, takes: "maybe", instead: "effects are recovered after the estimation" },
  tolerance: { letters: 3, takes: "argument", ignored: true },
  itolerance: { letters: 4, takes: "argument", ignored: true },
  maxiter: { letters: 4, takes: "argument", ignored: true },
  verbose: { letters: 1, takes: "argument", ignored: true },
};
const SSC = "fixest,K.adj=false";

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

export function readPoisson(context: CommandContext): ModelParts {
  const read = readEstimation(context, {
    options: POISSON,
    variance: { kinds: ["iid", "hetero", "cluster"], clusterings: 1 },
  });
  const intercept = !read.options.has("noconstant");
  if (!intercept) requireStatedBases(read);
  const offset = offsetOf(read);
  return partsOf(read, {
    command: "poisson",
    verb: "fepois",
    intercept,
    effectColumns: offset.columns,
    options: { ssc: SSC, fixefRm: "none", ...offset.options },
    stated: STATED,
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
  const effects = argument === undefined ? { texts: [], columns: [] } : readAbsorb(read, argument);
  const keep = options.has("keepsingletons");
  const offset = offsetOf(read);
  return partsOf(read, {
    command: "ppmlhdfe",
    verb: "fepois",
    effects: effects.texts,
    effectColumns: [...effects.columns, ...offset.columns],
    // it has no other variance than robust ones
    variance: variance.type === "iid" ? { ...variance, type: "hetero" } : variance,
    options: { ssc: SSC, fixefRm: keep ? "none" : "singletons", ...offset.options },
    stated: [...STATED, ...(keep ? (["fixefRm"] as const) : [])],
  });
}
