/**
 * What the usual pre-tests could have found: their power against violations of parallel trends, and what estimates are on average
 * where a violation holds and the pre-test passes all the same. Estimates are normal with the covariance of the path.
 * Source: Roth (2022), American Economic Review: Insights 4(3), doi:10.1257/aeri.20210236.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { exp, qchisq } from "../../engine/kernels/math.js";
import { wald } from "../../regression/tests/coefficients.js";
import type { EventPath } from "../event-path/event-path.js";
import { noncentralChi2Tail } from "../iv/inference/effective-f.js";
import { falsePosition } from "./false-position.js";
import {
  type BoxProbability,
  boxMean,
  boxProbability,
  type Effort,
  EXACT,
  QUICK,
} from "./normal-box/box-probability.js";

/** A pre-test of the leads of a path. */
export interface Pretest {
  readonly path: EventPath;
  /** Leads, row by row. */
  readonly covariance: Float64Array;
  readonly std_errors: Float64Array;
  /** Of the statistic of one lead. */
  readonly critical: number;
  readonly level: number;
}

/** The pre-test of `path` that rejects where a lead is beyond `critical` errors. */
export function pretestOf(path: EventPath, critical: number, level: number): Pretest {
  const leads = path.covariance.slice(0, path.n_pre).map((row) => row.slice(0, path.n_pre));
  return {
    ...{ path, critical, level },
    covariance: Float64Array.from(leads.flat()),
    std_errors: Float64Array.from(leads, (row, i) => Math.sqrt(row[i]!)),
  };
}

const boxOf = ({ path, covariance, std_errors, critical }: Pretest, violation: readonly number[]) => ({
  mean: Float64Array.from(violation.slice(0, path.n_pre)),
  covariance,
  low: std_errors.map((error) => -critical * error),
  high: std_errors.map((error) => critical * error),
});

/** The chance that no lead is significant, under a violation by event. */
export const passing = (engine: Engine, test: Pretest, violation: readonly number[], effort: Effort = EXACT) =>
  boxProbability(engine, boxOf(test, violation), effort);

/** A linear violation: `slope` a period from the reference on. */
export const linear = ({ events, reference }: EventPath, slope: number): readonly number[] =>
  events.map((event) => slope * (event - reference));

/** Steps that correct a root found by quick probabilities with exact ones: each leaves a thousandth of the error or less. */
const CORRECTIONS = 6;
const CORRECTIONS_OF_MANY = 1;
/** Leads from which exact probabilities take long. */
const MANY = 6;
const PRECISION = 1e-12;

/**
 * The slope of a linear violation at which some lead is significant with a chance of `power`; null where it is as often without one.
 * Power grows with the slope (Anderson 1955), and at the upper end one lead alone has it.
 */
export function slopeForPower(
  engine: Engine,
  test: Pretest,
  power: number,
  size: number,
): { readonly slope: number; readonly error: number } | null {
  if (power <= size) return null;
  const { path, std_errors, critical } = test;
  const z = Math.abs(engine.kernels.qnorm(power, 0)) + critical;
  const enough = Math.min(
    ...Array.from(std_errors, (error, i) => (z * error) / Math.abs(path.events[i]! - path.reference)),
  );
  const quick = (slope: number): number => 1 - power - passing(engine, test, linear(path, slope), QUICK).probability;
  let slope = falsePosition(quick, 0, enough, 1e-6);
  const step = slope / 256;
  const rate = (quick(slope + step) - quick(slope - step)) / (2 * step);
  let error = 0;
  for (let i = 0; i < (path.n_pre < MANY ? CORRECTIONS : CORRECTIONS_OF_MANY); i++) {
    const exact = passing(engine, test, linear(path, slope));
    const move = (1 - power - exact.probability) / rate;
    error = exact.error;
    slope -= move;
    if (Math.abs(move) <= PRECISION * slope) break;
  }
  return { slope, error };
}

/** b'V^-1 b of leads. */
export function waldOf({ path, covariance }: Pretest, leads: readonly number[]) {
  const { statistic, df1 } = wald(Float64Array.from(leads), covariance, [...Array(path.n_pre).keys()]);
  return { chi2: statistic * df1, df: df1 };
}

/** Noncentrality from which a test of a few dozen restrictions rejects to the last digit. */
const CERTAIN = 1e5;

/** The chance that the joint test of the leads rejects under a violation. */
export function waldPower(engine: Engine, test: Pretest, violation: readonly number[]): number {
  const { chi2, df } = waldOf(test, violation.slice(0, test.path.n_pre));
  if (chi2 > CERTAIN) return 1;
  return noncentralChi2Tail(engine, qchisq(engine, 1 - test.level, df, true), df, chi2);
}

/** The slope that the joint test finds with a chance of `power`; null where it is below its size. */
export function waldSlope(engine: Engine, test: Pretest, power: number): number | null {
  if (power <= 1 - test.level) return null;
  const { chi2, df } = waldOf(test, linear(test.path, 1).slice(0, test.path.n_pre));
  const critical = qchisq(engine, 1 - test.level, df, true);
  const excess = (slope: number): number => noncentralChi2Tail(engine, critical, df, slope * slope * chi2) - power;
  let high = Math.sqrt(critical / chi2);
  while (excess(high) < 0) high *= 2;
  return falsePosition(excess, 0, high, PRECISION);
}

/** Chances of passing below this leave no digits of a mean. */
const LEAST = 1e-9;

/** What passing adds to each estimate on average. */
const biasOf = ({ covariance, n_pre }: EventPath, slopes: Float64Array): readonly number[] =>
  covariance.map((row) => {
    let sum = 0;
    for (let k = 0; k < n_pre; k++) sum += row[k]! * slopes[k]!;
    return sum;
  });

/** What a violation would mean for a pre-test of size `size` that passes with `probability` then. */
export function consequences(
  engine: Engine,
  test: Pretest,
  violation: readonly number[],
  size: number,
  { probability, error }: BoxProbability,
) {
  const { path } = test;
  const bias = probability < LEAST ? null : biasOf(path, boxMean(engine, boxOf(test, violation)).slopes);
  const leads = path.estimates.slice(0, path.n_pre);
  const away = leads.map((estimate, i) => estimate - violation[i]!);
  const logRatio = (waldOf(test, leads).chi2 - waldOf(test, away).chi2) / 2;
  return {
    error,
    found: {
      violation,
      power: 1 - probability,
      wald_power: waldPower(engine, test, violation),
      bayes_factor: probability / (1 - size),
      likelihood_ratio: exp(engine, Float64Array.of(logRatio))[0]!,
      mean_after_passing: bias?.map((value, i) => value + violation[i]!) ?? null,
      pretest_bias: bias,
    },
  };
}
