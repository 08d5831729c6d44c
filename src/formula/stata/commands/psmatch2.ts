/**
 * `psmatch2 treat x1 x2, outcome(y) neighbor(2)` to matching by `psmatch` with its preset: probit, with replacement,
 * distances of probabilities. Source: help file of psmatch2, Leuven & Sianesi (2003), SSC S432001.
 */

import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import type { OptionRules } from "../command-line.js";
import type { ModelParts, StataOptions } from "../stata-model.js";
import { columnNamed, wordsOf } from "../stata-text.js";

const OPTIONS: OptionRules = {
  outcome: { letters: 3, takes: "argument" },
  pscore: { letters: 1, takes: "argument" },
  neighbor: { letters: 1, takes: "argument" },
  radius: { letters: 3 },
  caliper: { letters: 3, takes: "argument" },
  mahalanobis: { letters: 5, takes: "argument" },
  kernel: { letters: 6 },
  kerneltype: { letters: 1, takes: "argument" },
  bwidth: { letters: 2, takes: "argument" },
  llr: { letters: 3 },
  common: { letters: 3 },
  noreplacement: { letters: 5 },
  descending: { letters: 4 },
  logit: { letters: 5 },
  index: { letters: 3 },
  ties: { letters: 4 },
  quietly: { letters: 3, ignored: true },
  nowarnings: { letters: 3, ignored: true },
  odds: { letters: 4, instead: "index compares linear predictors" },
  ate: { letters: 3, instead: "the effect on the treated is estimated" },
  trim: { letters: 4, takes: "argument", instead: "--support has rules of its own" },
  ai: { letters: 2, takes: "argument", instead: "errors of nearest neighbours are Abadie and Imbens's already" },
  population: { letters: 3, instead: "the effect on the treated is estimated" },
  altvariance: { letters: 3, instead: "leave it out" },
  spline: { letters: 6, instead: "kernel and llr smooth" },
  nknots: { letters: 2, takes: "argument", instead: "kernel and llr smooth" },
};
const KERNELS: Readonly<Record<string, string>> = {
  epan: "epanechnikov",
  normal: "normal",
  biweight: "biweight",
  uniform: "uniform",
  tricube: "tricube",
};

export function readPsmatch2(context: CommandContext): ModelParts {
  const read = readEstimation(context, { options: OPTIONS, variance: { kinds: ["iid"], clusterings: 0 } });
  const { text, options, weight } = read;
  if (weight !== undefined) throw text.refuse("stata_weight", "psmatch2 takes no weights.", weight.start);
  const mahalanobis = options.argument("mahalanobis");
  if (mahalanobis !== undefined && read.terms.length > 0) {
    const message =
      "a distance of covariates and the score together is not translated; name the covariates in one place.";
    throw text.refuse("stata_option", message, mahalanobis.start);
  }
  const covariates =
    mahalanobis === undefined ? read.terms : wordsOf(mahalanobis).map((word) => columnNamed(text, word, read.columns));
  const parts = partsOf(read, { command: "psmatch2", verb: "psmatch" });
  const { subset } = parts.options;
  const chosen = { preset: "psmatch2", ...matchingOf(read), ...(subset === undefined ? {} : { subset }) };
  return { ...parts, terms: covariates, options: chosen, stated: Object.keys(chosen) as (keyof StataOptions)[] };
}

/** What the line chooses; the rest is the preset's. */
function matchingOf(read: ReadCommand): StataOptions {
  const { text, columns, options } = read;
  const column = (name: string) => {
    const argument = options.argument(name);
    return argument === undefined ? undefined : columnNamed(text, argument, columns);
  };
  const given = {
    method: methodOf(read),
    outcome: column("outcome"),
    score: column("pscore"),
    ratio: numberOf(read, "neighbor"),
    caliper: numberOf(read, "caliper"),
    bandwidth: numberOf(read, "bwidth"),
    kernel: kernelOf(read),
    link: options.has("logit") ? "logit" : undefined,
    scale: options.has("index") ? "linear" : undefined,
    support: options.has("common") ? "psmatch2" : undefined,
    replace: options.has("noreplacement") ? false : undefined,
    order: options.has("descending") ? "largest" : undefined,
    ties: options.has("ties") ? "average" : undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function methodOf({ text, options }: ReadCommand): string | undefined {
  const named = ["radius", "kernel", "llr", "mahalanobis"].filter((name) => options.has(name));
  const [method, second] = named;
  if (second === undefined) return method;
  throw text.fail("stata_option", `'${method}' and '${second}' are two methods; keep one.`, options.start(second));
}

function numberOf({ text, options }: ReadCommand, name: string): number | undefined {
  const argument = options.argument(name);
  if (argument === undefined) return undefined;
  const value = Number(argument.text);
  if (value > 0 && Number.isFinite(value)) return value;
  const detail = { got: argument.text, expected: "a number above 0" };
  throw text.fail("stata_option_argument", `${name}() takes a number above 0.`, argument.start, detail);
}

function kernelOf({ text, options }: ReadCommand): string | undefined {
  const argument = options.argument("kerneltype");
  if (argument === undefined) return undefined;
  if (Object.hasOwn(KERNELS, argument.text)) return KERNELS[argument.text];
  const known = Object.keys(KERNELS);
  throw text.fail("stata_option_argument", `kerneltype() is one of ${known.join(", ")}.`, argument.start, {
    got: argument.text,
    expected: known,
  });
}
