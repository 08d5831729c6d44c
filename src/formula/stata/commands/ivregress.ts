/**
 * Layer formula. `ivregress 2sls y w (x = z), small` and `ivreg2 y w (x = z), small` to equations with instruments. Without
 * `small` both use the normal distribution, and no small-sample factor: that is refused. Source: Stata Base Reference Manual,
 * [R] ivregress; help file of ivreg2.
 */
import { didYouMean } from "../../../base/nearest.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../options.js";
import type { ModelParts, StataOptions } from "../stata-model.js";
import { type Piece, within } from "../stata-text.js";
import { VARIANCE, type VarianceRules } from "../variance.js";
import { INSTRUMENT_OPTIONS, instrumentOptions, requireInstruments } from "./instrument-options.js";

const ROBUST: VarianceRules = { kinds: ["iid", "hetero", "cluster"], clusterings: 1 };
const TWO_WAY: VarianceRules = { ...ROBUST, clusterings: 2 };

const ESTIMATORS: Readonly<Record<string, StataOptions>> = {
  "2sls": {},
  liml: { iv: "liml" },
  gmm: { iv: "gmm2s" },
};
const IVREGRESS: OptionRules = {
  ...DISPLAY,
  ...VARIANCE,
  small: { letters: 2 },
  first: { letters: 2, ignored: true },
  noconstant: { letters: 3, instead: "write the model as a formula with 0 +" },
  wmatrix: { letters: 2, takes: "argument", instead: "gmm weighs moments by the variance asked for" },
  igmm: { letters: 2, instead: "gmm takes two steps" },
  center: { letters: 2, instead: "moments are not centred" },
  perfect: { letters: 4, instead: "leave it out" },
};

export function readIvregress(context: CommandContext): ModelParts {
  const { text, variables, word } = context.line;
  const name = /^\S*/.exec(variables.text)![0];
  if (!Object.hasOwn(ESTIMATORS, name)) {
    const known = Object.keys(ESTIMATORS);
    const hint = didYouMean(name, known);
    const message = `ivregress begins with its estimator, ${known.join(", ")}; got '${name}'${hint}`;
    throw text.fail("stata_estimator", message, variables.start, { got: name, expected: known });
  }
  const read = readEstimation(
    context,
    { options: IVREGRESS, variance: ROBUST, instruments: true },
    within(variables, name.length),
  );
  requireInstruments(read);
  requireSmall(read, word);
  const options = ESTIMATORS[name]!;
  if (options.iv === "gmm2s" && !read.variance.stated) {
    const message = "ivregress gmm is robust by default; say vce(robust), vce(cluster id) or vce(unadjusted).";
    throw text.refuse("stata_variance", message, variables.start);
  }
  return partsOf(read, {
    command: "ivregress",
    options: { ssc: "fixest", fixefRm: "none", ...options },
    stated: options.iv === undefined ? [] : ["iv"],
  });
}

export function readIvreg2(context: CommandContext): ModelParts {
  const read = readEstimation(context, {
    options: { ...DISPLAY, ...VARIANCE, ...INSTRUMENT_OPTIONS },
    variance: TWO_WAY,
    instruments: true,
  });
  requireInstruments(read);
  requireSmall(read, context.line.word);
  const { options, stated } = instrumentOptions(read);
  return partsOf(read, { command: "ivreg2", options: { ssc: "fixest", fixefRm: "none", ...options }, stated });
}

function requireSmall({ text, options }: ReadCommand, { text: command, start }: Piece): void {
  if (options.has("small")) return;
  const message = `${command} without 'small' takes errors without a small-sample factor and p-values from the normal distribution; add small for n - K and t.`;
  throw text.refuse("stata_small", message, start);
}
