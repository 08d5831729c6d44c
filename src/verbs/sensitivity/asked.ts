/**
 * A regression in memory and what is asked of it: what the parts of the sensitivity of a coefficient start from.
 */
import { NumericalError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { qnorm, qt } from "../../engine/kernels/math.js";
import type { ModelSpec } from "../../formula/spec.js";
import { sscOf } from "../../regression/fit-options.js";
import { type LeastSquares, leastSquares } from "../../regression/least-squares/least-squares.js";
import { isErrorRounding, recordOf } from "../../regression/record/describe-fit.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { type RowInfluence, rowInfluence } from "./estimator/influence.js";
import { type Triangle, triangleOf } from "./estimator/projection.js";
import { termAt } from "./names.js";
import type { ClassicalRecord } from "./record.js";
import type { SensitivityPlan } from "./verb.js";

/** A regression in memory, as the parts ask it: the coefficient is that at `at`. */
export interface Asked {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly data: Table | Panel;
  readonly spec: ModelSpec;
  readonly plan: SensitivityPlan;
  readonly variance: RegressionVcov;
  readonly regression: LeastSquares;
  readonly record: FitRecord;
  readonly names: readonly string[];
  readonly at: number;
  readonly triangle: Triangle;
  readonly classical: ClassicalRecord;
  readonly quantile: number;
  /** Milliseconds that regressions without rows took. */
  readonly clock: { refits: number };
  /** Made when it is first asked for. */
  readonly rows: () => RowInfluence;
}

/** What a part found: its record, or null with a note that says why not. */
export interface Found<T> {
  readonly found: T | null;
  readonly notes: readonly Note[];
}

/** Fits, valid while `scope` is open. Throws as `feols`, as `termAt`, and NumericalError `sensitivity_spread`. */
export function ask(
  engine: Engine,
  scope: Scope,
  data: Table | Panel,
  spec: ModelSpec,
  plan: SensitivityPlan,
  variance: RegressionVcov,
): Asked {
  const options = { ...plan, vcov: plan.vcov! }; // asked for above
  const regression = leastSquares(engine, scope, data, spec, variance, options);
  const { record } = recordOf(engine, scope, regression, variance, sscOf(plan), options);
  const { names } = record.vcov;
  const at = termAt(plan.term, names, record);
  const triangle = triangleOf(regression.result.fit);
  const { std_error } = record.coefficients[names[at]!]!;
  const classical = classicalOf(regression, at);
  requireSpread(classical, record, names[at]!);
  let rows: RowInfluence | undefined;
  return {
    ...{ engine, scope, data, spec, plan, variance, regression, record, names, at, triangle },
    clock: { refits: 0 },
    classical,
    quantile: quantileOf(engine, plan, record.vcov.df_by_term?.[names[at]!] ?? record.vcov.df),
    rows: () => {
      rows ??= rowInfluence(engine, scope, regression, at, variance, std_error);
      return rows;
    },
  };
}

/** Throws NumericalError `sensitivity_spread` where residuals are rounding, or leave no degrees of freedom for a confounder. */
function requireSpread({ df, std_error }: ClassicalRecord, { call, notes }: FitRecord, term: string): void {
  if (df >= 2 && std_error > 0 && !isErrorRounding(notes, term)) return;
  throw new NumericalError(
    "sensitivity_spread",
    `'${call}' leaves nothing to ask of '${term}': ${df < 2 ? `${df} degrees of freedom are left, and a confounder takes one` : "its residuals, or its standard error, are rounding"}. Use fewer regressors or effects, or more rows.`,
    { got: { df, std_error }, expected: "at least 2 degrees of freedom, and residuals" },
  );
}

/** What the ends of an interval stand off by, in standard errors. */
export const quantileOf = (engine: Engine, { critical, level }: SensitivityPlan, df: number): number =>
  critical === "normal" ? qnorm(engine, (1 + level) / 2) : qt(engine, (1 + level) / 2, df);

/** The coefficient under classical errors: what partial R2 are made of. */
function classicalOf({ result, absorber }: LeastSquares, at: number): ClassicalRecord {
  const { n, k, beta, Rinv, ssr } = result.fit;
  const df = n - k - absorber.rank.value;
  let variance = 0;
  for (let l = at; l < k; l++) variance += Rinv[l * k + at]! ** 2;
  const std_error = Math.sqrt((variance * ssr) / df);
  const estimate = beta[at]!;
  return { estimate, std_error, statistic: estimate / std_error, df, exact_df: absorber.rank.exact };
}
