/**
 * Entropy balancing: weights of controls as near the base weights as can be, in the sense of entropy, under
 * which covariates have the means (and variances, and skewness) of the treated.
 */
import { DataError, NumericalError, UsageError } from "../../../base/errors.js";
import { weightedMoments } from "../../../engine/kernels/balance.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { gatherF64 } from "../../../engine/kernels/groups.js";
import { qrDrop, tsqr } from "../../../engine/kernels/lapack.js";
import { extremes, powerColumns } from "../../../engine/kernels/reweighting.js";
import { type BalanceColumn, requireFinite } from "./balance.js";
import { balanceDual, type DualOutcome } from "./entropy-dual.js";
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
  const norms = Float64Array.from({ length: k }, (_, j) => Math.hypot(...R.subarray(j * k, j * k + j + 1)));
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
