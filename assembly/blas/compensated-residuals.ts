import { f64At, InF64, OutF64, setF64 } from "../abi";
import { productError, productErrors, sumError, sumErrors } from "../math/double-double";

/**
 * Residuals y - X beta of n rows, as if computed with twice the digits of a double and then rounded. With `withLow`,
 * columns are X + low and the outcome y + yLow; coefficients are always beta + betaLow.
 *
 * In    X, low f64[stride*(k-1)+n]: column j from X[j*stride] and low[j*stride] on; y, yLow f64[n]; low and yLow are not
 *       read when withLow is 0; beta, betaLow f64[k]. Products within 1e-250 and 1e290
 * Out   out f64[n]
 * Info  0
 * Cost  O(n k)
 * Source  Ogita, Rump & Oishi (2005), SIAM J. Sci. Comput. 26(6), doi:10.1137/030601818, algorithm 5.3
 */
export function compensatedResiduals(
  n: usize, stride: usize, k: usize, withLow: i32, X: InF64, low: InF64, y: InF64, yLow: InF64, beta: InF64,
  betaLow: InF64, out: OutF64,
): i32 {
  const step = stride << 3;
  let row: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (const pairs = n & ~1; row < pairs; row += 2) {
      const at = row << 3;
      let high = v128.load(y + at);
      let rest = withLow ? v128.load(yLow + at) : f64x2.splat(0);
      for (let j: usize = 0; j < k; j++) {
        const x = v128.load(X + at + j * step);
        const b = f64x2.splat(-f64At(beta, j));
        const product = f64x2.mul(x, b);
        const sum = f64x2.add(high, product);
        let lost = f64x2.add(sumErrors(high, product, sum), productErrors(x, b, product));
        lost = f64x2.sub(lost, f64x2.mul(x, f64x2.splat(f64At(betaLow, j))));
        if (withLow) lost = f64x2.add(lost, f64x2.mul(v128.load(low + at + j * step), b));
        rest = f64x2.add(rest, lost);
        high = sum;
      }
      v128.store(out + at, f64x2.add(high, rest));
    }
  }
  for (; row < n; row++) {
    const at = row << 3;
    let high = f64At(y, row);
    let rest = withLow ? f64At(yLow, row) : 0;
    for (let j: usize = 0; j < k; j++) {
      const x = load<f64>(X + at + j * step);
      const b = -f64At(beta, j);
      const product = x * b;
      const sum = high + product;
      let lost = sumError(high, product, sum) + productError(x, b, product);
      lost = lost - x * f64At(betaLow, j);
      if (withLow) lost = lost + load<f64>(low + at + j * step) * b;
      rest += lost;
      high = sum;
    }
    setF64(out, row, high + rest);
  }
  return 0;
}
