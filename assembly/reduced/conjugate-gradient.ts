import { CHUNK, f64At, InF64, InOutF64, OutF64, setF64 } from "../abi";
import { LEVELS_AT_ONCE } from "./levels";

/** Four lanes of levels low..high-1 of cgStep. Lanes where alpha is 0 keep the bits of x and r. */
// @ts-ignore: decorator
@inline function stepFour(
  lanes: usize, low: usize, high: usize, alpha: usize, p: usize, q: usize, inverse: usize,
  x: usize, r: usize, z: usize, sums: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    const zero = f64x2.splat(0);
    const a01 = v128.load(alpha), a23 = v128.load(alpha, 16);
    const go01 = f64x2.ne(a01, zero), go23 = f64x2.ne(a23, zero);
    let s01 = v128.load(sums), s23 = v128.load(sums, 16);
    for (let l = low; l < high; l++) {
      const at = (l * lanes) << 3;
      const x01 = v128.load(x + at), x23 = v128.load(x + at, 16);
      let r01 = v128.load(r + at), r23 = v128.load(r + at, 16);
      v128.store(x + at, v128.bitselect(f64x2.add(x01, f64x2.mul(a01, v128.load(p + at))), x01, go01));
      v128.store(x + at, v128.bitselect(f64x2.add(x23, f64x2.mul(a23, v128.load(p + at, 16))), x23, go23), 16);
      r01 = v128.bitselect(f64x2.sub(r01, f64x2.mul(a01, v128.load(q + at))), r01, go01);
      r23 = v128.bitselect(f64x2.sub(r23, f64x2.mul(a23, v128.load(q + at, 16))), r23, go23);
      v128.store(r + at, r01);
      v128.store(r + at, r23, 16);
      const by = v128.load64_splat(inverse + (l << 3));
      const z01 = f64x2.mul(r01, by), z23 = f64x2.mul(r23, by);
      v128.store(z + at, z01);
      v128.store(z + at, z23, 16);
      s01 = f64x2.add(s01, f64x2.mul(r01, z01));
      s23 = f64x2.add(s23, f64x2.mul(r23, z23));
    }
    v128.store(sums, s01);
    v128.store(sums, s23, 16);
  } else {
    for (let j: usize = 0; j < 4; j++) {
      const a = f64At(alpha, j);
      let sum = f64At(sums, j);
      for (let l = low; l < high; l++) {
        const at = l * lanes + j;
        if (a != 0) {
          setF64(x, at, f64At(x, at) + a * f64At(p, at));
          setF64(r, at, f64At(r, at) - a * f64At(q, at));
        }
        const left = f64At(r, at), value = left * f64At(inverse, l);
        setF64(z, at, value);
        sum += left * value;
      }
      setF64(sums, j, sum);
    }
  }
}

/**
 * A step of conjugate gradients along p for levels low..high-1, each lane by its own alpha: x += alpha p, r -= alpha q,
 * z = r inverse, and the products r'z. A lane whose alpha is 0 keeps x and r bit for bit.
 *
 * In    alpha f64[lanes]; p, q f64[nLevels*lanes], lanes a multiple of 4, q = S p; inverse f64[nLevels]: the
 *       preconditioner, 0 for a level without information
 * InOut x, r f64[nLevels*lanes]
 * Out   z f64[nLevels*lanes]; dots f64[nChunks*lanes]: sums of r z over the chunks of 4,096 levels in low..high-1
 * Info  0; -1 if lanes is not a multiple of 4; -2 if low is not a multiple of 4,096
 * Cost  O((high - low) lanes); levels of a chunk in order
 * Source  Hestenes & Stiefel (1952), Journal of Research of the National Bureau of Standards 49(6),
 *         doi:10.6028/jres.049.044
 */
export function cgStep(
  lanes: usize, low: usize, high: usize, alpha: InF64, p: InF64, q: InF64, inverse: InF64,
  x: InOutF64, r: InOutF64, z: OutF64, dots: OutF64,
): i32 {
  if (lanes == 0 || (lanes & 3) != 0) return -1;
  if (low % CHUNK != 0) return -2;
  for (let start = low; start < high; start += CHUNK) {
    const end = min(start + CHUNK, high);
    const sums = dots + (((start / CHUNK) * lanes) << 3);
    memory.fill(sums, 0, lanes << 3);
    for (let from = start; from < end; from += LEVELS_AT_ONCE) {
      const to = min(from + LEVELS_AT_ONCE, end);
      for (let j: usize = 0; j < lanes; j += 4) {
        const at = j << 3;
        stepFour(lanes, from, to, alpha + at, p + at, q + at, inverse, x + at, r + at, z + at, sums + at);
      }
    }
  }
  return 0;
}

/**
 * The next direction of conjugate gradients for levels low..high-1: p = z + beta p, each lane by its own beta.
 *
 * In    beta f64[lanes]; z f64[nLevels*lanes], lanes a multiple of 4
 * InOut p f64[nLevels*lanes]
 * Info  0; -1 if lanes is not a multiple of 4
 * Cost  O((high - low) lanes)
 */
export function cgDirection(lanes: usize, low: usize, high: usize, beta: InF64, z: InF64, p: InOutF64): i32 {
  if (lanes == 0 || (lanes & 3) != 0) return -1;
  for (let l = low; l < high; l++) {
    const at = (l * lanes) << 3;
    for (let j: usize = 0; j < lanes << 3; j += 16) {
      if (ASC_FEATURE_SIMD) {
        const step = f64x2.mul(v128.load(beta + j), v128.load(p + at + j));
        v128.store(p + at + j, f64x2.add(v128.load(z + at + j), step));
      } else {
        store<f64>(p + at + j, load<f64>(z + at + j) + load<f64>(beta + j) * load<f64>(p + at + j));
        store<f64>(p + at + j, load<f64>(z + at + j, 8) + load<f64>(beta + j, 8) * load<f64>(p + at + j, 8), 8);
      }
    }
  }
  return 0;
}
