import { f64At, setF64 } from "../abi";
import { addTo } from "../blas/axpy";
import { philoxBlock, philoxLanes } from "./philox";

/** Units whose weights one counter makes, and the ways they can be drawn. */
// @ts-ignore: decorator
@inline const FOUR: usize = 4;
// @ts-ignore: decorator
@inline const WAYS: usize = 16;

/** Columns side by side: p, up to an even number. */
// @ts-ignore: decorator
@inline export function widthOf(p: usize): usize { return (p + 1) & ~1; }

/**
 * Sums of influences for each draw whose weights are one of two numbers: of four units there are but sixteen sums, made once and
 * looked up by every draw. `work` f64[(16 + nDraws) * width + 8]; `block` u32[4].
 */
export function twoPointDraws(
  below: f64, above: f64, threshold: u32, n: usize, p: usize, first: u32, nDraws: usize, purpose: u32, k0: u32, k1: u32,
  psi: usize, draws: usize, work: usize, block: usize,
): void {
  const width = widthOf(p), row = width << 3;
  const sums = work + WAYS * row, places = sums + nDraws * row;
  memory.fill(work, 0, (WAYS + nDraws) * row);
  for (let start: usize = 0; start < n; start += FOUR) {
    tabulate(below, above, n, p, width, start, psi, work);
    const counter = <u32>(start >> 2);
    for (let d: usize = 0; d < nDraws; d += FOUR) {
      placesOf(threshold, counter, first + <u32>d, purpose, k0, k1, places, block);
      const count = min(FOUR, nDraws - d);
      for (let l: usize = 0; l < count; l++) {
        addTo(width, sums + (d + l) * row, work + <usize>load<u32>(places + (l << 2)) * row);
      }
    }
  }
  for (let d: usize = 0; d < nDraws; d++) memory.copy(draws + ((d * p) << 3), sums + d * row, p << 3);
}

/** Sums of four units' influences: bit i of a row's number is set where unit i has the weight `below`. */
function tabulate(
  below: f64, above: f64, n: usize, p: usize, width: usize, start: usize, psi: usize, table: usize,
): void {
  for (let j: usize = 0; j < p; j++) {
    const column = psi + ((j * n + start) << 3);
    const x0 = f64At(column, 0), x1 = start + 1 < n ? f64At(column, 1) : 0;
    const x2 = start + 2 < n ? f64At(column, 2) : 0, x3 = start + 3 < n ? f64At(column, 3) : 0;
    for (let m: usize = 0; m < WAYS; m++) {
      const low = select<f64>(below, above, m & 1) * x0 + select<f64>(below, above, m & 2) * x1;
      const high = select<f64>(below, above, m & 4) * x2 + select<f64>(below, above, m & 8) * x3;
      setF64(table, m * width + j, low + high);
    }
  }
}

/** Which of the sixteen ways each of four draws takes, u32[4] at `places`. */
// @ts-ignore: decorator
@inline function placesOf(
  threshold: u32, counter: u32, draw: u32, purpose: u32, k0: u32, k1: u32, places: usize, block: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    const four = i32x4.add(i32x4.splat(draw), i32x4(0, 1, 2, 3)), under = i32x4.splat(threshold);
    philoxLanes(counter, four, purpose, k0, k1, places, places + 16, places + 32, places + 48);
    let way = v128.and(i32x4.lt_u(v128.load(places), under), i32x4.splat(1));
    way = v128.or(way, v128.and(i32x4.lt_u(v128.load(places, 16), under), i32x4.splat(2)));
    way = v128.or(way, v128.and(i32x4.lt_u(v128.load(places, 32), under), i32x4.splat(4)));
    v128.store(places, v128.or(way, v128.and(i32x4.lt_u(v128.load(places, 48), under), i32x4.splat(8))));
  } else {
    for (let l: u32 = 0; l < FOUR; l++) {
      philoxBlock(counter, draw + l, purpose, 0, k0, k1, block);
      let way: u32 = 0;
      for (let i: usize = 0; i < FOUR; i++) if (load<u32>(block + (i << 2)) < threshold) way |= 1 << <u32>i;
      store<u32>(places + (<usize>l << 2), way);
    }
  }
}
