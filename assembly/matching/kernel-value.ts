// Kernel family matching. Kernels of a distance u in bandwidths, up to their constant, and where they can be interpolated.
import { exp64 } from "../math/exp";

/** Kernels, as the wrapper names them. */
// @ts-ignore: decorator
@inline export const EPANECHNIKOV: i32 = 0;
// @ts-ignore: decorator
@inline export const NORMAL: i32 = 1;
// @ts-ignore: decorator
@inline export const BIWEIGHT: i32 = 2;
// @ts-ignore: decorator
@inline export const UNIFORM: i32 = 3;
// @ts-ignore: decorator
@inline export const TRICUBE: i32 = 4;

/** Beyond this distance exp(-u^2 / 2) is below the normal numbers, and counts as 0. */
// @ts-ignore: decorator
@inline const NORMAL_ENDS: f64 = 37.5;
/** Nearer than this to the edge of a kernel that ends in 0, every control is taken by itself: its weight keeps its bits. */
// @ts-ignore: decorator
@inline const WELL_INSIDE: f64 = 0.96875;

/** K(u) up to a constant: 0 from |u| = 1 on, but for the normal; at its edge the uniform is 1. */
// @ts-ignore: decorator
@inline export function kernelAt(kernel: i32, u: f64): f64 {
  const a = abs(u);
  if (kernel == NORMAL) return a <= NORMAL_ENDS ? exp64(-0.5 * u * u) : 0;
  if (kernel == UNIFORM) return a <= 1 ? 1 : 0;
  if (a >= 1) return 0;
  if (kernel == TRICUBE) {
    const rest = 1 - a * a * a;
    return rest * rest * rest;
  }
  const rest = 1 - u * u;
  return kernel == BIWEIGHT ? rest * rest : rest;
}

/** The distance beyond which a kernel is 0. */
// @ts-ignore: decorator
@inline export function reachOf(kernel: i32): f64 { return kernel == NORMAL ? NORMAL_ENDS : 1; }

/**
 * Whether the kernel seen from s is one polynomial, or as good as one, on the controls of a block, `low` to `high`, and they
 * are more than the `p` points that determine it.
 */
// @ts-ignore: decorator
@inline export function isSmooth(kernel: i32, p: usize, count: usize, h: f64, s: f64, low: f64, high: f64): bool {
  if (count <= p) return false;
  const inside: f64 = kernel == NORMAL ? NORMAL_ENDS : kernel == UNIFORM ? 1 : WELL_INSIDE;
  if (abs((s - low) / h) > inside || abs((s - high) / h) > inside) return false;
  return kernel != TRICUBE || s <= low || s >= high;
}
