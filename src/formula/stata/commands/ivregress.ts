/**
 * Layer formula. `ivregress 2sls y w (x = z)` and `ivreg2 y w (x = z)` to equations with instruments. Source: Stata Base
 * Reference Manual, [R] ivregress; help file of ivreg2.
 */
import { didYouMean } from "../../../base/nearest.js";
import { type CommandContext, partsOf, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../options.js";
import type { ModelParts, StataOptions } from "../stata-model.js";
import { within } from "../stata-text.js";
import { VARIANCE, type VarianceRules } from "../variance.js";
import { INSTRUMENT_OPTIONS, instrumentOptions, LARGE, requireInstruments, smallSample } from "./instrument-options.js";

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
  const { ssc, notes } = smallSample(read);
  if (ssc === LARGE && read.variance.type === "cluster") {
    const message = "ivregress with clusters is translated with 'small' only; add it, or use ivreg2.";
    throw text.refuse("stata_small", message, word.start);
  }
  const options = ESTIMATORS[name]!;
  if (options.iv === "gmm2s" && !read.variance.stated) {
    const message = "ivregress gmm is robust by default; say vce(robust), vce(cluster id) or vce(unadjusted).";
    throw text.refuse("stata_variance", message, variables.start);
  }
  return partsOf(read, {
    command: "ivregress",
    options: { ssc, fixefRm: "none", ...options },
    stated: options.iv === undefined ? [] : ["iv"],
    notes,
  });
}

export function readIvreg2(context: CommandContext): ModelParts {
  const read = readEstimation(context, {
    options: { ...DISPLAY, ...VARIANCE, ...INSTRUMENT_OPTIONS },
    variance: TWO_WAY,
    instruments: true,
  });
  requireInstruments(read);
  const { options, stated } = instrumentOptions(read);
  const { ssc, notes } = smallSample(read);
  return partsOf(read, { command: "ivreg2", options: { ssc, fixefRm: "none", ...options }, stated, notes });
}
