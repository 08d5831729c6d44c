/**
 * Entropy balancing: weights of controls as near the base weights as can be, in the sense of entropy, under
 * which covariates have the means (and variances, and skewness) of the treated.
 */

import { DataError, NumericalError, UsageError } from "../../../base/errors.js";
import { hypot } from "../../../base/hypot.js";
import { weightedMoments } from "../../../engine/kernels/balance.js";
import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { gatherF64 } from "../../../engine/kernels/groups.js";
import { entropyTiltBlock, extremes, extremesBlock, powerColumns } from "../../../engine/kernels/kernel-weights.js";
import { dpotrf, dtrsv, qrDrop, tsqr } from "../../../engine/kernels/lapack.js";
import { log } from "../../../engine/kernels/math.js";
import { type BalanceColumn, requireFinite } from "./balance.js";
import type { Candidates, Matching } from "./match.js";

// What entropy balancing has to meet, as columns over the controls that are to average to 0: moments of covariates
// less those of the treated. Ranges that are missed are errors; what others imply is left out.

/** Distance of a target from the ends of the controls' range, over the largest number there, that counts as none. */
const EDGE = 1e-12;
/** Share of a column's norm that must be left by the columns before it for it to be a constraint of its own. */
const COLLINEAR = 1e-9;
/** A moment of a covariate, less its target, over the controls that may weigh something. */
interface Constraint {
  readonly name: string;
  readonly values: Float64Array;
}

/** Powers of the standardised covariate less their means among the treated, over the controls. */
function constraintsOf(
  engine: Engine,
  { name, values }: BalanceColumn,
  treated: Uint32Array,
  controls: Uint32Array,
  moments: number,
): Constraint[] {
  const [x1, x0] = [gatherF64(engine, values, treated), gatherF64(engine, values, controls)];
  requireFinite(engine, { name, values: x1 }, treated);
  requireFinite(engine, { name, values: x0 }, controls);
  const ones = (x: Float64Array) => new Float64Array(x.length).fill(1);
  const [of1] = weightedMoments(engine, [x1], [ones(x1)]);
  const [of0] = weightedMoments(engine, [x0], [ones(x0)]);
  const scale = Math.sqrt(of0!.squares[0]! / x0.length) || Math.sqrt(of1!.squares[0]! / x1.length) || 1;
  const centre = of1!.means[0]!;
  const powers = powerColumns(engine, x1, new Float64Array(moments), centre, scale);
  const parts = (all: Float64Array, n: number) =>
    Array.from({ length: moments }, (_, j) => all.subarray(j * n, (j + 1) * n));
  const [targets] = weightedMoments(engine, parts(powers, x1.length), [ones(x1)]);
  return parts(powerColumns(engine, x0, targets!.means, centre, scale), x0.length).map((column, j) => ({
    name: j === 0 ? name : `${name}^${j + 1}`,
    values: column,
  }));
}

/**
 * Constraints with a range on both sides of 0. A target beyond a range is an error; where it is an end of one, only controls
 * there can weigh anything, and the others are left out before all ranges are looked at again.
 */
function withinEdges(engine: Engine, all: readonly Constraint[], nControls: number) {
  let rows = Uint32Array.from({ length: nControls }, (_, i) => i);
  let constraints = [...all];
  const edges: { moment: string; controlsLeftOut: number }[] = [];
  for (let again = true; again; ) {
    again = false;
    const open: Constraint[] = [];
    for (const { name, values } of constraints) {
      const own = gatherF64(engine, values, rows);
      const { low, high } = extremes(engine, own);
      const zero = EDGE * Math.max(1, -low, high);
      if (low > zero || high < -zero) throw outsideRange(name, low > zero, edges);
      if (low >= -zero && high <= zero) continue;
      open.push({ name, values });
      if (low < -zero && high > zero) continue;
      const there = rows.filter((_, i) => Math.abs(own[i]!) <= zero);
      edges.push({ moment: name, controlsLeftOut: rows.length - there.length });
      rows = there;
      again = true;
    }
    constraints = open;
  }
  return {
    ...{ rows, edges },
    constraints: constraints.map(({ name, values }) => ({ name, values: gatherF64(engine, values, rows) })),
  };
}

/** Constraints that are no combination of those before them. */
function independent(engine: Engine, constraints: readonly Constraint[]) {
  const k = constraints.length;
  if (k === 0) return { kept: [], redundant: [] };
  const n = constraints[0]!.values.length;
  const R = tsqr(engine, n, k, stacked(constraints));
  const norms = Float64Array.from({ length: k }, (_, j) => hypot(...R.subarray(j * k, j * k + j + 1)));
  const { kept } = qrDrop(engine, k, 0, COLLINEAR, norms, R);
  return {
    kept: constraints.filter((_, j) => kept[j] === 1),
    redundant: constraints.filter((_, j) => kept[j] === 0).map(({ name }) => name),
  };
}

