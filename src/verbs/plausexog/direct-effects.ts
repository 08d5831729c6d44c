/**
 * 2SLS when instruments may have a small direct effect Z gamma on the outcome. Union of intervals: gamma lies
 * in a box, and the interval covers every one that some gamma gives. Local to zero: gamma ~ N(mu, Omega), which moves the
 * estimate by A mu and adds A Omega A' to its variance.
 *
 * The union is exact. The residual is affine in gamma and a variance a sum of squares of its weighted sums, so a standard
 * error is the norm of an affine function, which is convex; the estimate is affine. The upper end of an interval is then
 * convex in gamma and the lower one concave: both are extreme at vertices of the box, which are all visited. Intervals move
 * continuously with gamma, so their union has no gap. Two clusterings, inclusion less exclusion, need not give a sum of
 * squares and are refused.
 * Source: Conley, Hansen & Rossi (2012), Review of Economics and Statistics 94(1), doi:10.1162/REST_a_00139.
 */
import { inverse, Matrix } from "ml-matrix";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qt } from "../../engine/kernels/math.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import type { ErrorStructure, InstrumentSystem } from "../iv/estimator/instrument-system.js";
import { symmetricForm } from "../iv/inference/quadratic-directions.js";
import type { EffectBounds, LocalToZero, PathPoint } from "./record.js";

/** 2SLS given direct effects. */
export interface DirectEffects {
  /** A, kx by kz: what a unit of each direct effect takes off the estimates. */
  readonly shift: Matrix;
  /** Estimates of the kx endogenous regressors, less the effects `gamma`, kz numbers. */
  readonly estimates: (gamma: Float64Array) => Float64Array;
  /** Variance of estimate `j`, without a small-sample factor; below zero when two clusterings give no variance. */
  readonly variances: (gamma: Float64Array) => Float64Array;
}

/**
 * 2SLS of `system` as a function of the direct effects gamma: estimates b - A gamma with A = (P_X'P_X)^-1 P_X'R, and the variance of
 * one of them, w' C w with w its column of P_X (P_X'P_X)^-1 and C the covariance of scores under the residual
 * E (-b, 1) + Q (P_y - R gamma - P_X b). That is quadratic in gamma, and kept as such: rows are seen for its coefficients alone.
 */
export function directEffects(system: InstrumentSystem, errors: ErrorStructure): DirectEffects {
  const { nInstruments: kz, nEndogenous: kx, projected, instruments } = system;
  const P = new Matrix(
    Array.from({ length: kz }, (_, i) => Array.from({ length: kx + 1 }, (_, j) => projected[j * kz + i]!)),
  );
  const R = new Matrix(
    Array.from({ length: kz }, (_, i) => Array.from({ length: kz }, (_, j) => instruments[j * kz + i]!)),
  );
  const PX = P.subMatrix(0, kz - 1, 0, kx - 1);
  const Py = P.subMatrix(0, kz - 1, kx, kx);
  // kz by kx: scores to estimates
  const influence = PX.mmul(inverse(PX.transpose().mmul(PX)));
  const shift = influence.transpose().mmul(R);
  const outcome = (gamma: Float64Array) => Matrix.sub(Py, R.mmul(Matrix.columnVector(gamma)));
  const estimates = (gamma: Float64Array) => Float64Array.from(influence.transpose().mmul(outcome(gamma)).to1DArray());
  // a and c of the residual side by side: without direct effects, and what a unit of each adds
  const residual = (b: Matrix, ofOutcome: number, net: Matrix) =>
    Float64Array.from([...b.to1DArray().map((value) => -value), ofOutcome, ...net.sub(PX.mmul(b)).to1DArray()]);
  const base = residual(Matrix.columnVector(estimates(new Float64Array(kz))), 1, Py.clone());
  const directions = Array.from({ length: kz }, (_, z) =>
    residual(shift.getColumnVector(z).neg(), 0, R.getColumnVector(z).neg()),
  );
  const weights = Array.from({ length: kx }, (_, j) => Float64Array.from(influence.getColumn(j)));
  const variances = quadraticForms(
    (at) => {
      const C = errors.covariance(at.slice(0, kx + 1), at.slice(kx + 1));
      return Float64Array.from(weights, (w) => symmetricForm(C, w));
    },
    base,
    directions,
  );
  return { shift, estimates, variances };
}

/** How intervals of the fit are made: `df` of t (Infinity for the normal), and what its small-sample rule multiplies by. */
export interface IntervalRule {
  readonly level: number;
  readonly df: number;
  readonly factor: number;
}

/** A range of one instrument's direct effect. */
export interface EffectRange {
  readonly min: number;
  readonly max: number;
}

