import { OutF64, u32At, WorkU32 } from "../abi";
import { log64 } from "../math/log";
import { philoxBlock } from "./philox";

/** 2^-32: the step between neighbouring 32-bit uniforms. */
// @ts-ignore: decorator
@inline const STEP: f64 = 2.3283064365386963e-10;
/** pi / 2^31: an angle of one unit when 2^32 are a turn. */
// @ts-ignore: decorator
@inline const UNIT_ANGLE: f64 = 1.4629180792671596e-9;

/** sin(a) for |a| <= pi/4: Taylor's series to a^17, error below 1e-18. */
// @ts-ignore: decorator
@inline function sine(a: f64): f64 {
  const z = a * a;
  const high = -7.647163731819816e-13 + z * 2.8114572543455206e-15;
  const middle = 2.7557319223985893e-6 + z * (-2.505210838544172e-8 + z * (1.6059043836821613e-10 + z * high));
  return a + a * z * (-0.16666666666666666 + z * (0.008333333333333333 + z * (-1.984126984126984e-4 + z * middle)));
}

/** cos(a) for |a| <= pi/4: Taylor's series to a^16, error below 3e-18. */
// @ts-ignore: decorator
@inline function cosine(a: f64): f64 {
  const z = a * a;
  const high = -1.1470745597729725e-11 + z * 4.779477332387385e-14;
  const middle = 2.48015873015873e-5 + z * (-2.755731922398589e-7 + z * (2.08767569878681e-9 + z * high));
  return 1 + z * (-0.5 + z * (0.041666666666666664 + z * (-0.001388888888888889 + z * middle)));
}

/** Two independent standard normals of two random words, by Box and Muller: the second is stored where `both` is set. */
export function normalPair(a: u32, b: u32, both: bool, out: usize): void {
  const radius = sqrt(-2 * log64((<f64>a + 0.5) * STEP));
  const quarter = (b + 0x20000000) >> 30; // the nearest multiple of a quarter turn, exactly
  const angle = <f64><i32>(b - (quarter << 30)) * UNIT_ANGLE;
  const s = sine(angle), c = cosine(angle);
  const x = quarter & 1 ? -s : c;
  const y = quarter & 1 ? c : s;
  store<f64>(out, quarter & 2 ? -radius * x : radius * x);
  if (both) store<f64>(out, quarter & 2 ? -radius * y : radius * y, 8);
}

/** The four normals of a counter, stored at `out`, f64[4]; `block` is u32[4]. */
export function fourNormals(
  c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, out: usize, block: usize,
): void {
  philoxBlock(c0, c1, c2, c3, k0, k1, block);
  normalPair(<u32>u32At(block, 0), <u32>u32At(block, 1), true, out);
  normalPair(<u32>u32At(block, 2), <u32>u32At(block, 3), true, out + 16);
}

/**
 * Standard normal numbers: of each pair (a, b) of `philoxU32`'s numbers, radius sqrt(-2 log((a + 1/2) / 2^32)) times
 * cosine and sine of b / 2^32 turns. Number i is of the pair that holds number i of the same stream. The largest is
 * 6.76, as far as 32 bits reach.
 *
 * In    first, c1, c2, c3 the counter, lowest word first; k0, k1 the key
 * Work  u32[4]
 * Out   out f64[n]
 * Info  0
 * Cost  O(n)
 * Source  Box & Muller (1958), Annals of Mathematical Statistics 29(2), doi:10.1214/aoms/1177706645; generator as
 *         philoxU32
 */
export function philoxNormal(
  n: usize, first: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, out: OutF64, work: WorkU32,
): i32 {
  for (let i: usize = 0; i < n; i += 2) {
    const second = i & 2;
    if (second == 0) philoxBlock(first + <u32>(i >> 2), c1, c2, c3, k0, k1, work);
    normalPair(<u32>u32At(work, second), <u32>u32At(work, second + 1), i + 1 < n, out + (i << 3));
  }
  return 0;
}
