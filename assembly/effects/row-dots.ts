import { f64At, InF64, OutF64, setF64 } from "../abi";

/**
 * Dot products of the rows of two matrices: out[i] = sum over j of A[i, j] B[i, j], columns in order.
 *
 * In    A, B f64[stride*(k-1)+n]: column j from A[j*stride] and B[j*stride] on
 * Out   out f64[n]
 * Info  0
 * Cost  O(n k)
 */
export function rowDots(n: usize, stride: usize, k: usize, A: InF64, B: InF64, out: OutF64): i32 {
  memory.fill(out, 0, n << 3);
  for (let j: usize = 0; j < k; j++) {
    const x = A + ((j * stride) << 3), y = B + ((j * stride) << 3);
    for (let i: usize = 0; i < n; i++) setF64(out, i, f64At(out, i) + f64At(x, i) * f64At(y, i));
  }
  return 0;
}
