import { f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { addTo } from "../blas/axpy";
import { BLOCK, BLOCK_STRIDE as STRIDE } from "../blas/cross-products";
import { dotChunk } from "../blas/ddot";
import { fileSum, foldSums } from "../blas/tree";
import { whiten } from "./whiten";

/**
 * Spatial meat with a uniform kernel, the part of locations first .. first + rows - 1 of n: the sum of s_a s_b' over the
 * pairs within reach of each other, a pair belonging to the location that comes first; of s R^-1 when `over` is not 0.
 * Locations stand in ascending order of latitude: those in reach of one lie in a band behind it. In reach is a squared
 * chord of the unit sphere of at most `chord`.
 *
 * In    latitudes f64[n] degrees, ascending; points f64[3*n]: x, then y, then z of `spherePoints`; scores f64[n*k]
 *       row-major: the k sums of a location are contiguous; R f64[k*k] upper, column-major, not read when `over` is 0
 * Out   meat f64[k*k], symmetric
 * Work  f64[k + 2*264*k + slots*k*k], slots as the tree over ceil(rows/256) blocks needs
 * Info  0
 * Cost  O(rows k^2 + pairs in a band + k pairs in reach)
 * Source  Conley (1999), Journal of Econometrics 92(1), doi:10.1016/S0304-4076(98)00084-0
 */
export function nearMeat(
  first: usize, rows: usize, n: usize, k: usize, over: i32, chord: f64, band: f64, latitudes: InF64, points: InF64,
  scores: InF64, R: InF64, meat: OutF64, work: WorkF64,
): i32 {
  const own = work;
  const left = own + (k << 3);
  const right = left + k * STRIDE;
  const slots = right + k * STRIDE;
  const size = k * k;
  const last = first + rows;
  let depth: usize = 0;
  let blocks: usize = 0;
  for (let start = first; start < last; start += BLOCK) {
    const count = min(BLOCK, last - start);
    for (let i: usize = 0; i < count; i++) {
      const a = start + i;
      const s = scores + ((a * k) << 3);
      for (let j: usize = 0; j < k; j++) setF64(own, j, 0.5 * f64At(s, j));
      addNear(a, n, k, chord, bandEnd(a, n, band, latitudes), points, scores, own);
      for (let j: usize = 0; j < k; j++) {
        setF64(left + j * STRIDE, i, f64At(s, j));
        setF64(right + j * STRIDE, i, f64At(own, j));
      }
    }
    if (over) {
      whiten(count, k, left, STRIDE, R);
      whiten(count, k, right, STRIDE, R);
    }
    const sums = slots + ((depth * size) << 3);
    for (let j: usize = 0; j < k; j++) {
      for (let i: usize = 0; i < k; i++) setF64(sums, i + j * k, dotChunk(count, left + i * STRIDE, right + j * STRIDE));
    }
    depth = fileSum(++blocks, depth, slots, size);
  }
  foldSums(depth, slots, size);
  for (let j: usize = 0; j < k; j++) {
    for (let i: usize = 0; i < k; i++) setF64(meat, i + j * k, f64At(slots, i + j * k) + f64At(slots, j + i * k));
  }
  return 0;
}

/** The first location behind a whose latitude is more than `band` degrees higher: by halving, as bands are long. */
function bandEnd(a: usize, n: usize, band: f64, latitudes: usize): usize {
  const here = f64At(latitudes, a);
  let low = a + 1;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (f64At(latitudes, middle) - here <= band) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds to `sum` the scores of the locations a + 1 .. end - 1 in reach of a, in their order. */
function addNear(
  a: usize, n: usize, k: usize, chord: f64, end: usize, points: usize, scores: usize, sum: usize,
): void {
  const X = points, Y = points + (n << 3), Z = Y + (n << 3);
  const x = f64At(X, a), y = f64At(Y, a), z = f64At(Z, a);
  let b = a + 1;
  if (ASC_FEATURE_SIMD) {
    const x2 = f64x2.splat(x), y2 = f64x2.splat(y), z2 = f64x2.splat(z), most = f64x2.splat(chord);
    for (; b + 2 <= end; b += 2) {
      const at = b << 3;
      const dx = f64x2.sub(v128.load(X + at), x2);
      const dy = f64x2.sub(v128.load(Y + at), y2);
      const dz = f64x2.sub(v128.load(Z + at), z2);
      const squares = f64x2.add(f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy)), f64x2.mul(dz, dz));
      const near = i64x2.bitmask(f64x2.le(squares, most));
      if (near & 1) addTo(k, sum, scores + ((b * k) << 3));
      if (near & 2) addTo(k, sum, scores + (((b + 1) * k) << 3));
    }
  }
  for (; b < end; b++) {
    const dx = f64At(X, b) - x, dy = f64At(Y, b) - y, dz = f64At(Z, b) - z;
    if (dx * dx + dy * dy + dz * dz <= chord) addTo(k, sum, scores + ((b * k) << 3));
  }
}
