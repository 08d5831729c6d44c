/**
 * A fit by GMM in words and names: coefficients, tests and instruments as a record has them. Numbers come from
 * the fit and its covariance; nothing is estimated here.
 */
import { note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pt, qt } from "../../engine/kernels/math.js";
import { type PanelVariable, printPanelVariable } from "../../formula/panel-gmm-spec.js";
import { printExpression } from "../../formula/print.js";
import { type CollinearTerm, omitted } from "../../regression/record/fit-record.js";
import { type Coefficient, inferAll } from "../../regression/tests/coefficients.js";
import type { InstrumentColumn, PanelGmmFit } from "./estimator/panel-gmm-fit.js";
import { CONSTANT_GROUP, countSet, type PgmmLayout } from "./grid.js";
import {
  type ChiSquared,
  differenceInHansen,
  hansenTest,
  type PanelCovariance,
  type PanelWald,
  panelCovariance,
  reportedRows,
  sarganTest,
  serialCorrelation,
  smallSampleFactor,
  waldTest,
} from "./inference/panel-covariance.js";
import { PGMM_OMITTED } from "./messages.js";
import { INTERCEPT } from "./panel-grid.js";
import type { PgmmPlan } from "./plan.js";
import type { DifferenceInHansen, GmmTest, InstrumentRecord, PgmmRecord, SerialTest } from "./record.js";

// Long-run effects of a dynamic model: the sum of a variable's coefficients over one minus the sum of those of the
// lagged outcome, with errors by the delta method. Pure algebra on coefficients.

/** A long-run effect and its standard error. */
interface LongRun {
  readonly estimate: number;
  readonly error: number;
}

/**
 * Effects by variable, in the order of `terms`; none without a lag of `outcome`, or where its coefficients sum to one or more and
 * the model has no long run; none for terms `without` one, such as dummies of
 * periods. `beta` and `matrix` (k by k) are in the order of `names`; a term that is not among them was left out and counts as
 * zero.
 */
export function longRunEffects(
  outcome: string,
  terms: readonly PanelVariable[],
  names: readonly string[],
  beta: ArrayLike<number>,
  matrix: ArrayLike<number>,
  without: ReadonlySet<string> = new Set(),
): Map<string, LongRun> {
  const positions = new Map(names.map((name, i) => [name, i]));
  const own: number[] = [];
  const byVariable = new Map<string, number[]>();
  for (const term of terms) {
    if (term.kind === "factor") continue;
    const position = positions.get(printPanelVariable(term));
    if (position === undefined || without.has(printPanelVariable(term))) continue;
    const variable = printExpression(term.expression);
    if (variable === outcome) own.push(position);
    else byVariable.set(variable, [...(byVariable.get(variable) ?? []), position]);
  }
  const effects = new Map<string, LongRun>();
  if (own.length === 0) return effects;
  const sum = (indices: readonly number[]) => indices.reduce((total, i) => total + beta[i]!, 0);
  const left = 1 - sum(own);
  if (!(left > 0)) return effects;
  for (const [variable, indices] of byVariable) {
    const estimate = sum(indices) / left;
    const gradient = new Float64Array(names.length);
    for (const i of indices) gradient[i] = 1 / left;
    for (const i of own) gradient[i] = estimate / left;
    effects.set(variable, { estimate, error: Math.sqrt(quadratic(gradient, matrix)) });
  }
  return effects;
}

function quadratic(vector: Float64Array, matrix: ArrayLike<number>): number {
  const k = vector.length;
  let sum = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) sum += vector[i]! * matrix[i * k + j]! * vector[j]!;
  return sum;
}

/** What the record takes from the fit. */
export type FitPart = Pick<
  PgmmRecord,
  | "nobs"
  | "observations"
  | "n_groups"
  | "n_instruments"
  | "per_group"
  | "dropped"
  | "coefficients"
  | "collinear"
  | "vcov"
  | "steps_taken"
  | "last_change"
  | "tests"
  | "instruments"
  | "long_run"
>;

