import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";
import { LEVELS_A_CHUNK, levelPlace } from "./levels";

// As in reducedApply: `lanes` is a constant at each call, sums of a level are in registers, two lanes a vector.

/** The pair at `from` less the pair at `at`, times w, added to s. */
// @ts-ignore: decorator
@inline function along(s: v128, w: v128, from: v128, at: usize): v128 {
  return f64x2.add(s, f64x2.mul(w, f64x2.sub(from, v128.load(at))));
}

/** Stores the pair q of a product, and adds a q to the pair of sums at `dots`. */
// @ts-ignore: decorator
@inline function keep(at: usize, dots: usize, a: v128, q: v128): void {
  v128.store(at, q);
  v128.store(dots, f64x2.add(v128.load(dots), f64x2.mul(a, q)));
}

// @ts-ignore: decorator
@inline function product(
  lanes: usize, low: usize, high: usize, starts: usize, others: usize, edges: usize, a: usize, q: usize, dots: usize,
): void {
  const zero = f64x2.splat(0);
  let e = u32At(starts, low);
  for (let l = low; l < high; l++) {
    const end = u32At(starts, l + 1), own = a + levelPlace(lanes, l), out = q + levelPlace(lanes, l);
    const a0 = v128.load(own), a1 = v128.load(own, 16);
    let a2 = zero, a3 = zero, a4 = zero, a5 = zero;
    if (lanes > 4) {
      a2 = v128.load(own, 32);
      a3 = v128.load(own, 48);
    }
    if (lanes > 8) {
      a4 = v128.load(own, 64);
      a5 = v128.load(own, 80);
    }
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero;
    for (; e < end; e++) {
      const w = v128.load64_splat(edges + (e << 3)), at = a + levelPlace(lanes, u32At(others, e));
      s0 = along(s0, w, a0, at);
      s1 = along(s1, w, a1, at + 16);
      if (lanes > 4) {
        s2 = along(s2, w, a2, at + 32);
        s3 = along(s3, w, a3, at + 48);
      }
      if (lanes > 8) {
        s4 = along(s4, w, a4, at + 64);
        s5 = along(s5, w, a5, at + 80);
      }
    }
    keep(out, dots, a0, s0);
    keep(out + 16, dots + 16, a1, s1);
    if (lanes > 4) {
      keep(out + 32, dots + 32, a2, s2);
      keep(out + 48, dots + 48, a3, s3);
    }
    if (lanes > 8) {
      keep(out + 64, dots + 64, a4, s4);
      keep(out + 80, dots + 80, a5, s5);
    }
  }
}

/** One lane, whose place in level 0 is at `a` and `q`. The arithmetic of the loops above. */
// @ts-ignore: decorator
@inline function productLane(
  lanes: usize, low: usize, high: usize, starts: usize, others: usize, edges: usize, a: usize, q: usize, dot: usize,
): void {
  for (let l = low; l < high; l++) {
    const own = f64At(a, l * lanes);
    let sum: f64 = 0;
    for (let e = u32At(starts, l); e < u32At(starts, l + 1); e++) {
      sum += f64At(edges, e) * (own - f64At(a, u32At(others, e) * lanes));
    }
    setF64(q, l * lanes, sum);
    store<f64>(dot, load<f64>(dot) + own * sum);
  }
}

/**
 * q = S a for levels low..high-1 of a system given by its edges, level by level: the sum of edges times what a level is
 * above those they lead to, in which nothing is lost where neighbours are nearly equal. And the products a'q of each lane.
 *
 * In    starts u32[nLevels+1], others, edges as reducedEdges gives them; a f64[nLevels*lanes], `lanes` 4, 8 or 12
 * Out   q f64[nLevels*lanes]; dots f64[nChunks*lanes]: sums of a q over the chunks of 1,024 levels; both for low..high-1
 * Info  0; -1 if lanes is not 4, 8 or 12; -2 if low is not a multiple of 1,024
 * Cost  O((edges + levels) lanes); edges in order, levels in order
 */
export function edgeProduct(
  lanes: usize, low: usize, high: usize, starts: InU32, others: InU32, edges: InF64, a: InF64, q: OutF64, dots: OutF64,
): i32 {
  if (lanes != 4 && lanes != 8 && lanes != 12) return -1;
  if (low % LEVELS_A_CHUNK != 0) return -2;
  for (let start = low; start < high; start += LEVELS_A_CHUNK) {
    const end = min(start + LEVELS_A_CHUNK, high);
    const sums = dots + (((start / LEVELS_A_CHUNK) * lanes) << 3);
    memory.fill(sums, 0, lanes << 3);
    if (ASC_FEATURE_SIMD) {
      if (lanes == 4) product(4, start, end, starts, others, edges, a, q, sums);
      else if (lanes == 8) product(8, start, end, starts, others, edges, a, q, sums);
      else product(12, start, end, starts, others, edges, a, q, sums);
    } else {
      for (let j: usize = 0; j < lanes; j++) {
        productLane(lanes, start, end, starts, others, edges, a + (j << 3), q + (j << 3), sums + (j << 3));
      }
    }
  }
  return 0;
}
