/**
 * The scores that a wild cluster bootstrap resamples, cell by cell, from moments: Z_g'u_g of the cell's
 * residuals u, all columns Z. Knows nothing of draws and statistics.
 *
 * Under a hypothesis on one coefficient the residual is linear in the value r it is held at: u = (y - Z b) - r (x - Z c), b
 * and c the coefficients of y and of x on the other columns. It is kept as the residual at r = the estimate and its slope, so
 * that the estimate's own neighbourhood, where intervals end, loses no digits.
 */
import type { Category } from "../../base/columns.js";
import { groupBlocksBlock, packedProducts } from "../../engine/kernels/blocks.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import { fullSolutions, restrictedSolutions, type Solutions, type TestedModel } from "./tested-solves.js";
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
  const held = nTested === 1 ? [estimates[tested[0]!]!] : hypothesis.values;
  const atValues = (part: number) => {
    const u = residualOf(model.outcome, restricted.vector(part, 0));
    tested.forEach((column, j) => {
      const x = residualOf(column, restricted.vector(part, 1 + j));
      for (let i = 0; i < u.length; i++) u[i]! -= held[j]! * x[i]!;
    });
    return u;
  };
  if (nTested > 1) return { parts: [each(atValues)], unrestricted };
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
