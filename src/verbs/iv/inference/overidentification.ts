/**
 * Tests of the restrictions that surplus instruments impose: whether all of them give the same estimate.
 * They say nothing when instruments are as many as endogenous regressors: each test is null then, and
 * `exactlyIdentified` has the reason. None of them can detect that all instruments fail in the same way.
 * Sources: Sargan (1958), Econometrica 26(3), doi:10.2307/1907619; Basmann (1960), JASA 55(292),
 * doi:10.1080/01621459.1960.10483365; Anderson & Rubin (1950), Annals of Mathematical Statistics 21(4),
 * doi:10.1214/aoms/1177729752; Hansen (1982), Econometrica 50(4), doi:10.2307/1912775.
 */

import type { Engine } from "../../../engine/kernels/engine.js";
import { log, pchisq, pf } from "../../../engine/kernels/math.js";
import type { IvTest } from "../../../regression/record/iv-record.js";
import type { InstrumentSystem } from "../estimator/instrument-system.js";
import type { ResidualSquares } from "../estimator/residual.js";

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

/** Basmann's statistic over kz - kx, F(kz - kx, n - L). */
export function basmannF(engine: Engine, system: Counts, squares: ResidualSquares): IvTest | null {
  const chi2 = basmann(engine, system, squares);
  if (chi2 === null) return null;
  const df2 = denominatorDf(system);
  const statistic = chi2.statistic / chi2.df1;
  return { ...chi2, statistic, distribution: "F", df2, p_value: pf(engine, statistic, chi2.df1, df2, true) };
}

/** Anderson and Rubin's likelihood ratio n log(kappa) at LIML, chi-squared(kz - kx) under classical errors. */
export function likelihoodRatio(engine: Engine, system: Counts, kappa: number): IvTest | null {
  return surplusChi2(engine, system, system.n * log(engine, Float64Array.of(kappa))[0]!);
}

/** Hansen: the distance J of two-step efficient GMM, chi-squared(kz - kx) under the errors its weight was made for. */
export function hansen(engine: Engine, system: Counts, distance: number): IvTest | null {
  return surplusChi2(engine, system, distance);
}

/** n - L, every instrument and every parameter of W counted. */
const denominatorDf = ({ n, nInstruments, nExogenous }: Counts): number => n - nExogenous - nInstruments;

function surplusChi2(engine: Engine, { nInstruments, nEndogenous }: Counts, statistic: number): IvTest | null {
  const df1 = nInstruments - nEndogenous;
  if (df1 <= 0) return null;
  const p_value = pchisq(engine, statistic, df1, true);
  return { statistic, distribution: "chi2", df1, df2: null, p_value, hypothesis: HYPOTHESIS };
}
