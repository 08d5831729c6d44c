/**
 * Sizes of scratch of the demeaning kernels, and wrappers for arrays. Pipelines (`regression/absorb/absorber`) keep
 * their columns in linear memory and call the kernels on addresses.
 */
import { callKernel, checkInfo, checkLength } from "./call.js";
import type { Engine } from "./engine.js";
import { groupMeans } from "./groups.js";

// Sizes of scratch of the kernels of effects with slopes.

/** Numbers `slopePass` returns: four each of first and second moments, squares after and largest parts; the weight. */
export const SLOPE_MOMENTS = 17;

/** Scratch of `slopePass` and `slopeApply`, in f64. */
export const slopePassWork = (nSlopes: number, largestGroup: number): number => 4 * (nSlopes + 1 + largestGroup);

/** Scratch of `slopeSchur` and `slopeDiagonal`. */
export const slopeSchurWork = (nLevels: number, nSlopes: number): { readonly f64: number; readonly u32: number } => ({
  f64: (nSlopes + 1) * nLevels,
  u32: 2 * nLevels,
});

/** Scratch of `slopeLeverages`. */
export const slopeLeveragesWork = (
  nLevels: number,
  nSlopes: number,
): { readonly f64: number; readonly u32: number } => ({
  f64: 2 * (nSlopes + 1) * nLevels + (nSlopes + 1) ** 2,
  u32: 2 * nLevels,
});

// Leverages of the dummies of several effects: scratch of the kernel, and wrappers. Knows nothing of how the
// generalised inverse is made.

/** Scratch of `effectLeverages`. */
export const effectLeveragesWork = (nLevels: number): { readonly f64: number; readonly u32: number } => ({
  f64: 2 * nLevels,
  u32: nLevels,
});

/** Effects as the kernel takes them. */
export interface LeverageRows {
  /** u32[nGroups+1]: group g owns rows offsets[g] .. offsets[g+1]-1. */
  readonly offsets: Uint32Array;
  /** u32[p*n], the levels of the p other effects numbered together. */
  readonly codes: Uint32Array;
  readonly nLevels: number;
  /** f64[n] >= 0, or null. */
  readonly weights: Float64Array | null;
  /** f64[nLevels*nLevels], symmetric: a generalised inverse of the equations of the other effects. */
  readonly inverse: Float64Array;
}

/** Diagonal of the projection on the dummies of all effects, f64[n]; rows are ordered by the first effect. */
export function effectLeverages(engine: Engine, rows: LeverageRows): Float64Array {
  const { offsets, codes, nLevels, weights, inverse } = rows;
  const nGroups = offsets.length - 1;
  const n = offsets[nGroups] ?? 0;
  const p = n === 0 ? 1 : codes.length / n;
  if (weights !== null) checkLength("effectLeverages", "weights", weights.length, n);
  checkLength("effectLeverages", "inverse", inverse.length, nLevels * nLevels);
  const h = new Float64Array(n);
  const size = effectLeveragesWork(nLevels);
  const info = callKernel(engine, "effectLeverages", {
    n,
    ...{ low: 0, high: nGroups, nLevels, stride: nLevels, p, weighted: weights === null ? 0 : 1, offsets, codes },
    ...{ w: weights ?? new Float64Array(0), M: inverse, h },
    ...{ work: new Float64Array(size.f64), met: new Uint32Array(size.u32) },
  });
  checkInfo("effectLeverages", info);
  return h;
}

/** Columns a demeaning kernel takes in one call, and the stride of its numbers by level. */
export const LANES = 4;

/** Scratch of `demeanByCode`, in f64. */
export const demeanByCodeWork = (nLevels: number): number => 8 * nLevels;

/** Rows of columns stand side by side in blocks of four; so many numbers a row. */
export const rowWidth = (k: number): number => LANES * Math.ceil(k / LANES);
const BUFFER_ROWS = 64;
/** Scratch of `withinProducts`, in f64. */
export const withinProductsWork = (k: number): number => (BUFFER_ROWS + 2) * rowWidth(k);
/** Numbers a row of `demeanGroups` takes, and the stride of its moments. */
export const demeanWidth = (k: number): number => (k < 3 ? 2 : rowWidth(k));
/** Scratch of `demeanGroups`. */
export const demeanGroupsWork = (k: number): number => (BUFFER_ROWS + 4) * demeanWidth(k);
/** Scratch of `withinResiduals`. */
export const withinResidualsWork = (k: number): number => (BUFFER_ROWS + 3) * rowWidth(k) + BUFFER_ROWS;
/** Scratch of `withinScores`. */
export const withinScoresWork = (k: number, r: number): number =>
  (BUFFER_ROWS + 1) * rowWidth(k) + (BUFFER_ROWS + 2) * rowWidth(r);

