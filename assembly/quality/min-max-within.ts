import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";

/**
 * Min-max normalisation within groups: out[i] = (x[i] - min_g) / (max_g - min_g), min_g and max_g over the rows of
 * group g = codes[i] whose x is not NaN. NaN where x is NaN and where max_g = min_g: such a group is degenerate.
 * The least rows of a group give +0, also where both zeros are among them.
 *
 * In    x f64[n] finite, or NaN = missing; codes u32[n] in 0..nGroups-1
 * Out   out f64[n]
 * Work  f64[2*nGroups]: (min, max), then (min, max - min), of each group side by side
 * Info  number of degenerate groups, groups without a value not counted; -4 if a code is >= nGroups
 * Cost  O(n + nGroups)
 * Source  equation (5) of the export-quality literature after Khandelwal, Schott & Wei (2013), American Economic Review
 *         103(6), doi:10.1257/aer.103.6.2169
 */
export function minMaxWithin(n: usize, nGroups: usize, x: InF64, codes: InU32, out: OutF64, work: WorkF64): i32 {
  for (let g: usize = 0; g < nGroups; g++) {
    setF64(work, g << 1, Infinity);
    setF64(work, (g << 1) + 1, -Infinity);
  }
  for (let i: usize = 0; i < n; i++) {
    const g = u32At(codes, i);
    if (g >= nGroups) return -4;
    widen(work + (g << 4), f64At(x, i));
  }
  let degenerate: i32 = 0;
  for (let g: usize = 0; g < nGroups; g++) {
    const least = f64At(work, g << 1);
    const range = f64At(work, (g << 1) + 1) - least;
    if (range == 0) degenerate++;
    setF64(work, (g << 1) + 1, range);
  }
  scale(n, x, codes, out, work);
  return degenerate;
}

/** Takes `value` into the pair (min, max) at `pair`. */
// @ts-ignore: decorator
@inline function widen(pair: usize, value: f64): void {
  if (value < load<f64>(pair)) store<f64>(pair, value);
  if (value > load<f64>(pair, 8)) store<f64>(pair, value, 8);
}

/** out[i] = |(x[i] - least) / range| from the pairs (least, range): |-0| = +0, and a range of 0 gives |0 / 0| = NaN. */
// @ts-ignore: decorator
@inline function scale(n: usize, x: usize, codes: usize, out: usize, pairs: usize): void {
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; i + 2 <= n; i += 2) {
      const first = v128.load(pairs + (u32At(codes, i) << 4));
      const second = v128.load(pairs + (u32At(codes, i + 1) << 4));
      const least = v128.shuffle<f64>(first, second, 0, 2);
      const range = v128.shuffle<f64>(first, second, 1, 3);
      v128.store(out + (i << 3), f64x2.abs(f64x2.div(f64x2.sub(v128.load(x + (i << 3)), least), range)));
    }
  }
  for (; i < n; i++) {
    const pair = pairs + (u32At(codes, i) << 4);
    setF64(out, i, abs((f64At(x, i) - load<f64>(pair)) / load<f64>(pair, 8)));
  }
}
