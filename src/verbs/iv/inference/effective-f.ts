/**
 * The effective F of Montiel Olea & Pflueger for one endogenous regressor under any errors,
 * P'P / tr S with S the covariance of first-stage scores, and the values it must exceed for the worst-case bias of 2SLS or
 * LIML to be below a share tau of the benchmark, at level 5%.
 *
 * With x = B / tau, B the worst bias, F is about noncentral chi-squared over its degrees of freedom, with
 * K = (tr S)^2 (1 + 2x) / (tr S'S + 2x tr S max eig S) of them and noncentrality x K (Patnaik). The simplified critical
 * values take B = 1, which bounds 2SLS. S has the factor of ivreg2's robust first stage: n/(n - L), or with G clusters
 * (n - 1)/(n - L) G/(G - 1), so that with one instrument effective and robust F are the same number.
 * Source: Montiel Olea & Pflueger (2013), Journal of Business & Economic Statistics 31(3), doi:10.1080/00401706.2013.806694;
 * Pflueger & Wang (2015), Stata Journal 15(1), doi:10.1177/1536867X1501500113.
 */

import { EigenvalueDecomposition, type Matrix } from "ml-matrix";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { BiasThresholds, ByTau, EffectiveF } from "../../../regression/record/iv-record.js";
import { noncentralChi2Quantile } from "../../../regression/tests/noncentral-chi2.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { type WorstBias, worstNagarBias } from "./nagar-bias.js";
import { scoreMatrix, smallSampleFactor } from "./system-matrices.js";

/** Shares of the benchmark bias, as the keys of records. */
const TAUS: readonly (keyof ByTau)[] = ["0.05", "0.1", "0.2", "0.3"];
const LEVEL = 0.05;
/** Instruments beyond which the worst bias is not searched for: each of some hundred steps takes their eigenvalues. */
const MOST_INSTRUMENTS = 30;
/** A share of the outcome, or of the largest eigenvalue, that is rounding. */
const ROUNDING = 1e-10;

/** null unless there is one endogenous regressor, and where the scores' covariance is none, as two clusterings may have it. */
export function effectiveF(engine: Engine, system: InstrumentSystem, errors: ErrorStructure): EffectiveF | null {
  const { nEndogenous, nInstruments: kz, projected } = system;
  if (nEndogenous !== 1) return null;
  const S = scoreMatrix(system, errors, [1]);
  const strength = projected.subarray(0, kz).reduce((sum, value) => sum + value ** 2, 0);
  const spread = spreadOf(inRange(S));
  if (spread === null) return null;
  const of = (worst_bias: number): BiasThresholds => thresholds(engine, spread, worst_bias);
  const ofFinite = (worst_bias: number) => (Number.isFinite(worst_bias) ? of(worst_bias) : null);
  const searched = kz <= MOST_INSTRUMENTS && outcomeVaries(system);
  const worst: WorstBias | null = searched ? worstNagarBias(system, errors) : null;
  return {
    statistic: (strength / S.trace()) * smallSampleFactor(system, errors),
    level: LEVEL,
    simplified: of(1),
    tsls: worst && ofFinite(worst.tsls),
    liml: worst && ofFinite(worst.liml),
  };
}

/** S times a power of two, so that its squares are numbers whatever the units of the regressor: ratios of them keep every bit. */
function inRange(S: Matrix): Matrix {
  const largest = Math.max(...S.to1DArray().map(Math.abs));
  return largest > 0 && Number.isFinite(largest) ? S.clone().mul(2 ** -Math.floor(Math.log2(largest))) : S;
}

/** What the degrees of freedom need of S. */
interface Spread {
  readonly trace: number;
  readonly squares: number;
  readonly largest: number;
}

/** null where S has a negative eigenvalue, or none but zero. */
function spreadOf(S: Matrix): Spread | null {
  const { realEigenvalues } = new EigenvalueDecomposition(S, { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  if (!(largest > 0) || Math.min(...realEigenvalues) < -ROUNDING * largest) return null;
  return { trace: S.trace(), squares: S.norm() ** 2, largest };
}

/** Whether the instruments and the regressor's residual leave more of the outcome than rounding. */
function outcomeVaries({ nInstruments: kz, projected, unexplained }: InstrumentSystem): boolean {
  const explained = projected.subarray(kz, 2 * kz).reduce((sum, value) => sum + value ** 2, 0);
  return Math.abs(unexplained[3]!) > ROUNDING * Math.sqrt(explained + unexplained[2]! ** 2 + unexplained[3]! ** 2);
}

function thresholds(engine: Engine, spread: Spread, worst_bias: number): BiasThresholds {
  const each = TAUS.map((tau) => {
    const x = worst_bias / Number(tau);
    const df = effectiveDf(spread, x);
    return [tau, { df, value: noncentralChi2Quantile(engine, LEVEL, df, x * df) / df }] as const;
  });
  const byTau = (pick: "df" | "value") => Object.fromEntries(each.map(([tau, found]) => [tau, found[pick]])) as ByTau;
  return { worst_bias, critical_values: byTau("value"), effective_df: byTau("df") };
}

/** Degrees of freedom of the chi-squared whose first two moments are those of F at noncentrality x. */
const effectiveDf = ({ trace, squares, largest }: Spread, x: number): number =>
  (trace ** 2 * (1 + 2 * x)) / (squares + 2 * x * trace * largest);