/** Scratch of `schurComplement`. */
export const schurComplementWork = (nLevels: number): { readonly f64: number; readonly u32: number } => ({
  f64: Math.max(2 * nLevels, 2304),
  u32: 2 * nLevels + 1,
});

/** Scratch of `projectEffect`, in f64. */
export const projectEffectWork = (nLevels: number): number => 4 * nLevels;

/** What a demeaning kernel says of the columns of one call. */
export interface Demeaned {
  /** The demeaned columns, column-major. */
  readonly X: Float64Array;
  /** Centred (weighted) sum of squares of each column before. */
  readonly sumOfSquaresBefore: Float64Array;
  /** Mean of each column before. */
  readonly mean: Float64Array;
  /** (Weighted) sum of squares of each column after. */
  readonly sumOfSquaresAfter: Float64Array;
  /** Largest absolute group mean of each column after. */
  readonly largestMean: Float64Array;
}

/**
 * Takes the (weighted) means by level out of up to four columns, rows in any order.
 *
 * @param X column-major f64[n*k], k in 1..4, not changed
 * @param codes u32[n] in 0..nLevels-1, every level used
 * @param weights f64[n] > 0, or null
 */
export function demeanByCode(
  engine: Engine,
  X: Float64Array,
  codes: Uint32Array,
  nLevels: number,
  weights: Float64Array | null = null,
): Demeaned {
  const n = codes.length;
  const k = columnsOf("demeanByCode", X, n);
  const w = weights ?? new Float64Array(0);
  const { totals } = groupMeans(engine, X.subarray(0, n), codes, nLevels, weights);
  const out = X.slice();
  const [before, after] = [new Float64Array(2 * k), new Float64Array(2 * k)];
  const work = new Float64Array(demeanByCodeWork(nLevels));
  const args = { n, k, nLevels, weighted: weights ? 1 : 0, codes, w, totals, X: out, before, after, work };
  checkInfo("demeanByCode", callKernel(engine, "demeanByCode", args));
  return outcome(out, k, before, after);
}

/**
 * Takes the (weighted) group means out of columns whose rows are ordered by group.
 *
 * @param X column-major f64[n*k], not changed
 * @param offsets u32[nGroups+1]: group g owns rows offsets[g] .. offsets[g+1]-1
 * @param weights f64[n] > 0, or null
 */
export function demeanByGroup(
  engine: Engine,
  X: Float64Array,
  offsets: Uint32Array,
  weights: Float64Array | null = null,
): Demeaned {
  const nGroups = offsets.length - 1;
  const n = offsets[nGroups] ?? 0;
  const k = columnsOf("demeanByGroup", X, n);
  if (weights !== null) checkLength("demeanByGroup", "weights", weights.length, n);
  const [out, width] = [X.slice(), demeanWidth(k)];
  const moments = new Float64Array(4 * width + 1);
  const none = { codes: new Uint32Array(0), coefs: new Float64Array(0), sums: new Float64Array(0) };
  const info = callKernel(engine, "demeanGroups", {
    ...{
      n,
      k,
      low: 0,
      high: nGroups,
      nLevels: 0,
      p: 0,
      weighted: weights ? 1 : 0,
      written: 1,
      apart: 0,
      coefsApart: 0,
    },
    ...{ offsets, w: weights ?? new Float64Array(0), ...none, X: out, moments },
    ...{ work: new Float64Array(demeanGroupsWork(k)) },
  });
  checkInfo("demeanByGroup", info);
  const weight = moments[4 * width]!;
  const shares = Float64Array.from({ length: k }, (_, j) => (weight > 0 ? moments[j]! / weight : 0));
  const after = moments.slice(2 * width, 2 * width + k);
  return {
    X: out,
    sumOfSquaresBefore: after.map((left, j) => left + Math.max(0, moments[width + j]! - moments[j]! * shares[j]!)),
    mean: shares.map((share, j) => (n > 0 ? X[j * n]! + share : 0)),
    sumOfSquaresAfter: after,
    largestMean: moments.slice(3 * width, 3 * width + k),
  };
}

/** Columns in X; illegal numbers are the kernel's to refuse. */
function columnsOf(kernel: string, X: Float64Array, n: number): number {
  const k = n === 0 ? 1 : Math.floor(X.length / n);
  checkLength(kernel, "X", X.length, n * k);
  return k;
}

function outcome(X: Float64Array, k: number, before: Float64Array, after: Float64Array): Demeaned {
  return {
    X,
    sumOfSquaresBefore: before.slice(0, k),
    mean: before.slice(k),
    sumOfSquaresAfter: after.slice(0, k),
    largestMean: after.slice(k),
  };
}
