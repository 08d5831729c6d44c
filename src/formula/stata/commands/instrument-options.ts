/**
 * Options of ivreg2 and its kin: which estimator, and which instruments a test is about. Source: help file of
 * ivreg2, Baum, Schaffer & Stillman (2007), Stata Journal 7(4), doi:10.1177/1536867X0800700402.
 */

import { type Note, note } from "../../../base/messages.js";
import { type ReadCommand, requireTimeOf } from "../command-context.js";
import type { OptionRules } from "../command-line.js";
import { STATA_NOTES } from "../messages.js";
import { readVarlist } from "../read-varlist.js";
import type { StataOptions } from "../stata-model.js";
import { termTexts } from "../term-text.js";
import { requireBartlett, type Variance } from "../variance.js";
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