/** Their values, column after column; at least one. */
function stacked(constraints: readonly Constraint[]): Float64Array {
  const n = constraints[0]!.values.length;
  const all = new Float64Array(n * constraints.length);
  constraints.forEach(({ values }, j) => {
    all.set(values, j * n);
  });
  return all;
}

function outsideRange(name: string, below: boolean, edges: readonly { readonly moment: string }[]): DataError {
  const among =
    edges.length === 0 ? "" : ` (among those left once ${edges.map((edge) => `'${edge.moment}'`).join(", ")} is met)`;
  return new DataError(
    "no_overlap",
    `Entropy balancing: the treated mean of '${name}' lies ${below ? "below" : "above"} every control's value${among}, so no weights can reach it. Keep to a common support, or balance without it.`,
    {
      covariates: [name],
      got: below ? "below the controls" : "above the controls",
      expected: "within the controls' range",
    },
  );
}

/** Share of the largest pull from which a covariate is named when the hull is missed. */
const NAMED = 0.25;

interface EntropyOptions {
  /** Moments to balance: 1 means, 2 variances as well, 3 skewness as well. */
  readonly moments: 1 | 2 | 3;
  /** f64[n] > 0 at controls: weights to stay near to. Default equal. */
  readonly base?: Float64Array;
}

interface EntropyBalance extends Matching {
  readonly pairs: null;
  readonly iterations: number;
  /** Largest difference of a balanced moment, in sds of that moment among the controls. */
  readonly gap: number;
  /** Moments that others already balance, such as the square of a binary covariate. */
  readonly redundant: readonly string[];
  /** Covariates whose treated mean is an end of the controls' range: all other controls weigh 0. */
  readonly edges: readonly { readonly moment: string; readonly controlsLeftOut: number }[];
  /** (sum w)^2 / sum w^2 of the controls. */
  readonly effectiveControls: number;
}

/**
 * Balances `columns` of the eligible controls with the eligible treated. Weights are 1 for treated units; those of controls
 * sum to the number of treated. `candidates.cells` are not looked at: give a factor a column a level.
 *
 * Throws UsageError `entropy_moments`, `entropy_base`; DataError `balance_not_finite`, `no_treated`, `no_controls`,
 * `no_overlap` where the treated moments lie outside the controls' hull, naming the covariates (proved by a range or
 * by a plane with all controls on one side); NumericalError `no_convergence`.
 *
 * Source: Hainmueller (2012), Political Analysis 20(1), doi:10.1093/pan/mpr025.
 */
export function entropyBalance(
  engine: Engine,
  candidates: Candidates,
  columns: readonly BalanceColumn[],
  options: EntropyOptions,
): EntropyBalance {
  const { treated, controls } = participants(candidates, options);
  const base = options.base === undefined ? null : gatherF64(engine, options.base, controls);
  const all = columns.flatMap((column) => constraintsOf(engine, column, treated, controls, options.moments));
  const { rows, edges, constraints } = withinEdges(engine, all, controls.length);
  const { kept, redundant } = independent(engine, constraints);
  const own = base === null ? new Float64Array(rows.length).fill(1) : gatherF64(engine, base, rows);
  const found = solve(engine, kept, own);
  if (found.outcome.kind !== "balanced") throw notBalanced(found.outcome, kept);
  const { total, iterations, gap } = found.outcome;

  const weights = new Float64Array(candidates.treated.length);
  for (const unit of treated) weights[unit] = 1;
  rows.forEach((row, i) => {
    weights[controls[row]!] = (found.weights[i]! * treated.length) / total;
  });
  const [sum] = weightedMoments(engine, [], [found.weights]);
  const effectiveControls = sum!.weight ** 2 / sum!.squaredWeights;
  const none = all.filter(({ name }) => !constraints.some((constraint) => constraint.name === name));
  return {
    ...{ weights, pairs: null, iterations, gap, edges, effectiveControls },
    redundant: [...none.map(({ name }) => name), ...redundant],
  };
}

