import { f64At, InF64, OutF64, setF64 } from "../abi";
import { LN2_HIGH, LN2_LOW } from "./exp";
import {
  EXPONENT_MASK, log64, MIN_NORMAL, ONE_BITS, SQRT_HALF_TO_ONE, R0, R1, R2, R3, R4, R5, R6, R7,
} from "./log";

/** 2^52: its bits joined with those of an integer below 2^52 are the number 2^52 plus that integer. */
// @ts-ignore: decorator
@inline const INTEGER_SHIFT: f64 = 4503599627370496.0;

// @ts-ignore: decorator
@inline function linear(c0: f64, c1: f64, z: v128): v128 {
  return f64x2.add(f64x2.splat(c0), f64x2.mul(f64x2.splat(c1), z));
}

/** log64 of both lanes, positive normal numbers: the same operations in the same order. */
// @ts-ignore: decorator
@inline export function logPair(x: v128): v128 {
  const moved = i64x2.add(x, i64x2.splat(SQRT_HALF_TO_ONE));
  const mantissa = i64x2.add(i64x2.sub(x, v128.and(moved, i64x2.splat(EXPONENT_MASK))), i64x2.splat(ONE_BITS));
  const f = f64x2.sub(mantissa, f64x2.splat(1));
  const exponent = v128.or(i64x2.shr_u(moved, 52), f64x2.splat(INTEGER_SHIFT));
  const k = f64x2.sub(exponent, f64x2.splat(INTEGER_SHIFT + 1023));
  const half = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const low = f64x2.add(linear(R0, R1, z), f64x2.mul(z2, linear(R2, R3, z)));
  const high = f64x2.add(linear(R4, R5, z), f64x2.mul(z2, linear(R6, R7, z)));
  const atanh = f64x2.mul(z, f64x2.add(low, f64x2.mul(f64x2.mul(z2, z2), high)));
  const inner = f64x2.add(f64x2.mul(s, f64x2.add(half, atanh)), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  return f64x2.sub(f64x2.mul(k, f64x2.splat(LN2_HIGH)), f64x2.sub(f64x2.sub(half, inner), f));
}

/**
 * out[i] = log x[i], each within 1 ulp: -inf at 0, NaN below 0; NaN stays NaN.
 *
 * In    x f64[n]
 * Out   out f64[n], may be x
 * Info  0
 * Cost  O(n); pairs of ordinary numbers two at a time, others one by one, the same bits either way
 */
export function vlog(n: usize, x: InF64, out: OutF64): i32 {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (const pairs = n & ~1; i < pairs; i += 2) {
      const value = v128.load(x + (i << 3));
      const positive = f64x2.ge(value, f64x2.splat(MIN_NORMAL));
      if (i64x2.all_true(v128.and(positive, f64x2.lt(value, f64x2.splat(Infinity))))) {
        v128.store(out + (i << 3), logPair(value));
      } else {
        setF64(out, i, log64(f64At(x, i)));
        setF64(out, i + 1, log64(f64At(x, i + 1)));
      }
    }
  }
  for (; i < n; i++) setF64(out, i, log64(f64At(x, i)));
  return 0;
}
