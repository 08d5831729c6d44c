/**
 * Wrappers of the moments kernels: small symmetric matrices held as their lower triangle by rows, element
 * (i, j), j <= i, at i (i + 1) / 2 + j. On arrays, and, named ...Block, on blocks in linear memory.
 */
import { copyOut } from "./blas.js";
import { checkLength } from "./checks.js";
import type { Engine } from "./engine.js";

/** Numbers a packed matrix of order n has. */
export const packedSize = (n: number): number => (n * (n + 1)) / 2;

/** What `packedFactor` makes; arrays as in the kernel. */
export interface PackedFactor {
  readonly n: number;
  /** L, packed; rows and columns of dropped columns are 0. */
  readonly L: Float64Array;
  /** n flags: 1 kept, 0 dropped. */
  readonly kept: Uint32Array;
  readonly nDropped: number;
}

/** Factors a packed positive semidefinite matrix in column order, dropping columns left with no more than tolerance * scale. */
export function packedFactor(
  engine: Engine,
  n: number,
  tolerance: number,
  scale: Float64Array,
  A: Float64Array,
): PackedFactor {
  checkLength("packedFactor", "A", A.length, packedSize(n));
  checkLength("packedFactor", "scale", scale.length, n);
  return engine.scope((scope) => {
    const [L, kept, column] = [scope.copyF64(A), scope.u32(n), scope.f64(n)];
    const scales = scope.copyF64(scale);
    const nDropped = engine.kernels.packedFactor(n, tolerance, scales.address, L.address, kept.address, column.address);
    return { n, L: copyOut(L), kept: kept.view().slice(), nDropped };
  });
}

/** Solves A X = B, n by nRight and column-major, by the factor of A; unknowns of dropped columns are 0. */
export function packedSolve(engine: Engine, { n, L }: PackedFactor, nRight: number, B: Float64Array): Float64Array {
  checkLength("packedSolve", "B", B.length, n * nRight);
  return engine.scope((scope) => {
    const [factor, X] = [scope.copyF64(L), scope.copyF64(B)];
    engine.kernels.packedSolve(n, nRight, factor.address, X.address);
    return copyOut(X);
  });
}
