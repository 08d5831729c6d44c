import { f64At, InF64, InOutF64, OutF64, setF64 } from "../abi";
import { LEVELS_A_CHUNK, LEVELS_AT_ONCE } from "./levels";

/** Four lanes of levels low..high-1 of cgStep. */
// @ts-ignore: decorator
@inline function stepFour(
  lanes: usize, low: usize, high: usize, alpha: usize, q: usize, inverse: usize, r: usize, sums: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    const zero = f64x2.splat(0);
    const a01 = v128.load(alpha), a23 = v128.load(alpha, 16);
    const go01 = f64x2.ne(a01, zero), go23 = f64x2.ne(a23, zero);
    let s01 = v128.load(sums), s23 = v128.load(sums, 16);
    for (let l = low; l < high; l++) {
      const at = (l * lanes) << 3;
      let r01 = v128.load(r + at), r23 = v128.load(r + at, 16);
      r01 = v128.bitselect(f64x2.sub(r01, f64x2.mul(a01, v128.load(q + at))), r01, go01);
      r23 = v128.bitselect(f64x2.sub(r23, f64x2.mul(a23, v128.load(q + at, 16))), r23, go23);
      v128.store(r + at, r01);
      v128.store(r + at, r23, 16);
      const by = v128.load64_splat(inverse + (l << 3));
      s01 = f64x2.add(s01, f64x2.mul(r01, f64x2.mul(r01, by)));
      s23 = f64x2.add(s23, f64x2.mul(r23, f64x2.mul(r23, by)));
    }
    v128.store(sums, s01);
    v128.store(sums, s23, 16);
  } else {
    for (let j: usize = 0; j < 4; j++) {
      const a = f64At(alpha, j);
      let sum = f64At(sums, j);
      for (let l = low; l < high; l++) {
        const at = l * lanes + j;
        if (a != 0) setF64(r, at, f64At(r, at) - a * f64At(q, at));
        const left = f64At(r, at);
        sum += left * (left * f64At(inverse, l));
      }
      setF64(sums, j, sum);
    }
  }
}

/**
 * The residual after a step of conjugate gradients for levels low..high-1, each lane by its own alpha: r -= alpha q, and
 * the products r'z with z = r inverse. A lane whose alpha is 0 keeps r bit for bit.
 *
 * In    alpha f64[lanes], lanes a multiple of 4; q f64[nLevels*lanes]: S times the direction; inverse f64[nLevels]: the
 *       preconditioner, 0 for a level without information
 * InOut r f64[nLevels*lanes]
 * Out   dots f64[nChunks*lanes]: sums of r z over the chunks of 1,024 levels in low..high-1
 * Info  0; -1 if lanes is not a multiple of 4; -2 if low is not a multiple of 1,024
 * Cost  O((high - low) lanes); levels of a chunk in order
 * Source  Hestenes & Stiefel (1952), Journal of Research of the National Bureau of Standards 49(6),
 *         doi:10.6028/jres.049.044
 */
export function cgStep(
  lanes: usize, low: usize, high: usize, alpha: InF64, q: InF64, inverse: InF64, r: InOutF64, dots: OutF64,
): i32 {
  if (lanes == 0 || (lanes & 3) != 0) return -1;
  if (low % LEVELS_A_CHUNK != 0) return -2;
  for (let start = low; start < high; start += LEVELS_A_CHUNK) {
    const end = min(start + LEVELS_A_CHUNK, high);
    const sums = dots + (((start / LEVELS_A_CHUNK) * lanes) << 3);
    memory.fill(sums, 0, lanes << 3);
    for (let from = start; from < end; from += LEVELS_AT_ONCE) {
      const to = min(from + LEVELS_AT_ONCE, end);
      for (let j: usize = 0; j < lanes; j += 4) {
        const at = j << 3;
        stepFour(lanes, from, to, alpha + at, q + at, inverse, r + at, sums + at);
      }
    }
  }
  return 0;
}

/** Four lanes of levels low..high-1 of cgDirection. */
// @ts-ignore: decorator
@inline function turnFour(
  lanes: usize, low: usize, high: usize, alpha: usize, beta: usize, r: usize, inverse: usize, x: usize, p: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    const zero = f64x2.splat(0);
    const a01 = v128.load(alpha), a23 = v128.load(alpha, 16), b01 = v128.load(beta), b23 = v128.load(beta, 16);
    const go01 = f64x2.ne(a01, zero), go23 = f64x2.ne(a23, zero);
    for (let l = low; l < high; l++) {
      const at = (l * lanes) << 3;
      const by = v128.load64_splat(inverse + (l << 3));
      const x01 = v128.load(x + at), x23 = v128.load(x + at, 16);
      const p01 = v128.load(p + at), p23 = v128.load(p + at, 16);
      v128.store(x + at, v128.bitselect(f64x2.add(x01, f64x2.mul(a01, p01)), x01, go01));
      v128.store(x + at, v128.bitselect(f64x2.add(x23, f64x2.mul(a23, p23)), x23, go23), 16);
      const z01 = f64x2.mul(v128.load(r + at), by), z23 = f64x2.mul(v128.load(r + at, 16), by);
      v128.store(p + at, f64x2.add(z01, f64x2.mul(b01, p01)));
      v128.store(p + at, f64x2.add(z23, f64x2.mul(b23, p23)), 16);
    }
  } else {
    for (let j: usize = 0; j < 4; j++) {
      const a = f64At(alpha, j), b = f64At(beta, j);
      for (let l = low; l < high; l++) {
        const at = l * lanes + j, along = f64At(p, at);
        if (a != 0) setF64(x, at, f64At(x, at) + a * along);
        setF64(p, at, f64At(r, at) * f64At(inverse, l) + b * along);
      }
    }
  }
}

/**
 * The step itself and the next direction for levels low..high-1, each lane by its own alpha and beta: x += alpha p, then
 * p = r inverse + beta p. A lane whose alpha is 0 keeps x bit for bit.
 *
 * In    alpha, beta f64[lanes], lanes a multiple of 4; r f64[nLevels*lanes]; inverse f64[nLevels]
 * InOut x, p f64[nLevels*lanes]
 * Info  0; -1 if lanes is not a multiple of 4
 * Cost  O((high - low) lanes)
 */
export function cgDirection(
  lanes: usize, low: usize, high: usize, alpha: InF64, beta: InF64, r: InF64, inverse: InF64, x: InOutF64, p: InOutF64,
): i32 {
  if (lanes == 0 || (lanes & 3) != 0) return -1;
  for (let from = low; from < high; from += LEVELS_AT_ONCE) {
    const to = min(from + LEVELS_AT_ONCE, high);
    for (let j: usize = 0; j < lanes; j += 4) {
      const at = j << 3;
      turnFour(lanes, from, to, alpha + at, beta + at, r + at, inverse, x + at, p + at);
    }
  }
  return 0;
}
