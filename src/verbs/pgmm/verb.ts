/**
 * `pgmm`, declared: its options, and what its command says of it.
 */

import type { Progress } from "../../base/progress.js";
import { altered, flag, host, type OptionsOf, oneOf, Unreadable, value, wholeNumber } from "../../declare/option.js";
import { callback, signal as signalShape } from "../../declare/shape.js";
import { level, sampleOptions } from "../../regression/options.js";
import { type Declaration, declare } from "../verb.js";

/** Most orders of serial correlation tested. */
const MOST_AR_TESTS = 20;

const code = "pgmm_option";

const options = {
  model: oneOf("the transformed equation alone, or a system: with the equation in levels", ["difference", "system"], {
    default: "difference",
    shape: "name",
    code,
  }),
  transform: oneOf("d: first differences; fod: forward orthogonal deviations, which lose less to gaps", ["d", "fod"], {
    default: "d",
    shape: "name",
    code,
  }),
  steps: oneOf("steps of the weight, or iterated to the fixed point", [1, 2, "iterated"], {
    default: 1,
    shape: "n",
    code,
  }),
  collapse: flag("a column a lag in place of one a period and lag, in every gmm() that does not say otherwise", {
    default: false,
  }),
  robust: flag("errors clustered by unit, two-step ones corrected as Windmeijer", {
    default: true,
    without: "classical one-step errors, uncorrected two-step ones",
  }),
  small: flag("t and F with a small-sample factor", { default: false }),
  h: oneOf(
    "H of the one-step weight, as xtabond2 numbers them: 1 the identity; 2 the covariance of differenced errors, the identity for levels; 3 also the covariance of both",
    [1, 2, 3],
    { default: 3, shape: "n", code },
  ),
  timeDummies: flag("dummies of the periods, as regressors and their own instruments", { default: false }),
  subset: altered(sampleOptions.subset, {
    description: 'rows to estimate on, such as "year >= 1979"; the others still serve as lags',
  }),
  level,
  arTests: wholeNumber("highest order of the test of serial correlation", {
    min: 0,
    max: MOST_AR_TESTS,
    default: 2,
    code,
    called: "ar-tests",
  }),
  singular: oneOf(
    "a weight without inverse: refused, or its Moore-Penrose inverse taken, as xtabond2 (whose lines have it by default) and plm do",
    ["refuse", "pseudoinverse"],
    { default: "refuse", shape: "how", code },
  ),
  sensitivity: value(
    "the estimate also by number of lags in every gmm(), collapsed and not, such as 1,2,3,all (which alone it means)",
    readDepths,
    { shape: "depths", bare: true },
  ),
  onProgress: host<(progress: Progress) => void>("called with each step and how far it is", callback()),
  signal: host<AbortSignal>("stops the computation once it is aborted", signalShape),
};

export interface PgmmOptions extends OptionsOf<typeof options> {}

/** `1,2,all` to numbers, null for all. */
function readDepths(text: string): boolean | readonly (number | null)[] {
  return text.split(",").map((piece) => {
    const depth = piece.trim();
    if (depth === "all") return null;
    if (!/^[1-9]\d{0,3}$/.test(depth)) throw new Unreadable("expected numbers of lags, such as 1,2,3,all");
    return Number(depth);
  });
}

export const pgmmVerb: Declaration<typeof options> = declare({
  name: "pgmm",
  takes: "panel",
  formula: 'formula in quotes, "y ~ lag(y, 1) + x | gmm(y, 2:99) + iv(x)", or a line "xtabond2 ..."',
  summary: "dynamic panels by difference and system GMM",
  description: 'GMM on a dynamic panel: "y ~ lag(y, 1) + x | gmm(y, 2:99) + iv(x)".',
  options,
  out: "file",
  about: `
Instruments. gmm(x, 2:4): levels of x two to four periods back for the transformed equation, a column a period and lag, or a
column a lag with collapse; in a system also the difference of x one period back for the equation in levels. eq = diff or
level asks for one of the two; with eq = level the lags are those of the difference. iv(x): x instruments itself; in a system
one column serves both equations, unless eq = diff or level says which; write both, as plm does, for a column each.

An xtabond2 line in place of the formula is translated, and the translation printed. Its lists may hold L.x, L2.x, L(0/2).x,
x*, x1-x9 and i.x. Its options take the place of the flags.`,
  examples: [
    'empl.csv "log(emp) ~ lag(log(emp), 1:2) + lag(log(wage), 0:1) | gmm(log(emp), 2:99) + iv(lag(log(wage), 0:1))" --panel firm,year --time-dummies --steps 2',
    'cities.csv "quality ~ lag(quality, 1) + did + eco | gmm(quality, 2:4) + iv(did, eco)" --panel city,year --model system --steps 2 --collapse --time-dummies',
    'abdata.csv "xtabond2 n L.n L(0/1).(w k) yr*, gmm(L.(n w k)) iv(yr*, eq(level)) robust small" --panel id,year',
    'abdata.csv "xtset id year; xtabond2 n L.n w, gmm(L.n) iv(w) nolevel robust"',
    'cities.csv "quality ~ lag(quality, 1) + did | gmm(quality, 2:99) + iv(did)" --panel city,year --sensitivity 1,2,3,all',
  ],
});
