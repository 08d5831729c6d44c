/**
 * Options of ivreg2 and its kin: which estimator, and which instruments a test is about. Source: help file of
 * ivreg2, Baum, Schaffer & Stillman (2007), Stata Journal 7(4), doi:10.1177/1536867X0800700402.
 */

import { didYouMean } from "../../../base/did-you-mean.js";
import { type Note, note } from "../../../base/messages.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation, requireTimeOf } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../command-line.js";
import { STATA_NOTES } from "../messages.js";
import { readVarlist } from "../read-varlist.js";
import type { ModelParts, StataOptions } from "../stata-model.js";
import { within } from "../stata-text.js";
import { termTexts } from "../term-text.js";
import {
  namedVariance,
  requireBartlett,
  VARIANCE,
  type Variance,
  type VarianceRules,
  varianceText,
} from "../variance.js";
import { requireStatedBases } from "./regress.js";

const STATISTICS = "the record has the tests of an equation with instruments";

export const INSTRUMENT_OPTIONS: OptionRules = {
  small: { letters: 2 },
  noconstant: { letters: 3 },
  liml: { letters: 4 },
  gmm2s: { letters: 4 },
  fuller: { letters: 6, takes: "argument" },
  orthog: { letters: 5, takes: "argument" },
  first: { letters: 5, ignored: true },
  ffirst: { letters: 6, ignored: true },
  rf: { letters: 2, ignored: true },
  noid: { letters: 4, ignored: true },
  nooutput: { letters: 5, ignored: true },
  cue: { letters: 3, instead: "liml and gmm2s are estimated" },
  kclass: { letters: 6, takes: "argument", instead: "liml and fuller(1) are estimated" },
  coviv: { letters: 5, instead: "leave it out" },
  endogtest: { letters: 5, takes: "argument", instead: STATISTICS },
  redundant: { letters: 3, takes: "argument", instead: STATISTICS },
  partial: { letters: 4, takes: "argument", instead: "leave it out: the coefficients left are the same" },
  bw: { letters: 2, takes: "argument" },
  kernel: { letters: 3, takes: "argument" },
  dkraay: { letters: 6, takes: "argument" },
  kiefer: { letters: 6, instead: "bw() with robust, and dkraay(), are correlated along time" },
  center: { letters: 6, instead: "moments are not centred" },
  wmatrix: { letters: 3, takes: "argument", instead: "gmm2s weighs moments by the variance asked for" },
  smatrix: { letters: 3, takes: "argument", instead: "gmm2s weighs moments by the variance asked for" },
  b0: { letters: 2, takes: "argument", instead: "estimate the equation" },
  dofminus: { letters: 4, takes: "argument", instead: "--ssc states what is counted" },
  sdofminus: { letters: 5, takes: "argument", instead: "--ssc states what is counted" },
};

/** The estimator and the instruments of the difference-in-Sargan test, as options of ours. */
export function instrumentOptions(read: ReadCommand): {
  readonly options: StataOptions;
  readonly stated: readonly (keyof StataOptions)[];
} {
  const { text, options } = read;
  const named = ["liml", "gmm2s", "fuller"].filter((name) => options.has(name));
  const [estimator, second] = named;
  if (second !== undefined) {
    const message = `'${estimator}' and '${second}' are two estimators; keep one.`;
    throw text.fail("stata_option", message, options.start(second), { got: named });
  }
  const orthog = options.argument("orthog");
  const tested = orthog === undefined ? undefined : termTexts(text, readVarlist(read, orthog));
  const iv = estimator === "fuller" ? fullerOf(read) : estimator;
  return {
    options: { ...(iv === undefined ? {} : { iv }), ...(tested === undefined ? {} : { orthog: tested }) },
    stated: [...(iv === undefined ? [] : (["iv"] as const)), ...(tested === undefined ? [] : (["orthog"] as const))],
  };
}

function fullerOf({ text, options }: ReadCommand): string {
  const argument = options.argument("fuller")!;
  const constant = Number(argument.text);
  if (constant > 0 && Number.isFinite(constant)) return `fuller:${constant}`;
  throw text.fail("stata_option_argument", "fuller() takes a number above 0, such as 1 or 4.", argument.start, {
    got: argument.text,
    expected: "a number above 0",
  });
}

/** What a line of 2SLS without endogenous regressors is. Throws UsageError `stata_instruments` for another estimator. */
export function withoutInstruments(read: ReadCommand, { iv }: StataOptions): readonly Note[] {
  if (read.instruments !== undefined) return [];
  if (iv !== undefined) requireInstruments(read);
  return [note(STATA_NOTES, "stata_least_squares", { command: read.context.line.word.text })];
}

/** Throws UsageError `stata_instruments` where a command for instruments has none. */
export function requireInstruments({ text, instruments, context }: ReadCommand): void {
  if (instruments !== undefined) return;
  const { word } = context.line;
  const message = `${word.text} needs a group of instruments, as in ${word.text} y w (x = z1 z2).`;
  throw text.fail("stata_instruments", message, word.start, { expected: "(x = z)" });
}

