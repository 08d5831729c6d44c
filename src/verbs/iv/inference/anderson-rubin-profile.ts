/**
 * The Anderson-Rubin statistic as a function of the one coefficient b, without another pass over rows:
 * the covariance of the instruments' scores is quadratic in b, so three passes give it everywhere. b is a direction (s, t),
 * b = estimate + (s/t) unit, on which the statistic depends smoothly, b = infinity included: there it is the test of the
 * first stage. What is at most `crit` is where crit V - d d' is positive semidefinite; with classical errors V is a number
 * times the identity, and the condition a quadratic inequality.
 */
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { projectedOn } from "./anderson-rubin.js";
import { definiteForm } from "./definite-form.js";
import { type Direction, direction, type QuadraticMatrix, quadraticAt } from "./quadratic-directions.js";

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
