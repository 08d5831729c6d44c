/**
 * What of the published results is not estimated by its own line of Stata: the same estimate by another line, or in our words, and
 * what is left out, each with its reason.
 */

import type { Fit, OurModel, PublishedCase } from "./published.js";

/** Cases left out: by their command, and what is missing here. */
export const LEFT_OUT: readonly (readonly [command: RegExp, because: string])[] = [
  [/^nbreg /, "negative binomial regression"],
  [/constraints\(/, "linear constraints on coefficients of a Poisson regression"],
  [/, be wls /, "between estimates weighted by the rows of a unit"],
  [/ igmm$/, "iterated GMM of one equation"],
  [/^ivregress gmm .* center/, "moments centred in the weight of GMM"],
];

export const leftOut = ({ command }: PublishedCase): string | undefined =>
  LEFT_OUT.find(([pattern]) => pattern.test(command))?.[1];

/** Lines that give the same numbers and are translated: by what they replace in the command. */
const OTHER_LINES: readonly (readonly [part: RegExp, line: string])[] = [
  // the weight as a column
  [/\[aw=1\/mvalue\]/, " [aw=inverse]"],
  // the linear moments of gmm are those of ivregress
  [/^gmm \(lw - .*mrt\)$/, "ivregress gmm lw expr tenure rns smsa dyear* (s iq = med kww age mrt), wmatrix(robust)"],
  [
    /^gmm \(lw - .*mrt\) onestep$/,
    "ivregress 2sls lw expr tenure rns smsa dyear* (s iq = med kww age mrt), vce(robust)",
  ],
  // small is a factor, which `adjustment` applies
  [/(vce|wmatrix)\(hac bartlett 12\) small/, "$1(hac bartlett 12)"],
];

/** The line that is translated for a case. */
export const lineOf = ({ command }: PublishedCase): string =>
  OTHER_LINES.reduce((line, [part, other]) => line.replace(part, other), command);

/** What a variance of ours is multiplied by to be Stata's, and the rule that says so. */
export interface Adjustment {
  readonly factor: number;
  readonly rule: string;
}

const ALONG_TIME =
  "newey, and small with errors correlated along time, multiply by n / (n - K): ours without, times that, equals";

/** Where Stata's variance is ours but for a factor: n / (n - K) is none of our small-sample rules. */
export function adjustment(fit: Fit, { command }: PublishedCase): Adjustment | null {
  const isAlongTime = /hac bartlett|^newey|bw\(/.test(command);
  if (!isAlongTime || !/small|^newey/.test(command)) return null;
  const factor = fit.nobs / (fit.nobs - Object.keys(fit.coefficients).length);
  return { factor, rule: ALONG_TIME };
}

type Equivalent = readonly [command: RegExp, model: (match: RegExpExecArray, of: PublishedCase) => OurModel];

/** Models of lines that are not translated. */
const EQUIVALENTS: readonly Equivalent[] = [
  [
    /^newey (\w+) (.*), lag\((\d)\)/,
    ([, y, x, lag], { data }) => alongTime(data, `${y} ~ ${sum(x!)}`, { vcov: `NW:${lag}`, ssc: "none" }),
  ],
  [
    // its t has the number of panels less one degrees of freedom
    /^xtscc (\w+) (.*), lag\((\d)\)/,
    ([, y, x, lag], { data }) => alongTime(data, `${y} ~ ${sum(x!)}`, { vcov: `DK:${lag}`, ssc: "none,t.df=9,F.df=9" }),
  ],
  [
    /^ivreg2 (\w+) ([\w. ]+?)( \[aw=1\/mvalue\])?, (.*)$/,
    ([, y, x, weights, options], { data }) =>
      alongTime(data, `${y} ~ ${sum(x!)}`, {
        ...varianceOf(options!),
        ...(weights === undefined ? {} : { weights: "inverse" }),
      }),
  ],
];

/** The variance and small-sample rule of ivreg2's options. */
function varianceOf(options: string): { vcov: string; ssc: string } {
  const ssc = /small/.test(options) ? "fixest,F.df=min" : "large";
  const bandwidth = /(?:bw|dkraay)\((\d)\)/.exec(options)?.[1];
  if (/dkraay/.test(options)) return { vcov: `DK:${Number(bandwidth) - 1}`, ssc };
  if (/bw/.test(options)) return { vcov: `NW:${Number(bandwidth) - 1}`, ssc: "large" };
  const clusters = /cluster\(([^)]*)\)/.exec(options)?.[1];
  return { vcov: clusters === undefined ? "hetero" : `cluster:${clusters.split(" ").join("+")}`, ssc };
}

/** The model of ours that a case's line stands for, where the line is not translated. */
export function equivalentOf(of: PublishedCase): OurModel | undefined {
  for (const [pattern, model] of EQUIVALENTS) {
    const match = pattern.exec(of.command);
    if (match !== null) return model(match, of);
  }
  return undefined;
}

const sum = (list: string): string =>
  list
    .trim()
    .split(/ +/)
    .map((name) => name.replace(/^L\.(\w+)$/, "l($1, 1)"))
    .join(" + ");

const PANELS: Readonly<Record<string, { unit: string; time: string }>> = {
  grunfeld: { unit: "company", time: "time" },
  macrodata: { unit: "one", time: "quarter" },
};

const alongTime = (data: string, formula: string, options: Record<string, unknown>): OurModel => ({
  verb: "feols",
  formula,
  options: { fixefRm: "none", panel: PANELS[data], ...options },
});
