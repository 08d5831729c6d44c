/**
 * The weight of GMM as a root of the inverse of a covariance S of moments: what turns moments into coordinates of
 * which the squares are the distance. Cholesky's, or, where S has no inverse and that was asked for, Moore and Penrose's.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dpotrf, dtrsvBlock } from "../../../engine/kernels/lapack.js";
import { independentColumns } from "./independent.js";

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
