/**
 * `feols` of an equation with instruments, `y ~ w | fe | x ~ z`: from a table to a record of the equation, its
 * first stages, its reduced form and what a referee asks of the instruments. Orchestrates; every number is made in a layer
 * below.
 */
import { type Note, note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { linearCombinationsBlock, residualsBlock } from "../../engine/kernels/blas.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { dtrtri } from "../../engine/kernels/lapack.js";
import type { WithInstruments } from "../../formula/spec.js";
import { panelDataOf } from "../../regression/frame/inputs.js";
import { withCoefficients } from "../../regression/least-squares/fit.js";
import { countParameters, type ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import type { OlsResult } from "../../regression/least-squares/ols.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { IvCovariance } from "../../regression/record/iv-record.js";
import { isIndefinite, rankOf } from "../../regression/tests/coefficients.js";
import { mayBeIndefinite, type VcovScale, vcovScale, vcovUnder } from "../../regression/variance/score-dependence.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import { vanishingVariances } from "../../regression/variance/vanishing.js";
import type { EquationVcov } from "../../regression/variance/variances.js";
import { type Vcov, withoutNegativeVariances } from "../../regression/variance/vcov.js";
import type { EquationOptions } from "../feols/verb.js";
import { describeEquation, equationResult } from "./describe-equation.js";
import type { Equation } from "./estimator/equation.js";
import {
  exogenousCoordinates,
  exogenousGmm,
  type MomentScores,
  type SecondResidual,
  twoStepGmm,
} from "./estimator/gmm.js";
import { sandwich } from "./estimator/instrument-system.js";
import { bekkerCovariance } from "./estimator/k-class.js";
import { scoreProducts } from "./inference/error-structure.js";
import { instrumentStatistics } from "./instrument-statistics.js";
import { equationChoice } from "./iv-option.js";
import { IV_NOTES } from "./messages.js";
import { type SolvedEquation, solveEquation } from "./solve-equation.js";

/** An equation and its record while its columns are in memory, valid while the call lasts that it is handed to. */
export interface EstimatedEquation {
  readonly solved: SolvedEquation;
  /** What the small-sample rule makes of a covariance that has none yet. */
  readonly scale: VcovScale;
  readonly record: Omit<FitRecord, "timing_ms">;
}

/** As `feols` of a formula with instruments, and what `read` takes from the equation while it is in memory; the record is not frozen. */
export function feolsEquationAnd<T>(
  engine: Engine,
  data: Table | Panel,
  spec: WithInstruments,
  variance: EquationVcov,
  ssc: Ssc,
  options: EquationOptions,
  read: (estimated: EstimatedEquation) => T,
): { readonly record: FitRecord; readonly taken: T } {
  const started = performance.now();
  const { table } = panelDataOf(data, options.panel);
  return engine.scope((scope) => {
    const solved = solveEquation(engine, scope, data, spec, variance, equationChoice(options, variance), options);
    const { sample, absorber, clusterings, equation, fits } = solved;
    const count = countParameters(engine, sample, absorber, equationResult(equation, fits), clusterings);
    return equationRecord(engine, scope, { started, table, spec, variance, ssc, options, solved, count }, read);
  });
}

/** An equation that is solved, and what its parameters count. */
interface CountedEquation {
  readonly started: number;
  readonly table: Table;
  readonly spec: WithInstruments;
  readonly variance: EquationVcov;
  readonly ssc: Ssc;
  readonly options: EquationOptions;
  readonly solved: SolvedEquation;
  readonly count: ParameterCount;
}

/** The record of an equation, wherever its moments came from, and what `read` takes from it. */
export function equationRecord<T>(
  engine: Engine,
  scope: Scope,
  { started, table, spec, variance, ssc, options, solved, count }: CountedEquation,
  read: (estimated: EstimatedEquation) => T,
): { readonly record: FitRecord; readonly taken: T } {
  const { choice, form } = equationChoice(options, variance);
  const level = options.level ?? 0.95;
  const { dependence, along, equation, fits, variation, all } = solved;
  const { kz, kw } = equation;
  const stageCount = { ...count, slopes: kz + kw };
  const scale = vcovScale(equation.n, dependence, ssc, count);
  const { result, covariance, notes } = estimateOf(engine, scope, solved, form, scale, ssc, count);
  const stages = fits.stages.map((fit) => vcovUnder(engine, scope, fit, dependence, ssc, stageCount));
  const statistics = instrumentStatistics(engine, scope, solved, {
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
    { table, spec, variance, ssc, choice, form, options, level },
    {
      solved,
      result,
      covariance: { ...covariance, ...(along && { about: along.about }) },
      stages,
      count,
      stageCount,
      statistics,
    },
  );
  const [placed, demeaned, fitted] = solved.times;
  const ofStages = covarianceNotes(stages, all.names, equation);
  const record = {
    ...described,
    notes: [...described.notes, ...(along?.notes ?? []), ...notes, ...ofStages, ...variation, ...statistics.notes],
  };
  const timing_ms = {
    sample: placed - started,
    demean: demeaned - placed,
    least_squares: fitted - demeaned,
    vcov: done - fitted,
    total: performance.now() - started,
  };
  return { record: { ...record, timing_ms }, taken: read({ solved, scale, record }) };
}

/** The estimate in the fit's order [W X], and its covariance. Throws as `gmmEstimate`, `bekkerCovariance` and `vcovUnder`. */
function estimateOf(
  engine: Engine,
  scope: Scope,
  solved: SolvedEquation,
  form: IvCovariance | null,
  scale: VcovScale,
  ssc: Ssc,
  count: ParameterCount,
): { readonly result: OlsResult; readonly covariance: Vcov; readonly notes: readonly Note[] } {
  const { equation, fits, system, estimate, dependence } = solved;
  if (form === "efficient" || form === "sandwich") return gmmEstimate(engine, solved, form, scale);
  const result = equationResult(equation, fits);
  if (form !== "bekker") {
    return { result, covariance: vcovUnder(engine, scope, fits.structural, dependence, ssc, count), notes: [] };
  }
  const { factor, ...small } = scale;
  const matrix = bekkerCovariance(engine, equation, system, estimate.endogenous).map((value) => factor * value);
  return { result, covariance: { ...small, matrix, repaired: false, vanishing: [] }, notes: [] };
}

/** Says which first stages, or the reduced form, have a covariance that was made one, or that is none. */
function covarianceNotes(stages: readonly Vcov[], names: readonly string[], { kept, kz, kw }: Equation): Note[] {
  const endogenous = kept.slice(kz + kw).map((j) => names[j]!);
  const of = (isSo: (stage: Vcov) => boolean) => {
    const found = endogenous.filter((_, s) => isSo(stages[s]!));
    const reduced_form = isSo(stages[endogenous.length]!);
    const first = found.map((name) => `the first stage of '${name}'`);
    return { stages: [...first, ...(reduced_form ? ["the reduced form"] : [])], endogenous: found, reduced_form };
  };
  const instruments = Array.from({ length: kz }, (_, z) => z);
  const repaired = of((stage) => stage.repaired);
  const indefinite = of(({ matrix }) => isIndefinite(matrix, kz + kw, instruments));
  const ranks = stages.map(({ matrix }) => rankOf(matrix, kz + kw, instruments));
  const short = of((stage) => ranks[stages.indexOf(stage)]! < kz);
  return [
    ...(short.stages.length === 0
      ? []
      : [note(IV_NOTES, "first_stage_rank", { ...short, instruments: kz, rank: Math.min(...ranks) })]),
    ...(repaired.stages.length === 0 ? [] : [note(IV_NOTES, "first_stage_repaired", repaired)]),
    ...(indefinite.stages.length === 0 ? [] : [note(IV_NOTES, "first_stage_indefinite", indefinite)]),
  ];
}

// Two-step GMM of a solved equation.

/**
 * The estimate as a result of least squares, in the fit's order [W X], and its covariance. Throws as `twoStepGmm`.
 *
 * @param form `efficient`: right where the weight is, with the scores of the first step; `sandwich`: with those of the second
 */
export function gmmEstimate(
  engine: Engine,
  solved: SolvedEquation,
  form: "efficient" | "sandwich",
  { factor, ...small }: VcovScale,
): { readonly result: OlsResult; readonly covariance: Vcov; readonly notes: readonly Note[] } {
  const { equation, system, fits, dependence, weight } = solved;
  const { kz, kw, kx, R } = equation;
  const order = kw + kz + kx + 1;
  const L = kw + kz;
  const gmm = twoStepGmm(engine, system, weight.errors);
  const inverse = inverseOf(engine, R, order, L);
  const { exogenous, matrix } = engine.scope((scope) => {
    const scores = centredScores(solved.momentScores ?? scoresOfRows(engine, scope, solved, inverse), solved);
    const exogenous = exogenousGmm(engine, { coordinates: exogenousCoordinates(equation), scores: scores.first }, gmm);
    if (form === "efficient") return { exogenous, matrix: exogenous.covariance };
    const second = scores.second({ ...gmm.residual, onExogenous: exogenous.residual });
    return { exogenous, matrix: exogenous.sandwich(second) };
  });
  const k = kw + kx;
  const toCoefficients = new Float64Array(k * k);
  for (let j = 0; j < kw; j++) for (let i = 0; i <= j; i++) toCoefficients[j * k + i] = inverse[j * L + i]!;
  for (let j = kw; j < k; j++) toCoefficients[j * k + j] = 1;
  const stackedBeta = [...exogenous.coordinates, ...gmm.coefficients];
  const beta = Float64Array.from({ length: k }, (_, i) =>
    stackedBeta.reduce((sum, value, j) => sum + toCoefficients[j * k + i]! * value, 0),
  );
  const scaled = sandwich(k, k, toCoefficients, matrix).map((value) => factor * value);
  const plain = equationResult(equation, fits);
  const fit = withCoefficients(plain.fit, beta, squaresLeft(R, order, kw, kz, beta));
  const vanishing = vanishingVariances(fit, [{ matrix: scaled, factor }]);
  const indefinite = mayBeIndefinite(form === "efficient" ? weight.dependence : dependence);
  const covariance = { ...withoutNegativeVariances(scaled, indefinite, vanishing), ...small, vanishing };
  const notes = [...fewClusters(weight.errors.nClusters, kz + kw), ...centredNote(solved)];
  return { result: { ...plain, fit }, covariance, notes };
}

/** Those of the weight, and of the variance where it is classical, in proportion to the residual variance about its mean. */
function centredScores(scores: MomentScores, { centredShare, dependence }: SolvedEquation): MomentScores {
  if (centredShare === null) return scores;
  const scaled = (products: Float64Array) => products.map((value) => centredShare * value);
  const second = dependence.type === "iid" ? (of: SecondResidual) => scaled(scores.second(of)) : scores.second;
  return { first: scaled(scores.first), second };
}

const centredNote = ({ centredShare: share }: SolvedEquation): Note[] =>
  share === null ? [] : [note(IV_NOTES, "gmm_centred", { share })];

/** Scores of [Q_W Q] from rows; `inverse` is that of the triangle of [W Z]. */
function scoresOfRows(
  engine: Engine,
  scope: Scope,
  { equation: { n, kz, kw, kx, columns }, fits, dependence, weight }: SolvedEquation,
  inverse: Float64Array,
): MomentScores {
  const L = kw + kz;
  // [Q_W Q] from [Z W] in memory
  const C = new Float64Array(L * L);
  for (let j = 0; j < L; j++) {
    for (let i = 0; i <= j; i++) C[j * L + (i < kw ? kz + i : i - kw)] = inverse[j * L + i]!;
  }
  const Q = linearCombinationsBlock(engine, scope, n, L, L, columns.part(0, n * L), scope.copyF64(C));
  return {
    first: scoreProducts(engine, n, L, Q, fits.structural.uHat, weight.dependence),
    second: ({ a, c, onExogenous }) => {
      const E = fits.net.part(0, n * (kx + 1));
      const beyond = linearCombinationsBlock(engine, scope, n, kx + 1, 1, E, scope.copyF64(a));
      const along = scope.copyF64(Float64Array.from([...onExogenous, ...c], (value) => -value));
      const e = residualsBlock(engine, scope, n, L, Q, beyond, along);
      return scoreProducts(engine, n, L, Q, e, dependence);
    },
  };
}

/** Fewer clusters than moments: those of the exogenous regressors then have a covariance of deficient rank. */
function fewClusters(nClusters: number | null, nMoments: number): Note[] {
  if (nClusters === null || nClusters >= nMoments) return [];
  return [note(IV_NOTES, "gmm_few_clusters", { clusters: nClusters, moments: nMoments })];
}

/** Inverse of the leading triangle of order L, column-major. */
function inverseOf(engine: Engine, R: Float64Array, order: number, L: number): Float64Array {
  const leading = new Float64Array(L * L);
  for (let j = 0; j < L; j++) leading.set(R.subarray(j * order, j * order + j + 1), j * L);
  return dtrtri(engine, L, leading);
}

/** Sum of squares of y - [W X] beta, by the triangle of [W Z X y]. */
function squaresLeft(R: Float64Array, order: number, kw: number, kz: number, beta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < order; i++) {
    let left = R[(order - 1) * order + i]!;
    beta.forEach((b, j) => {
      left -= R[(j < kw ? j : j + kz) * order + i]! * b;
    });
    sum += left * left;
  }
  return sum;
}
