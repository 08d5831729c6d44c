/**
 * Everything that is asked of the instruments of an equation, gathered by the names of the record: tests, and
 * what is no single test. Each is made in a file of `iv/inference`; none sees a row.
 */
import { NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { dtrtri } from "../../engine/kernels/lapack.js";
import type { ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import type { IvRecord, IvTest } from "../../regression/record/iv-record.js";
import { type ScoreDependence, vcovScale } from "../../regression/variance/score-dependence.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import type { Vcov } from "../../regression/variance/vcov.js";
import { twoStepGmm } from "./estimator/gmm.js";
import type { ErrorStructure, InstrumentSystem } from "./estimator/instrument-system.js";
import { ordinary, residualSquares, sandwich, structuralResidual, twoStage } from "./estimator/instrument-system.js";
import { limlKappa } from "./estimator/k-class.js";
import { distanceWithout } from "./estimator/without-instruments.js";
import { andersonRubin } from "./inference/anderson-rubin.js";
import { andersonRubinSet } from "./inference/anderson-rubin-set.js";
import {
  controlFunction,
  controlFunctionCovariance,
  controlFunctionDf,
  robustWuHausman,
  widerCombinations,
  wuHausman,
} from "./inference/endogeneity.js";
import { scoreProducts } from "./inference/error-structure.js";
import {
  basmann,
  differenceInSargan,
  hansen,
  likelihoodRatio,
  requireMoreClusters,
  sargan,
  testedPositions,
} from "./inference/overidentification.js";
import { tfInterval } from "./inference/tf.js";
import { weakIdentification } from "./inference/weak-identification.js";
import { type FirstStage, strengthNotes } from "./instrument-notes.js";
import { IV_NOTES } from "./messages.js";
import type { SolvedEquation } from "./solve-equation.js";

/** What statistics take from the fit. */
export interface Estimated {
  readonly ssc: Ssc;
  readonly count: ParameterCount;
  /** Of the endogenous regressors. */
  readonly coefficients: Float64Array;
  /** Of the equation, in the order [W X]. */
  readonly covariance: Vcov;
  /** Of the first stages, in the order [Z W]. */
  readonly firstStages: readonly Vcov[];
  readonly level: number;
  /** Instruments whose exogeneity is tested apart. */
  readonly orthog: readonly string[];
}

export interface InstrumentStatistics {
  /** What could not be had, and what a reader must be warned of. */
  readonly notes: readonly Note[];
  readonly tests: Readonly<Record<string, IvTest>>;
  readonly iv: Pick<
    IvRecord,
    "least_squares" | "sanderson_windmeijer" | "effective_F" | "stock_yogo" | "anderson_rubin_set" | "tF"
  >;
}

/** Errors that leave one test out, with a note. */
const REFUSALS = [
  "ar_degrees_of_freedom",
  "ar_covariance",
  "wu_hausman_covariance",
  "no_degrees_of_freedom",
  "orthog_unidentified",
  "singular_weight",
  "moments_by_clusters",
] as const;

/** All statistics of an equation. Throws UsageError as `testedPositions`. */
export function instrumentStatistics(
  engine: Engine,
  scope: Scope,
  solved: SolvedEquation,
  estimated: Estimated,
): InstrumentStatistics {
  const { system, errors, equation, all, estimate } = solved;
  const { kz, kw, kept } = equation;
  const { coefficients, covariance, level } = estimated;
  const endogenous = kept.slice(kz + kw).map((j) => all.names[j]!);
  const excluded = kept.slice(0, kz).map((j) => all.names[j]!);
  const weak = weakIdentification(engine, system, errors);
  const leastSquares = ordinary(engine, system).coefficients;
  const notes: Note[] = [...weak.notes];
  /** null, and a note, where the numbers do not allow a test. */
  const unlessRefused = (test: () => IvTest | null): IvTest | null => {
    try {
      return test();
    } catch (error) {
      const code = error instanceof NumericalError ? REFUSALS.find((known) => known === error.code) : undefined;
      if (code === undefined) throw error;
      const { message, detail } = error as NumericalError;
      const refusal = note(IV_NOTES, code, { ...detail, refused: message });
      if (!notes.some((other) => other.message === message)) notes.push(refusal);
      return null;
    }
  };
  const tests = present({
    ...weak.tests,
    anderson_rubin: unlessRefused(() => andersonRubin(engine, system, errors, new Float64Array(coefficients.length))),
    ...overidentified(engine, solved, excluded, estimated.orthog, unlessRefused),
    wu_hausman: unlessRefused(() => endogeneityTest(engine, scope, solved, estimated)),
  });
  const byName = <T>(of: (j: number) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(endogenous.map((name, j) => [name, of(j)]));
  const first = firstStages(solved, estimated);
  const iv = {
    least_squares: byName((j) => ({ estimate: leastSquares[j]!, ratio: coefficients[j]! / leastSquares[j]! })),
    sanderson_windmeijer: byName((j) => weak.sanderson_windmeijer[j]!),
    effective_F: weak.effective_F,
    stock_yogo: weak.stock_yogo,
    anderson_rubin_set: andersonRubinSet(engine, system, errors, { level, estimate: coefficients[0]! }),
    tF:
      estimate.kappa === 1
        ? tfInterval(
            {
              estimate: coefficients[0]!,
              std_error: Math.sqrt(covariance.matrix.at(-1)!),
              f: first[0]!.statistics[0]! ** 2,
              nEndogenous: coefficients.length,
              nInstruments: kz,
            },
            level,
          )
        : null,
  };
  return { notes: [...notes, ...strengthNotes({ endogenous, excluded, first, iv })], tests, iv };
}

/** By endogenous regressor, coefficients of the excluded instruments in its first stage and their t. */
function firstStages({ fits, equation }: SolvedEquation, { firstStages: covariances }: Estimated): FirstStage[] {
  const { kz, kw, kx } = equation;
  return Array.from({ length: kx }, (_, s) => {
    const coefficients = Array.from(fits.stages[s]!.beta.subarray(0, kz));
    const { matrix } = covariances[s]!;
    return { coefficients, statistics: coefficients.map((b, z) => b / Math.sqrt(matrix[z * (kz + kw + 1)]!)) };
  });
}

/** Tests of surplus instruments: Sargan's and Basmann's under classical errors, Hansen's under others and of a centred weight. */
function overidentified(
  engine: Engine,
  { system, errors, weight, centredShare, estimate, equation, all }: SolvedEquation,
  excluded: readonly string[],
  orthog: readonly string[],
  unlessRefused: (test: () => IvTest | null) => IvTest | null,
): Readonly<Record<string, IvTest | null>> {
  const leftOut = equation.dropped.map(({ index }) => all.names[index]!);
  const tested = orthog.length === 0 ? [] : testedPositions(orthog, excluded, system.nEndogenous, leftOut);
  if (system.nInstruments === system.nEndogenous) return {};
  // fewer clusters than instruments leave no weight, as many no meaning
  const gmm = () => {
    const made = twoStepGmm(engine, system, weight.errors);
    requireMoreClusters(system, weight.errors.nClusters);
    return made;
  };
  const squares = residualSquares(system, structuralResidual(system, twoStage(engine, system).coefficients));
  const classical = errors.type === "iid" && weight.errors.type === "iid" && centredShare === null;
  return {
    sargan: classical ? sargan(engine, system, squares) : null,
    basmann: classical ? basmann(engine, system, squares) : null,
    likelihood_ratio: classical && estimate.kappa !== 1 ? likelihoodRatio(engine, system, limlKappa(system)) : null,
    hansen: classical ? null : unlessRefused(() => hansen(engine, system, gmm().distance)),
    difference_in_sargan:
      tested.length === 0
        ? null
        : unlessRefused(() => differenceInSargan(engine, distanceWithout(engine, system, gmm(), tested).added, orthog)),
  };
}

/** The tests there are: one that these errors have no use for is null. */
const present = (tests: Readonly<Record<string, IvTest | null>>): Readonly<Record<string, IvTest>> =>
  Object.fromEntries(Object.entries(tests).flatMap(([name, test]) => (test === null ? [] : [[name, test]])));

// Wu and Hausman's test of a solved equation under the errors of its fit.

/** The test. Throws NumericalError as `wuHausman` and `controlFunction`. */
export function endogeneityTest(
  engine: Engine,
  scope: Scope,
  { system, fits, form, errors, dependence }: SolvedEquation,
  { ssc, count }: { readonly ssc: Ssc; readonly count: ParameterCount },
): IvTest {
  const control = controlFunction(engine, system);
  const { type } = dependence;
  if (type === "iid") return wuHausman(engine, system, control);
  const { n, nEndogenous: kx } = system;
  const { factor, df } = vcovScale(n, dependence, ssc, { ...count, slopes: count.slopes + kx });
  const products = (weights: Float64Array) => {
    const wider = form?.(weights.subarray(0, kx + 1), weights.subarray(kx + 1)) ?? null;
    return wider === null
      ? rowProducts(engine, scope, system, fits.net, weights, dependence)
      : orthonormal(engine, system, wider);
  };
  const wider = widerErrors(system, errors, widerCombinations(engine, system), products);
  const covariance = controlFunctionCovariance(engine, system, wider).map((value) => factor * value);
  return robustWuHausman(engine, control, covariance, type === "hetero" ? controlFunctionDf(system) : df);
}

/**
 * The error structure of `regressorsAsInstruments` without its columns: its residuals are combinations of [E Q], and its
 * instruments are [E Q] R^-1 but for the column of y, with R the triangle of E_X beside ones.
 *
 * @param C as `widerCombinations` gives it
 * @param products sum of s s', s the scores of [Q E_X T_X^-1] and the residual of these weights of [E Q]
 */
function widerErrors(
  { nEndogenous: kx, nInstruments: kz }: InstrumentSystem,
  errors: ErrorStructure,
  C: Float64Array,
  products: (weights: Float64Array) => Float64Array,
): ErrorStructure {
  const k = kx + 1 + kz;
  return {
    ...errors,
    covariance: (a, c) => {
      const weights = new Float64Array(k);
      [...a, ...c].forEach((share, j) => {
        for (let i = 0; i < k; i++) weights[i]! += share * C[j * k + i]!;
      });
      return products(weights);
    },
  };
}

/** The products of scores of [Q E_X T_X^-1] from those of [Q E_X]. */
function orthonormal(
  engine: Engine,
  { nEndogenous: kx, nInstruments: kz, unexplained: T }: InstrumentSystem,
  products: Float64Array,
): Float64Array {
  const q = kz + kx;
  const triangle = new Float64Array(kx * kx);
  for (let j = 0; j < kx; j++) triangle.set(T.subarray(j * (kx + 1), j * (kx + 1) + j + 1), j * kx);
  const inverse = dtrtri(engine, kx, triangle);
  const transposed = Float64Array.from({ length: q * q }, (_, at) => {
    const [i, j] = [at % q, Math.floor(at / q)];
    return i < kz || j < kz ? Number(i === j) : inverse[(i - kz) * kx + (j - kz)]!;
  });
  return sandwich(q, q, transposed, products);
}

/** The same from rows of [E Q], `net`. */
function rowProducts(
  engine: Engine,
  scope: Scope,
  { n, nEndogenous: kx, nInstruments: kz, unexplained: T }: InstrumentSystem,
  net: F64Block,
  weights: Float64Array,
  dependence: ScoreDependence,
): Float64Array {
  const k = kx + 1 + kz;
  const R = Float64Array.from({ length: k * k }, (_, at) => Number(at % (k + 1) === 0));
  for (let j = 0; j < kx; j++) R.set(T.subarray(j * (kx + 1), j * (kx + 1) + j + 1), j * k);
  const places = [...Array.from({ length: kz }, (_, i) => kx + 1 + i), ...Array.from({ length: kx }, (_, j) => j)];
  const all = scope.scope((inner) => {
    const e = linearCombinationsBlock(engine, inner, n, k, 1, net, inner.copyF64(weights));
    return scoreProducts(engine, n, k, net, e, dependence, R);
  });
  return Float64Array.from(places.flatMap((p) => places.map((q) => all[p * k + q]!)));
}
