import { f64At, setF64 } from "../abi";
import { philoxBlock, philoxLanes } from "./philox";

/** Units whose weights one counter makes, and the ways they can be drawn. */
// @ts-ignore: decorator
@inline const FOUR: usize = 4;
// @ts-ignore: decorator
@inline const WAYS: usize = 16;
/** Tables that are looked up together, so that a draw's sums are read and written once for all of them. */
// @ts-ignore: decorator
@inline const TABLES: usize = 4;
/** Bytes of the numbers that four draws of four units are made of. */
// @ts-ignore: decorator
@inline const NUMBERS: usize = 64;

/**
 * Sums of influences for each draw whose weights are one of two numbers: of four units there are but sixteen sums, made once and
 * looked up by every draw. `work` f64[(64 + nDraws) * width + 32], width being p up to a multiple of four; `block` u32[4].
 */
export function twoPointDraws(
  below: f64, above: f64, threshold: u32, n: usize, p: usize, first: u32, nDraws: usize, purpose: u32, k0: u32, k1: u32,
  psi: usize, draws: usize, work: usize, block: usize,
): void {
  const row = ((p + 3) & ~3) << 3, table = WAYS * row;
  const sums = work + TABLES * table, places = sums + nDraws * row;
  memory.fill(work, 0, TABLES * table + nDraws * row);
  for (let start: usize = 0; start < n; start += TABLES * FOUR) {
    for (let t: usize = 0; t < TABLES; t++) {
      tabulate(below, above, n, p, row, start + t * FOUR, psi, work + t * table);
    }
    for (let d: usize = 0; d < nDraws; d += FOUR) {
      for (let t: usize = 0; t < TABLES; t++) {
        const counter = <u32>((start >> 2) + t);
        placesOf(threshold, counter, first + <u32>d, purpose, k0, k1, places + t * NUMBERS, block);
      }
      const count = min(FOUR, nDraws - d);
      for (let l: usize = 0; l < count; l++) {
        const at = places + (l << 2);
        addFour(
          row, sums + (d + l) * row, work + <usize>load<u32>(at) * row, work + table + <usize>load<u32>(at + NUMBERS) * row,
          work + 2 * table + <usize>load<u32>(at + 2 * NUMBERS) * row,
          work + 3 * table + <usize>load<u32>(at + 3 * NUMBERS) * row,
        );
      }
    }
  }
  for (let d: usize = 0; d < nDraws; d++) memory.copy(draws + ((d * p) << 3), sums + d * row, p << 3);
}

/** sum = sum + ((a + b) + (c + d)), rows of `bytes`, a multiple of 32. */
// @ts-ignore: decorator
@inline function addFour(bytes: usize, sum: usize, a: usize, b: usize, c: usize, d: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    if (ASC_FEATURE_SIMD) {
      const low = f64x2.add(
        f64x2.add(v128.load(a + i), v128.load(b + i)), f64x2.add(v128.load(c + i), v128.load(d + i)),
      );
      const high = f64x2.add(
        f64x2.add(v128.load(a + i, 16), v128.load(b + i, 16)), f64x2.add(v128.load(c + i, 16), v128.load(d + i, 16)),
      );
      v128.store(sum + i, f64x2.add(v128.load(sum + i), low));
      v128.store(sum + i, f64x2.add(v128.load(sum + i, 16), high), 16);
    } else {
      for (let l: usize = 0; l < 4; l++) {
        const four = (f64At(a + i, l) + f64At(b + i, l)) + (f64At(c + i, l) + f64At(d + i, l));
        setF64(sum + i, l, f64At(sum + i, l) + four);
      }
    }
  }
}

/** Sums of four units' influences, 0 beyond n: bit i of a row's number is set where unit i has the weight `below`. */
function tabulate(
  below: f64, above: f64, n: usize, p: usize, row: usize, start: usize, psi: usize, table: usize,
): void {
  for (let j: usize = 0; j < p; j++) {
    const column = psi + ((j * n + start) << 3);
    const x0 = start < n ? f64At(column, 0) : 0, x1 = start + 1 < n ? f64At(column, 1) : 0;
    const x2 = start + 2 < n ? f64At(column, 2) : 0, x3 = start + 3 < n ? f64At(column, 3) : 0;
    for (let m: usize = 0; m < WAYS; m++) {
      const low = select<f64>(below, above, m & 1) * x0 + select<f64>(below, above, m & 2) * x1;
      const high = select<f64>(below, above, m & 4) * x2 + select<f64>(below, above, m & 8) * x3;
      setF64(table + m * row, j, low + high);
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
    for (let l: u32 = 0; l < <u32>FOUR; l++) {
      philoxBlock(counter, draw + l, purpose, 0, k0, k1, block);
      let way: u32 = 0;
      for (let i: usize = 0; i < FOUR; i++) if (load<u32>(block + (i << 2)) < threshold) way |= 1 << <u32>i;
      store<u32>(places + (<usize>l << 2), way);
    }
  }
}