/** Without option `small`: no factor, the normal distribution for each coefficient and the chi-squared for several. */
const LARGE = "large";
/** With it, F on the clusters less one. */
const CLUSTERED = "fixest,F.df=min";

/**
 * The small-sample rule of ivreg2 and ivregress. Throws NotSupported `stata_small` for one with correlation along time within
 * units, where our factor is not n / (n - K).
 */
export function smallSample(
  { text, options, context }: ReadCommand,
  { type }: Variance,
): {
  readonly ssc: string;
  readonly notes: readonly Note[];
} {
  const { word } = context.line;
  if (!options.has("small")) {
    return { ssc: LARGE, notes: [note(STATA_NOTES, "stata_normal", { command: word.text })] };
  }
  if (type === "NW") {
    const message = `'small' with errors correlated along time is not translated: ${word.text} takes n / (n - K), our rules count periods. Leave it out.`;
    throw text.refuse("stata_small", message, options.start("small"));
  }
  return { ssc: type === "cluster" || type === "DK" ? CLUSTERED : "fixest", notes: [] };
}

/** Whether there is a constant. Throws NotSupported `stata_noconstant` for factors that leave a level out without one. */
export function hasConstant(read: ReadCommand): boolean {
  if (!read.options.has("noconstant")) return true;
  requireStatedBases({ ...read, written: [...read.written, ...(read.instruments?.excludedTerms ?? [])] });
  return false;
}

/**
 * The variance of ivreg2: as read, or with `bw()` and `dkraay()` along time, whose bandwidth is one more than the lags under
 * Bartlett's kernel. Throws NotSupported `stata_option`, `stata_kernel`; UsageError `stata_option_argument`, `stata_panel`.
 */
export function ivreg2Variance(read: ReadCommand): Variance {
  const { text, options, variance, context } = read;
  const named = ["bw", "dkraay"].filter((name) => options.has(name));
  const kernel = options.argument("kernel");
  const [option, second] = named;
  if (second !== undefined) {
    throw text.fail("stata_option", "'bw' and 'dkraay' both name a bandwidth; keep one.", options.start(second));
  }
  if (option === undefined) {
    if (kernel === undefined) return variance;
    throw text.fail("stata_option", "kernel() goes with bw(), as in bw(3) kernel(bartlett).", options.start("kernel"));
  }
  if (kernel !== undefined) requireBartlett(text, kernel);
  const start = options.start(option);
  const lag = bandwidth(read, option) - 1;
  if (option === "bw" && variance.type !== "hetero") {
    const message =
      variance.type === "iid"
        ? "bw() without robust takes errors for autocorrelated and homoskedastic, which is not estimated; add robust."
        : "bw() beside clusters is not translated; dkraay() clusters by time.";
    throw text.refuse("stata_option", message, start);
  }
  if (option === "dkraay" && variance.type === "cluster") {
    throw text.refuse("stata_option", "dkraay() beside other clusters is not translated.", start);
  }
  const along = { type: option === "bw" ? "NW" : "DK", by: [], lag, stated: true, start } as const;
  requireTimeOf(read, along, context.panel);
  return along;
}

function bandwidth({ text, options }: ReadCommand, option: string): number {
  const argument = options.argument(option)!;
  if (/^auto/i.test(argument.text)) {
    throw text.refuse(
      "stata_option",
      `a bandwidth chosen by the data is not estimated; give ${option}(#).`,
      argument.start,
    );
  }
  const value = Number(argument.text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw text.fail("stata_option_argument", `${option}() takes a whole number of at least 1.`, argument.start, {
    got: argument.text,
    expected: "a whole number of at least 1",
  });
}

// `ivregress 2sls y w (x = z)` and `ivreg2 y w (x = z)` to equations with instruments. Source: Stata Base
// Reference Manual, [R] ivregress; help file of ivreg2.

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
 * `vce()` names no other. `wmatrix(unadjusted)` takes the variance of the residuals about their mean, which is 0 with a constant. Throws NotSupported `stata_variance` for a classical variance beside another weight.
 */
function weighed(read: ReadCommand): { readonly variance: Variance; readonly weight: StataOptions } {
  const { text, options, context } = read;
  const named = options.argument("wmatrix");
  const kind =
    named === undefined ? ({ type: "hetero", by: [] } as const) : namedVariance(text, named, ROBUST, read.columns);
  const weight: Variance = { ...kind, stated: named !== undefined, start: options.start("wmatrix") };
  requireTimeOf(read, weight, context.panel);
  const variance = read.variance.stated ? read.variance : weight;
  const centred: StataOptions = weight.type === "iid" && options.has("noconstant") ? { iv: "gmm2s:centred" } : {};
  if (varianceText(variance) === varianceText(weight)) return { variance, weight: centred };
  if (variance.type === "iid") {
    const message = "vce(unadjusted) is translated beside wmatrix(unadjusted) only.";
    throw text.refuse("stata_variance", message, variance.start);
  }
  return { variance, weight: { ...centred, ivWeight: varianceText(weight) } };
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
