import { OutF64, u32At, WorkU32 } from "../abi";
import { TILE, TILE_ROW } from "./draw-tile";
import { philoxBlock, philoxLanes } from "./philox";

// Kinds of weights. All but the enumeration have mean 0 and variance 1.
/** Draw i has weight -1 where bit k of i is set, 1 elsewhere. */
// @ts-ignore: decorator
@inline const ENUMERATE: u32 = 0;
// @ts-ignore: decorator
@inline export const RADEMACHER: u32 = 1;
// @ts-ignore: decorator
@inline const WEBB: u32 = 2;
// @ts-ignore: decorator
@inline export const MAMMEN: u32 = 3;

/** Mammen's two points, (1 - sqrt(5)) / 2 and (1 + sqrt(5)) / 2; the lesser has probability (sqrt(5) + 1) / (2 sqrt(5)). */
// @ts-ignore: decorator
@inline export const MAMMEN_LOW: f64 = -0.6180339887498949;
// @ts-ignore: decorator
@inline export const MAMMEN_HIGH: f64 = 1.618033988749895;
/** That probability times 2^32, rounded. */
// @ts-ignore: decorator
@inline export const MAMMEN_BELOW: u32 = 3107867531;

/** Square roots of 1/2 and 3/2, of Webb's six points. */
// @ts-ignore: decorator
@inline const ROOT_HALF: f64 = 0.7071067811865476;
// @ts-ignore: decorator
@inline const ROOT_THREE_HALVES: f64 = 1.224744871391589;

/** The weight that a random number makes; branches that turn on it would be mispredicted. */
// @ts-ignore: decorator
@inline function weightOf(kind: u32, random: u32): f64 {
  if (kind == RADEMACHER) return select<f64>(-1, 1, random >> 31);
  if (kind == WEBB) {
    const point = <u32>((<u64>random * 6) >> 32);
    const third = select<u32>(point - 3, point, point >= 3);
    const size = select<f64>(ROOT_THREE_HALVES, select<f64>(1, ROOT_HALF, third == 1), third == 0);
    return select<f64>(size, -size, point >= 3);
  }
  return select<f64>(MAMMEN_LOW, MAMMEN_HIGH, random < MAMMEN_BELOW);
}

/** Weights start .. start + n - 1 of one draw, each `stride` bytes from the one before; start is a multiple of 4, `block` u32[4]. */
export function weightsOfDraw(
  kind: u32, start: usize, n: usize, draw: u32, purpose: u32, k0: u32, k1: u32, out: usize, stride: usize, block: usize,
): void {
  for (let i = start; i < start + n; i++, out += stride) {
    if (kind == ENUMERATE) {
      store<f64>(out, i < 32 && ((draw >> <u32>i) & 1) ? -1 : 1);
      continue;
    }
    if ((i & 3) == 0) philoxBlock(<u32>(i >> 2), draw, purpose, 0, k0, k1, block);
    store<f64>(out, weightOf(kind, <u32>u32At(block, i & 3)));
  }
}

/** Weights start .. start + n - 1 of draws draw .. draw + 7, a tile of n rows; start is a multiple of 4, `block` u32[4]. */
export function weightsOfTile(
  kind: u32, start: usize, n: usize, draw: u32, purpose: u32, k0: u32, k1: u32, out: usize, block: usize,
): void {
  if (ASC_FEATURE_SIMD && kind != ENUMERATE) {
    const near = i32x4.add(i32x4.splat(draw), i32x4(0, 1, 2, 3)), far = i32x4.add(near, i32x4.splat(4));
    for (let i: usize = 0; i < n; i += 4) {
      const at = out + i * TILE_ROW;
      const counter = <u32>((start + i) >> 2);
      fourDraws(kind, min(4, n - i), counter, near, purpose, k0, k1, at, block);
      fourDraws(kind, min(4, n - i), counter, far, purpose, k0, k1, at + (TILE_ROW >> 1), block);
    }
  } else {
    for (let l: usize = 0; l < TILE; l++) {
      weightsOfDraw(kind, start, n, draw + <u32>l, purpose, k0, k1, out + (l << 3), TILE_ROW, block);
    }
  }
}

/** Weights of four draws for the clusters of a counter: lanes are draws. Numbers stand where their weights will. */
// @ts-ignore: decorator
@inline function fourDraws(
  kind: u32, rows: usize, counter: u32, draws: v128, purpose: u32, k0: u32, k1: u32, out: usize, block: usize,
): void {
  const second = rows > 1 ? out + TILE_ROW : block, third = rows > 2 ? out + 2 * TILE_ROW : block;
  philoxLanes(counter, draws, purpose, k0, k1, out, second, third, rows > 3 ? out + 3 * TILE_ROW : block);
  for (let r: usize = 0; r < rows; r++, out += TILE_ROW) storeFour(kind, v128.load(out), out, block);
}

/** The weights that four random numbers make. */
// @ts-ignore: decorator
@inline function storeFour(kind: u32, random: v128, out: usize, block: usize): void {
  if (kind == RADEMACHER) {
    // the leading bit is the sign of 1
    const high = v128.or(v128.and(random, i32x4.splat(0x80000000)), i32x4.splat(0x3ff00000)), low = i32x4.splat(0);
    v128.store(out, v128.shuffle<i32>(low, high, 0, 4, 1, 5));
    v128.store(out, v128.shuffle<i32>(low, high, 2, 6, 3, 7), 16);
  } else {
    v128.store(block, random);
    for (let l: usize = 0; l < 4; l++) store<f64>(out + (l << 3), weightOf(kind, <u32>u32At(block, l)));
  }
}

/**
 * Weights of the wild bootstrap for draws first .. first + nDraws - 1, one for each of n clusters. Weight i of a draw is
 * made of number i of the stream (draw, purpose) alone, so that draws may be made in any order and any number.
 *
 * In    kind 0 every combination of signs, 1 Rademacher (-1 or 1), 2 Webb (six points), 3 Mammen (two points);
 *       k0, k1 the key
 * Work  u32[4]
 * Out   weights f64[n*nDraws]: a column a draw
 * Info  0; -1 for an unknown kind
 * Cost  O(n nDraws)
 * Source  Mammen (1993), Annals of Statistics 21(1), doi:10.1214/aos/1176349025; Cameron, Gelbach & Miller (2008), Review
 *         of Economics and Statistics 90(3), doi:10.1162/rest.90.3.414; Webb (2023), Canadian Journal of Economics 56(3),
 *         doi:10.1111/caje.12661. Probabilities of the points are within 2^-32 of theirs.
 */
export function wildWeights(
  kind: u32, n: usize, first: u32, nDraws: usize, purpose: u32, k0: u32, k1: u32, weights: OutF64, block: WorkU32,
): i32 {
  if (kind > 3) return -1;
  for (let d: usize = 0; d < nDraws; d++) {
    weightsOfDraw(kind, 0, n, first + <u32>d, purpose, k0, k1, weights + ((d * n) << 3), 8, block);
  }
  return 0;
}
