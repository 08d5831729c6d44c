/**
 * Leverages of effects with slopes, exactly: the squares of the first effect's directions, and what the terms
 * of the others add. Knows no covariance.
 */
import { runChecked } from "../../../engine/kernels/call.js";
import { LANES, slopeLeveragesWork } from "../../../engine/kernels/demean.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";

import { inverseOf, MOST_LEVELS, tooManyLevels } from "../leverage.js";
import type { SlopeFactor } from "./factor.js";
import type { SlopeRows } from "./rows.js";

/**
 * f64[n], rows in memory order. Throws NotSupported `leverage` where the terms of the other effects have too many
 * coefficients.
 */
export function slopeLeverage(
  engine: Engine,
  rows: SlopeRows,
  factorIn: (scope: Scope) => SlopeFactor | null,
): Float64Array {
  const { n, nLevels, nSlopes, nSlabs, slabs } = rows;
  if (nLevels > MOST_LEVELS) throw tooManyLevels(rows);
  return engine.scope((scope) => {
    const stride = LANES * Math.ceil(nLevels / LANES);
    const factor = factorIn(scope);
    const inverse = factor && inverseOf(engine, scope, factor, nLevels, stride);
    const h = scope.f64(n);
    const size = slopeLeveragesWork(nLevels, nSlopes);
    const tasks = Array.from({ length: nSlabs }, (_, s) => {
      const own = { low: slabs[s]!, high: slabs[s + 1]!, work: scope.f64(size.f64), index: scope.u32(size.u32) };
      return { n, stride, M: inverse, h, ...own, ...rows.given };
    });
    runChecked(engine, "slopeLeverages", tasks);
    return h.view().slice();
  });
}
