/**
 * Layer models. `feols` of an equation with instruments, `y ~ w | fe | x ~ z`: from a table to a record of the equation, its
 * first stages, its reduced form and what a referee asks of the instruments. Orchestrates; every number is made in a layer
 * below.
 */
import { type Equation, equationOf } from "../estimators/iv/equation.js";
import { equationFits } from "../estimators/iv/equation-fits.js";
import { type InstrumentSystem, instrumentSystem } from "../estimators/iv/instrument-system.js";
import { fullerKappa, kClass, limlKappa } from "../estimators/iv/k-class.js";
import type { OlsResult } from "../estimators/ols.js";
import { printExpression } from "../formula/print.js";
import { errorStructure } from "../inference/iv/error-structure.js";
import type { Ssc } from "../inference/ssc.js";
import { vcov } from "../inference/vcov.js";
import type { VcovSpec } from "../inference/vcov-spec.js";
import { reorderColumns } from "../kernels/columns.js";
import type { Engine } from "../kernels/engine.js";
import type { Table } from "../table/table.js";
import { describeFit, describeVcov } from "./describe-fit.js";
import { describeStage } from "./describe-stages.js";
import { absorberOf } from "./effects-plan.js";
import { naming, requireOutcome, requireResiduals } from "./enough-variation.js";
import { inMemory, inOrder, interceptFirst, printedOrder } from "./equation-order.js";
import type { FeolsOptions, Fitted } from "./feols.js";
import type { FitRecord } from "./fit-record.js";
import { fitStatistics } from "./fit-statistics.js";
import { type IvChoice, parseIv } from "./iv-option.js";
import { clusterParts, countParameters, demeanAndWeight, isAbsorbed } from "./least-squares-steps.js";
import { placeEquation, type WithInstruments } from "./placed-sample.js";

/** As `feolsAnd`, of a formula with instruments; the record is not frozen. */
export function feolsEquation<T>(
  engine: Engine,
  table: Table,
  spec: WithInstruments,
  variance: VcovSpec,
  ssc: Ssc,
  options: FeolsOptions,
  started: number,
  read: (fitted: Fitted) => T,
): { readonly record: FitRecord; readonly taken: T } {
  const choice = parseIv(options.iv ?? "2sls");
  const level = options.level ?? 0.95;
  return engine.scope((scope) => {
    const { sample, terms, y, columns } = placeEquation(engine, scope, spec, table, variance, options);
    const sampled = performance.now();

    const all = inMemory(terms);
    const coefficients = all.asCoefficients;
    const width = all.names.length + 1;
    const n = sample.rows.length;
    const depvar = printExpression(spec.lhs);
    const absorber = absorberOf(engine, scope, sample, options);
    const { rowOrder } = absorber;
    if (rowOrder !== null) reorderColumns(engine, scope, n, width, rowOrder, columns);
    const solve = naming([...all.names, depvar], () =>
      demeanAndWeight(engine, scope, absorber, columns, width, sample.weights),
    );
    const demeaned = performance.now();

    requireOutcome(y, depvar, solve, sample);
    const { clusterings, clusterTerms } = clusterParts(engine, variance, table, sample, rowOrder);
    const absorbed = all.names.map((_, j) => isAbsorbed(solve, j));
    const shrunk = solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!);
    const shape = {
      kz: terms.excluded.names.length,
      kw: terms.exogenous.names.length,
      kx: terms.endogenous.names.length,
    };
    const equation = equationOf(engine, scope, n, shape, columns, absorbed, shrunk);
    const { kz, kw, kx } = equation;
    if (absorber.rank.exact) requireResiduals(n, Math.max(kw + kz, kw + kx) + absorber.rank.value);
    const system = instrumentSystem(n, absorber.rank.value, equation, equation.R);
    const kappa = kappaOf(system, choice);
    const fits = equationFits(engine, scope, equation, kClass(engine, system, kappa));
    const errors = errorStructure(engine, scope, system, fits.net, variance.type, clusterTerms);
    const fitted = performance.now();

    const result: OlsResult = {
      fit: fits.structural,
      kept: equation.kept.slice(kz),
      dropped: equation.dropped,
      tss: sumOfSquares(equation, kx),
      least_squares: equation.least_squares,
    };
    const count = countParameters(engine, sample, absorber, result, clusterings);
    const stageCount = { ...count, slopes: kz + kw };
    const covariance = vcov(engine, scope, fits.structural, variance.type, clusterTerms, ssc, count);
    const stageNames = equation.kept.slice(0, kz + kw).map((j) => all.names[j]!);
    const made = {
      equation,
      fits,
      system,
      names: stageNames,
      printed: interceptFirst(stageNames),
      count: stageCount,
      hasEffects: sample.effects.length > 0,
      level,
    };
    const stages = fits.stages.map((fit, s) => {
      const own = vcov(engine, scope, fit, variance.type, clusterTerms, ssc, stageCount);
      const dependent = s < kx ? equation.kept[kz + kw + s]! : all.names.length;
      return describeStage(engine, s, made, own, solve, dependent, sumOfSquares(equation, s));
    });
    const done = performance.now();

    const exogenous = equation.kept.slice(kz, kz + kw).map((j) => all.names[j]!);
    const endogenous = equation.kept.slice(kz + kw).map((j) => all.names[j]!);
    const printed = inOrder(result, covariance, printedOrder(exogenous, kx));
    const described = describeFit(
      engine,
      table,
      spec,
      sample,
      coefficients,
      absorber,
      printed.result,
      solve,
      printed.covariance,
      count,
      options,
    );
    const record: FitRecord = {
      ...described,
      kind: choice.estimator,
      vcov: describeVcov(variance, clusterings, ssc, printed.covariance, printed.result, coefficients, level),
      fit: fitStatistics(solve, sample, result, count),
      first_stage: Object.fromEntries(endogenous.map((name, s) => [name, stages[s]!])),
      iv: {
        estimator: choice.estimator,
        kappa,
        fuller: choice.fuller,
        endogenous,
        excluded: equation.kept.slice(0, kz).map((j) => all.names[j]!),
        reduced_form: stages[kx]!,
      },
      timing_ms: {
        sample: sampled - started,
        demean: demeaned - sampled,
        least_squares: fitted - demeaned,
        vcov: done - fitted,
        total: performance.now() - started,
      },
    };
    const names = result.kept.map((j) => coefficients.names[j]!);
    return { record, taken: read({ fit: fits.structural, names, clusterTerms, ssc, covariance }) };
  });
}

function kappaOf(system: InstrumentSystem, { estimator, fuller }: IvChoice): number {
  if (estimator === "liml") return limlKappa(system);
  return estimator === "fuller" ? fullerKappa(system, fuller!) : 1;
}

/** Sum of squares, net of the effects, of endogenous regressor `s` or, for s = kx, of the outcome. */
function sumOfSquares({ kw, kz, kx, R }: Equation, s: number): number {
  const order = kw + kz + kx + 1;
  const from = (kw + kz + s) * order;
  return R.subarray(from, from + order).reduce((sum, value) => sum + value * value, 0);
}
