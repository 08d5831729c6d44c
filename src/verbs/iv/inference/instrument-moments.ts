/**
 * An equation with one endogenous regressor x and outcome y, from moments by cell: what the bootstraps of
 * it are linear in. With W the dummies and exogenous regressors, Q an orthonormal basis of the instruments net of W, and e
 * what W and Q leave of x and of y,
 *     x net of W = Q p_x + e_x,   y net of W = Q p_y + e_y,
 * each of e_x, e_y and the columns of Q is a combination of the blocks' columns, and its products with all of them are known
 * cell by cell. Knows nothing of hypotheses and draws.
 */
import { NumericalError } from "../../../base/errors.js";
import { groupBlocksBlock, packedProducts } from "../../../engine/kernels/blocks.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type PackedFactor, packedFactor, packedSize, packedSolve } from "../../../engine/kernels/moments.js";
import type { ClusterMoments } from "../../../regression/moments/moments.js";

/** A column of which those before it leave less than this share of its squares is dropped. */
const TOLERANCE = 1e-10;

/** Positions among the regressors of the moments. */
export interface InstrumentRoles {
  readonly exogenous: readonly number[];
  readonly instruments: readonly number[];
  readonly endogenous: number;
}

export interface InstrumentMoments {
  readonly moments: ClusterMoments;
  /** Columns of the blocks that W keeps. */
  readonly exogenous: Uint32Array;
  /** kz, instruments kept. */
  readonly nInstruments: number;
  /** Coefficients on `exogenous` of columns whose products with them are given, n of them: f64[exogenous.length*n]. */
  readonly onExogenous: (products: Float64Array, n: number) => Float64Array;
  /** p_x and p_y, kz each. */
  readonly px: Float64Array;
  readonly py: Float64Array;
  /** e_x'e_x, e_x'e_y, e_y'e_y. */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  /** Q_j as combinations of the columns of a block, f64[order] each. */
  readonly basis: readonly Float64Array[];
  /** Products of a cell's columns with e_x, then e_y, then Q_1 ..: f64[order*nCells] each, a cell after the other. */
  readonly products: readonly Float64Array[];
}

/** Throws NumericalError `wild_not_identified` where no instrument is left, or nothing of x is. */
export function instrumentMoments(
  engine: Engine,
  moments: ClusterMoments,
  { exogenous, instruments, endogenous }: InstrumentRoles,
): InstrumentMoments {
  const { nDummies: m, nRegressors: k, order, blocks, clusters, dummyWeights } = moments;
  const nCells = clusters.nLevels;
  const total = engine.scope((scope) =>
    groupBlocksBlock(engine, scope, order, 1, new Uint32Array(nCells), blocks).view().slice(),
  );
  const at = (i: number, j: number) => total[i < j ? packedSize(j) + i : packedSize(i) + j]!;
  const columns = Uint32Array.from([...Array(m).keys(), ...[...exogenous, ...instruments].map((j) => m + j)]);
  const [n, nOthers] = [columns.length, m + exogenous.length];
  const [x, y] = [m + endogenous, m + k];

  const weights = new Float64Array(m);
  for (let i = 0; i < dummyWeights.length; i++) weights[i % m]! += dummyWeights[i]!;
  const scale = Float64Array.from(columns, (j) => (j < m ? weights[j]! : at(j, j)));
  const packed = Array.from(columns, (i, row) => Array.from(columns.subarray(0, row + 1), (j) => at(i, j)));
  const factor = packedFactor(engine, n, TOLERANCE, scale, Float64Array.from(packed.flat()));
  const kept = Array.from(factor.kept.keys()).filter((i) => factor.kept[i] === 1);
  const ofInstruments = kept.filter((i) => i >= nOthers);

  /** A combination of all columns from one of the model's. */
  const spread = (values: Float64Array): Float64Array => {
    const out = new Float64Array(order);
    columns.forEach((column, i) => {
      out[column] = values[i]!;
    });
    return out;
  };
  const residual = (column: number): Float64Array => {
    const right = Float64Array.from(columns, (j) => at(j, column));
    const out = spread(packedSolve(engine, factor, 1, right).map((value) => -value));
    out[column] = 1;
    return out;
  };
  // with A = LL', the solution of A q = L e_j is L^-T e_j: the j-th column of an orthonormal basis
  const basis = ofInstruments.map((j) => {
    const right = Float64Array.from({ length: n }, (_, i) => (i < j ? 0 : factor.L[packedSize(i) + j]!));
    return spread(packedSolve(engine, factor, 1, right));
  });
  const products = [residual(x), residual(y), ...basis].map((vector) =>
    packedProducts(engine, order, blocks, new Uint32Array(nCells), vector),
  );
  const [ofX, ofY, ...ofBasis] = products as [Float64Array, Float64Array, ...Float64Array[]];
  const sum = (product: Float64Array, column: number): number => {
    let value = 0;
    for (let g = 0; g < nCells; g++) value += product[g * order + column]!;
    return value;
  };
  const px = Float64Array.from(ofBasis, (product) => sum(product, x));
  const py = Float64Array.from(ofBasis, (product) => sum(product, y));
  const explained = px.reduce((squares, value) => squares + value * value, 0);
  const xx = Math.max(0, sum(ofX, x));
  if (!(explained + xx > TOLERANCE * at(x, x)) || !(explained > TOLERANCE ** 2 * at(x, x))) {
    throw new NumericalError(
      "wild_not_identified",
      basis.length === 0
        ? "No instrument is left beside the exogenous regressors and effects: nothing identifies the endogenous regressor."
        : "The instruments explain nothing of the endogenous regressor, or the exogenous ones all of it: there is no coefficient to test.",
      { got: explained / at(x, x), expected: "an instrument that moves the endogenous regressor" },
    );
  }
  const others = kept.filter((i) => i < nOthers);
  return {
    moments,
    exogenous: Uint32Array.from(others, (i) => columns[i]!),
    nInstruments: basis.length,
    onExogenous: (values, width) => solveKept(engine, factor, nOthers, others, values, width),
    px,
    py,
    xx,
    xy: sum(ofX, y),
    yy: Math.max(0, sum(ofY, y)),
    basis,
    products,
  };
}

/** Solves by the leading part of a factor, which is that of the leading columns alone; kept columns in and out. */
function solveKept(
  engine: Engine,
  { L, kept }: PackedFactor,
  n: number,
  others: readonly number[],
  values: Float64Array,
  width: number,
): Float64Array {
  const [rank, right] = [others.length, new Float64Array(n * width)];
  for (let c = 0; c < width; c++) for (let t = 0; t < rank; t++) right[c * n + others[t]!] = values[c * rank + t]!;
  const leading = { n, L: L.slice(0, packedSize(n)), kept: kept.slice(0, n), nDropped: n - rank };
  const X = packedSolve(engine, leading, width, right);
  return Float64Array.from({ length: rank * width }, (_, i) => X[Math.floor(i / rank) * n + others[i % rank]!]!);
}
