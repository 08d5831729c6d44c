/**
 * The score-variance test: are scores of fine clusters correlated within coarse ones? The difference of the variances of score sums by either level,
 * over its standard deviation where they are not; its bootstrap draws weights by fine cluster, which keeps these independent.
 * Source: MacKinnon, Nielsen & Webb (2023), Journal of Econometrics 235(2), doi:10.1016/j.jeconom.2022.03.003: the tests of one and of several
 * coefficients, and their ordinary wild cluster bootstrap.
 */
import { gatherCodes } from "../../../base/row-runs.js";
import { solvedPositive } from "../../../base/small-matrices.js";
import { scaleRowsBlock } from "../../../engine/kernels/blas.js";
import { invokeChecked } from "../../../engine/kernels/call.js";
import { PHILOX_WORK, PURPOSE, streamKey } from "../../../engine/kernels/cluster-draws.js";
import { clusterScoresManyBlock } from "../../../engine/kernels/cluster-scores.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { lowerSize, type ScoreLevels, scoreVariances } from "../../../engine/kernels/score-variances.js";
import { WILD_KINDS, type WildKind } from "../../../engine/kernels/wild.js";
import type { LeastSquares } from "../../../regression/least-squares/least-squares.js";
import type { Levels } from "./levels.js";

/** Small-sample factors of the variances by either level. */
export interface LevelFactors {
  readonly fine: number;
  readonly coarse: number;
}

/** G / (G - 1) times (n - 1) / (n - K), with `K` all parameters. */
export function factorsOf({ nFine, nCoarse }: Levels, n: number, K: number): LevelFactors {
  const factor = (G: number): number => (G / (G - 1)) * ((n - 1) / (n - K));
  return { fine: factor(nFine), coarse: factor(nCoarse) };
}

/** A hypothesis: regressors net of the others, by G, and of a single one their (x'x)^-1. */
interface Hypothesis {
  readonly levels: ScoreLevels;
  readonly G: Float64Array;
  readonly inverse: number;
}

/** What the sample has of a hypothesis. */
export interface Observed {
  /** Difference of variances, and its variance, as the kernel has them. */
  readonly found: Float64Array;
  /** Standard errors by either level; null of several regressors. */
  readonly errors: { readonly fine: number; readonly coarse: number } | null;
}

/** A regression whose scores can be drawn; valid while its scope is open. */
export interface ScoreDrawing {
  /** Of the sample, a hypothesis each. */
  readonly observed: readonly Observed[];
  /** Draws that are made at a time. */
  readonly atATime: number;
  /** The same of draws first .. first + count - 1. */
  readonly draw: (first: number, count: number, kind: WildKind, seed: number) => readonly Float64Array[];
}

/** Numbers of residuals and scores that stand in memory at a time. */
const ROOM = 2 ** 22;

/** Of the regressors at `sets`, positions among those kept. */
export function scoreDrawing(
  engine: Engine,
  scope: Scope,
  { absorber, result: { fit } }: LeastSquares,
  levels: Levels,
  factors: LevelFactors,
  sets: readonly (readonly number[])[],
): ScoreDrawing {
  const { n, k, X, uHat } = fit;
  const { nFine } = levels;
  const codes = scope.copyU32(gatherCodes(levels.fineOf, absorber.rowOrder ?? undefined));
  const clusters = { codes, nLevels: nFine };
  const A = inverseOf(fit.Rinv, k);
  // of every regressor against every other, by fine cluster: what a draw's coefficients take off its scores
  const products = clusterScoresManyBlock(engine, scope, n, k, k, X, X, clusters).view().slice();
  const hypotheses = sets.map((set) => hypothesisOf(scope, levels, factors, { A, k, products }, set));
  const scoresOf = (inner: Scope, count: number, U: F64Block): F64Block =>
    clusterScoresManyBlock(engine, inner, n, k, count, X, U, clusters);
  const observed = scope.scope((inner) => {
    const scores = scoresOf(inner, 1, uHat);
    return hypotheses.map((one): Observed => {
      const found = scoreVariances(engine, inner, one.levels, 1, scores);
      return { found, errors: one.levels.q > 1 ? null : errorsOf(one, found[0]!, scores.view()) };
    });
  });
  const draw = (first: number, count: number, kind: WildKind, seed: number): readonly Float64Array[] =>
    scope.scope((inner) => {
      const [W, weights, block] = [inner.f64(n * count), inner.f64(nFine * count), inner.u32(PHILOX_WORK)];
      const purpose = PURPOSE.clusterLevels;
      const stream = { kind: WILD_KINDS[kind], purpose, ...streamKey({ seed, replication: first, purpose }) };
      invokeChecked(engine, "wildWeights", { n: nFine, first, nDraws: count, ...stream, weights, block });
      for (let d = 0; d < count; d++) {
        const [x, out] = [weights.at(d * nFine), W.at(d * n)];
        invokeChecked(engine, "gatherF64", { n, nSource: nFine, x, order: codes, out });
      }
      scaleRowsBlock(engine, n, count, uHat, W);
      if (absorber.levels.length > 0) absorber.demean(W, count);
      const scores = scoresOf(inner, count, W);
      return hypotheses.map((one) => scoreVariances(engine, inner, one.levels, count, scores));
    });
  const atATime = Math.max(1, Math.min(64, Math.floor(ROOM / (n + nFine * k))));
  return { observed, atATime, draw };
}

