/**
 * Layer models. `feols` of an equation with instruments, `y ~ w | fe | x ~ z`: from a table to a record of the equation, its
 * first stages, its reduced form and what a referee asks of the instruments. Orchestrates; every number is made in a layer
 * below.
 */
import { equationOf } from "../estimators/iv/equation.js";
import { equationFits } from "../estimators/iv/equation-fits.js";
import { type InstrumentSystem, instrumentSystem } from "../estimators/iv/instrument-system.js";
import { fullerKappa, kClass, limlKappa } from "../estimators/iv/k-class.js";
import { printExpression } from "../formula/print.js";
import { errorStructure } from "../inference/iv/error-structure.js";
import type { Ssc } from "../inference/ssc.js";
import { vcov } from "../inference/vcov.js";
import type { VcovSpec } from "../inference/vcov-spec.js";
import { reorderColumns } from "../kernels/columns.js";
import type { Engine } from "../kernels/engine.js";
import { categoryAt } from "../panel/codes.js";
import type { Panel } from "../panel/panel.js";
import type { Table } from "../table/table.js";
import { describeEquation, equationResult } from "./describe-equation.js";
import { absorberOf } from "./effects-plan.js";
import { naming, requireOutcome, requireResiduals } from "./enough-variation.js";
import { inMemory } from "./equation-order.js";
import type { FeolsOptions, Fitted } from "./feols.js";
import type { FitRecord } from "./fit-record.js";
import { instrumentStatistics } from "./instrument-statistics.js";
import { variationNotes } from "./instrument-variation.js";
import { type IvChoice, parseIv } from "./iv-option.js";
import { clusterParts, countParameters, demeanAndWeight, isAbsorbed } from "./least-squares-steps.js";
import { placeEquation, type WithInstruments } from "./placed-sample.js";

/** As `feolsAnd`, of a formula with instruments; the record is not frozen. */
export function feolsEquation<T>(
  engine: Engine,
  data: Table | Panel,
  spec: WithInstruments,
  variance: VcovSpec,
  ssc: Ssc,
  options: FeolsOptions,
  read: (fitted: Fitted) => T,
): { readonly record: FitRecord; readonly taken: T } {
  const started = performance.now();
  const [table, panel] = "table" in data ? [data.table, data] : [data, undefined];
  const choice = parseIv(options.iv ?? "2sls");
  const level = options.level ?? 0.95;
  return engine.scope((scope) => {
    // 1. columns, net of the effects
    const { sample, terms, y, columns } = placeEquation(engine, scope, spec, table, variance, options);
    const sampled = performance.now();
    const all = inMemory(terms);
    const { names } = all;
    const width = names.length + 1;
    const n = sample.rows.length;
    const depvar = printExpression(spec.lhs);
    const absorber = absorberOf(engine, scope, sample, options);
    const { rowOrder } = absorber;
    if (rowOrder !== null) reorderColumns(engine, scope, n, width, rowOrder, columns);
    const solve = naming([...names, depvar], () =>
      demeanAndWeight(engine, scope, absorber, columns, width, sample.weights),
    );
    const demeaned = performance.now();

    // 2. the estimate
    requireOutcome(y, depvar, solve, sample);
    const { clusterings, clusterTerms } = clusterParts(engine, variance, table, sample, rowOrder);
    const absorbed = names.map((_, j) => isAbsorbed(solve, j));
    const shrunk = solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!);
    const given = {
      kz: terms.excluded.names.length,
      kw: terms.exogenous.names.length,
      kx: terms.endogenous.names.length,
    };
    const equation = equationOf(engine, scope, n, given, columns, absorbed, shrunk);
    const { kz, kw, kx } = equation;
    if (absorber.rank.exact) requireResiduals(n, kw + Math.max(kz, kx) + absorber.rank.value);
    const system = instrumentSystem(n, absorber.rank.value, equation, equation.R);
    const estimate = kClass(engine, system, kappaOf(system, choice));
    const fits = equationFits(engine, scope, equation, estimate);
    const fitted = performance.now();

    // 3. variances, and what is asked of the instruments
    const result = equationResult(equation, fits);
    const count = countParameters(engine, sample, absorber, result, clusterings);
    const stageCount = { ...count, slopes: kz + kw };
    const covariance = vcov(engine, scope, fits.structural, variance.type, clusterTerms, ssc, count);
    const stages = fits.stages.map((fit) => vcov(engine, scope, fit, variance.type, clusterTerms, ssc, stageCount));
    const statistics = instrumentStatistics(
      engine,
      system,
      errorStructure(engine, scope, system, fits.net, variance.type, clusterTerms),
      { endogenous: equation.kept.slice(kz + kw).map((j) => names[j]!), coefficients: estimate.endogenous, level },
    );
    const variation = variationNotes({
      spec,
      table,
      sample,
      excluded: terms.excluded,
      absorbed: absorbed.slice(0, given.kz).flatMap((flag, z) => (flag ? [z] : [])),
      groupings: [...clusterings, ...(panel === undefined ? [] : [categoryAt(panel.unit, sample.rows)])],
      time: panel?.time.name,
    });
    const done = performance.now();

    const described = describeEquation(
      engine,
      { table, spec, sample, all, absorber, solve, variance, clusterings, ssc, choice, options, level },
      { equation, system, fits, result, kappa: estimate.kappa },
      { covariance, stages, count, stageCount, statistics },
    );
    const record: FitRecord = {
      ...described,
      notes: [...described.notes, ...variation, ...statistics.notes],
      timing_ms: {
        sample: sampled - started,
        demean: demeaned - sampled,
        least_squares: fitted - demeaned,
        vcov: done - fitted,
        total: performance.now() - started,
      },
    };
    const inFit = result.kept.map((j) => all.asCoefficients.names[j]!);
    return { record, taken: read({ fit: fits.structural, names: inFit, clusterTerms, ssc, covariance }) };
  });
}

function kappaOf(system: InstrumentSystem, { estimator, fuller }: IvChoice): number {
  if (estimator === "liml") return limlKappa(system);
  return estimator === "fuller" ? fullerKappa(system, fuller!) : 1;
}
