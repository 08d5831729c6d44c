/**
 * Tests of the restrictions that surplus instruments impose: whether all of them give the same estimate.
 * They say nothing when instruments are as many as endogenous regressors: each test is null then, and
 * `exactlyIdentified` has the reason. None of them can detect that all instruments fail in the same way.
 * Sources: Sargan (1958), Econometrica 26(3), doi:10.2307/1907619; Basmann (1960), JASA 55(292),
 * doi:10.1080/01621459.1960.10483365; Anderson & Rubin (1950), Annals of Mathematical Statistics 21(4),
 * doi:10.1214/aoms/1177729752; Hansen (1982), Econometrica 50(4), doi:10.2307/1912775.
 */

import { NumericalError, UsageError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { log, pchisq } from "../../../engine/kernels/math.js";
import { termAmong } from "../../../formula/term-names.js";
import type { IvTest } from "../../../regression/record/iv-record.js";
import type { InstrumentSystem, ResidualSquares } from "../estimator/instrument-system.js";

const HYPOTHESIS = "every excluded instrument is uncorrelated with the error";

type Counts = Pick<InstrumentSystem, "n" | "nInstruments" | "nEndogenous" | "nExogenous">;

/** Why there is no test; null when there is one. */
export function exactlyIdentified({ nInstruments, nEndogenous }: Counts): string | null {
  if (nInstruments > nEndogenous) return null;
  const one = nEndogenous === 1;
  return (
    `No test of overidentification: ${nEndogenous} endogenous regressor${one ? " has" : "s have"} ${nInstruments} ` +
    `excluded instrument${nInstruments === 1 ? "" : "s"}, and every moment is zero at the estimate.`
  );
}

/** Sargan: n R^2 of the two-stage residual on the instruments, chi-squared(kz - kx) under classical errors. */
export function sargan(engine: Engine, system: Counts, { explained, unexplained }: ResidualSquares): IvTest | null {
  return surplusChi2(engine, system, (system.n * explained) / (explained + unexplained));
}

/** Basmann: as Sargan with the error variance of the residual net of the instruments, by n - L. chi-squared(kz - kx). */
export function basmann(engine: Engine, system: Counts, { explained, unexplained }: ResidualSquares): IvTest | null {
  return surplusChi2(engine, system, (denominatorDf(system) * explained) / unexplained);
}

/** Anderson and Rubin's likelihood ratio n log(kappa) at LIML, chi-squared(kz - kx) under classical errors. */
export function likelihoodRatio(engine: Engine, system: Counts, kappa: number): IvTest | null {
  return surplusChi2(engine, system, system.n * log(engine, Float64Array.of(kappa))[0]!);
}

/** Hansen: the distance J of two-step efficient GMM, chi-squared(kz - kx) under the errors its weight was made for. */
export function hansen(engine: Engine, system: Counts, distance: number): IvTest | null {
  return surplusChi2(engine, system, distance);
}

/**
 * Throws NumericalError `moments_by_clusters` where instruments are as many as clusters: scores of G moments in G clusters can be solved
 * for a vector of ones, so that J is G at the residuals of its weight, and near it at those of the second step.
 */
export function requireMoreClusters({ nInstruments: moments }: Counts, clusters: number | null): void {
  if (clusters === null || moments < clusters) return;
  throw new NumericalError(
    "moments_by_clusters",
    `Hansen's J is ${clusters} or near it whatever the data, with ${moments} instruments in ${clusters} clusters: neither it nor a difference of it is reported (n.a.). Use fewer instruments, or a clustering with more groups.`,
    { got: moments, expected: `fewer than ${clusters}`, clusters },
  );
}

/** n - L, every instrument and every parameter of W counted. */
const denominatorDf = ({ n, nInstruments, nExogenous }: Counts): number => n - nExogenous - nInstruments;

function surplusChi2(engine: Engine, { nInstruments, nEndogenous }: Counts, statistic: number): IvTest | null {
  const df1 = nInstruments - nEndogenous;
  if (df1 <= 0) return null;
  const p_value = pchisq(engine, statistic, df1, true);
  return { statistic, distribution: "chi2", df1, df2: null, p_value, hypothesis: HYPOTHESIS };
}

// Whether some of the instruments are exogenous, given that the others are: what they add to the distance
// of GMM, chi-squared with as many degrees of freedom as they are. Sargan's statistics differ under classical errors,
// Hansen's under others.
//
// The C statistic (ivreg2's `orthog`) takes the distance without them under the weight of all and is never negative. Knows
// nothing of how distances are made.
// Source: Newey (1985), Journal of Econometrics 29(3), doi:10.1016/0304-4076(85)90154-X; Hayashi (2000), Econometrics,
// p. 220, ISBN 978-0691010182.

/**
 * Positions of the instruments to be tested; `leftOut` are those of the formula that the fit could not use. Throws UsageError: `orthog_instrument` for a name that is not an excluded
 * instrument of the fit or stands twice, `orthog_too_many` when the others are fewer than the endogenous regressors.
 */
export function testedPositions(
  tested: readonly string[],
  instruments: readonly string[],
  nEndogenous: number,
  leftOut: readonly string[] = [],
): number[] {
  const positions = tested.map((name) => termAmong(instruments, name));
  const wrong = tested.find((_, i) => positions[i] === -1 || positions.indexOf(positions[i]!) !== i);
  if (tested.length === 0 || wrong !== undefined) {
    throw new UsageError(
      "orthog_instrument",
      `orthog names excluded instruments to test, each once; got ${wrong === undefined ? "none" : `"${wrong}"`}` +
        `${wrong !== undefined && leftOut.includes(wrong) ? ", which was left out as redundant" : ""}, ` +
        `expected among: ${instruments.join(", ")}.`,
      { got: wrong ?? [], expected: instruments },
    );
  }
  const most = instruments.length - nEndogenous;
  if (tested.length > most) {
    const others = instruments.length - tested.length;
    throw new UsageError(
      "orthog_too_many",
      `orthog tests ${tested.length} of ${instruments.length} instruments and leaves ${others} for ${nEndogenous} ` +
        `endogenous regressor${nEndogenous === 1 ? "" : "s"}, which must be identified without those tested. ` +
        `Test at most ${most}.`,
      { got: tested.length, expected: most },
    );
  }
  return positions;
}

/** `added` is what the tested instruments add to the distance under the weight of all. */
export function differenceInSargan(engine: Engine, added: number, tested: readonly string[]): IvTest {
  const df1 = tested.length;
  const p_value = added < 0 ? null : pchisq(engine, added, df1, true);
  const hypothesis = `uncorrelated with the error, the other instruments being so: ${tested.join(", ")}`;
  return { statistic: added, distribution: "chi2", df1, df2: null, p_value, hypothesis };
}