/** Bounds of one endogenous regressor's coefficient over the box; `at_low` and `at_high` are the effects at the ends. */
export interface UnionOfIntervals {
  readonly estimate_low: number;
  readonly estimate_high: number;
  readonly conf_low: number;
  readonly conf_high: number;
  readonly at_low: readonly number[];
  readonly at_high: readonly number[];
}

/** Instruments with a range of some length that a box may have: the vertices double with each. */
const MOST_RANGES = 10;

/**
 * The union of intervals over a box, a range for each instrument in the order they are kept, for each endogenous regressor.
 * Throws UsageError `direct_effects`, `level`; NotSupported `direct_effects_ranges` (more than 10 ranges of some length) and
 * `direct_effects_clusterings` (two).
 *
 * @param effects those of `system` under `errors`, where they are at hand
 */
export function unionOfIntervals(
  engine: Engine,
  system: InstrumentSystem,
  errors: ErrorStructure & { readonly nClusterings: number },
  box: readonly EffectRange[],
  rule: IntervalRule,
  effects?: DirectEffects,
): UnionOfIntervals[] {
  requireLevel(rule.level);
  requireBox(system, box);
  if (errors.nClusterings > 1) {
    throw new NotSupported(
      "direct_effects_clusterings",
      "Bounds over direct effects of instruments are exact for one clustering only; got two. Cluster by one of them.",
      { got: errors.nClusterings, expected: "at most 1" },
    );
  }
  const { estimates, variances } = effects ?? directEffects(system, errors);
  const quantile = qt(engine, (1 - rule.level) / 2, rule.df, true);
  const rows = verticesOf(box).map((gamma) => {
    const halves = variances(gamma).map((variance) => quantile * Math.sqrt(variance * rule.factor));
    return { gamma: Array.from(gamma), b: estimates(gamma), halves };
  });
  return Array.from({ length: system.nEndogenous }, (_, j) => {
    const lowest = extreme(rows, ({ b, halves }) => b[j]! - halves[j]!, -1);
    const highest = extreme(rows, ({ b, halves }) => b[j]! + halves[j]!, 1);
    return {
      estimate_low: extreme(rows, ({ b }) => b[j]!, -1).value,
      estimate_high: extreme(rows, ({ b }) => b[j]!, 1).value,
      conf_low: lowest.value,
      conf_high: highest.value,
      at_low: lowest.row.gamma,
      at_high: highest.row.gamma,
    };
  });
}

/**
 * Estimates when direct effects are N(`mean`, `covariance`), kz numbers and kz by kz, for each endogenous regressor; the
 * variance without direct effects is that of 2SLS. Throws UsageError `direct_effects`, `level`.
 *
 * @param effects those of `system` under `errors`, where they are at hand
 */
export function localToZero(
  engine: Engine,
  system: InstrumentSystem,
  errors: ErrorStructure,
  normal: { readonly mean: Float64Array; readonly covariance: Float64Array },
  rule: IntervalRule,
  effects?: DirectEffects,
): LocalToZero[] {
  requireLevel(rule.level);
  const kz = system.nInstruments;
  requireCount(kz, normal.mean.length, "means");
  requireCount(kz * kz, normal.covariance.length, "numbers of the covariance");
  const { shift, estimates, variances } = effects ?? directEffects(system, errors);
  const quantile = qt(engine, (1 - rule.level) / 2, rule.df, true);
  const Omega = Matrix.from1DArray(kz, kz, normal.covariance);
  const added = shift.mmul(Omega).mmul(shift.transpose());
  const plain = variances(new Float64Array(kz));
  return Array.from(estimates(normal.mean), (estimate, j) => {
    const std_error = Math.sqrt(plain[j]! * rule.factor + added.get(j, j));
    const half = quantile * std_error;
    return { estimate, std_error, conf_low: estimate - half, conf_high: estimate + half };
  });
}

function extreme<Row>(rows: readonly Row[], of: (row: Row) => number, sign: 1 | -1) {
  return rows
    .map((row) => ({ row, value: of(row) }))
    .reduce((best, each) => (sign * each.value > sign * best.value ? each : best));
}

/** Every corner of the box; a range of no length has one end. */
function verticesOf(box: readonly EffectRange[]): Float64Array[] {
  let corners: number[][] = [[]];
  for (const { min, max } of box) {
    const ends = min === max ? [min] : [min, max];
    corners = corners.flatMap((corner) => ends.map((end) => [...corner, end]));
  }
  return corners.map((corner) => Float64Array.from(corner));
}

