/**
 * The weight of GMM as a root of the inverse of a covariance S of moments: what turns moments into coordinates of
 * which the squares are the distance. Cholesky's, or, where S has no inverse and that was asked for, Moore and Penrose's.
 */

import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { NumericalError } from "../../../base/errors.js";
import { hypot } from "../../../base/hypot.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dpotrf, dtrsvBlock, dtrtri } from "../../../engine/kernels/lapack.js";
import { leastDistance } from "../../iv/estimator/instrument-system.js";

// Which columns are independent, from their cross-products, in column order: a column goes when those kept before it
// leave next to nothing of its squares.

/**
 * Share of a column's squares that the columns before must leave. Cross-products carry rounding of some 1e-14 of the squares
 * into what is left; a column of which 1e-12 is left, an R2 of 1 - 1e-12, has no digits of its own.
 */
const DEPENDENT = 1e-12;

interface Independent {
  readonly kept: readonly number[];
  /** Columns of zeros. */
  readonly empty: readonly number[];
  /** Combinations of the kept columns before. */
  readonly dependent: readonly number[];
}

/** `A` n by n, symmetric and positive semidefinite. */
export function independentColumns(n: number, A: Float64Array): Independent {
  const [kept, empty, dependent]: [number[], number[], number[]] = [[], [], []];
  /** Rows of the factor: of each column, its coordinates on the kept ones. */
  const rows: Float64Array[] = [];
  for (let j = 0; j < n; j++) {
    const square = A[j * n + j]!;
    if (!(square > 0)) {
      empty.push(j);
      rows.push(new Float64Array(0));
      continue;
    }
    const row = new Float64Array(kept.length + 1);
    let left = square;
    for (const [at, i] of kept.entries()) {
      const other = rows[i]!;
      let sum = A[j * n + i]!;
      for (let l = 0; l < at; l++) sum -= row[l]! * other[l]!;
      row[at] = sum / other[at]!;
      left -= row[at]! ** 2;
    }
    rows.push(row);
    if (left <= DEPENDENT * square) {
      dependent.push(j);
      continue;
    }
    row[kept.length] = Math.sqrt(left);
    kept.push(j);
  }
  return { kept, empty, dependent };
}

/** Rows and columns `kept` of A, n by n. */
export function submatrix(n: number, A: Float64Array, kept: readonly number[]): Float64Array {
  return selected(n, A, kept, kept);
}

/** Rows and columns of A, of `n` rows. */
export function selected(
  n: number,
  A: Float64Array,
  rows: readonly number[],
  columns: readonly number[],
): Float64Array {
  const out = new Float64Array(rows.length * columns.length);
  let at = 0;
  for (const j of columns) for (const i of rows) out[at++] = A[j * n + i]!;
  return out;
}

/** Share of the largest eigenvalue up to which others count as 0 in a pseudo-inverse: the square root of a unit of rounding. */
const ZERO_EIGENVALUE = 2 ** -26;

export interface WeightRoot {
  /** Number of coordinates: L, or less by a pseudo-inverse. */
  readonly rank: number;
  /** B (L by m) in coordinates, rank by m: W'W is the weight. */
  whiten(B: Float64Array): Float64Array;
  /** What `whiten` does, transposed: coordinates (rank by m) to L by m. */
  unwhiten(B: Float64Array): Float64Array;
}

/** What a weight is called in messages, and what its moments are. */
export interface WeightOf {
  readonly what: string;
  readonly names: readonly string[];
  /** Units that S is a sum of one square over, so that its rank is no more; null where each unit adds a square a row. */
  readonly nGroups: number | null;
}

/** Throws NumericalError `singular_weight`, which names the instruments, unless a pseudo-inverse will do. */
export function weightRoot(
  engine: Engine,
  S: Float64Array,
  singular: "refuse" | "pseudoinverse",
  { what, names, nGroups }: WeightOf,
): WeightRoot {
  const L = names.length;
  const { empty, dependent } = independentColumns(L, S);
  if (empty.length + dependent.length === 0) return choleskyRoot(engine, L, S);
  if (singular === "pseudoinverse") return pseudoRoot(L, S);
  const lost = [...empty, ...dependent].sort((a, b) => a - b);
  const few =
    nGroups !== null && nGroups < L
      ? ` Sums over ${nGroups} units give it rank ${nGroups} at most, for ${L} instruments.`
      : "";
  throw new NumericalError(
    "singular_weight",
    `${what} has no inverse: ${listed(lost.map((at) => names[at]!))} ${lost.length === 1 ? "adds" : "add"} nothing to the ` +
      `instruments before.${few} Use fewer lags, collapse the instruments, or ask for a pseudo-inverse, as xtabond2 takes.`,
    { got: L - lost.length, expected: L, instruments: lost.map((at) => names[at]!), groups: nGroups },
  );
}

/** Some names, and how many more. */
function listed(names: readonly string[]): string {
  const most = 6;
  const shown = names.slice(0, most).join("; ");
  return names.length > most ? `${shown}; and ${names.length - most} more instruments` : shown;
}

