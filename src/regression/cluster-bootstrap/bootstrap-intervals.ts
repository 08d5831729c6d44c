/**
 * What draws of a bootstrap that re-estimates say of one coefficient: standard error, intervals, p. Knows
 * nothing of how draws were made; a draw that is NaN counts as undefined and is left out.
 * Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, ch. 4 and 5, doi:10.1017/CBO9780511802843.
 */
import { DataError } from "../../base/errors.js";
import { unitOf } from "../../base/exponent.js";
import { isAsFar, quantile } from "../../base/numbers.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pnorm, qnorm } from "../../engine/kernels/math.js";
import { requireLevel } from "../tests/coefficients.js";

export interface Interval {
  readonly conf_low: number;
  readonly conf_high: number;
}

export interface BootstrapSummary {
  /** Draws with an estimate, and draws with an estimate and a standard error above 0. */
  readonly used: number;
  readonly usedStudentized: number;
  readonly mean: number;
  /** Standard deviation of the draws, with B - 1. */
  readonly stdError: number;
  /** Quantiles of the draws, of type 7. */
  readonly percentile: Interval;
  /** The percentile interval reflected about the estimate. */
  readonly basic: Interval;
  /** By quantiles of t* = (b* - b) / se*; null where no draw has one. */
  readonly studentized: Interval | null;
  /** (1 + number of |t*| at least |t|) / (1 + B), t = (b - null value) / se: symmetric bootstrap-t; null as above. */
  readonly pStudentized: number | null;
}

/** The coefficient and its standard error on the data as they are. */
export interface Observed {
  readonly estimate: number;
  readonly stdError: number;
}

/** Throws DataError `bootstrap_no_draw` when fewer than two draws have an estimate. */
export function bootstrapSummary(
  { estimate, stdError }: Observed,
  estimates: ArrayLike<number>,
  stdErrors: ArrayLike<number>,
  { level, nullValue = 0, ties = "count" }: { level: number; nullValue?: number; ties?: "count" | "strict" },
): BootstrapSummary {
  requireLevel(level);
  const draws = Float64Array.from(estimates)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (draws.length < 2) {
    throw new DataError(
      "bootstrap_no_draw",
      `The coefficient can be estimated in ${draws.length} of ${estimates.length} draws: a bootstrap needs at least 2.`,
      { got: draws.length, expected: 2 },
    );
  }
  const t = Float64Array.from(estimates, (value, d) =>
    stdErrors[d]! > 0 ? (value - estimate) / stdErrors[d]! : Number.NaN,
  )
    .filter((value) => !Number.isNaN(value))
    .sort();
  const tail = (1 - level) / 2;
  const [low, high] = [quantile(draws, tail), quantile(draws, 1 - tail)];
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const squares = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const isBeyond = isAsFar(Math.abs(estimate - nullValue) / stdError, ties);
  return {
    used: draws.length,
    usedStudentized: t.length,
    mean,
    stdError: Math.sqrt(squares / (draws.length - 1)),
    percentile: { conf_low: low, conf_high: high },
    basic: { conf_low: 2 * estimate - high, conf_high: 2 * estimate - low },
    studentized:
      t.length === 0
        ? null
        : {
            conf_low: estimate - quantile(t, 1 - tail) * stdError,
            conf_high: estimate - quantile(t, tail) * stdError,
          },
    pStudentized: t.length === 0 ? null : (1 + t.filter(isBeyond).length) / (1 + t.length),
  };
}

// What draws of a bootstrap say of an effect that has no simple error, such as a product: standard error,
// percentile and bias-corrected intervals, p. Knows nothing of how draws were made; NaN is an undefined draw and left out.
// Source: Efron (1987), Journal of the American Statistical Association 82(397), doi:10.1080/01621459.1987.10478410.

/** Ends of an interval; null where it has none. */
export interface DrawnInterval {
  readonly conf_low: number | null;
  readonly conf_high: number | null;
}

export interface DrawnEffect {
  readonly used: number;
  /** Standard deviation of the draws, with B - 1. */
  readonly std_error: number;
  /** Mean of the draws less the estimate. */
  readonly bias: number;
  /** Quantiles of the draws, of type 7. */
  readonly percentile: DrawnInterval;
  /** Quantiles moved by the share of draws below the estimate; null where all draws lie on one side of it. */
  readonly bias_corrected: DrawnInterval;
  /** The same, with the acceleration of the influences. */
  readonly bca: DrawnInterval;
  readonly acceleration: number;
  /** Twice the smaller of (1 + draws at or below 0) / (1 + B) and (1 + draws at or above 0) / (1 + B), at most 1. */
  readonly p_value: number;
}

/**
 * Of an `estimate`, draws of it, and what each cluster adds to it (`influence`, in any unit). Throws DataError
 * `bootstrap_no_draw` with fewer than two draws.
 */
export function drawnEffect(
  engine: Engine,
  estimate: number,
  all: ArrayLike<number>,
  influence: Float64Array,
  level: number,
): DrawnEffect {
  const draws = Float64Array.from(all)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const B = draws.length;
  if (B < 2) {
    throw new DataError(
      "bootstrap_no_draw",
      `The effect can be estimated in ${B} of ${all.length} draws: a bootstrap needs at least 2.`,
      { got: B, expected: 2 },
    );
  }
  const count = (holds: (value: number) => boolean): number => draws.filter(holds).length;
  const mean = draws.reduce((sum, value) => sum + value, 0) / B;
  const squares = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const tail = (1 - level) / 2;
  const below = (count((value) => value < estimate) + count((value) => value === estimate) / 2) / B;
  const acceleration = accelerationOf(influence);
  const shifted = (speed: number): DrawnInterval => {
    if (below === 0 || below === 1) return { conf_low: null, conf_high: null };
    const shift = qnorm(engine, below);
    const end = (p: number) => {
      const z = shift + qnorm(engine, p);
      return quantile(draws, pnorm(engine, shift + z / (1 - speed * z)));
    };
    return { conf_low: end(tail), conf_high: end(1 - tail) };
  };
  const sided = (beyond: number) => (1 + beyond) / (1 + B);
  return {
    used: B,
    std_error: Math.sqrt(squares / (B - 1)),
    bias: mean - estimate,
    percentile: { conf_low: quantile(draws, tail), conf_high: quantile(draws, 1 - tail) },
    bias_corrected: shifted(0),
    bca: shifted(acceleration),
    acceleration,
    p_value: Math.min(1, 2 * Math.min(sided(count((value) => value <= 0)), sided(count((value) => value >= 0)))),
  };
}

/**
 * A sixth of the skewness of the influences: sum l^3 / (6 (sum l^2)^(3/2)); 0 where there are none. Powers by products and a root, which
 * every host rounds alike.
 */
function accelerationOf(influence: Float64Array): number {
  const unit = unitOf(influence);
  const own = influence.map((value) => value / unit);
  const squares = own.reduce((sum, value) => sum + value * value, 0);
  return squares === 0
    ? 0
    : own.reduce((sum, value) => sum + value * value * value, 0) / (6 * squares * Math.sqrt(squares));
}