/** The part of a record that `fit` gives; `unit` names the clusters. */
export function describePgmm(
  engine: Engine,
  fit: PanelGmmFit,
  layout: PgmmLayout,
  plan: PgmmPlan,
  unit: string,
): FitPart {
  const names = fit.kept.map((j) => layout.names[j]!);
  const { beta } = fit.steps.at(-1)!;
  const type = covarianceOf(plan, fit);
  const matrix = panelCovariance(fit, type, plan.small);
  const df = plan.small ? smallDf(fit, type, names) : null;
  const k = names.length;
  const inference = inferAll(engine, beta, matrix, df ?? Number.POSITIVE_INFINITY, plan.level);
  const longRun = longRunEffects(
    printExpression(plan.formula.lhs),
    plan.formula.terms,
    names,
    beta,
    matrix,
    commonTerms(layout),
  );
  const nobs = reportedRows(fit);
  return {
    nobs,
    observations: {
      reported: plan.model === "system" ? "levels" : "transformed",
      transformed: fit.nTransformed,
      levels: fit.nLevel,
    },
    n_groups: fit.nGroups,
    n_instruments: fit.instruments.length,
    per_group: perGroup(fit),
    dropped: { ...layout.dropped, ...lostAfterLevels(layout, plan, nobs) },
    coefficients: Object.fromEntries(names.map((name, j): [string, Coefficient] => [name, inference[j]!])),
    collinear: fit.collinear.map((j) => collinearTerm(layout, plan, j)),
    vcov: {
      type: type === "uncorrected" ? "two-step" : type,
      clusters: type === "classical" ? {} : { [unit]: fit.nGroups },
      small: plan.small,
      df,
      factor: plan.small ? smallSampleFactor(fit, type) : 1,
      level: plan.level,
      names,
      matrix: Array.from({ length: k }, (_, i) => Array.from(matrix.subarray(i * k, i * k + k))),
    },
    steps_taken: fit.steps.length,
    last_change: fit.lastChange,
    tests: testsOf(engine, fit, layout, names, type, matrix, df),
    instruments: instrumentsOf(fit, layout),
    long_run: Object.fromEntries(
      [...longRun].map(([variable, { estimate, error }]) => [
        variable,
        inferred(engine, estimate, error, df ?? Number.POSITIVE_INFINITY, plan.level),
      ]),
    ),
  };
}

function covarianceOf({ robust }: PgmmPlan, { steps }: PanelGmmFit): PanelCovariance {
  if (steps.length === 1) return robust ? "robust" : "classical";
  return robust ? "windmeijer" : "uncorrected";
}

/** As xtabond2's output has it: units, less one with a constant; rows less coefficients for classical errors. */
function smallDf(fit: PanelGmmFit, type: PanelCovariance, names: readonly string[]): number {
  if (type === "classical") return reportedRows(fit) - names.length;
  return fit.nGroups - (names.includes(INTERCEPT) ? 1 : 0);
}

function inferred(engine: Engine, estimate: number, std_error: number, df: number, level: number): Coefficient {
  const statistic = estimate / std_error;
  const reach = qt(engine, (1 - level) / 2, df, true) * std_error;
  const p_value = 2 * pt(engine, -Math.abs(statistic), df);
  return { estimate, std_error, statistic, p_value, conf_low: estimate - reach, conf_high: estimate + reach };
}

function perGroup({ rowsByUnit, nGroups }: PanelGmmFit): PgmmRecord["per_group"] {
  let [min, sum, max] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let u = 0; u < rowsByUnit.length; u++) {
    const rows = rowsByUnit[u]!;
    if (rows === 0) continue;
    min = Math.min(min, rows);
    max = Math.max(max, rows);
    sum += rows;
  }
  return { min, mean: sum / nGroups, max };
}

/** Rows complete in levels that no reported equation uses. */
function lostAfterLevels({ usable }: PgmmLayout, { model }: PgmmPlan, nobs: number): Record<string, number> {
  const lost = countSet(usable) - nobs;
  return model === "difference" ? { transformation: lost } : { instruments: lost };
}

function collinearTerm(layout: PgmmLayout, { model }: PgmmPlan, j: number): CollinearTerm {
  const isGone = model === "difference" && isConstantWithin(layout, layout.spec.regressors[j]!.column);
  return omitted(layout.names[j]!, note(PGMM_OMITTED, isGone ? "transformed_away" : "in_rows_used"));
}

/** Terms that are the same for all units in each period, as dummies of periods are. */
function commonTerms({ grid, usable, terms }: PgmmLayout): Set<string> {
  const isCommon = ({ column }: { readonly column: number }): boolean => {
    const values = grid.columns[column]!;
    const known = new Float64Array(grid.nPeriods).fill(Number.NaN);
    return values.every((value, cell) => {
      if (usable[cell] !== 1) return true;
      const t = cell % grid.nPeriods;
      if (Number.isNaN(known[t]!)) known[t] = value;
      return known[t] === value;
    });
  };
  return new Set(terms.filter(isCommon).map(({ name }) => name));
}

function isConstantWithin({ grid, usable }: PgmmLayout, column: number): boolean {
  const values = grid.columns[column]!;
  for (let start = 0; start < values.length; start += grid.nPeriods) {
    let known = Number.NaN;
    for (let cell = start; cell < start + grid.nPeriods; cell++) {
      if (usable[cell] !== 1) continue;
      if (Number.isNaN(known)) known = values[cell]!;
      else if (values[cell] !== known) return false;
    }
  }
  return true;
}

