/**
 * Peer `ml-matrix`: the regression by dummy variables and its Householder QR, errors clustered by the first
 * effect. Feasible where n (k + levels) fits in memory and n (k + levels)^2 in patience: small panels only.
 */
import { inverse, Matrix, QrDecomposition } from "ml-matrix";
import { haveSlopes } from "../../src/regression/absorb/solver.js";
import type { Problem } from "../problems/problem.js";
import { clusterFactor, type Estimate } from "./estimate.js";

/** Most elements of a dummy matrix: ml-matrix's QR takes some seconds there. */
export const MOST_DUMMY_ELEMENTS = 2_000_000;

/** Elements of the matrix of regressors and dummies; slopes are not written out here, so that no matrix is small enough. */
export const dummyElements = ({ n, columns, effects }: Problem): number =>
  haveSlopes(effects)
    ? Number.POSITIVE_INFINITY
    : n * (columns.length + effects.reduce((sum, effect) => sum + effect.nLevels, 0));

/** Regressors, then all dummies of the first effect and all but the last of every other: n by K. */
function dummyMatrix({ n, columns, effects }: Problem): Matrix {
  const regressors = columns.slice(1);
  const offsets: number[] = [];
  let nColumns = regressors.length;
  effects.forEach((effect, e) => {
    offsets.push(nColumns);
    nColumns += e === 0 ? effect.nLevels : effect.nLevels - 1;
  });
  const design = Matrix.zeros(n, nColumns);
  for (let i = 0; i < n; i++) {
    regressors.forEach((column, j) => void design.set(i, j, column[i]!));
    effects.forEach(({ codes, nLevels }, e) => {
      const code = codes[i]!;
      if (e === 0 || code < nLevels - 1) design.set(i, offsets[e]! + code, 1);
    });
  }
  return design;
}

/** Least squares on the dummy matrix; of all coefficients and errors, those of the regressors. */
export function regressByDummies(problem: Problem): Estimate {
  const { columns, effects } = problem;
  const k = columns.length - 1;
  const design = dummyMatrix(problem);
  const y = Matrix.columnVector(columns[0]!);
  const qr = new QrDecomposition(design);
  const coefficients = qr.solve(y);
  const residuals = Matrix.sub(y, design.mmul(coefficients)).to1DArray();

  const Rinv = inverse(qr.upperTriangularMatrix);
  const bread = Rinv.mmul(Rinv.transpose());
  const clusters = effects[0]!.codes;
  const scores = Array.from({ length: effects[0]!.nLevels }, () => new Float64Array(design.columns));
  residuals.forEach((residual, i) => {
    const score = scores[clusters[i]!]!;
    for (let j = 0; j < score.length; j++) score[j]! += design.get(i, j) * residual;
  });
  const S = new Matrix(scores);
  const meat = S.transpose().mmul(S);
  const V = bread.mmul(meat).mmul(bread);
  const factor = clusterFactor(problem);
  return {
    beta: Float64Array.from({ length: k }, (_, j) => coefficients.get(j, 0)),
    se: Float64Array.from({ length: k }, (_, j) => Math.sqrt(factor * V.get(j, j))),
  };
}
