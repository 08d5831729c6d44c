/**
 * The scores that a wild cluster bootstrap resamples, cell by cell, from moments: Z_g'u_g of the cell's
 * residuals u, all columns Z. Knows nothing of draws and statistics.
 *
 * Under a hypothesis on one coefficient the residual is linear in the value r it is held at: u = (y - Z b) - r (x - Z c), b
 * and c the coefficients of y and of x on the other columns. It is kept as the residual at r = the estimate and its slope, so
 * that the estimate's own neighbourhood, where intervals end, loses no digits.
 */
import type { Category } from "../../base/columns.js";
import { NumericalError } from "../../base/errors.js";
import { groupBlocksBlock, type LeaveOutSpec, leaveOutSolve, packedProducts } from "../../engine/kernels/blocks.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { type PackedFactor, packedFactor, packedSize } from "../../engine/kernels/moments.js";
import type { ClusterMoments } from "../moments/moments.js";
import { hasJackknifeScores, type WildHypothesis, type WildSpec } from "./wild-spec.js";

/** Scores by cell, a part after another: vectors of the order of the blocks. Two parts are value and slope. */
export interface WildScores {
  readonly parts: readonly Float64Array[];
  /** Scores of the residuals as estimated. */
  readonly unrestricted: Float64Array;
}

export function wildScores(
  engine: Engine,
  scope: Scope,
  model: TestedModel,
  hypothesis: WildHypothesis,
  spec: WildSpec,
  full: Solutions,
): WildScores {
  const { moments, nTested } = model;
  const nCells = moments.clusters.nLevels;
  const all = new Uint32Array(nCells);
  const estimates = full.vector(0, nTested);
  const residual = residualOf(model.outcome, estimates);
  const products = (codes: Uint32Array, vectors: readonly Float64Array[]) => {
    return packedProducts(engine, moments.order, moments.blocks, codes, joined(vectors));
  };
  const unrestricted = products(all, [residual]);
  const isJackknife = hasJackknifeScores(spec.type);
  const codes = isJackknife ? spec.bootClusters.codes : all;
  const nVectors = isJackknife ? spec.bootClusters.nLevels : 1;
  const each = (vector: (part: number) => Float64Array) => {
    return products(
      codes,
      Array.from({ length: nVectors }, (_, part) => vector(part)),
    );
  };
  const parts = isJackknife
    ? groupedBlocks(engine, scope, moments.order, moments.blocks, spec.bootClusters)
    : zeroBlock(scope, moments.order);
  if (!spec.imposeNull) {
    if (!isJackknife) return { parts: [unrestricted], unrestricted };
    const without = (part: number) => `without cluster '${spec.bootClusters.label(part)}' of ${spec.bootClusters.name}`;
    const left = fullSolutions(engine, model, parts, without);
    return { parts: [each((part) => residualOf(model.outcome, left.vector(part, nTested)))], unrestricted };
  }
  const restricted = restrictedSolutions(engine, model, parts);
  const tested = model.columns.subarray(model.columns.length - nTested);
  const isOnePart = nTested > 1 || spec.atValueAlone === true;
  const held = isOnePart ? hypothesis.values : [estimates[tested[0]!]!];
  const atValues = (part: number) => {
    const u = residualOf(model.outcome, restricted.vector(part, 0));
    tested.forEach((column, j) => {
      const x = residualOf(column, restricted.vector(part, 1 + j));
      for (let i = 0; i < u.length; i++) u[i]! -= held[j]! * x[i]!;
    });
    return u;
  };
  if (isOnePart) return { parts: [each(atValues)], unrestricted };
  const slope = (part: number) => residualOf(tested[0]!, restricted.vector(part, 1)).map((value) => -value);
  return { parts: [each(atValues), each(slope)], unrestricted };
}

/** The residual of a column on others, as a combination of columns. */
function residualOf(column: number, coefficients: Float64Array): Float64Array {
  const u = coefficients.map((value) => -value);
  u[column] = 1;
  return u;
}

/** Summed blocks of each cluster: those that are there where the cells are the clusters. */
export function groupedBlocks(
  engine: Engine,
  scope: Scope,
  order: number,
  blocks: F64Block,
  { codes, nLevels }: Category,
): F64Block {
  if (nLevels === codes.length && codes.every((c, g) => c === g)) return blocks;
  return groupBlocksBlock(engine, scope, order, nLevels, codes, blocks);
}

/** A block that leaves nothing out. */
export function zeroBlock(scope: Scope, order: number): F64Block {
  const block = scope.f64(packedSize(order));
  block.view().fill(0);
  return block;
}

function joined(vectors: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(vectors.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const vector of vectors) {
    out.set(vector, at);
    at += vector.length;
  }
  return out;
}

