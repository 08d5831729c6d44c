import { f64At, InF64, InOutF64, InU32, setF64, u32At, WorkF64 } from "../abi";
import { sumsSize } from "../moments/group-products";
import { addRowProducts, BUFFER_ROWS, rowWidth } from "../moments/row-buffer";
import { unitWidth } from "./unit-sums";

/**
 * Adds rows of a batch, less the means of their units, to the sums of their clusters: cross-products of columns, and of dummies
 * of periods with columns. Rows come by cluster, those of a cluster up to 64 at a time, in their order.
 *
 * In       places low .. high-1 of order u32[]; rows f64[P*n], P the multiple of four from p up; w f64[n], read only when
 *          `weighted` is not 0; unit, time, cluster u32[n] of `chunkRows`; means f64[q*nUnits] of `unitMeans`
 * InOut    sums f64[nClusters*S], S = P*P + m*P + m(m+1)/2 + m as `momentWrite` reads them
 * Work     f64[64*P]
 * Info     0
 * Cost     O(n p^2)
 * Source   Frisch & Waugh (1933), Econometrica 1(4), doi:10.2307/1907330, cluster by cluster
 */
export function unitProducts(
  low: usize, high: usize, p: usize, m: usize, weighted: i32, order: InU32, rows: InF64, w: InF64, unit: InU32,
  time: InU32, cluster: InU32, means: InF64, sums: InOutF64, buffer: WorkF64,
): i32 {
  const width = rowWidth(p), q = unitWidth(p), step = width << 3, size = sumsSize(p, m) << 3;
  memory.fill(buffer, 0, BUFFER_ROWS * step);
  let filled: usize = 0, own: usize = 0;
  for (let place = low; place < high; place++) {
    const i = u32At(order, place);
    const target = sums + u32At(cluster, i) * size;
    if (target != own || filled == BUFFER_ROWS) {
      if (filled > 0) addRowProducts(filled, width, buffer, own);
      own = target;
      filled = 0;
    }
    const x = rows + i * step, mean = means + ((u32At(unit, i) * q) << 3), to = buffer + filled * step;
    const root = weighted ? sqrt(f64At(w, i)) : 1;
    let DtX = own + ((width * width + (u32At(time, i) << 2)) << 3);
    for (let j: usize = 0; j < q; j += 2) {
      const at = j << 3;
      if (ASC_FEATURE_SIMD) {
        let v = f64x2.sub(v128.load(x + at), v128.load(mean + at));
        if (weighted) v = f64x2.mul(f64x2.splat(root), v);
        v128.store(to + at, v);
        if (weighted) v = f64x2.mul(f64x2.splat(root), v);
        v128.store(DtX, f64x2.add(v128.load(DtX), v));
      } else {
        for (let k: usize = 0; k < 2; k++) {
          let v = f64At(x + at, k) - f64At(mean + at, k);
          if (weighted) v = root * v;
          setF64(to + at, k, v);
          if (weighted) v = root * v;
          setF64(DtX, k, f64At(DtX, k) + v);
        }
      }
      // blocks of four columns, a level after the other
      DtX += (j & 2) == 0 ? 16 : (m << 5) - 16;
    }
    filled++;
  }
  if (filled > 0) addRowProducts(filled, width, buffer, own);
  return 0;
}
