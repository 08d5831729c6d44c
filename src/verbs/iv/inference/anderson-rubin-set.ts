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
import { andersonRubinScale, projectedOn, whyIndefinite } from "./anderson-rubin.js";
import {
  between,
  type Direction,
  definiteForm,
  direction,
  type QuadraticMatrix,
  quadraticAt,
  singularDirections,
} from "./quadratic-directions.js";

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

// The Anderson-Rubin statistic as a function of the one coefficient b, without another pass over rows.

export interface AndersonRubinProfile {
  /** chi2 at a direction; null where the covariance is not positive definite. */
  readonly chi2: (at: Direction) => number | null;
  /** The covariance of the scores. */
  readonly covariance: QuadraticMatrix;
  /** Singular wherever chi2 is `crit`. */
  readonly boundary: (crit: number) => QuadraticMatrix;
  /** b of a direction with t > 0, and the direction of b. */
  readonly numberOf: (at: Direction) => number;
  readonly directionOf: (b: number) => Direction;
  /** One unit of b: about the standard error of 2SLS where instruments are strong. */
  readonly unit: number;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** The profile of a system of one endogenous regressor round `estimate`. */
export function andersonRubinProfile(
  system: InstrumentSystem,
  errors: ErrorStructure,
  estimate: number,
): AndersonRubinProfile {
  const kz = system.nInstruments;
  const isIid = errors.type === "iid";
  const order = isIid ? 1 : kz;
  const none = new Float64Array(kz);
  const covarianceOf = (a: Float64Array) => errors.covariance(a, none).slice(0, order * order);
  const axis = (a: Float64Array) => {
    const d = projectedOn(system, a);
    const V = covarianceOf(a);
    let size = dot(d, d);
    for (let i = 0; i < order; i++) size += V[i * order + i]!;
    const scale = size > 0 ? 1 / Math.sqrt(size) : 1;
    return {
      a: a.map((value) => value * scale),
      d: d.map((value) => value * scale),
      V: V.map((v) => v * scale * scale),
      scale,
    };
  };
  const x = axis(Float64Array.of(1, 0));
  const u = axis(Float64Array.of(-estimate, 1));
  const sum = covarianceOf(x.a.map((value, i) => value + u.a[i]!));
  // The residual at (s, t) is t u - s x.
  const st = sum.map((value, i) => x.V[i]! + u.V[i]! - value);
  const covariance: QuadraticMatrix = { order, ss: x.V, st, tt: u.V };
  const chi2 = (at: Direction): number | null => {
    const V = quadraticAt(covariance, at);
    const d = u.d.map((value, i) => at[1] * value - at[0] * x.d[i]!);
    if (!isIid) return definiteForm(V, d);
    return V[0]! > 0 ? dot(d, d) / V[0]! : null;
  };
  const outer = (p: Float64Array, q: Float64Array): Float64Array =>
    isIid ? Float64Array.of(dot(p, q)) : Float64Array.from(x.V, (_, at) => p[at % order]! * q[Math.floor(at / order)]!);
  const [xx, xu, ux, uu] = [outer(x.d, x.d), outer(x.d, u.d), outer(u.d, x.d), outer(u.d, u.d)];
  const boundary = (crit: number): QuadraticMatrix => ({
    order,
    ss: x.V.map((value, i) => crit * value - xx[i]!),
    st: st.map((value, i) => crit * value + xu[i]! + ux[i]!),
    tt: u.V.map((value, i) => crit * value - uu[i]!),
  });
  const unit = x.scale / u.scale;
  return {
    chi2,
    covariance,
    boundary,
    numberOf: ([s, t]) => estimate + (s / t) * unit,
    directionOf: (b) => direction((b - estimate) / unit, 1),
    unit,
  };
}

// The numbers with a property, as closed intervals, from directions among which every change of it lies.

/** Halvings of a turn, until the two sides of a change are neighbours. */
const HALVINGS = 60;

/**
 * The intervals, ascending, of the numbers whose direction `isInside`; null where it is undefined somewhere. `splits` ascend and
 * have t > 0; at least one.
 */
export function intervalsOf(
  splits: readonly Direction[],
  isInside: (at: Direction) => boolean | null,
  numberOf: (at: Direction) => number,
): Ends[] | null {
  const stops: Direction[] = [[-1, 0], ...splits, [1, 0]];
  const middles = stops.slice(1).map((stop, i) => between(stops[i]!, stop));
  const states = middles.map(isInside);
  if (states.includes(null)) return null;
  const changes: number[] = [];
  middles.slice(1).forEach((middle, i) => {
    if (states[i] === states[i + 1]) return;
    changes.push(numberOf(changeBetween(middles[i]!, middle, isInside)));
  });
  let insideFirst = states[0]!;
  const last = middles[middles.length - 1]!;
  if (states[states.length - 1] !== states[0]) {
    // A change on the way through infinity: on the side of the large numbers, or of the large negative ones.
    const [s0, t0] = middles[0]!;
    const [s, t] = changeBetween(last, [-s0, -t0], isInside);
    if (t > 0) changes.push(numberOf([s, t]));
    else if (t < 0) {
      changes.unshift(numberOf([-s, -t]));
      insideFirst = !insideFirst;
    }
  }
  return piecesOf(changes, insideFirst);
}

function changeBetween(from: Direction, to: Direction, isInside: (at: Direction) => boolean | null): Direction {
  const state = isInside(from);
  let [before, after] = [from, to];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = between(before, after);
    if (isInside(middle) === state) before = middle;
    else after = middle;
  }
  return state === true ? before : after;
}

function piecesOf(changes: readonly number[], insideFirst: boolean): Ends[] {
  const pieces: Ends[] = [];
  let low: number | null = null;
  let isInside = insideFirst;
  for (const change of changes) {
    if (isInside) pieces.push([low, change]);
    else low = change;
    isInside = !isInside;
  }
  if (isInside) pieces.push([low, null]);
  return pieces;
}
