/**
 * What draws of a bootstrap that re-estimates say of one coefficient: standard error, intervals, p. Knows
 * nothing of how draws were made; a draw that is NaN counts as undefined and is left out.
 * Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, ch. 4 and 5, doi:10.1017/CBO9780511802843.
 */
import { DataError } from "../../base/errors.js";
import { quantile } from "../../base/quantile.js";
import { isAsFar } from "../../base/ties.js";
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