function participants({ treated, eligible }: Candidates, { moments, base }: EntropyOptions) {
  if (![1, 2, 3].includes(moments)) {
    throw new UsageError("entropy_moments", `Entropy balancing balances 1, 2 or 3 moments, not ${moments}.`, {
      got: moments,
      expected: "1, 2 or 3",
    });
  }
  const rows = Uint32Array.from(treated.keys());
  const groups = {
    treated: rows.filter((i) => eligible[i] === 1 && treated[i] === 1),
    controls: rows.filter((i) => eligible[i] === 1 && treated[i] === 0),
  };
  for (const [code, group, word] of [
    ["no_treated", groups.treated, "treated unit"],
    ["no_controls", groups.controls, "control"],
  ] as const) {
    if (group.length > 0) continue;
    throw new DataError(code, `Entropy balancing needs both groups, but no ${word} takes part.`, {
      got: 0,
      expected: "at least one",
    });
  }
  const bad = base === undefined ? -1 : groups.controls.findIndex((i) => !(base[i]! > 0 && Number.isFinite(base[i]!)));
  if (bad >= 0) {
    const row = groups.controls[bad]!;
    throw new UsageError(
      "entropy_base",
      `The base weight in row ${row + 1} of the sample is ${base![row]}; base weights of controls must be above 0 and finite.`,
      { row: row + 1, got: base![row], expected: "> 0" },
    );
  }
  return groups;
}

function solve(engine: Engine, kept: readonly Constraint[], base: Float64Array) {
  const [n, k] = [base.length, kept.length];
  if (k === 0) {
    const total = base.reduce((sum, w) => sum + w, 0);
    return { weights: base, outcome: { kind: "balanced", total, iterations: 0, gap: 0 } as DualOutcome };
  }
  return engine.scope((scope) => {
    const weights = scope.f64(n);
    const rows = { n, k, C: scope.copyF64(stacked(kept)), base: scope.copyF64(base) };
    const outcome = balanceDual(engine, scope, rows, weights);
    return { weights: Float64Array.from(weights.view()), outcome };
  });
}

function notBalanced(outcome: DualOutcome, kept: readonly Constraint[]): DataError | NumericalError {
  const sizes =
    outcome.kind === "outside" ? outcome.pull : outcome.kind === "open" ? outcome.gaps : new Float64Array(0);
  const most = sizes.reduce((largest, size) => Math.max(largest, size), 0);
  const covariates = kept.filter((_, j) => sizes[j]! >= NAMED * most).map(({ name }) => name);
  const named = covariates.map((name) => `'${name}'`).join(", ");
  if (outcome.kind === "outside") {
    return new DataError(
      "no_overlap",
      `Entropy balancing: no weights give controls the treated means: a combination of ${named} is larger among the treated, on average, than in any control. Keep to a common support, or balance fewer moments.`,
      { covariates, got: "outside the controls' hull", expected: "inside" },
    );
  }
  return new NumericalError(
    "no_convergence",
    `Entropy balancing did not converge: ${named} are still ${most} sds from balance. The treated means may lie at the edge of the controls' hull; balance fewer moments.`,
    { covariates, got: most, expected: "1e-9" },
  );
}

// The dual of entropy balancing.

/** Largest mean of a column, in its sds, at which Newton stops; and at which rounding may stop it. */
const GAP = 1e-13;
const GAP_ROUNDING = 1e-9;
const MOST_STEPS = 200;
const MOST_HALVINGS = 40;
/** Armijo's share of the decrease a step promises. */
const DECREASE = 1e-4;
/** Promised decreases below this are lost in the rounding of the log of a sum. */
const DECREASE_ROUNDING = 1e-11;
/** Share of the largest |c'lambda| by which all must lie below 0 to prove that 0 is outside their hull. */
const MARGIN = 1e-9;
/** Shares of the diagonal added where the Hessian is singular. */
const RIDGES = [0, 1e-14, 1e-12, 1e-10, 1e-8, 1e-6];

/** n rows of k columns in linear memory. */
export interface DualRows {
  readonly n: number;
  readonly k: number;
  readonly C: F64Block;
  /** f64[n], not negative. */
  readonly base: F64Block;
}

export type DualOutcome =
  /** Weights were found; they sum to `total`. */
  | { readonly kind: "balanced"; readonly total: number; readonly iterations: number; readonly gap: number }
  /** c'lambda < 0 in every row: 0 is outside the hull of the rows. `pull` is |lambda| in sds of the columns. */
  | { readonly kind: "outside"; readonly pull: Float64Array }
  /** Neither weights nor proof within the steps allowed. `gaps` are the means left, in sds of the columns. */
  | { readonly kind: "open"; readonly gaps: Float64Array; readonly iterations: number };

interface Point {
  readonly lambda: Float64Array;
  readonly value: number;
  readonly total: number;
  /** Means and covariances of the columns under the weights. */
  readonly means: Float64Array;
  readonly hessian: Float64Array;
  readonly low: number;
  readonly high: number;
}

/**
 * Finds the weights, left in `weights` f64[n] (up to a common factor).
 * Source: Hainmueller (2012), Political Analysis 20(1), doi:10.1093/pan/mpr025, section 3.2; Boyd & Vandenberghe (2004),
 * Convex Optimization, section 9.5.
 */
