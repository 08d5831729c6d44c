/**
 * The inverse of the cross-products of a regression, laid out so that its dot product with a cluster's block is that cluster's leverage.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { type PackedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";

/** A^-1 packed, elements off the diagonal twice: its dot product with a packed matrix M is the trace of A^-1 M. */
export function doubledInverse(engine: Engine, r: number, factor: PackedFactor): Float64Array {
  const identity = Float64Array.from({ length: r * r }, (_, i) => {
    return i % (r + 1) === 0 && factor.kept[i / (r + 1)] === 1 ? 1 : 0;
  });
  const inverse = packedSolve(engine, factor, r, identity);
  const out = new Float64Array(packedSize(r));
  for (let i = 0; i < r; i++) {
    for (let j = 0; j <= i; j++) out[packedSize(i) + j] = (i === j ? 1 : 2) * inverse[j * r + i]!;
  }
  return out;
}
