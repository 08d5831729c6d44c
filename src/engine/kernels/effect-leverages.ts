/**
 * Leverages of the dummies of several effects: scratch of the kernel, and wrappers. Knows nothing of how the
 * generalised inverse is made.
 */
import { callKernel } from "./call.js";
import { checkInfo, checkLength } from "./checks.js";
import type { Engine } from "./engine.js";

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
  const scratch = [new Float64Array(size.f64), new Uint32Array(size.u32)];
  const sizes = [n, 0, nGroups, nLevels, nLevels, p, weights === null ? 0 : 1];
  const w = weights ?? new Float64Array(0);
  const args = [...sizes, offsets, codes, w, inverse, h, ...scratch];
  checkInfo("effectLeverages", callKernel(engine, "effectLeverages", args));
  return h;
}
