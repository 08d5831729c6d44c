/**
 * Layer formula. Options of ivreg2 and its kin: which estimator, and which instruments a test is about. Source: help file of
 * ivreg2, Baum, Schaffer & Stillman (2007), Stata Journal 7(4), doi:10.1177/1536867X0800700402.
 */
import type { Note } from "../../../base/columns.js";
import type { ReadCommand } from "../command-context.js";
import type { OptionRules } from "../options.js";
import { readVarlist } from "../read-varlist.js";
import type { StataOptions } from "../stata-model.js";
import { termTexts } from "../term-text.js";

const ALONG_TIME = "variances along time are --vcov NW:lag and DK:lag";
const STATISTICS = "the record has the tests of an equation with instruments";

export const INSTRUMENT_OPTIONS: OptionRules = {
  small: { letters: 2 },
  noconstant: { letters: 3, instead: "write the model as a formula with 0 +" },
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
  bw: { letters: 2, takes: "argument", instead: ALONG_TIME },
  kernel: { letters: 3, takes: "argument", instead: ALONG_TIME },
  dkraay: { letters: 6, takes: "argument", instead: ALONG_TIME },
  kiefer: { letters: 6, instead: ALONG_TIME },
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

/** Throws UsageError `stata_instruments` where a command for instruments has none. */
export function requireInstruments({ text, instruments, context }: ReadCommand): void {
  if (instruments !== undefined) return;
  const { word } = context.line;
  const message = `${word.text} needs a group of instruments, as in ${word.text} y w (x = z1 z2).`;
  throw text.fail("stata_instruments", message, word.start, { expected: "(x = z)" });
}

/** Without option `small`: no factor, the normal distribution for each coefficient and the chi-squared for several. */
export const LARGE = "none,t.df=Infinity,F.df=Infinity";

/** The small-sample rule of ivreg2. Throws NotSupported `stata_small` for a classical variance divided by n. */
export function smallSample({ text, options, variance, context }: ReadCommand): {
  readonly ssc: string;
  readonly notes: readonly Note[];
} {
  if (options.has("small")) return { ssc: "fixest", notes: [] };
  const { word } = context.line;
  if (variance.type === "iid") {
    const message = `${word.text} without 'small' divides squared residuals by n; add small for n - K and t, or robust.`;
    throw text.refuse("stata_small", message, word.start);
  }
  const message = `${word.text} without 'small' takes no small-sample factor, and p-values from the normal distribution.`;
  return { ssc: LARGE, notes: [{ code: "stata_normal", message }] };
}
