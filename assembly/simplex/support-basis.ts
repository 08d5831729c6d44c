import { f64At, setF64 } from "../abi";
import { subtractScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";

// An orthonormal basis Q of vectors that come and go one at a time, and the triangle R by which QR has them as columns. Not made
// of their products: vectors close to each other keep their digits. Columns of Q have `length` numbers, those of R `stride`.

/**
 * Adds a vector, which is lost, at the end. False, and nothing is added, where no more than `least` of its length is left beside those
 * there are.
 */
export function appendVector(k: usize, length: usize, stride: usize, Q: usize, R: usize, vector: usize, least: f64): bool {
  const column = R + ((k * stride) << 3);
  for (let pass = 0; pass < 2; pass++) {
    for (let i: usize = 0; i < k; i++) {
      const direction = Q + ((i * length) << 3);
      const part = dotChunk(length, direction, vector);
      subtractScaled(length, part, direction, vector);
      setF64(column, i, pass == 0 ? part : f64At(column, i) + part);
    }
  }
  const left = Math.sqrt(dotChunk(length, vector, vector));
  if (!(left > least)) return false;
  setF64(column, k, left);
  const own = Q + ((k * length) << 3);
  for (let i: usize = 0; i < length; i++) setF64(own, i, f64At(vector, i) / left);
  return true;
}

/** (a, b) of n places at x and y become (c a + s b, c b - s a). */
function rotate(n: usize, c: f64, s: f64, x: usize, y: usize): void {
  for (const end = x + (n << 3); x < end; x += 8, y += 8) {
    const a = load<f64>(x), b = load<f64>(y);
    store<f64>(x, c * a + s * b);
    store<f64>(y, c * b - s * a);
  }
}

/** Takes vector `at` of k out: those behind it move up, and rotations of two directions make a triangle of them again. */
export function removeVector(k: usize, length: usize, stride: usize, Q: usize, R: usize, at: usize): void {
  for (let j = at; j + 1 < k; j++) memory.copy(R + ((j * stride) << 3), R + (((j + 1) * stride) << 3), (j + 2) << 3);
  for (let j = at; j + 1 < k; j++) {
    const column = R + ((j * stride) << 3);
    const a = f64At(column, j), b = f64At(column, j + 1);
    const size = Math.sqrt(a * a + b * b);
    const c = a / size, s = b / size;
    setF64(column, j, size);
    for (let l = j + 1; l + 1 < k; l++) {
      const other = R + ((l * stride + j) << 3);
      const p = f64At(other, 0), q = f64At(other, 1);
      setF64(other, 0, c * p + s * q);
      setF64(other, 1, c * q - s * p);
    }
    rotate(length, c, s, Q + ((j * length) << 3), Q + (((j + 1) * length) << 3));
  }
}

/** R x = b, x in place of b. */
export function solveTriangle(k: usize, stride: usize, R: usize, x: usize): void {
  for (let j = k; j > 0; j--) {
    const column = R + (((j - 1) * stride) << 3);
    const value = f64At(x, j - 1) / f64At(column, j - 1);
    setF64(x, j - 1, value);
    subtractScaled(j - 1, value, column, x);
  }
}
