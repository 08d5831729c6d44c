/**
 * Least squares from moments with the tested regressors last, so that they are identified exactly when
 * they are kept, and the model under the hypothesis is the same without them. On all clusters, or without one each.
 * Knows nothing of draws.
 */
import { NumericalError } from "../../base/errors.js";
import { groupBlocksBlock, type LeaveOutSpec, leaveOutSolve } from "../../engine/kernels/blocks.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { type PackedFactor, packedFactor, packedSize } from "../../engine/kernels/moments.js";
import type { ClusterMoments } from "../moments/moments.js";

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
