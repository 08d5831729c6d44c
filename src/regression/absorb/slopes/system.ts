/**
 * The equations of the terms that are left when the first effect is eliminated, never formed: products are
 * made over the rows, and conjugate gradients need no more. Slopes are orthonormal within their level, so that what
 * a level's terms have with each other is the identity but for the first effect, and the diagonal is what is left of it.
 * Knows nothing of columns of data.
 */
import { runChecked, sumPartsBlock } from "../../../engine/kernels/call.js";
import { LANES, slopeSchurWork } from "../../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, Task } from "../../../engine/kernels/engine.js";

import { type ConjugateGradientOptions, type LevelSystem, solveLanes } from "../conjugate-gradients.js";
import type { LaneOutcome } from "../krylov-lane.js";
import { type LevelOperator, LevelVectors } from "../level-vectors.js";
import type { SlopeRows } from "./rows.js";

/** A term of which the first effect leaves less than this share, by itself, is determined by it. */
const REDUNDANT_SHARE = 1e-12;

export class SlopeSystem implements LevelSystem {
  /** 1 over the diagonal, 0 where the first effect determines a coefficient. */
  private readonly inverse: F64Block;
  private readonly operator: LevelOperator;

  constructor(
    private readonly engine: Engine,
    scope: Scope,
    rows: SlopeRows,
  ) {
    this.inverse = scope.f64(rows.nLevels);
    this.inverse.view().set(scope.scope((inner) => inverseDiagonal(engine, inner, rows)));
    this.operator = products(engine, rows);
  }

  solve(b: F64Block, x: F64Block, options: ConjugateGradientOptions): LaneOutcome[] {
    return this.engine.scope((inner) => {
      const vectors = new LevelVectors(this.engine, inner, this.operator, options.targets.length);
      return solveLanes(vectors, this.inverse, b, x, options);
    });
  }
}

function inverseDiagonal(engine: Engine, inner: Scope, rows: SlopeRows): Float64Array {
  const { n, nLevels, nSlabs, nSlopes, slabs } = rows;
  const size = slopeSchurWork(nLevels, nSlopes);
  const parts = inner.f64(nSlabs * nLevels);
  const tasks = Array.from({ length: nSlabs }, (_, s) => {
    return {
      n,
      along: inner.f64(size.f64),
      index: inner.u32(size.u32),
      low: slabs[s]!,
      high: slabs[s + 1]!,
      taken: parts.at(s * nLevels),
      ...rows.given,
    };
  });
  runChecked(engine, "slopeDiagonal", tasks);
  const taken = sumPartsBlock(engine, nSlabs, nLevels, parts).view();
  return rows.totals.view().map((total, l) => {
    const left = total - taken[l]!;
    return left > REDUNDANT_SHARE * total ? 1 / left : 0;
  });
}

function products(engine: Engine, rows: SlopeRows): LevelOperator {
  const { n, nLevels, nSlabs, slabs } = rows;
  return {
    nLevels,
    nSlabs,
    totals: null,
    work: () => 0,
    apply: (lanes, a, q) => {
      engine.scope((scope) => {
        const tasks: Task<"slopeApply">[] = [];
        for (let s = 0; s < nSlabs; s++) {
          for (let at = 0; at < lanes; at += LANES) {
            tasks.push({
              n,
              lanes,
              at,
              a,
              work: rows.workOf(scope, s),
              low: slabs[s]!,
              high: slabs[s + 1]!,
              q: q.at(s * nLevels * lanes),
              ...rows.given,
            });
          }
        }
        runChecked(engine, "slopeApply", tasks);
      });
    },
  };
}
