/**
 * Entropy balancing: weights of controls as near the base weights as can be, in the sense of entropy, under
 * which covariates have the means (and variances, and skewness) of the treated.
 */
import { DataError, NumericalError, UsageError } from "../../../base/errors.js";
import { weightedMoments } from "../../../engine/kernels/balance.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { gatherF64 } from "../../../engine/kernels/groups.js";
import type { BalanceColumn } from "./balance.js";
import { type Constraint, constraintsOf, independent, stacked, withinEdges } from "./entropy-constraints.js";
import { balanceDual, type DualOutcome } from "./entropy-dual.js";
import type { Candidates, Matching } from "./match.js";

/** Share of the largest pull from which a covariate is named when the hull is missed. */
const NAMED = 0.25;

export interface EntropyOptions {
  /** Moments to balance: 1 means, 2 variances as well, 3 skewness as well. */
  readonly moments: 1 | 2 | 3;
  /** f64[n] > 0 at controls: weights to stay near to. Default equal. */
  readonly base?: Float64Array;
}

export interface EntropyBalance extends Matching {
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