function instrumentsOf(fit: PanelGmmFit, { grid, spec }: PgmmLayout): PgmmRecord["instruments"] {
  const record = ({ name, group, equation, lag, period }: InstrumentColumn): InstrumentRecord => ({
    name,
    group,
    equation,
    lag,
    period: period === null ? null : grid.periods[period]!,
  });
  const dropped = fit.dropped.map((column) => ({ ...record(column), because: column.because }));
  const groups = [...new Set(spec.blocks.map(({ group }) => group))];
  const count = (group: string, because: "empty" | "collinear") =>
    dropped.filter((column) => column.group === group && column.because === because).length;
  return {
    groups: groups.map((group) => ({
      group,
      used: fit.instruments.filter((column) => column.group === group).length,
      empty: count(group, "empty"),
      collinear: count(group, "collinear"),
    })),
    used: fit.instruments.map(record),
    dropped,
    weight_rank: fit.steps.at(-1)!.weightRank,
  };
}

// Tests of GMM on a dynamic panel as a record has them.

/** The tests of `fit`, its coefficients called `names`, their covariance `type` and `matrix`, `df` for F in place of chi-squared. */
export function testsOf(
  engine: Engine,
  fit: PanelGmmFit,
  layout: PgmmLayout,
  names: readonly string[],
  type: PanelCovariance,
  matrix: Float64Array,
  df: number | null,
): PgmmRecord["tests"] {
  const last = fit.steps.at(-1)!;
  const serial = serialCorrelation(engine, fit, type);
  const hansen = hansenTest(engine, fit);
  const positions = names.flatMap((name, j) => (name === INTERCEPT ? [] : [j]));
  const time = positions.filter((j) => layout.timeDummies.includes(names[j]!));
  const others = positions.filter((j) => !time.includes(j));
  const wald = (at: readonly number[]) => {
    const test = waldTest(engine, last.beta, matrix, at, df);
    return { ...coefficientTest(test), terms: at.map((j) => names[j]!) };
  };
  return {
    ...Object.fromEntries(serial.map((test): [`ar${number}`, SerialTest] => [`ar${test.order}`, serialTest(test)])),
    sargan: chiSquared(
      sarganTest(engine, fit),
      "all instruments are exogenous (errors of one variance, not correlated)",
    ),
    hansen: hansen === null ? null : chiSquared(hansen, "all instruments are exogenous"),
    diff_hansen: differenceInHansen(engine, fit)
      .filter(({ group }) => group !== CONSTANT_GROUP)
      .map(differenceRecord),
    wald: wald(positions),
    ...(time.length === 0 || others.length === 0 ? {} : { wald_time: wald(time), wald_regressors: wald(others) }),
  };
}

function serialTest({ order, z, p, units, pairs }: ReturnType<typeof serialCorrelation>[number]): SerialTest {
  return {
    order,
    statistic: z,
    distribution: "normal",
    p_value: p,
    pairs,
    units,
    hypothesis: `errors in first differences are not correlated with those ${order} periods before`,
  };
}

function chiSquared({ statistic, df, p }: ChiSquared, hypothesis: string): GmmTest {
  return { statistic, distribution: "chi2", df1: df, df2: null, p_value: p, hypothesis };
}

function coefficientTest({ statistic, distribution, df1, df2, p }: PanelWald): GmmTest {
  return { statistic, distribution, df1, df2, p_value: p, hypothesis: "the coefficients are zero" };
}

/** What the group of instruments of the equation in levels is called, over all `gmm()`. */
export const LEVEL_GROUP = "GMM instruments for levels";

/** Null where what a group adds to J is a statistic. */
function whyNoDifference(excluding: ChiSquared | null, difference: ChiSquared | null): string | null {
  if (excluding === null || difference === null) return "the other instruments do not identify the coefficients";
  if (difference.df <= 0) return "it adds no restriction";
  if (difference.p === null) return "moments are as many as groups, so that J has no p-value";
  return difference.statistic < 0 ? "J is larger without it, as each has a weight of its own" : null;
}

/** A group's test as a record has it: its difference in J where it is a statistic, the reason where it is not. */
export function differenceRecord({
  group,
  instruments,
  excluding,
  difference,
}: ReturnType<typeof differenceInHansen>[number]): DifferenceInHansen {
  const because = whyNoDifference(excluding, difference);
  return {
    group: group ?? LEVEL_GROUP,
    instruments,
    excluding: excluding === null ? null : chiSquared(excluding, "the other instruments are exogenous"),
    difference:
      difference === null || because !== null
        ? null
        : chiSquared(difference, "these instruments are exogenous, given that the others are"),
    because,
  };
}
