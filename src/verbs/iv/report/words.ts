/**
 * What an equation with instruments is called and which of its tests a reader is shown: where errors are
 * robust the robust statistic, else the classical one of the same question. Computes nothing.
 */

import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/own.js";
import type { IvRecord, StageRecord } from "../../../regression/record/iv-record.js";
import { ivWords } from "../messages.js";
import type { IvFit } from "./columns.js";

/** "2SLS", "LIML", "Fuller(1)", "Two-step GMM". */
export function estimatorName(
  { estimator, fuller }: Pick<IvRecord, "estimator" | "fuller">,
  language: Language = "en",
): string {
  if (estimator === "fuller") return `Fuller(${fuller})`;
  return { "2sls": "2SLS", liml: "LIML", gmm2s: ivWords.twoStepGmm[language] }[estimator];
}

/** The name, and kappa where it is estimated. */
export function estimatorText(iv: IvRecord): string {
  const { estimator, kappa } = iv;
  const isEstimated = kappa !== null && estimator !== "2sls";
  return `${estimatorName(iv)}${isEstimated ? ` (kappa ${Number(kappa.toPrecision(8))})` : ""}`;
}

/** Tests by the question they answer, the robust one first, with the names they are known by. */
const TESTS = {
  weak: [
    ["kleibergen_paap_wald", "Kleibergen-Paap rk Wald"],
    ["cragg_donald", "Cragg-Donald"],
  ],
  under: [
    ["kleibergen_paap_lm", "Kleibergen-Paap rk LM"],
    ["anderson_lm", "Anderson LM"],
  ],
  noEffect: [["anderson_rubin", "Anderson-Rubin"]],
  over: [
    ["hansen", "Hansen J"],
    ["sargan", "Sargan"],
  ],
  orthogonal: [["difference_in_sargan", "difference-in-Sargan"]],
  exogenous: [["wu_hausman", "Wu-Hausman"]],
} as const;

/** A test of the instruments. */
type IvTest = StageRecord["partial_F"];
/** Critical values of the effective F. */
type Thresholds = NonNullable<IvRecord["effective_F"]>["simplified"];

/** The question a test answers. */
export type Question = keyof typeof TESTS;

/** A test by its key in the record, with the name it is known by. */
export interface NamedTest {
  readonly key: string;
  readonly name: string;
  readonly test: IvTest;
}

/** The test that answers it; null where there is none, as of overidentification with as many instruments as regressors. */
export function testOf({ tests, vcov }: IvFit, question: Question): NamedTest | null {
  const robustFirst: readonly (readonly [string, string])[] = TESTS[question];
  const ordered = vcov.type === "iid" ? robustFirst.toReversed() : robustFirst;
  for (const [key, name] of ordered) {
    const test = ownOf(tests, key);
    if (test !== undefined && "hypothesis" in test) return { key, name, test };
  }
  return null;
}

/** Thresholds of the effective F for the estimator: those of LIML, or of 2SLS, simplified where there are no others. */
export function thresholdsOf({ effective_F: effective, estimator }: IvRecord): Thresholds | null {
  if (effective === null) return null;
  return (estimator === "liml" ? effective.liml : effective.tsls) ?? effective.simplified;
}

/** Stock and Yogo's values for the estimator, and what they bound. */
export function stockYogoOf({ stock_yogo: values, estimator }: IvRecord): {
  readonly bound: "size" | "bias";
  readonly values: IvRecord["stock_yogo"]["tsls_size"];
} {
  if (estimator === "liml") return { bound: "size", values: values.liml_size };
  return estimator === "fuller"
    ? { bound: "bias", values: values.fuller_bias }
    : { bound: "size", values: values.tsls_size };
}
