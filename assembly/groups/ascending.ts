import { InU32 } from "../abi";

/**
 * Whether codes never fall: rows are ordered by them.
 *
 * In    codes u32[n]
 * Info  1 or 0
 * Cost  O(n)
 */
export function ascending(n: usize, codes: InU32): i32 {
  if (n < 2) return 1;
  let falls: i32 = 0;
  const end = codes + ((n - 1) << 2);
  if (ASC_FEATURE_SIMD) {
    let any = i32x4.splat(0);
    for (const body = codes + (((n - 1) & ~3) << 2); codes < body; codes += 16) {
      any = v128.or(any, i32x4.gt_u(v128.load(codes), v128.load(codes, 4)));
    }
    falls = <i32>v128.any_true(any);
  }
  for (; codes < end; codes += 4) falls |= <i32>(load<u32>(codes) > load<u32>(codes, 4));
  return falls ? 0 : 1;
}
