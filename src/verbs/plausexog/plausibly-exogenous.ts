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
import { Matrix } from "ml-matrix";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qt } from "../../engine/kernels/math.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import type { ErrorStructure, InstrumentSystem } from "../iv/estimator/instrument-system.js";
import { type DirectEffects, directEffects } from "./direct-effects.js";
import type { LocalToZero } from "./record.js";

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
