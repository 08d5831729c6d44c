/**
 * Coefficients, and sums of scores by cluster, from moments alone. Knows nothing of where the moments came from, and no variance.
 *
 * With B the blocks' sum over [D, X, y], D the dummies left: Gamma = (D'D)^- D'[X y], cross-products net of D are those of [X y] less
 * [X y]'D Gamma, and a cluster's score is (X - D Gamma_X)'(y - X beta - D delta), a bilinear form of its block.
 * Source: as `moments`; Wansbeek & Kapteyn (1989), Journal of Econometrics 41(3), doi:10.1016/0304-4076(89)90066-9.
 */
import { NumericalError } from "../../base/errors.js";
import { packedProducts } from "../../engine/kernels/blocks.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { dtrtri } from "../../engine/kernels/lapack.js";
import { type PackedFactor, packedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";
import type { Solve } from "../absorb/absorber.js";
import { requireOutcome, requireVariation } from "../frame/enough-variation.js";
import { type ClusterMoments, columnScales, DROP_SHARE, sumOfBlocks } from "../moments/moments.js";
import { columnOf, type MomentFacts, outcomeName, sampleOf, termsOf } from "./absent-rows.js";
import { type Dropped, leastShare } from "./ols.js";

/** What is left of a column's squares, as a share of what they were about its mean, below which that is rounding: it is absorbed. */
const ABSORBED_SHARE = 1e-12;
/** The same below which too few digits are left to go on with. */
const LEAST_LEFT = 1e-9;
/** The same of a regressor beside those before it: it is collinear. */
const COLLINEAR_SHARE = 1e-13;
/** Share of its norm every regressor must leave beside the others: coefficients then keep about nine digits. */
const LEAST_INDEPENDENT = 1e-4;

/** What the moments say of the coefficients, before any variance. */
export interface SolvedMoments {
  readonly moments: ClusterMoments;
  readonly solve: Solve;
  /** Positions of the regressors kept, and those that are not. */
  readonly kept: readonly number[];
  readonly dropped: readonly Dropped[];
  readonly beta: Float64Array;
  readonly R: Float64Array;
  readonly Rinv: Float64Array;
  readonly ssr: number;
  readonly tss: number;
  /** Coefficients of the dummies on regressors and outcome, m a column: Gamma. */
  readonly dummies: Float64Array;
  /** Rank of the dummies that are left. */
  readonly rank: number;
  /** Cross-products of regressors and outcome net of all effects, k + 1 by k + 1. */
  readonly XtX: Float64Array;
}

/** Throws NumericalError `engine_digits` where cross-products leave too few digits, and as `requireOutcome` and `requireVariation`. */
export function solveMoments(engine: Engine, moments: ClusterMoments, facts: MomentFacts): SolvedMoments {
  const { nDummies: m, nRegressors: k } = moments;
  const total = engine.scope((scope) => sumOfBlocks(engine, scope, moments).view().slice());
  const at = (i: number, j: number): number => total[i >= j ? packedSize(i) + j : packedSize(j) + i]!;
  const scale = columnScales(moments);
  const factor = packedFactor(engine, m, DROP_SHARE, scale.slice(0, m), total.slice(0, packedSize(m)));
  const columns = Float64Array.from({ length: m * (k + 1) }, (_, i) => at(m + Math.floor(i / m), i % m));
  const dummies = m === 0 ? columns : packedSolve(engine, factor, k + 1, columns);
  const net = (i: number, j: number): number => {
    let value = at(m + i, m + j);
    for (let d = 0; d < m; d++) value -= columns[i * m + d]! * dummies[j * m + d]!;
    return value;
  };
  const left = Float64Array.from({ length: k + 1 }, (_, j) => Math.max(0, net(j, j)));
  const hasEffects = facts.effects.length > 0;
  const before = facts.squares;
  const isAbsorbed = Array.from(
    left,
    (square, j) => square <= ABSORBED_SHARE * before[j]! || !(before[j]! > 0 || !hasEffects),
  );
  const solve: Solve = {
    method: facts.method as Solve["method"],
    iterations: facts.graph?.iterations ?? 0,
    certificate: 0,
    errorEstimate: 0,
    converged: true,
    normBefore: before.map(Math.sqrt),
    normAfter: left.map((square, j) => (isAbsorbed[j] ? 0 : Math.sqrt(square))),
  };
  const sample = sampleOf(facts);
  requireOutcome(columnOf(facts, k), outcomeName(facts), solve, sample);
  requireVariation(termsOf(facts), isAbsorbed.slice(0, k), sample);
  requireDigits(facts, left, isAbsorbed);
  const candidates = Array.from({ length: k }, (_, j) => j).filter((j) => !isAbsorbed[j]);
  const ranked = rank(engine, candidates, net, left);
  const { kept, R } = ranked;
  const r = kept.length;
  const Rinv = dtrtri(engine, r, R);
  const share = leastShare(R, Rinv);
  if (r > 0 && share < LEAST_INDEPENDENT) throw tooClose(facts, share);
  const Xty = kept.map((j) => net(j, k));
  const Qty = Float64Array.from({ length: r }, (_, i) => {
    let sum = 0;
    for (let l = 0; l <= i; l++) sum += Rinv[i * r + l]! * Xty[l]!;
    return sum;
  });
  const beta = Float64Array.from({ length: r }, (_, i) => {
    let sum = 0;
    for (let l = i; l < r; l++) sum += Rinv[l * r + i]! * Qty[l]!;
    return sum;
  });
  const tss = left[k]!;
  const ssr = Math.max(
    0,
    Qty.reduce((rest, value) => rest - value * value, tss),
  );
  const dropped = [
    ...Array.from({ length: k }, (_, index) => index)
      .filter((index) => isAbsorbed[index])
      .map((index): Dropped => ({ index, combination: [] })),
    ...ranked.dropped,
  ].sort((a, b) => a.index - b.index);
  // cross-products lose digits with the square of what regressors leave beside each other
  const rounding = Number.EPSILON / share ** 2;
  const residual = netCombination({ moments, dummies }, residualOf({ moments, kept, beta }));
  const sd = Math.sqrt(before[k]! / facts.nobs);
  const means = Array.from({ length: m }, (_, d) => {
    const sum = residual.reduce((total, value, i) => total + value * at(d, i), 0);
    return scale[d]! > 0 && sd > 0 ? Math.abs(sum) / scale[d]! / sd : 0;
  });
  return {
    moments,
    solve: {
      ...solve,
      certificate: Math.max(facts.graph?.certificate ?? 0, ...means),
      errorEstimate: Math.max(facts.graph?.error ?? 0, rounding),
    },
    kept,
    dropped,
    beta,
    R,
    Rinv,
    ssr,
    tss,
    dummies,
    rank: m - factor.nDropped,
    XtX: Float64Array.from({ length: (k + 1) ** 2 }, (_, i) => net(i % (k + 1), Math.floor(i / (k + 1)))),
  };
}

/** Which candidates are independent of those before them, and the triangle of these, column-major. */
function rank(
  engine: Engine,
  candidates: readonly number[],
  net: (i: number, j: number) => number,
  left: Float64Array,
): { readonly kept: readonly number[]; readonly R: Float64Array; readonly dropped: readonly Dropped[] } {
  const n = candidates.length;
  if (n === 0) return { kept: [], R: new Float64Array(0), dropped: [] };
  const A = new Float64Array(packedSize(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) A[packedSize(i) + j] = net(candidates[i]!, candidates[j]!);
  }
  const scale = Float64Array.from(candidates, (j) => left[j]!);
  const factor = packedFactor(engine, n, COLLINEAR_SHARE, scale, A);
  const places = Array.from({ length: n }, (_, i) => i);
  const kept = places.filter((i) => factor.kept[i] === 1);
  const r = kept.length;
  const R = new Float64Array(r * r);
  kept.forEach((row, j) => {
    for (let i = 0; i <= j; i++) R[j * r + i] = factor.L[packedSize(row) + kept[i]!]!;
  });
  const dropped = places
    .filter((i) => factor.kept[i] === 0)
    .map((i) => ({ index: candidates[i]!, combination: combinationOf(engine, factor, A, i, kept, candidates) }));
  return { kept: kept.map((i) => candidates[i]!), R, dropped };
}

/** A dropped column as a combination of those kept before it. */
function combinationOf(
  engine: Engine,
  factor: PackedFactor,
  A: Float64Array,
  i: number,
  kept: readonly number[],
  candidates: readonly number[],
): Dropped["combination"] {
  const right = new Float64Array(factor.n);
  for (const j of kept) right[j] = A[i >= j ? packedSize(i) + j : packedSize(j) + i]!;
  const solution = packedSolve(engine, factor, 1, right);
  return kept.filter((j) => j < i).map((j) => ({ index: candidates[j]!, coefficient: solution[j]! }));
}

function requireDigits(
  { names, squares, spec }: MomentFacts,
  left: Float64Array,
  isAbsorbed: readonly boolean[],
): void {
  const j = left.findIndex((square, at) => !isAbsorbed[at] && square < LEAST_LEFT * squares[at]!);
  if (j < 0) return;
  const name = names[j] ?? "the outcome";
  throw new NumericalError(
    "engine_digits",
    `'${spec.call}': the effects leave ${(left[j]! / squares[j]!).toExponential(1)} of the squares of '${name}', and sums made far away have too few digits for that. Bring the columns home, or subtract from '${name}' in a view what explains most of it.`,
    { got: left[j]! / squares[j]!, expected: LEAST_LEFT, column: name },
  );
}

const tooClose = ({ spec }: MomentFacts, share: number): NumericalError =>
  new NumericalError(
    "engine_digits",
    `'${spec.call}': a regressor leaves ${share.toExponential(1)} of its norm beside the others, and sums made far away have too few digits for that. Bring the columns home, or write the regressors so that they are less alike.`,
    { got: share, expected: LEAST_INDEPENDENT },
  );

/** The residual as a combination of regressors and outcome. */
function residualOf({ moments, kept, beta }: Pick<SolvedMoments, "moments" | "kept" | "beta">): Float64Array {
  const residual = new Float64Array(moments.nRegressors + 1);
  residual[moments.nRegressors] = 1;
  kept.forEach((j, i) => {
    residual[j] = -beta[i]!;
  });
  return residual;
}

/** A combination of regressors and outcome, net of what dummies explain of it, over the blocks' columns. */
function netCombination(
  { moments, dummies }: Pick<SolvedMoments, "moments" | "dummies">,
  of: Float64Array,
): Float64Array {
  const { nDummies: m, nRegressors: k } = moments;
  const net = new Float64Array(m + k + 1);
  net.set(of, m);
  for (let d = 0; d < m; d++) {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum -= of[j]! * dummies[j * m + d]!;
    net[d] = sum;
  }
  return net;
}

/**
 * Sums by the blocks' clusters of the regressors `columns`, net of all effects, times a combination of regressors and outcome: row-major,
 * a row a cluster.
 */
export function scoresOfCombination(
  engine: Engine,
  { moments, dummies }: Pick<SolvedMoments, "moments" | "dummies">,
  columns: readonly number[],
  of: Float64Array,
): Float64Array {
  const { nDummies: m, order, blocks, clusters } = moments;
  const vector = new Float64Array(order);
  vector.set(netCombination({ moments, dummies }, of));
  const products = packedProducts(engine, order, blocks, new Uint32Array(clusters.nLevels), vector);
  const scores = new Float64Array(clusters.nLevels * columns.length);
  for (let c = 0; c < clusters.nLevels; c++) {
    const own = products.subarray(c * order, (c + 1) * order);
    columns.forEach((j, i) => {
      let sum = own[m + j]!;
      for (let d = 0; d < m; d++) sum -= dummies[j * m + d]! * own[d]!;
      scores[c * columns.length + i] = sum;
    });
  }
  return scores;
}

/** Score sums of the blocks' clusters, a row a cluster, over the regressors kept. */
export const scoresOfBlocks = (engine: Engine, solved: SolvedMoments): Float64Array =>
  scoresOfCombination(engine, solved, solved.kept, residualOf(solved));
