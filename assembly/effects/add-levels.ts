import { f64At, InF64, InOutF64, InU32, setF64, u32At } from "../abi";

/**
 * Adds to each row the coefficient of its level, times a variable where slopes vary by it:
 * x[i] += sign * coefs[codes[i]] (* z[i]).
 *
 * In    codes u32[n] in 0..nLevels-1; coefs f64[nLevels]; z f64[n], read if sloped is 1
 * InOut x f64[n]
 * Info  0; -5 if a code is >= nLevels
 * Cost  O(n)
 */
export function addLevels(
  n: usize, nLevels: usize, sloped: usize, sign: f64, codes: InU32, coefs: InF64, z: InF64, x: InOutF64,
): i32 {
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i);
    if (level >= nLevels) return -5;
    const coef = sign * f64At(coefs, level);
    setF64(x, i, f64At(x, i) + (sloped != 0 ? coef * f64At(z, i) : coef));
  }
  return 0;
}
