import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addScaled, addTo } from "../blas/axpy";

/**
 * Means and covariances of outcomes by cohort. Units stand in an order: the first sizes[0] are the first cohort, and so on.
 *
 * In    sizes u32[nCohorts]; order u32[sum of sizes], numbers of rows of Y; Y f64[rows*t] row-major: the t outcomes of a unit
 * Out   means f64[nCohorts*t], by cohort; S f64[nCohorts*t*t], by cohort, both triangles, over the size less one: 0 for a cohort of one
 * Work  f64[t]
 * Info  0
 * Cost  O(units t^2)
 */
export function cohortMoments(
  nCohorts: usize, t: usize, sizes: InU32, order: InU32, Y: InF64, means: OutF64, S: OutF64, work: WorkF64,
): i32 {
  memory.fill(means, 0, (nCohorts * t) << 3);
  memory.fill(S, 0, (nCohorts * t * t) << 3);
  let at = order;
  for (let g: usize = 0; g < nCohorts; g++) {
    const size = u32At(sizes, g), mean = means + ((g * t) << 3), own = S + ((g * t * t) << 3);
    for (let i: usize = 0; i < size; i++) addTo(t, mean, Y + ((u32At(at, i) * t) << 3));
    for (let s: usize = 0; s < t; s++) setF64(mean, s, f64At(mean, s) / <f64>size);
    for (let i: usize = 0; i < size; i++) {
      const y = Y + ((u32At(at, i) * t) << 3);
      for (let s: usize = 0; s < t; s++) setF64(work, s, f64At(y, s) - f64At(mean, s));
      for (let s: usize = 0; s < t; s++) addScaled(s + 1, f64At(work, s), work, own + ((s * t) << 3));
    }
    const divisor: f64 = size > 1 ? <f64>(size - 1) : 1;
    for (let s: usize = 0; s < t; s++) {
      for (let r: usize = 0; r <= s; r++) {
        const covariance = f64At(own, s * t + r) / divisor;
        setF64(own, s * t + r, covariance);
        setF64(own, r * t + s, covariance);
      }
    }
    at += size << 2;
  }
  return 0;
}
