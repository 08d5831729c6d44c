/**
 * `pretrends`, declared: its options, and what its command says of it.
 */
import { UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import { type Filled, number, numbers, type OptionsOf, repeated, share, text, value } from "../../declare/option.js";
import { estimationFlags } from "../event-path/estimation-flags.js";
import { windowOf } from "../event-study/verb.js";
import { type Declaration, declare } from "../verb.js";

/** A violation of parallel trends by event: an expression in `event`, or numbers in the order of the path's events. */
export type Violation = string | { readonly name: string; readonly values: readonly number[] };

const options = {
  estimator: text("which estimate of a record of did with several", { shape: "name" }),
  window: value("first and last event time used, such as -4,4 (default: all)", windowOf, { shape: "low,high" }),
  power: numbers("chances with which a linear trend is to be found", { above: 0, below: 1, default: [0.5, 0.8] }),
  slopes: numbers("linear violations: what the difference in trends adds a period", { flag: "slope" }),
  trends: repeated("other violations, expressions in event (times since treatment); again for each", asViolation, {
    flag: "trend",
    shape: "expr",
  }),
  level: share("confidence level: of the pre-test, and 1 - alpha of equivalence", {
    default: 0.95,
    code: "level",
    called: "Confidence level",
  }),
  critical: number("critical value of a lead's statistic, in place of the normal quantile", { above: 0 }),
  bound: number("largest violation a period before treatment that would not matter, for equivalence", { above: 0 }),
  sd: number("standard deviation of the outcome: the bound is then 0.36 of it (Hartman and Hidalgo)", { above: 0 }),
};

export interface PretrendsOptions extends OptionsOf<typeof options> {}

export type PretrendsPlan = Filled<typeof options>;

export const pretrendsVerb: Declaration<typeof options> = declare({
  name: "pretrends",
  takes: "event-path",
  formula: null,
  summary: "what could the test of leads have found, and what do the leads rule out?",
  description: "Power of tests of leads, bias where they pass (Roth 2022), and equivalence of leads.",
  options,
  flags: estimationFlags,
  files: ["trends.csv"],
  about: `
Insignificant leads are no evidence where the test has no power. The record of did or event-study (--json) gives estimates
with their covariance; power is that of finding some lead beyond the critical value, and of the joint test, under linear
violations (--slope, and those found with the powers of --power) or others (--trend). For each: Bayes factor of passing,
likelihood ratio of the leads, and the mean of every estimate where the violation holds and the test passes: for lags
the bias. Equivalence: the smallest bound within which each lead, and all of them, are found to lie (two one-sided tests;
folded normal), and how much the average effect moves once a linear difference in trends is allowed (non-inferiority).`,
  examples: [
    "es.json",
    "es.json --slope 0.01,0.02 --window -4,4",
    'cities.csv "quality ~ eco | city + year" --cohort g --vcov cluster:city --slope 0.01',
    'did.json --estimator sunab --trend "0.05 * (event >= -2)" --out out/pretrends',
    "es.json --bound 0.1 --level 0.9 --json",
  ],
});

/** Options with their defaults. Throws UsageError `level` for one that proves nothing, `equivalence_bound` for two, and as `filled`. */
export function pretrendsPlan(given: PretrendsOptions): PretrendsPlan {
  const plan = filled(options, given);
  const { level, bound, sd, trends } = plan;
  if (level <= 0.5) {
    throw new UsageError(
      "level",
      `Confidence level must be above 0.5 for tests of leads, such as 0.95; got ${level}.`,
      {
        got: level,
        expected: "0.5 < level < 1",
      },
    );
  }
  if (bound !== undefined && sd !== undefined) {
    throw new UsageError(
      "equivalence_bound",
      "Equivalence has one bound: bound, or 0.36 of sd; leave one of them out.",
      {
        got: { bound, sd },
        expected: "bound or sd",
      },
    );
  }
  if (trends !== undefined && !Array.isArray(trends)) {
    throw new UsageError("violation", "Violations are a list, such as ['0.05 * (event >= 0)'].", {
      got: trends,
      expected: "a list",
    });
  }
  return plan;
}

function asViolation(written: string): Violation {
  return written;
}
