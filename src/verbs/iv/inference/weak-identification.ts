/**
 * All that says how strong instruments are, as the record of an equation holds it: tests of rank,
 * Sanderson & Windmeijer's statistics by regressor, the effective F, and the critical values that apply. Pure in the
 * system and its errors; knows no name of a variable.
 */

import { inverse, Matrix, QrDecomposition } from "ml-matrix";
import { type Note, note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq, pf } from "../../../engine/kernels/math.js";
import type {
  EffectiveF,
  IvTest,
  SandersonWindmeijer,
  StockYogo,
  StockYogoValues,
} from "../../../regression/record/iv-record.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import {
  denominatorDf,
  leading,
  projectedMatrix,
  scoreMatrix,
  smallSampleFactor,
  unexplainedMatrix,
} from "../estimator/instrument-system.js";
import { IV_NOTES } from "../messages.js";
import { effectiveF } from "./effective-f.js";
import { complement, type RankTests, rankTests, waldInDirections } from "./rank-tests.js";
import {
  type CriticalValues,
  criticalRow,
  FULLER_BIAS,
  LIML_SIZE,
  MOST_INSTRUMENTS,
  TSLS_BIAS,
  TSLS_SIZE,
} from "./stock-yogo-tables.js";

export interface WeakIdentification {
  readonly tests: RankTests;
  /** One an endogenous regressor, in their order. */
  readonly sanderson_windmeijer: readonly SandersonWindmeijer[];
  /** null unless there is one endogenous regressor. */
  readonly effective_F: EffectiveF | null;
  readonly stock_yogo: StockYogo;
  /** What could not be computed, and why. */
  readonly notes: readonly Note[];
}

/** The strength of instruments. Needs kz >= kx and regressors of full rank net of the exogenous part. */
export function weakIdentification(
  engine: Engine,
  system: InstrumentSystem,
  errors: ErrorStructure,
): WeakIdentification {
  const tests = rankTests(engine, system, errors);
  const conditional = sandersonWindmeijer(engine, system, errors);
  const singular =
    errors.type !== "iid" && (tests.kleibergen_paap_wald === null || conditional.some(({ F }) => F === null));
  return {
    tests,
    sanderson_windmeijer: conditional,
    effective_F: effectiveF(engine, system, errors),
    stock_yogo: stockYogo(system, errors),
    notes: singular ? [singularScores(system, errors)] : manyInstruments(system, errors),
  };
}

const singularScores = (
  { nInstruments: instruments }: InstrumentSystem,
  { nClusters: clusters }: ErrorStructure,
): Note => note(IV_NOTES, "singular_scores", { instruments, clusters });

function manyInstruments({ nInstruments: instruments }: InstrumentSystem, { nClusters: clusters }: ErrorStructure) {
  if (clusters === null || 2 * instruments <= clusters) return [];
  return [note(IV_NOTES, "instruments_by_clusters", { instruments, clusters })];
}

// How strongly the instruments move one endogenous regressor once the others are accounted for, by
// regressor. With d the two-stage least squares coefficients of x_j on the other endogenous regressors, x_j - X d is
// regressed on the instruments: its coefficients m leave kz - kx + 1 free directions, those which the fitted values of the
// other regressors do not take. With one endogenous regressor this is the first stage's F.
//
// Robust errors: ivreg2 takes m'S^-1 m, S the scores of that regression's residual, and so do `F` and `chi2`. Its limit is
// chi-squared with kz - kx + 1 degrees of freedom under homoskedasticity only, else it is larger; along the free directions
// U the statistic m'U (U'S U)^-1 U'm has that limit under any errors. Small-sample factors are those of ivreg2: none for
// chi2, (n - L)/n, or with G clusters (n - L)/(n - 1) (G - 1)/G, for F.
// Source: Sanderson & Windmeijer (2016), Journal of Econometrics 190(2), doi:10.1016/j.jeconom.2015.06.004; Shea (1997),
// Review of Economics and Statistics 79(2), doi:10.1162/rest.1997.79.2.348.

const HYPOTHESIS = "the instruments do not move this regressor once the other endogenous regressors are accounted for";

