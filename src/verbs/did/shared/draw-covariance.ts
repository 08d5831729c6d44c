/**
 * The covariance of estimates as their draws have it: of a bootstrap, or of a jackknife that leaves out one at a time. Knows no estimator.
 */

/** Covariances of averages, p by p, over the draws that have both: of draws, or, with `isLeftOut`, of a jackknife. */
export function covarianceOfDraws(values: Float64Array, p: number, isLeftOut: boolean): Float64Array {
  const draws = values.length / p;
  const out = new Float64Array(p * p);
  const means = Float64Array.from({ length: p }, (_, j) => {
    let [sum, n] = [0, 0];
    for (let d = 0; d < draws; d++) {
      const value = values[d * p + j]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      n++;
    }
    return sum / n;
  });
  for (let a = 0; a < p; a++) {
    for (let b = 0; b <= a; b++) {
      let [sum, n] = [0, 0];
      for (let d = 0; d < draws; d++) {
        const product = (values[d * p + a]! - means[a]!) * (values[d * p + b]! - means[b]!);
        if (Number.isNaN(product)) continue;
        sum += product;
        n++;
      }
      const own = n < 2 ? 0 : isLeftOut ? ((n - 1) / n) * sum : sum / (n - 1);
      out[a * p + b] = out[b * p + a] = own;
    }
  }
  return out;
}
