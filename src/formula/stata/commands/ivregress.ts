/**
 * `ivregress 2sls y w (x = z)` and `ivreg2 y w (x = z)` to equations with instruments. Source: Stata Base
 * Reference Manual, [R] ivregress; help file of ivreg2.
 */
import { didYouMean } from "../../../base/did-you-mean.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation, requireTimeOf } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../command-line.js";
import type { ModelParts, StataOptions } from "../stata-model.js";
import { within } from "../stata-text.js";
import { namedVariance, VARIANCE, type Variance, type VarianceRules, varianceText } from "../variance.js";
import {
  hasConstant,
  INSTRUMENT_OPTIONS,
  instrumentOptions,
  ivreg2Variance,
  smallSample,
  withoutInstruments,
} from "./instrument-options.js";

const ROBUST: VarianceRules = { kinds: ["iid", "hetero", "cluster", "NW"], clusterings: 1 };
const TWO_WAY: VarianceRules = { kinds: ["iid", "hetero", "cluster"], clusterings: 2 };

const ESTIMATORS: Readonly<Record<string, StataOptions>> = {
  "2sls": {},
  liml: { iv: "liml" },
  gmm: { iv: "gmm2s", ivVcov: "sandwich" },
};
const IVREGRESS: OptionRules = {
  ...DISPLAY,
  ...VARIANCE,
  small: { letters: 2 },
  first: { letters: 2, ignored: true },
  noconstant: { letters: 3 },
  wmatrix: { letters: 2, takes: "argument" },
  igmm: { letters: 2, instead: "gmm takes two steps" },
  center: { letters: 2, instead: "moments are not centred" },
  perfect: { letters: 4, instead: "leave it out" },
};

export function readIvregress(context: CommandContext): ModelParts {
  const { text, variables } = context.line;
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
  const options = ESTIMATORS[name]!;
  const leastSquares = withoutInstruments(read, options);
  const { variance, weight } = options.iv === "gmm2s" ? weighed(read) : { variance: unweighed(read), weight: {} };
  const { ssc, notes } = smallSample(read, variance);
  return partsOf(read, {
    command: "ivregress",
    intercept: hasConstant(read),
    variance,
    options: { ssc, fixefRm: "none", ...options, ...weight },
    stated: (["iv", "ivWeight"] as const).filter((option) => ({ ...options, ...weight })[option] !== undefined),
    notes: [...leastSquares, ...notes],
  });
}

/** The variance of 2SLS and LIML, which have no weight. */
function unweighed({ text, options, variance }: ReadCommand): Variance {
  if (!options.has("wmatrix")) return variance;
  throw text.fail("stata_option", "wmatrix() is an option of ivregress gmm.", options.start("wmatrix"));
}

/**
 * Weight and variance of GMM: moments are weighed by `wmatrix()`, by default robust, and the variance is that of the weight where
 * `vce()` names no other. Throws NotSupported `stata_variance` for a classical variance beside another weight.
 */
function weighed(read: ReadCommand): { readonly variance: Variance; readonly weight: StataOptions } {
  const { text, options, context } = read;
  const named = options.argument("wmatrix");
  const kind =
    named === undefined ? ({ type: "hetero", by: [] } as const) : namedVariance(text, named, ROBUST, read.columns);
  const weight: Variance = { ...kind, stated: named !== undefined, start: options.start("wmatrix") };
  requireTimeOf(read, weight, context.panel);
  const variance = read.variance.stated ? read.variance : weight;
  if (varianceText(variance) === varianceText(weight)) return { variance, weight: {} };
  if (variance.type === "iid") {
    const message = "vce(unadjusted) is translated beside wmatrix(unadjusted) only.";
    throw text.refuse("stata_variance", message, variance.start);
  }
  return { variance, weight: { ivWeight: varianceText(weight) } };
}

export function readIvreg2(context: CommandContext): ModelParts {
  const read = readEstimation(context, {
    options: { ...DISPLAY, ...VARIANCE, ...INSTRUMENT_OPTIONS },
    variance: TWO_WAY,
    instruments: true,
  });
  const { options, stated } = instrumentOptions(read);
  const leastSquares = withoutInstruments(read, options);
  const variance = ivreg2Variance(read);
  const { ssc, notes } = smallSample(read, variance);
  return partsOf(read, {
    command: "ivreg2",
    intercept: hasConstant(read),
    variance,
    options: { ssc, fixefRm: "none", ...options },
    stated,
    notes: [...leastSquares, ...notes],
  });
}
