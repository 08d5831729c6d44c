/**
 * The confidence set of one endogenous regressor's coefficient that the Anderson-Rubin test does not reject:
 * exact ends, not a grid. The ends are among the numbers at which a quadratic matrix is singular (an eigenvalue problem);
 * each is then found by halving on the statistic, and what lies between is decided by the statistic, so a spurious or inexact
 * eigenvalue does no harm. With weak instruments the set may be two rays or the whole line, and with several instruments
 * empty: none of these is a failure.
 * Source: Anderson & Rubin (1949), doi:10.1214/aoms/1177730090; Dufour & Taamouti (2005), Econometrica 73(4),
 * doi:10.1111/j.1468-0262.2005.00618.x (the quadratic inequality of classical errors).
 */

import { UsageError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pf, qf } from "../../../engine/kernels/math.js";
import type { AndersonRubinPoint, AndersonRubinSet, Ends, SetKind } from "../../../regression/record/iv-record.js";
import { requireLevel } from "../../../regression/tests/coefficients.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { IV_NOTES } from "../messages.js";
import { andersonRubinScale, whyIndefinite } from "./anderson-rubin.js";
import { type AndersonRubinProfile, andersonRubinProfile } from "./anderson-rubin-profile.js";
import { intervalsOf } from "./direction-arcs.js";
import { type Direction, singularDirections } from "./quadratic-directions.js";

/** Even steps of the curve, and steps that are close at the estimate and wide far off. */
const CURVE_STEPS = 200;
const CURVE_STEPS_NEAR = 100;
/** What the curve shows beyond the outermost ends, in lengths between them; without ends, units on either side. */
const CURVE_MARGIN = 0.5;
const CURVE_UNITS = 6;

/**
 * The set at `level`. `estimate` is the coefficient of the fit, round which the curve is drawn. No set, with the reason, for
 * several endogenous regressors (projections of a joint set are not validated) and where the covariance of scores is not
 * positive definite at some value, as two clusterings may have it. Throws UsageError `level`, `ar_estimate`.
 */
export function andersonRubinSet(
  engine: Engine,
  system: InstrumentSystem,
  errors: ErrorStructure,
  { level, estimate }: { readonly level: number; readonly estimate: number },
): AndersonRubinSet {
  requireLevel(level);
  const { scale, df1, df2 } = andersonRubinScale(system, errors);
  const none = { level, kind: null, intervals: [], critical_value: null, df1, df2, at_estimate: null, curve: [] };
  if (system.nEndogenous !== 1) {
    return { ...none, ...reasonOf(note(IV_NOTES, "no_set_several", { endogenous: system.nEndogenous })) };
  }
  if (!Number.isFinite(estimate)) {
    throw new UsageError(
      "ar_estimate",
      `The estimate of the Anderson-Rubin set must be a finite number; got ${estimate}.`,
      {
        got: estimate,
        expected: "finite",
      },
    );
  }
  const profile = andersonRubinProfile(system, errors, estimate);
  const critical_value = qf(engine, 1 - level, df1, df2, true);
  const crit = critical_value / scale;
  const isInside = (at: Direction): boolean | null => {
    const chi2 = profile.chi2(at);
    return chi2 === null ? null : chi2 <= crit;
  };
  const intervals = intervalsOf(splitsOf(profile, crit), isInside, profile.numberOf);
  if (intervals === null) return { ...none, ...reasonOf(whyIndefinite(system, errors)) };
  const point = (beta: number): AndersonRubinPoint => {
    const statistic = profile.chi2(profile.directionOf(beta))! * scale;
    return { beta, statistic, p_value: pf(engine, statistic, df1, df2, true) };
  };
  return {
    level,
    kind: setKind(intervals),
    because: null,
    intervals,
    critical_value,
    df1,
    df2,
    at_estimate: point(estimate),
    curve: gridOf(intervals, estimate, profile.unit).map(point),
  };
}

/** A reason as a record states it: in words, and as a code with its facts. */
export const reasonOf = ({ message: because, ...reason }: Note) => ({ because, reason });

/** Directions among which the statistic crosses `crit` or the covariance loses its definiteness; the estimate too. */
const splitsOf = (profile: AndersonRubinProfile, crit: number): Direction[] =>
  [
    ...singularDirections(profile.boundary(crit)),
    ...singularDirections(profile.covariance),
    [0, 1] satisfies Direction,
  ].sort((u, v) => u[0] / u[1] - v[0] / v[1]);

/** What intervals that are closed and ascending make together. */
export function setKind(intervals: readonly Ends[]): SetKind {
  if (intervals.length === 0) return "empty";
  const isUnbounded = intervals.some(([low, high]) => low === null || high === null);
  if (isUnbounded)
    return intervals.length === 1 && intervals[0]!.every((end) => end === null) ? "whole_line" : "unbounded";
  return intervals.length === 1 ? "interval" : "disjoint";
}

/** Values of the curve, ascending, with the ends and the estimate. */
function gridOf(intervals: readonly Ends[], estimate: number, unit: number): number[] {
  const ends = intervals.flat().filter((end) => end !== null);
  const [least, most] = [Math.min(estimate, ...ends), Math.max(estimate, ...ends)];
  const margin = ends.length === 0 ? CURVE_UNITS * unit : CURVE_MARGIN * (most - least);
  const [low, high] = [least - margin, most + margin];
  const steps = Array.from({ length: CURVE_STEPS + 1 }, (_, i) => low + ((high - low) * i) / CURVE_STEPS);
  const near = Array.from({ length: CURVE_STEPS_NEAR - 1 }, (_, i) => (2 * (i + 1)) / CURVE_STEPS_NEAR - 1)
    .map((u) => estimate + (unit * u) / (1 - u * u))
    .filter((beta) => low < beta && beta < high);
  return [...new Set([...steps, ...near, ...ends, estimate])].sort((a, b) => a - b);
}
