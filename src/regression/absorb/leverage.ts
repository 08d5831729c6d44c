/**
 * Leverages of absorbed effects: the diagonal of the (weighted) projection on all their dummies, exactly.
 * The first effect adds one over the weight of its level; what the others add comes from a generalised inverse of the
 * equations that are left when the first is eliminated, made whole by the factor that solves them. Knows no covariance.
 * Source: Hoaglin & Welsch (1978), The American Statistician 32(1), doi:10.1080/00031305.1978.10479237.
 */
import { NotSupported } from "../../base/errors.js";
import { runChecked, slabStarts } from "../../engine/kernels/call.js";
import { effectLeveragesWork, LANES } from "../../engine/kernels/demean.js";

import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";

import { type LoadedEffect, weightsByLevel } from "./effects.js";
import type { Factor } from "./exact.js";
import type { AbsorbRows } from "./rows.js";

/** Levels beside those of the first effect whose inverse is made: 128 MB, some ten seconds. */
export const MOST_LEVELS = 4_000;
/** Blocks of four columns solved at a time. */
const BLOCKS_AT_A_TIME = 8;

/** Leverages of one effect, f64[n] in the order of its codes: the share of a row in the weight of its level. */
export function oneWayLeverage(
  engine: Engine,
  n: number,
  { name, codes, nLevels }: LoadedEffect,
  weights: F64Block | null,
): Float64Array {
  return engine.scope((scope) => {
    const totals = weightsByLevel(engine, scope, n, { name, codes, low: 0, high: nLevels }, weights).view();
    const w = weights?.view();
    return Float64Array.from(codes.view(), (level, i) => (totals[level]! > 0 ? (w?.[i] ?? 1) / totals[level]! : 0));
  });
}

/**
 * Leverages of several effects, f64[n], rows in memory order. `factorIn` makes or knows the factor of the equations of the
 * other effects. Throws NotSupported `leverage` where these have too many levels, and as `factorIn` does.
 */
export function severalLeverage(engine: Engine, rows: AbsorbRows, factorIn: (scope: Scope) => Factor): Float64Array {
  const { n, nLevels, nGroups, offsets } = rows;
  if (nLevels > MOST_LEVELS) throw tooManyLevels(rows);
  return engine.scope((scope) => {
    const stride = LANES * Math.ceil(nLevels / LANES);
    const inverse = inverseOf(engine, scope, factorIn(scope), nLevels, stride);
    const h = scope.f64(n);
    const slabs = slabStarts(nGroups, offsets.view(), nLevels);
    const size = effectLeveragesWork(nLevels);
    const tasks = slabs.slice(1).map((high, s) => {
      const scratch = { work: scope.f64(size.f64), met: scope.u32(size.u32) };
      return { low: slabs[s]!, high, stride, M: inverse, h, ...scratch, ...rows.given };
    });
    runChecked(engine, "effectLeverages", tasks);
    return h.view().slice();
  });
}

/** A generalised inverse, f64[nLevels*stride], symmetric: the factor's solutions for each level, four at a time. */
export function inverseOf(engine: Engine, scope: Scope, factor: Factor, nLevels: number, stride: number): F64Block {
  const inverse = scope.f64(nLevels * stride);
  for (let first = 0; first < nLevels; first += BLOCKS_AT_A_TIME * LANES) {
    scope.scope((inner) => {
      const count = Math.min(BLOCKS_AT_A_TIME, Math.ceil((nLevels - first) / LANES));
      const columns = Array.from({ length: count }, (_, b) => {
        const block = inner.f64(LANES * nLevels);
        const view = block.view().fill(0);
        for (let j = 0, level = first + b * LANES; j < LANES && level < nLevels; j++, level++) {
          view[level * LANES + j] = 1;
        }
        return block;
      });
      factor.solve(columns);
      engine.run(
        "moveLanes",
        columns.map((block, b) => ({
          to: inverse,
          ...{ nLevels, fromLanes: LANES, fromAt: 0, toLanes: stride, toAt: first + b * LANES, from: block },
        })),
      );
    });
  }
  return inverse;
}

export function tooManyLevels({ effects, nLevels }: Pick<AbsorbRows, "effects" | "nLevels">): NotSupported {
  const [first, ...others] = effects.map(({ name }) => name);
  return new NotSupported(
    "leverage",
    `The leverage of the fixed effects is known exactly only where those beside the largest, ${first}, have at most ` +
      `${MOST_LEVELS} coefficients: ${others.join(" + ")} have ${nLevels}. Absorb fewer or coarser effects, or use a variance ` +
      "that needs no leverage.",
    { got: nLevels, expected: MOST_LEVELS },
  );
}