/** Errors by either level of a single regressor, of score sums by fine clusters and the difference of variances. */
function errorsOf({ levels: { k, nFine, fine }, G, inverse }: Hypothesis, difference: number, scores: Float64Array) {
  let squares = 0;
  for (let h = 0; h < nFine; h++) {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += G[l]! * scores[h * k + l]!;
    squares += sum * sum;
  }
  const error = (variance: number): number => inverse * Math.sqrt(Math.max(0, variance));
  return { fine: error(fine * squares), coarse: error(fine * squares + difference) };
}

/** (X'X)^-1, k by k, of the inverse of its triangle. */
function inverseOf(Rinv: Float64Array, k: number): Float64Array {
  const A = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      for (let l = Math.max(i, j); l < k; l++) A[i + j * k]! += Rinv[i + l * k]! * Rinv[j + l * k]!;
    }
  }
  return A;
}

interface Products {
  readonly A: Float64Array;
  readonly k: number;
  /** Of regressor l, by fine cluster, its products with all. */
  readonly products: Float64Array;
}

/** G = A_T (A_TT)^-1: the regressors of the set net of the others are X G. */
function hypothesisOf(
  scope: Scope,
  { nFine, nCoarse, offsets }: Levels,
  factors: LevelFactors,
  { A, k, products }: Products,
  set: readonly number[],
): Hypothesis {
  const q = set.length;
  const own = Float64Array.from({ length: q * q }, (_, at) => A[set[at % q]! + set[Math.floor(at / q)]! * k]!);
  const inverse = invertedSmall(own, q);
  const G = new Float64Array(k * q);
  for (let l = 0; l < k; l++) {
    for (let j = 0; j < q; j++) {
      for (let i = 0; i < q; i++) G[l + j * k]! += A[l + set[i]! * k]! * inverse[i + j * q]!;
    }
  }
  const P = scope.f64(k * nFine * q);
  const into = P.view();
  for (let row = 0; row < k * nFine; row++) {
    for (let j = 0; j < q; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += G[l + j * k]! * products[row * k + l]!;
      into[row * q + j] = sum;
    }
  }
  const levels = { nCoarse, nFine, k, q, ...factors, offsets: scope.copyU32(offsets) };
  return { levels: { ...levels, G: scope.copyF64(G), A: scope.copyF64(A), P }, G, inverse: own[0]! };
}

/** The inverse of a small symmetric positive definite matrix. */
function invertedSmall(matrix: Float64Array, q: number): Float64Array {
  const columns = Array.from(
    { length: q },
    (_, j) =>
      solvedPositive(
        matrix,
        Float64Array.from({ length: q }, (_, i) => Number(i === j)),
      )!,
  );
  return Float64Array.from({ length: q * q }, (_, at) => columns[Math.floor(at / q)]![at % q]!);
}

/** tau of draw `d`: signed of one coefficient, of several the Wald statistic; NaN where its variance is not positive. */
export function statisticOf(found: Float64Array, q: number, d = 0): number {
  const p = lowerSize(q);
  const theta = found.subarray(d * (p + p * p), d * (p + p * p) + p);
  const variance = found.subarray(d * (p + p * p) + p, (d + 1) * (p + p * p));
  if (q === 1) return variance[0]! > 0 ? theta[0]! / Math.sqrt(variance[0]!) : Number.NaN;
  const solved = solvedPositive(variance, theta);
  return solved === null ? Number.NaN : theta.reduce((sum, value, i) => sum + value * solved[i]!, 0);
}
