/**
 * Anderson and Rubin's test of given coefficients b0 of the endogenous regressors, valid however weak the instruments are:
 * Wald's test that the instruments explain nothing of y - X b0, with the covariance of the residual they leave. Scaled as
 * ivreg2 documents its own: F = chi2 (n - L) / n / kz, and clustered chi2 (n - L) / (n - 1) (G - 1) / G / kz on G - 1 degrees
 * of freedom, with L the parameters of the first stage. With classical errors F is exact.
 * Source: Anderson & Rubin (1949), Annals of Mathematical Statistics 20(1), doi:10.1214/aoms/1177730090; Baum, Schaffer &
 * Stillman (2007), Stata Journal 7(4), doi:10.1177/1536867X0800700402.
 */

import { NumericalError, UsageError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pf } from "../../../engine/kernels/math.js";
import type { IvTest } from "../../../regression/record/iv-record.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { IV_NOTES } from "../messages.js";
import { definiteForm } from "./quadratic-directions.js";

/** How chi2 of the Anderson-Rubin test becomes F: F = chi2 scale on `df1` and `df2` degrees of freedom. */
export interface AndersonRubinScale {
  readonly scale: number;
  readonly df1: number;
  readonly df2: number;
}

/** The scale of the test; throws NumericalError `ar_degrees_of_freedom` when none are left. */
export function andersonRubinScale(system: InstrumentSystem, errors: ErrorStructure): AndersonRubinScale {
  const { n, nExogenous, nInstruments: df1 } = system;
  const residualDf = n - nExogenous - df1;
  const G = errors.nClusters;
  const df2 = G === null ? residualDf : G - 1;
  if (!(residualDf > 0 && df2 > 0)) {
    throw new NumericalError(
      "ar_degrees_of_freedom",
      `The Anderson-Rubin test has ${Math.min(residualDf, df2)} degrees of freedom left; expected at least 1: use fewer instruments, effects or controls, or other clusters.`,
      { got: Math.min(residualDf, df2), expected: ">= 1" },
    );
  }
  const scale = G === null ? residualDf / n : ((residualDf / (n - 1)) * (G - 1)) / G;
  return { scale: scale / df1, df1, df2 };
}

/** a of the residual y - X b: E a. */
const residualOf = (b: Float64Array): Float64Array => Float64Array.from([...b.map((value) => -value), 1]);

/** P a: coordinates of [X y] a on the instruments. */
export function projectedOn({ nInstruments: kz, projected }: InstrumentSystem, a: Float64Array): Float64Array {
  const d = new Float64Array(kz);
  a.forEach((weight, j) => {
    for (let i = 0; i < kz; i++) d[i]! += projected[j * kz + i]! * weight;
  });
  return d;
}

/**
 * Test of b = `b0`, kx numbers: F. Throws UsageError `ar_hypothesis` when `b0` has another length, NumericalError
 * `ar_covariance` when the covariance of the instruments' scores is not positive definite.
 */
export function andersonRubin(
  engine: Engine,
  system: InstrumentSystem,
  errors: ErrorStructure,
  b0: Float64Array,
): IvTest {
  const a = hypothesis(system, b0);
  const { scale, df1, df2 } = andersonRubinScale(system, errors);
  const chi2 = definiteForm(errors.covariance(a, new Float64Array(df1)), projectedOn(system, a));
  if (chi2 === null) throw notDefinite(system, errors);
  const statistic = chi2 * scale;
  const p_value = pf(engine, statistic, df1, df2, true);
  return { statistic, distribution: "F", df1, df2, p_value, hypothesis: inWords(b0) };
}

/** Why a covariance of scores may not be positive definite, for errors and records. */
export const whyIndefinite = ({ nInstruments }: InstrumentSystem, { nClusters: clusters }: ErrorStructure): Note =>
  note(IV_NOTES, "scores_indefinite", { instruments: nInstruments, clusters });

function hypothesis({ nEndogenous: kx }: InstrumentSystem, b0: Float64Array): Float64Array {
  if (b0.length === kx) return residualOf(b0);
  throw new UsageError(
    "ar_hypothesis",
    `The hypothesis on the endogenous regressors got ${b0.length} values; expected ${kx}, one for each.`,
    { got: b0.length, expected: kx },
  );
}

function notDefinite(system: InstrumentSystem, errors: ErrorStructure): NumericalError {
  return new NumericalError(
    "ar_covariance",
    `The Anderson-Rubin test can't be computed: ${whyIndefinite(system, errors).message}. Use fewer instruments or another variance.`,
    { got: "a covariance that is not positive definite", expected: "positive definite" },
  );
}

const inWords = (b0: Float64Array): string => {
  const effects = b0.every((value) => value === 0) ? "no effect" : `the effects ${Array.from(b0).join(", ")}`;
  return `the endogenous regressors have ${effects}, and the instruments act through them only`;
};