/** One record an endogenous regressor, in their order. */
export function sandersonWindmeijer(
  engine: Engine,
  system: InstrumentSystem,
  errors: ErrorStructure,
): SandersonWindmeijer[] {
  const { nEndogenous: kx, nInstruments: kz } = system;
  const P = leading(projectedMatrix(system), kx);
  const T = leading(unexplainedMatrix(system), kx);
  const fitted = inverse(crossProduct(P));
  const whole = inverse(Matrix.add(crossProduct(P), crossProduct(T)));
  const df1 = kz - kx + 1;
  const df2 = denominatorDf(system, errors);
  return Array.from({ length: kx }, (_, j) => {
    const { residual, coordinates, free } = conditional(P, j);
    const S = scoreMatrix(system, errors, residual);
    const statistic = waldInDirections(Matrix.eye(kz), coordinates, S);
    const along = waldInDirections(free, coordinates, S);
    const own = P.getColumnVector(j).norm() ** 2;
    const left = T.getColumnVector(j).norm() ** 2;
    const ofChi2 = (value: number): IvTest => {
      const p_value = pchisq(engine, value, df1, true);
      return { statistic: value, distribution: "chi2", df1, df2: null, p_value, hypothesis: HYPOTHESIS };
    };
    const ofF = (value: number): IvTest => {
      const p_value = pf(engine, value, df1, df2, true);
      return { statistic: value, distribution: "F", df1, df2, p_value, hypothesis: HYPOTHESIS };
    };
    return {
      F: statistic === null ? null : ofF((statistic * smallSampleFactor(system, errors)) / df1),
      chi2: statistic === null ? null : ofChi2(statistic),
      chi2_free_directions: along === null ? null : ofChi2(along),
      partial_r2: own / (own + left),
      shea_partial_r2: whole.get(j, j) / fitted.get(j, j),
    };
  });
}

/**
 * Of regressor j: the combination x_j - X d of all regressors, its coordinates on the instruments, and the directions the
 * other regressors' coordinates leave.
 */
function conditional(P: Matrix, j: number) {
  const { rows: kz, columns: kx } = P;
  const residual = new Float64Array(kx);
  residual[j] = 1;
  const others = Array.from({ length: kx }, (_, i) => i).filter((i) => i !== j);
  const own = P.getColumnVector(j);
  if (others.length === 0) return { residual, coordinates: own, free: Matrix.eye(kz) };
  const rest = P.subMatrixColumn(others);
  const factor = new QrDecomposition(rest);
  const d = factor.solve(own);
  others.forEach((i, at) => {
    residual[i] = -d.get(at, 0);
  });
  return {
    residual,
    coordinates: Matrix.sub(own, rest.mmul(d)),
    free: complement(factor.orthogonalMatrix, others.length, kz),
  };
}

const crossProduct = (matrix: Matrix): Matrix => matrix.transpose().mmul(matrix);

// Which critical values of Stock & Yogo apply to an equation, or why none do. They bound bias and size
// under homoskedasticity; with robust errors no such table exists, and the effective F has critical values instead.
// Source: as stock-yogo-tables.ts.

/** Those of an equation under its errors. */
export function stockYogo({ nEndogenous, nInstruments }: InstrumentSystem, { type }: ErrorStructure): StockYogo {
  const of = (table: CriticalValues): StockYogoValues => {
    const reason = outside(table, nEndogenous, nInstruments, type);
    if (reason !== null) return { critical_values: null, reason };
    const row = criticalRow(table.byEndogenous[nEndogenous - 1]!, nInstruments);
    return { critical_values: Object.fromEntries(table.levels.map((level, i) => [level, row[i]!])), reason: null };
  };
  return {
    tsls_bias: of(TSLS_BIAS),
    tsls_size: of(TSLS_SIZE),
    liml_size: of(LIML_SIZE),
    fuller_bias: of(FULLER_BIAS),
  };
}

function outside(
  { byEndogenous }: CriticalValues,
  kx: number,
  kz: number,
  type: ErrorStructure["type"],
): string | null {
  if (type !== "iid") return "derived for homoskedastic errors; see the effective F for robust ones";
  const own = byEndogenous[kx - 1];
  if (own === undefined) return `tabulated for up to ${byEndogenous.length} endogenous regressors, not for ${kx}`;
  if (kz < own.from)
    return `with ${kx} endogenous ${kx === 1 ? "regressor" : "regressors"} it needs ${own.from} instruments`;
  if (kz > MOST_INSTRUMENTS) return `tabulated for up to ${MOST_INSTRUMENTS} instruments, not for ${kz}`;
  return null;
}
