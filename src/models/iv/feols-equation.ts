/**
 * Layer models. `feols` of an equation with instruments, `y ~ w | fe | x ~ z`: from a table to a record of the equation, its
 * first stages, its reduced form and what a referee asks of the instruments. Orchestrates; every number is made in a layer
 * below.
 */
import type { Note } from "../../base/columns.js";
import type { Equation } from "../../estimators/iv/equation.js";
import { isIndefinite } from "../../inference/coefficients.js";
import type { Ssc } from "../../inference/ssc.js";
import { type Vcov, vcov } from "../../inference/vcov.js";
import { type VcovScale, vcovScale } from "../../inference/vcov-scale.js";
import type { VcovSpec } from "../../inference/vcov-spec.js";
import type { Engine } from "../../kernels/engine.js";
import type { Panel } from "../../panel/panel.js";
import type { Table } from "../../table/table.js";
import type { FeolsOptions } from "../feols.js";
import type { FitRecord } from "../regression/fit-record.js";
import { countParameters } from "../regression/least-squares-steps.js";
import { panelDataOf } from "../regression/panel-of.js";
import type { WithInstruments } from "../regression/placed-sample.js";
import { describeEquation, equationResult } from "./describe-equation.js";
import { efficientGmm } from "./efficient-gmm.js";
import { instrumentStatistics } from "./instrument-statistics.js";
import { parseIv } from "./iv-option.js";
import { type SolvedEquation, solveEquation } from "./solve-equation.js";

/** An equation and its record while its columns are in memory, valid while the call lasts that it is handed to. */
export interface EstimatedEquation {
  readonly solved: SolvedEquation;
  /** What the small-sample rule makes of a covariance that has none yet. */
  readonly scale: VcovScale;
  readonly record: Omit<FitRecord, "timing_ms">;
}

/** As `feols`, of a formula with instruments; the record is not frozen. */
export function feolsEquation(
  engine: Engine,
  data: Table | Panel,
  spec: WithInstruments,
  variance: VcovSpec,
  ssc: Ssc,
  options: FeolsOptions,
): FitRecord {
  return feolsEquationAnd(engine, data, spec, variance, ssc, options, () => undefined).record;
}

/** As `feolsEquation`, and what `read` takes from the equation while it is in memory. */
export function feolsEquationAnd<T>(
  engine: Engine,
  data: Table | Panel,
  spec: WithInstruments,
  variance: VcovSpec,
  ssc: Ssc,
  options: FeolsOptions,
  read: (estimated: EstimatedEquation) => T,
): { readonly record: FitRecord; readonly taken: T } {
  const started = performance.now();
  const { table } = panelDataOf(data, options.panel);
  const choice = parseIv(options.iv ?? "2sls");
  const level = options.level ?? 0.95;
  const { type } = variance;
  return engine.scope((scope) => {
    const solved = solveEquation(engine, scope, data, spec, variance, choice, options);
    const { sample, absorber, clusterings, clusterTerms, equation, fits, variation, all } = solved;
    const { kz, kw } = equation;

    const plain = equationResult(equation, fits);
    const count = countParameters(engine, sample, absorber, plain, clusterings);
    const stageCount = { ...count, slopes: kz + kw };
    const scale = vcovScale(equation.n, type, clusterTerms, ssc, count);
    const { result, covariance, notes } =
      choice.estimator === "gmm2s"
        ? efficientGmm(engine, solved, variance, scale)
        : {
            result: plain,
            covariance: vcov(engine, scope, fits.structural, type, clusterTerms, ssc, count),
            notes: [],
          };
    const stages = fits.stages.map((fit) => vcov(engine, scope, fit, type, clusterTerms, ssc, stageCount));
    const statistics = instrumentStatistics(engine, scope, solved, {
      type,
      ssc,
      count,
      coefficients: result.fit.beta.subarray(kw),
      covariance,
      firstStages: stages,
      level,
      orthog: options.orthog ?? [],
    });
    const done = performance.now();

    const described = describeEquation(
      engine,
      { table, spec, variance, ssc, choice, options, level },
      { solved, result, covariance, stages, count, stageCount, statistics },
    );
    const [placed, demeaned, fitted] = solved.times;
    const ofStages = covarianceNotes(stages, all.names, equation);
    const record = {
      ...described,
      notes: [...described.notes, ...notes, ...ofStages, ...variation, ...statistics.notes],
    };
    const timing_ms = {
      sample: placed - started,
      demean: demeaned - placed,
      least_squares: fitted - demeaned,
      vcov: done - fitted,
      total: performance.now() - started,
    };
    return { record: { ...record, timing_ms }, taken: read({ solved, scale, record }) };
  });
}

/** Says which first stages, or the reduced form, have a covariance that was made one, or that is none. */
function covarianceNotes(stages: readonly Vcov[], names: readonly string[], { kept, kz, kw }: Equation): Note[] {
  const terms = [...kept.slice(kz + kw).map((j) => `the first stage of '${names[j]}'`), "the reduced form"];
  const repaired = terms.filter((_, s) => stages[s]!.repaired);
  const instruments = Array.from({ length: kz }, (_, z) => z);
  const indefinite = terms.filter((_, s) => isIndefinite(stages[s]!.matrix, kz + kw, instruments));
  return [
    ...(repaired.length === 0
      ? []
      : [
          {
            code: "first_stage_repaired",
            message: `The covariance by several clusterings had a negative variance in ${repaired.join(", ")}: its eigenvalues were raised to 1e-10 where below, as fixest does. Errors and F there mean little.`,
            detail: { stages: repaired },
          },
        ]),
    ...(indefinite.length === 0
      ? []
      : [
          {
            code: "first_stage_indefinite",
            message: `The covariance by several clusterings of the instruments' coefficients has a negative eigenvalue in ${indefinite.join(", ")}: the F of the excluded instruments there is no statistic, even where it is positive. Cluster one way, or use fewer instruments.`,
            detail: { stages: indefinite },
          },
        ]),
  ];
}
