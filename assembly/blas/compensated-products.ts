import { CHUNK, InF64, OutF64, WorkF64 } from "../abi";
import { addProduct, addTwofold, productErrors, sumErrors } from "../math/double-double";
import { BLOCK, packedSize } from "./cross-products";
import { addToLanes, dotTail } from "./lanes";

/** Bytes of the eight lanes of a product, high parts and then low ones, and from a lane's high part to its low one. */
const LANES: usize = 128;
const LANE_GAP: usize = 64;
/** Bytes from the high part of a result to its low one. */
const GAP: usize = 8;

/**
 * X'X of n rows as an unevaluated sum of two doubles, as if computed with twice their digits: what rounding takes from
 * a product or a sum is kept in the low part of its lane. With `withLow`, columns are X + low. Chunks of 4,096 rows merge by
 * the binary tree over chunks.
 *
 * In    X, low f64[stride*(k-1)+n]: column j from X[j*stride] and low[j*stride] on; low is not read when withLow is 0.
 *       Norms of columns within 1e-120 and 1e150: parts of products are neither tiny nor infinite
 * Out   XtX f64[2*k*k], symmetric: entry (i, j) is XtX[2*(i+j*k)] and, below its rounding, XtX[2*(i+j*k)+1]
 * Work  f64[(16 + 2*slots) * k*(k+1)/2], slots as the tree over ceil(n/4096) chunks needs
 * Info  0
 * Cost  O(n k^2)
 * Source  Ogita, Rump & Oishi (2005), SIAM J. Sci. Comput. 26(6), doi:10.1137/030601818, algorithm 5.3
 */
export function compensatedProducts(
  n: usize, stride: usize, k: usize, withLow: i32, X: InF64, low: InF64, XtX: OutF64, work: WorkF64,
): i32 {
  const size = packedSize(k);
  const slots = work + size * LANES;
  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const rows = min(CHUNK, n - start);
    const at = start << 3;
    addChunk(rows, stride << 3, k, withLow != 0, X + at, low + at, work, slots + ((depth * size) << 4));
    for (let carry = ++chunks; (carry & 1) == 0; carry >>= 1) addNextSlot(size, slots + ((--depth * size) << 4));
    depth++;
  }
  if (depth == 0) memory.fill(slots, 0, size << 4);
  for (; depth > 1; depth--) addNextSlot(size, slots + (((depth - 2) * size) << 4));
  unpack(k, slots, XtX);
  return 0;
}

/** Adds the slot after the one at `slot` to it. */
// @ts-ignore: decorator
@inline function addNextSlot(size: usize, slot: usize): void {
  const next = slot + (size << 4);
  for (let at: usize = 0; at < size << 4; at += 16) addTwofold(slot + at, next + at, GAP);
}

/** Packed products of a chunk of n rows into `slot`; columns are `step` bytes apart. */
function addChunk(
  n: usize, step: usize, k: usize, withLow: bool, X: usize, low: usize, work: usize, slot: usize,
): void {
  const body = n & ~7;
  memory.fill(work, 0, packedSize(k) * LANES);
  for (let row: usize = 0; row < body; row += BLOCK) {
    const rows = min(BLOCK, body - row);
    let lanes = work;
    for (let i: usize = 0; i < k; i++) {
      for (let j = i; j < k; j++, lanes += LANES) {
        const left = i * step + (row << 3), right = j * step + (row << 3);
        addRows(rows, X + left, X + right, lanes);
        if (!withLow) continue;
        addToLanes(rows, X + left, low + right, lanes + LANE_GAP);
        addToLanes(rows, low + left, X + right, lanes + LANE_GAP);
      }
    }
  }
  let lanes = work;
  for (let i: usize = 0; i < k; i++) {
    for (let j = i; j < k; j++, lanes += LANES, slot += 16) {
      const left = i * step + (body << 3), right = j * step + (body << 3);
      combineLanes(lanes);
      store<f64>(slot, 0);
      store<f64>(slot, 0, GAP);
      for (let at: usize = 0; at < (n - body) << 3; at += 8) {
        addProduct(load<f64>(X + left + at), load<f64>(X + right + at), slot, GAP);
      }
      if (withLow) {
        const rest = dotTail(n - body, X + left, low + right) + dotTail(n - body, low + left, X + right);
        store<f64>(slot, load<f64>(slot, GAP) + rest, GAP);
      }
      addLane(slot, lanes);
    }
  }
}

/** Adds the sum in the first lane to the tail in `slot`. */
// @ts-ignore: decorator
@inline function addLane(slot: usize, lanes: usize): void {
  const tail = load<f64>(slot), tailLow = load<f64>(slot, GAP);
  store<f64>(lanes, tail, 8);
  store<f64>(lanes, tailLow, 8 + LANE_GAP);
  addTwofold(lanes, lanes + 8, LANE_GAP);
  store<f64>(slot, load<f64>(lanes));
  store<f64>(slot, load<f64>(lanes, LANE_GAP), GAP);
}

/** The first lane becomes the sum of all eight, in the fixed order. */
// @ts-ignore: decorator
@inline function combineLanes(lanes: usize): void {
  for (let lane = lanes; lane < lanes + 16; lane += 8) {
    addTwofold(lane, lane + 16, LANE_GAP);
    addTwofold(lane + 32, lane + 48, LANE_GAP);
    addTwofold(lane, lane + 32, LANE_GAP);
  }
  addTwofold(lanes, lanes + 8, LANE_GAP);
}

/** Adds n rows, a multiple of eight, to the lanes of x'y: one pair of lanes at a time, in registers. */
// @ts-ignore: decorator
@inline function addRows(n: usize, x: usize, y: usize, lanes: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    for (let pair: usize = 0; pair < 64; pair += 16) {
      let high = v128.load(lanes + pair), low = v128.load(lanes + pair, LANE_GAP);
      for (let left = x + pair, right = y + pair; left < end; left += 64, right += 64) {
        const a = v128.load(left), b = v128.load(right);
        const product = f64x2.mul(a, b);
        const sum = f64x2.add(high, product);
        low = f64x2.add(low, f64x2.add(sumErrors(high, product, sum), productErrors(a, b, product)));
        high = sum;
      }
      v128.store(lanes + pair, high);
      v128.store(lanes + pair, low, LANE_GAP);
    }
  } else {
    for (let left = x, right = y; left < end; left += 64, right += 64) {
      for (let lane: usize = 0; lane < 64; lane += 8) {
        addProduct(load<f64>(left + lane), load<f64>(right + lane), lanes + lane, LANE_GAP);
      }
    }
  }
}

/** The full symmetric matrix of packed pairs. */
function unpack(k: usize, packed: usize, XtX: usize): void {
  for (let i: usize = 0; i < k; i++) {
    for (let j = i; j < k; j++, packed += 16) {
      memory.copy(XtX + ((i + j * k) << 4), packed, 16);
      memory.copy(XtX + ((j + i * k) << 4), packed, 16);
    }
  }
}
