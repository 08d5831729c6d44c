/**
 * Sizes of scratch of the kernels of effects with slopes.
 */

/** Numbers `slopePass` tells: four each of first and second moments, squares after and largest parts; the weight. */
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
