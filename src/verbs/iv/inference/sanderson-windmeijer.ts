/**
 * How strongly the instruments move one endogenous regressor once the others are accounted for, by
 * regressor. With d the two-stage least squares coefficients of x_j on the other endogenous regressors, x_j - X d is
 * regressed on the instruments: its coefficients m leave kz - kx + 1 free directions, those which the fitted values of the
 * other regressors do not take. With one endogenous regressor this is the first stage's F.
 *
 * Robust errors: ivreg2 takes m'S^-1 m, S the scores of that regression's residual, and so do `F` and `chi2`. Its limit is
 * chi-squared with kz - kx + 1 degrees of freedom under homoskedasticity only, else it is larger; along the free directions
 * U the statistic m'U (U'S U)^-1 U'm has that limit under any errors. Small-sample factors are those of ivreg2: none for
 * chi2, (n - L)/n, or with G clusters (n - L)/(n - 1) (G - 1)/G, for F.
 * Source: Sanderson & Windmeijer (2016), Journal of Econometrics 190(2), doi:10.1016/j.jeconom.2015.06.004; Shea (1997),
 * Review of Economics and Statistics 79(2), doi:10.1162/rest.1997.79.2.348.
 */

import { inverse, Matrix, QrDecomposition } from "ml-matrix";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq, pf } from "../../../engine/kernels/math.js";
import type { IvTest, SandersonWindmeijer } from "../../../regression/record/iv-record.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { complement } from "./canonical-correlations.js";
import {
  denominatorDf,
  leading,
  projectedMatrix,
  scoreMatrix,
  smallSampleFactor,
  unexplainedMatrix,
} from "./system-matrices.js";
import { waldInDirections } from "./wald-in-directions.js";

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
