/**
 * The record of an equation with instruments: that of a regression in printed order, with first stages, the
 * reduced form and what is asked of the instruments. Knows only what was found, not how. And the
 * orders of its coefficients: as a fit has them, [W X], and as printed, intercept, endogenous, exogenous, the endogenous as `fit_x`.
 */
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { ModelSpec } from "../../formula/spec.js";
import { withCoefficients } from "../../regression/least-squares/fit.js";
import type { ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import type { OlsResult } from "../../regression/least-squares/ols.js";
import { describeFit, describeVcov, fitStatistics } from "../../regression/record/describe-fit.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { IvCovariance, StageRecord } from "../../regression/record/iv-record.js";
import { modelLabels } from "../../regression/record/model-labels.js";
import { inferAll, wald } from "../../regression/tests/coefficients.js";
import { jointTest } from "../../regression/tests/joint-test.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import type { EquationVcov } from "../../regression/variance/variances.js";
import type { Vcov } from "../../regression/variance/vcov.js";
import type { EquationOptions } from "../feols/verb.js";
import type { Equation } from "./estimator/equation.js";
import type { EquationFits } from "./estimator/equation-fits.js";
import type { InstrumentStatistics } from "./instrument-statistics.js";
import type { IvChoice } from "./iv-option.js";
import type { SolvedEquation } from "./solve-equation.js";

/** What was asked. */
export interface EquationAsked {
  readonly table: Table;
  readonly spec: ModelSpec;
  readonly variance: EquationVcov;
  readonly ssc: Ssc;
  readonly choice: IvChoice;
  /** The form of the covariance, as `parseIvCovariance` gives it. */
  readonly form: IvCovariance | null;
  readonly options: EquationOptions;
  readonly level: number;
}

/** What was found; `stages` are covariances of the first stages, then of the reduced form. */
export interface EquationFound {
  readonly solved: SolvedEquation;
  /** In the fit's order [W X], as is the covariance. */
  readonly result: OlsResult;
  readonly covariance: Vcov;
  readonly stages: readonly Vcov[];
  readonly count: ParameterCount;
  readonly stageCount: ParameterCount;
  readonly statistics: InstrumentStatistics;
}

/** All of the record but its timing. */
export function describeEquation(
  engine: Engine,
  asked: EquationAsked,
  found: EquationFound,
): Omit<FitRecord, "timing_ms"> {
  const { table, spec, variance, ssc, choice, form, options, level } = asked;
  const { solved, result, covariance, count, statistics } = found;
  const { sample, all, absorber, solve, clusterings, equation, estimate } = solved;
  const { kz, kw, kx, kept } = equation;
  const namesOf = (positions: readonly number[]) => positions.map((j) => all.names[j]!);
  const terms = all.asCoefficients;
  const printed = inOrder(result, covariance, printedOrder(namesOf(kept.slice(kz, kz + kw)), kx));
  const fitted = { table, spec, sample, terms, absorber, solve, result: printed.result };
  const described = describeFit(engine, fitted, printed.covariance, count, options);
  const endogenous = namesOf(kept.slice(kz + kw));
  const stage = (s: number) => describeStage(engine, s, found, level);
  const vcov = describeVcov(variance, clusterings, ssc, printed.covariance, printed.result, terms, level);
  return {
    ...described,
    kind: choice.estimator,
    vcov,
    ...modelLabels(table, { ...described, vcov }, terms),
    fit: fitStatistics(solve, sample, result, count, spec),
    first_stage: Object.fromEntries(endogenous.map((name, s) => [name, stage(s)])),
    iv: {
      estimator: choice.estimator,
      kappa: choice.estimator === "gmm2s" ? null : estimate.kappa,
      fuller: choice.fuller,
      covariance: form,
      endogenous,
      excluded: namesOf(kept.slice(0, kz)),
      reduced_form: stage(kx),
      ...statistics.iv,
    },
    tests: { ...described.tests, ...statistics.tests },
  };
}

/** The equation as a least-squares result, its columns in the fit's own order. */
export const equationResult = (equation: Equation, { structural }: EquationFits): OlsResult => ({
  fit: structural,
  kept: equation.kept.slice(equation.kz),
  dropped: equation.dropped,
  tss: sumOfSquares(equation, equation.kx),
  least_squares: equation.least_squares,
  refined: false,
});

/** Stage `s`: a first stage, or the reduced form last. */
function describeStage(
  engine: Engine,
  s: number,
  { solved: { all, solve, sample, equation, fits, system }, stages }: EquationFound,
  level: number,
): StageRecord {
  const { kz, kw, kx, kept } = equation;
  const [fit, covariance] = [fits.stages[s]!, stages[s]!];
  const names = kept.slice(0, kz + kw).map((j) => all.names[j]!);
  const inference = inferAll(engine, fit.beta, covariance.matrix, covariance.df, level);
  const dependent = s < kx ? kept[kz + kw + s]! : all.names.length;
  const explained = system.projected.subarray(s * kz, (s + 1) * kz).reduce((sum, value) => sum + value * value, 0);
  const instruments = Array.from({ length: kz }, (_, j) => j);
  const found = wald(fit.beta, covariance.matrix, instruments);
  // clusters that leave the scores a lower rank than there are instruments: a pseudo-inverse tests some directions alone
  const whole = found.df1 < kz ? { statistic: Number.NaN, df1: kz } : found;
  const joint = jointTest(engine, whole, { rule: covariance.jointDf, t: covariance.df });
  return {
    coefficients: Object.fromEntries(interceptFirst(names).map((j) => [names[j]!, inference[j]!])),
    df: covariance.df,
    K: covariance.K,
    r2: 1 - fit.ssr / solve.normBefore[dependent]! ** 2,
    within_r2: sample.effects.length > 0 ? 1 - fit.ssr / sumOfSquares(equation, s) : null,
    partial_r2: explained / (explained + fit.ssr),
    // the first-stage F by any name: under the normal distribution F(q, Inf), whose p is that of chi-squared
    partial_F: {
      ...joint,
      statistic: whole.statistic,
      distribution: "F",
      hypothesis: "the excluded instruments have no effect",
    },
  };
}

/** Sum of squares, net of the effects, of endogenous regressor `s` or, for s = kx, of the outcome. */
function sumOfSquares({ kw, kz, kx, R }: Equation, s: number): number {
  const order = kw + kz + kx + 1;
  const from = (kw + kz + s) * order;
  return R.subarray(from, from + order).reduce((sum, value) => sum + value * value, 0);
}

const INTERCEPT = "(Intercept)";

/** Positions with the intercept, where there is one, before the others. */
export const interceptFirst = (names: readonly string[]): number[] => {
  const all = names.map((_, j) => j);
  return [...all.filter((j) => names[j] === INTERCEPT), ...all.filter((j) => names[j] !== INTERCEPT)];
};

/** Positions in [W X], kw and kx columns, in printed order. */
export function printedOrder(exogenous: readonly string[], kx: number): number[] {
  const kw = exogenous.length;
  const ordered = interceptFirst(exogenous);
  const first = exogenous.includes(INTERCEPT) ? 1 : 0;
  return [...ordered.slice(0, first), ...Array.from({ length: kx }, (_, j) => kw + j), ...ordered.slice(first)];
}

/** Coefficients and covariance in another order; what lies in linear memory stays in its own. */
export function inOrder(
  result: OlsResult,
  covariance: Vcov,
  order: readonly number[],
): { readonly result: OlsResult; readonly covariance: Vcov } {
  const k = order.length;
  const beta = Float64Array.from(order, (j) => result.fit.beta[j]!);
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) matrix[i * k + j] = covariance.matrix[order[i]! * k + order[j]!]!;
  return {
    result: { ...result, fit: withCoefficients(result.fit, beta), kept: order.map((j) => result.kept[j]!) },
    covariance: { ...covariance, matrix, vanishing: covariance.vanishing.map((j) => order.indexOf(j)) },
  };
}
