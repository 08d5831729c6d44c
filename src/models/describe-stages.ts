/**
 * Layer models. First stages and the reduced form of an equation with instruments as records: coefficients in printed
 * order, what the excluded instruments explain, and their joint F under the variance of the fit.
 */
import type { Solve } from "../design/absorber.js";
import type { Equation } from "../estimators/iv/equation.js";
import type { EquationFits } from "../estimators/iv/equation-fits.js";
import type { InstrumentSystem } from "../estimators/iv/instrument-system.js";
import { inferAll, wald } from "../inference/coefficients.js";
import { effectsDf, type ParameterCount } from "../inference/ssc.js";
import type { Vcov } from "../inference/vcov.js";
import type { Engine } from "../kernels/engine.js";
import type { StageRecord } from "./iv-record.js";

/** What the stages of an equation have in common. */
export interface StagesMade {
  readonly equation: Equation;
  readonly fits: EquationFits;
  readonly system: InstrumentSystem;
  /** Names of [Z W], in memory order. */
  readonly names: readonly string[];
  /** Memory positions, in the order of printing. */
  readonly printed: readonly number[];
  readonly count: ParameterCount;
  readonly hasEffects: boolean;
  readonly level: number;
}

/**
 * The record of stage `s`: a first stage, or the reduced form last.
 *
 * @param dependent memory position of its dependent variable among all columns that were demeaned
 */
export function describeStage(
  engine: Engine,
  s: number,
  { equation, fits, system, names, printed, count, hasEffects, level }: StagesMade,
  covariance: Vcov,
  solve: Solve,
  dependent: number,
  weightedTss: number,
): StageRecord {
  const fit = fits.stages[s]!;
  const { kz } = equation;
  const inference = inferAll(engine, fit.beta, covariance.matrix, covariance.df, level);
  const df2 = fit.n - fit.k - effectsDf(count, false);
  const instruments = Array.from({ length: kz }, (_, j) => j);
  const total = solve.normBefore[dependent]! ** 2;
  const explained = system.projected.subarray(s * kz, (s + 1) * kz).reduce((sum, value) => sum + value * value, 0);
  return {
    coefficients: Object.fromEntries(printed.map((j) => [names[j]!, inference[j]!])),
    df: covariance.df,
    K: covariance.K,
    r2: 1 - fit.ssr / total,
    within_r2: hasEffects ? 1 - fit.ssr / weightedTss : null,
    partial_r2: explained / (explained + fit.ssr),
    partial_F: {
      ...testOf(wald(engine, fit.beta, covariance.matrix, instruments, df2)),
      hypothesis: "the excluded instruments have no effect",
    },
  };
}

const testOf = ({ statistic, df1, df2, p_value }: ReturnType<typeof wald>) => ({
  statistic,
  distribution: "F" as const,
  df1,
  df2,
  p_value,
});