function requireBox({ nInstruments: kz }: InstrumentSystem, box: readonly EffectRange[]): void {
  requireCount(kz, box.length, "ranges");
  const bad = box.findIndex(({ min, max }) => !(Number.isFinite(min) && Number.isFinite(max) && min <= max));
  if (bad >= 0) {
    const { min, max } = box[bad]!;
    throw new UsageError(
      "direct_effects",
      `The direct effect of instrument ${bad + 1} got the range ${min} to ${max}; expected two finite numbers, the smaller first.`,
      { got: [min, max], expected: "min <= max" },
    );
  }
  const nRanges = box.filter(({ min, max }) => min < max).length;
  if (nRanges > MOST_RANGES) {
    throw new NotSupported(
      "direct_effects_ranges",
      `Direct effects of ${nRanges} instruments got a range; bounds visit every corner and take at most ${MOST_RANGES}. Fix some at one value.`,
      { got: nRanges, expected: `<= ${MOST_RANGES}` },
    );
  }
}

function requireCount(expected: number, got: number, what: string): void {
  if (got === expected) return;
  throw new UsageError(
    "direct_effects",
    `Direct effects of the instruments got ${got} ${what}; expected ${expected} for the instruments kept.`,
    { got, expected },
  );
}

// How far exogeneity may fail: bounds when direct effects are a share of what was allowed, from none to all, and the
// smallest share at which an interval covers zero. Along the path a lower end is concave in the share and an upper end
// convex, as above. So an end on the near side of zero at none of it, and on the far side at
// all, crosses once; bisection finds where, and an end that has not crossed at all of it has not crossed before.

/** Bounds of each endogenous regressor's coefficient when direct effects are `fraction` of what was allowed. */
export type BoundsAt = (fraction: number) => readonly EffectBounds[];

/** Tenths from none to all. */
const FRACTIONS = Array.from({ length: 11 }, (_, tenth) => tenth / 10);
/** Of the share sought, relative: two digits above rounding of the ends. */
const PRECISION = 1e-13;

/** The path of each endogenous regressor's bounds. */
export function boundsPath(boundsAt: BoundsAt): PathPoint[][] {
  const steps = FRACTIONS.map((fraction) => boundsAt(fraction).map((bounds) => ({ fraction, ...bounds })));
  return steps[0]!.map((_, j) => steps.map((step) => step[j]!));
}

/** The smallest share, at most all, at which the interval of endogenous regressor `j` covers zero; null where none does. */
export function breakingFraction(boundsAt: BoundsAt, j: number): number | null {
  const { conf_low, conf_high } = boundsAt(0)[j]!;
  if (conf_low <= 0 && conf_high >= 0) return 0;
  const crossed = (fraction: number): boolean => {
    const bounds = boundsAt(fraction)[j]!;
    return conf_low > 0 ? bounds.conf_low <= 0 : bounds.conf_high >= 0;
  };
  if (!crossed(1)) return null;
  let [outside, inside] = [0, 1];
  while (inside - outside > PRECISION * inside) {
    const middle = (outside + inside) / 2;
    if (crossed(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

// Quadratic forms of r + sum_k g_k d_k as polynomials in g, so that many g cost no more than a few values of
// the forms.

/** Values of several quadratic forms at one vector. */
type Forms = (at: Float64Array) => Float64Array;

/** The values of `forms` at `base` plus `directions` times g. */
export function quadraticForms(
  forms: Forms,
  base: Float64Array,
  directions: readonly Float64Array[],
): (g: Float64Array) => Float64Array {
  const vectors = [base, ...directions];
  const own = remembered((i) => forms(vectors[i]!));
  const shared = remembered((pair) => {
    const [i, j] = [Math.floor(pair / vectors.length), pair % vectors.length];
    const size = Math.sqrt(total(own(i)) / total(own(j)));
    const t = size > 0 && Number.isFinite(size) ? size : 1;
    const both = forms(vectors[i]!.map((value, at) => value + t * vectors[j]![at]!));
    return both.map((value, at) => (value - own(i)[at]! - t * t * own(j)[at]!) / (2 * t));
  });
  return (g) => {
    const weights = [1, ...g];
    const values = own(0).slice();
    weights.forEach((first, i) => {
      if (first === 0) return;
      for (let j = Math.max(i, 1); j < weights.length; j++) {
        const second = weights[j]!;
        if (second === 0) continue;
        const part = i === j ? own(i) : shared(i * vectors.length + j);
        const times = i === j ? second * second : 2 * first * second;
        part.forEach((value, at) => {
          values[at]! += times * value;
        });
      }
    });
    return values;
  };
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function remembered(make: (key: number) => Float64Array): (key: number) => Float64Array {
  const made = new Map<number, Float64Array>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
