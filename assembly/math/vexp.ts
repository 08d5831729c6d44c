import { f64At, InF64, OutF64, setF64 } from "../abi";
import {
  EXP_NORMAL, exp64, INV_LN2, LN2_HIGH, LN2_LOW, ROUND_SHIFT, Q0, Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10,
} from "./exp";

// @ts-ignore: decorator
@inline function linear(c0: f64, c1: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(c0), f64x2.mul(f64x2.splat(c1), r));
}

/** exp64 of both lanes, |x| < 708: the same operations in the same order. */
// @ts-ignore: decorator
@inline function expPair(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(INV_LN2)), f64x2.splat(ROUND_SHIFT));
  const k = f64x2.sub(shifted, f64x2.splat(ROUND_SHIFT));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const correction = f64x2.sub(f64x2.splat(0), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  const r = f64x2.add(high, correction);
  const lost = f64x2.add(f64x2.sub(high, r), correction);
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = f64x2.add(linear(Q0, Q1, r), f64x2.mul(r2, linear(Q2, Q3, r)));
  const middle = f64x2.add(linear(Q4, Q5, r), f64x2.mul(r2, linear(Q6, Q7, r)));
  const top = f64x2.add(linear(Q8, Q9, r), f64x2.mul(r2, f64x2.splat(Q10)));
  const q = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, top))));
  const one = f64x2.splat(1);
  const sum = f64x2.add(one, r);
  const rest = f64x2.add(f64x2.add(f64x2.sub(one, sum), r), f64x2.add(f64x2.mul(r2, q), lost));
  const scale = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  return f64x2.mul(f64x2.add(sum, rest), scale);
}

/**
 * out[i] = e^x[i], each within 1 ulp; NaN stays NaN.
 *
 * In    x f64[n]
 * Out   out f64[n], may be x
 * Info  0
 * Cost  O(n); pairs of ordinary numbers two at a time, others one by one, the same bits either way
 */
export function vexp(n: usize, x: InF64, out: OutF64): i32 {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (const pairs = n & ~1; i < pairs; i += 2) {
      const value = v128.load(x + (i << 3));
      if (i64x2.all_true(f64x2.lt(f64x2.abs(value), f64x2.splat(EXP_NORMAL)))) {
        v128.store(out + (i << 3), expPair(value));
      } else {
        setF64(out, i, exp64(f64At(x, i)));
        setF64(out, i + 1, exp64(f64At(x, i + 1)));
      }
    }
  }
  for (; i < n; i++) setF64(out, i, exp64(f64At(x, i)));
  return 0;
}