// Least squares from moments with the tested regressors last, so that they are identified exactly when
// they are kept, and the model under the hypothesis is the same without them.

/** A column of which those before it leave less than this share of its squares is dropped. */
const TOLERANCE = 1e-10;

/** The blocks of all clusters and their sum, and which columns are which. */
export interface TestedModel {
  readonly moments: ClusterMoments;
  readonly total: F64Block;
  /** Columns of the model, tested ones last. */
  readonly columns: Uint32Array;
  /** How many are tested. */
  readonly nTested: number;
  /** Column of the outcome. */
  readonly outcome: number;
  /** What pivots are measured by, in the order of `columns`: raw weight of a dummy, own squares of a regressor. */
  readonly scale: Float64Array;
}

/** The model with regressors `tested` (positions among the k) last. */
export function testedModel(
  engine: Engine,
  scope: Scope,
  moments: ClusterMoments,
  tested: readonly number[],
): TestedModel {
  const { nDummies: m, nRegressors: k, order, blocks, dummyWeights, clusters } = moments;
  const total = groupBlocksBlock(engine, scope, order, 1, new Uint32Array(clusters.nLevels), blocks);
  const others = Array.from({ length: k }, (_, j) => j).filter((j) => !tested.includes(j));
  const regressors = [...others, ...tested].map((j) => m + j);
  const columns = Uint32Array.from([...Array.from({ length: m }, (_, d) => d), ...regressors]);
  const weights = new Float64Array(m);
  for (let i = 0; i < dummyWeights.length; i++) weights[i % m]! += dummyWeights[i]!;
  const sums = total.view();
  const scale = Float64Array.from(columns, (j) => (j < m ? weights[j]! : sums[packedSize(j) + j]!));
  return { moments, total, columns, nTested: tested.length, outcome: m + k, scale };
}

/** Solutions in vectors of the order of the blocks: what a group of clusters left out, or nothing, gives. */
export interface Solutions {
  /** Vector i of part p. */
  vector(part: number, i: number): Float64Array;
}

/**
 * With all columns, for each part (a group's summed blocks that are left out; one block of zeros leaves nothing out):
 * vectors (M^-1 e_j) of the tested columns, then the coefficients. Throws NumericalError where a tested one is not identified.
 */
export function fullSolutions(
  engine: Engine,
  model: TestedModel,
  parts: F64Block,
  partName: (part: number) => string,
): Solutions {
  const { columns, nTested, outcome, scale } = model;
  const right = Uint32Array.of(outcome);
  const spec = { order: model.moments.order, columns, nUnits: nTested, right, tolerance: TOLERANCE, scale };
  const { solutions, kept } = solve(engine, model, spec, parts);
  const lost = kept.findIndex((flag, i) => flag === 0 && i % columns.length >= columns.length - nTested);
  if (lost < 0) return solutions;
  const [part, column] = [Math.floor(lost / columns.length), columns[lost % columns.length]! - model.moments.nDummies];
  throw new NumericalError(
    "wild_not_identified",
    `The tested coefficient of regressor ${column + 1} is not identified ${partName(part)}: the other columns explain it there.`,
    { got: "collinear", expected: "identified", regressor: column, part },
  );
}

/** Without the tested columns: coefficients of the outcome on the others, then of each tested column on them. */
export function restrictedSolutions(engine: Engine, model: TestedModel, parts: F64Block): Solutions {
  const { columns, nTested, outcome, scale } = model;
  const others = columns.length - nTested;
  const spec = {
    order: model.moments.order,
    columns: columns.slice(0, others),
    nUnits: 0,
    right: Uint32Array.of(outcome, ...columns.subarray(others)),
    tolerance: TOLERANCE,
    scale: scale.slice(0, others),
  };
  return solve(engine, model, spec, parts).solutions;
}

/** The factor of all columns in the order of the model. */
export function modelFactor(engine: Engine, { columns, total, scale }: TestedModel): PackedFactor {
  const sums = total.view();
  const A = new Float64Array(packedSize(columns.length));
  let at = 0;
  columns.forEach((i, row) => {
    for (const j of columns.subarray(0, row + 1)) {
      A[at++] = sums[i < j ? packedSize(j) + i : packedSize(i) + j]!;
    }
  });
  return packedFactor(engine, columns.length, TOLERANCE, scale, A);
}

function solve(engine: Engine, { total }: TestedModel, spec: LeaveOutSpec, parts: F64Block) {
  const { X, kept } = leaveOutSolve(engine, spec, total, parts);
  const width = spec.nUnits + spec.right.length;
  const solutions: Solutions = {
    vector: (part, i) => X.subarray((part * width + i) * spec.order, (part * width + i + 1) * spec.order),
  };
  return { solutions, kept };
}
