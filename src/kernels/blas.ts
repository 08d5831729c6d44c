/**
 * Layer kernels. Wrappers of the blas kernels: typed arrays in, numbers out, lengths checked.
 */
import type { Engine } from "../wasm/load.js";
import { callKernel } from "./call.js";
import { checkLength } from "./checks.js";

/** Levels of the merge tree: enough for 2^32 rows in chunks of 4,096. */
const TREE_DEPTH = 32;

/** Scratch of `ddot`, in f64. */
export const ddotWork = (): number => TREE_DEPTH;

/** Dot product of two vectors of equal length. Throws KernelError when the lengths differ. */
export function ddot(engine: Engine, x: Float64Array, y: Float64Array): number {
  checkLength("ddot", "y", y.length, x.length);
  return callKernel(engine, "ddot", [x.length, x, y, new Float64Array(ddotWork())]);
}