/** S = C C': coordinates are C^-1 B. Moments are brought to one scale first. */
function choleskyRoot(engine: Engine, L: number, S: Float64Array): WeightRoot {
  const scale = Float64Array.from({ length: L }, (_, i) => Math.sqrt(S[i * L + i]!));
  const C = dpotrf(
    engine,
    L,
    S.map((value, at) => value / (scale[at % L]! * scale[Math.floor(at / L)]!)),
  );
  const solve = (B: Float64Array, transposed: boolean): Float64Array =>
    engine.scope((scope) => {
      const [factor, columns] = [scope.copyF64(C), scope.copyF64(B)];
      for (let at = 0; at < B.length; at += L) {
        dtrsvBlock(engine, L, factor, columns.part(at, L), { upper: false, transposed });
      }
      return Float64Array.from(columns.view());
    });
  const scaled = (B: Float64Array) => B.map((value, at) => value / scale[at % L]!);
  return { rank: L, whiten: (B) => solve(scaled(B), false), unwhiten: (B) => scaled(solve(B, true)) };
}

/** S = V D V': coordinates are D^-1/2 V'B over the eigenvalues that are not 0. */
function pseudoRoot(L: number, S: Float64Array): WeightRoot {
  const rows = Array.from({ length: L }, (_, i) => Array.from(S.subarray(i * L, (i + 1) * L)));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(rows), {
    assumeSymmetric: true,
  });
  const largest = Math.max(0, ...realEigenvalues);
  const used = realEigenvalues.flatMap((value, at) => (value > ZERO_EIGENVALUE * largest ? [at] : []));
  const rank = used.length;
  /** Row r of the root, L numbers. */
  const root = used.map((at) => {
    const factor = 1 / Math.sqrt(realEigenvalues[at]!);
    return Float64Array.from({ length: L }, (_, i) => factor * eigenvectorMatrix.get(i, at));
  });
  return {
    rank,
    whiten: (B) =>
      Float64Array.from({ length: (rank * B.length) / L }, (_, at) => {
        const [row, first] = [root[at % rank]!, Math.floor(at / rank) * L];
        return row.reduce((sum, value, i) => sum + value * B[first + i]!, 0);
      }),
    unwhiten: (B) =>
      Float64Array.from({ length: (L * B.length) / rank }, (_, at) => {
        const [i, first] = [at % L, Math.floor(at / L) * rank];
        return root.reduce((sum, row, r) => sum + row[i]! * B[first + r]!, 0);
      }),
  };
}

// Coefficients of linear moments by one weight: least squares of Z'y on Z'X in coordinates of the weight.

/** Share of a regressor's length, in coordinates of the moments, that the regressors before must leave. */
const NOT_IDENTIFIED = 1e-10;

export interface Moments {
  /** L by k, and L. */
  readonly ZX: Float64Array;
  readonly Zy: Float64Array;
}

export interface WeightedFit {
  readonly beta: Float64Array;
  /** (X'Z A Z'X)^-1, k by k. */
  readonly bread: Float64Array;
  /** (X'Z A Z'X)^-1 X'Z A, k by L. */
  readonly estimator: Float64Array;
  /** Least distance. */
  readonly distance: number;
}

/** Throws NumericalError `not_identified` with the position of the regressor. */
export function weightedFit(engine: Engine, root: WeightRoot, { ZX, Zy }: Moments): WeightedFit {
  const L = Zy.length;
  const k = ZX.length / L;
  const { rank } = root;
  const WX = root.whiten(ZX);
  const Wy = root.whiten(Zy);
  const rows = new Float64Array(rank * (k + 1));
  rows.set(WX);
  rows.set(Wy, rank * k);
  const { coefficients, R, distance } = identified(engine, rank, k, rows);
  const Rinv = dtrtri(engine, k, R);
  const bread = Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    let sum = 0;
    for (let l = Math.max(i, j); l < k; l++) sum += Rinv[l * k + i]! * Rinv[l * k + j]!;
    return sum;
  });
  const AZX = root.unwhiten(WX);
  const estimator = new Float64Array(k * L);
  for (let l = 0; l < L; l++) {
    const along = Float64Array.from({ length: k }, (_, j) => {
      let sum = 0;
      for (let i = 0; i <= j; i++) sum += Rinv[j * k + i]! * AZX[i * L + l]!;
      return sum;
    });
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let j = i; j < k; j++) sum += Rinv[j * k + i]! * along[j]!;
      estimator[l * k + i] = sum;
    }
  }
  return { beta: coefficients, bread, estimator, distance };
}

/** Least squares, once every regressor is seen to have something of its own. */
function identified(engine: Engine, rank: number, k: number, rows: Float64Array) {
  try {
    const fit = leastDistance(engine, rank, k, rows);
    for (let j = 0; j < k; j++) {
      const length = hypot(...fit.R.subarray(j * k, j * k + j + 1));
      if (!(fit.R[j * k + j]! > NOT_IDENTIFIED * length)) throw notIdentified(j);
    }
    return fit;
  } catch (error) {
    // A zero on the diagonal: `got` counts from 1.
    if (error instanceof NumericalError && error.code === "singular") throw notIdentified(Number(error.detail.got) - 1);
    throw error;
  }
}

const notIdentified = (regressor: number): NumericalError =>
  new NumericalError("not_identified", `Moments do not identify coefficient ${regressor}.`, {
    got: regressor,
    regressor,
  });

/** Z'y - Z'X b. */
export function momentsAt({ ZX, Zy }: Moments, beta: Float64Array): Float64Array {
  const L = Zy.length;
  const out = Zy.slice();
  for (let j = 0; j < beta.length; j++) for (let l = 0; l < L; l++) out[l]! -= ZX[j * L + l]! * beta[j]!;
  return out;
}