export function balanceDual(engine: Engine, scope: Scope, rows: DualRows, weights: F64Block): DualOutcome {
  const eta = scope.f64(rows.n);
  const at = (lambda: Float64Array) => evaluate(engine, scope, rows, lambda, eta, weights);
  let point = at(new Float64Array(rows.k));
  const sds = Float64Array.from({ length: rows.k }, (_, j) => Math.sqrt(point.hessian[j * rows.k + j]!) || 1);
  const gapOf = ({ means }: Point) => means.reduce((most, mean, j) => Math.max(most, Math.abs(mean) / sds[j]!), 0);
  let [gap, iterations] = [gapOf(point), 0];
  while (gap > GAP && iterations < MOST_STEPS) {
    if (isOutside(point)) return { kind: "outside", pull: point.lambda.map((value, j) => Math.abs(value) * sds[j]!) };
    const next = descend(engine, point, at);
    if (next === null) break;
    iterations++;
    const nextGap = gapOf(next);
    if (gap <= GAP_ROUNDING && nextGap > gap / 2) {
      // rounding is all that is left: whichever is better stays
      if (nextGap < gap) [point, gap] = [next, nextGap];
      break;
    }
    [point, gap] = [next, nextGap];
  }
  if (gap > GAP_ROUNDING) {
    if (isOutside(point)) return { kind: "outside", pull: point.lambda.map((value, j) => Math.abs(value) * sds[j]!) };
    return { kind: "open", gaps: point.means.map((mean, j) => Math.abs(mean) / sds[j]!), iterations };
  }
  const { total } = at(point.lambda);
  return { kind: "balanced", total, iterations, gap };
}

const isOutside = ({ low, high }: Point): boolean => high < -MARGIN * Math.abs(low);

function evaluate(
  engine: Engine,
  scope: Scope,
  { n, k, C, base }: DualRows,
  lambda: Float64Array,
  eta: F64Block,
  weights: F64Block,
): Point {
  return scope.scope((inner) => {
    linearCombinationsBlock(engine, inner, n, k, 1, C, inner.copyF64(lambda), eta);
    const { low, high } = extremesBlock(engine, inner, eta);
    const sums = entropyTiltBlock(engine, inner, n, k, high, C, eta, base, weights).view();
    const order = k + 1;
    const total = sums[0]!;
    const means = Float64Array.from({ length: k }, (_, j) => sums[j + 1]! / total);
    const hessian = Float64Array.from({ length: k * k }, (_, cell) => {
      const [i, j] = [cell % k, Math.floor(cell / k)];
      return sums[i + 1 + (j + 1) * order]! / total - means[i]! * means[j]!;
    });
    return { lambda, value: log(engine, Float64Array.of(total))[0]! + high, total, means, hessian, low, high };
  });
}

/** The next point of Newton's method, nearer the least value; null when no step gets any lower. */
function descend(engine: Engine, point: Point, at: (lambda: Float64Array) => Point): Point | null {
  for (const ridge of RIDGES) {
    const step = newtonStep(engine, point, ridge);
    if (step === null) continue;
    const slope = step.reduce((sum, s, j) => sum + s * point.means[j]!, 0);
    for (let halvings = 0, size = 1; halvings <= MOST_HALVINGS; halvings++, size /= 2) {
      const next = at(point.lambda.map((value, j) => value + size * step[j]!));
      const enough = next.value <= point.value + DECREASE * size * slope;
      if (enough || (-slope < DECREASE_ROUNDING && halvings === 0)) return next;
    }
  }
  return null;
}

/** -(H + ridge diag H)^-1 of the gradient; null when that is not positive definite. */
function newtonStep(engine: Engine, { means, hessian }: Point, ridge: number): Float64Array | null {
  const k = means.length;
  // in units of the columns' sds, so that the ridge means the same in each
  const scale = Float64Array.from(means, (_, j) => Math.sqrt(Math.max(hessian[j * k + j]!, Number.MIN_VALUE)));
  const scaled = hessian.map((value, cell) => value / scale[cell % k]! / scale[Math.floor(cell / k)]!);
  for (let j = 0; j < k; j++) scaled[j * k + j] = 1 + ridge;
  let L: Float64Array;
  try {
    L = dpotrf(engine, k, scaled);
  } catch {
    return null;
  }
  const gradient = means.map((mean, j) => -mean / scale[j]!);
  const half = dtrsv(engine, k, L, gradient, { upper: false });
  const whole = dtrsv(engine, k, L, half, { upper: false, transposed: true });
  const step = whole.map((value, j) => value / scale[j]!);
  return step.every(Number.isFinite) ? step : null;
}
