/**
 * The equations of the terms that are left when the first effect is eliminated, whole and factored once.
 * Which of their coefficients others determine is determined by pivots: one is redundant that leaves less than a small share of
 * what the term has with itself, before anything was eliminated. Knows nothing of columns of data.
 */
import { invokeChecked, runChecked, slabStarts, sumPartsBlock } from "../../../engine/kernels/call.js";
import { LANES, slopeSchurWork } from "../../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "../../../engine/kernels/engine.js";
import { type ConjugateGradientOptions, type LevelSystem, solveLanes } from "../conjugate-gradients.js";
import type { Factor } from "../exact.js";
import type { LaneOutcome } from "../krylov-lane.js";
import { type LevelOperator, slabProducts } from "../level-vectors.js";
import type { SlopeRows } from "./rows.js";

/**
 * A coefficient is redundant when those before it leave less than this share of what its term has with itself. The largest
 * pivots come first, so that rounding is not amplified: it leaves some 1e-15.
 */
const REDUNDANT_SHARE = 1e-13;

/** Smallest pivot below which a solution is corrected once, and twice. */
const UNEASY = [1e-2, 1e-5];

/** What the factor takes: multiplications and additions, and numbers it holds while it is made. */
export function slopeFactorCost({ nLevels: m, terms, nSlopes, offsets, nGroups, n }: SlopeRows) {
  const starts = offsets.view();
  const p = terms.length;
  let pairs = 0;
  for (let g = 0; g < nGroups; g++) pairs += Math.min(m, p * (starts[g + 1]! - starts[g]!)) ** 2 / 2;
  return { work: m ** 3 / 3 + pairs * (nSlopes + 1) + n * p * (p + nSlopes), numbers: m * m };
}

/** The factored equations. Coefficients of redundant terms are 0. */
export class SlopeFactor implements Factor {
  readonly rank: number;
  readonly corrections: number;
  /** 1 where a coefficient is redundant. */
  readonly pinned: Uint32Array;
  private readonly nLevels: number;
  /** 1 over the root of what each term has with itself. */
  private readonly scale: F64Block;
  private readonly factor: F64Block;
  private readonly order: U32Block;

  /** @param scope in which the factor lives */
  constructor(
    private readonly engine: Engine,
    scope: Scope,
    rows: SlopeRows,
  ) {
    const { nLevels, totals } = rows;
    this.nLevels = nLevels;
    this.scale = scope.f64(nLevels);
    this.scale.view().set(totals.view().map((total) => (total > 0 ? 1 / Math.sqrt(total) : 0)));
    this.factor = scope.f64(nLevels * nLevels);
    this.order = scope.u32(nLevels);
    this.rank = scope.scope((inner) => {
      this.build(inner, rows);
      const work = inner.f64(nLevels);
      const { factor, order } = this;
      return invokeChecked(engine, "pivotedCholesky", {
        m: nLevels,
        tolerance: REDUNDANT_SHARE,
        S: factor,
        order,
        d: work,
      });
    });
    const smallest = this.rank === 0 ? 1 : this.factor.view()[(this.rank - 1) * (nLevels + 1)]! ** 2;
    this.corrections = UNEASY.filter((bound) => smallest < bound).length;
    this.pinned = new Uint32Array(nLevels).fill(1);
    for (const level of this.order.view().subarray(0, this.rank)) this.pinned[level] = 0;
  }

  /** Coefficients in place of right-hand sides, four columns a block. */
  solve(blocks: readonly F64Block[]): void {
    const { engine, rank, nLevels, scale, factor, order } = this;
    engine.scope((scope) => {
      const system = { m: nLevels, rank, L: factor, order, scale };
      const tasks = blocks.map((block) => ({ b: block, y: scope.f64(LANES * rank), ...system }));
      runChecked(engine, "pivotedSolve", tasks);
    });
  }

  /** Puts the equations into the place of the factor. */
  private build(inner: Scope, rows: SlopeRows): void {
    const { engine, nLevels, factor, scale } = this;
    const cells = nLevels * nLevels;
    const slabs = slabStarts(rows.nGroups, rows.offsets.view(), cells);
    const nSlabs = slabs.length - 1;
    const size = slopeSchurWork(nLevels, rows.nSlopes);
    const parts = nSlabs === 1 ? factor : inner.f64(nSlabs * cells);
    const tasks = Array.from({ length: nSlabs }, (_, s) => {
      const own = { low: slabs[s]!, high: slabs[s + 1]!, S: parts.at(s * cells) };
      const scratch = { along: inner.f64(size.f64), index: inner.u32(size.u32) };
      return { n: rows.n, owners: rows.owners, ...own, ...rows.given, ...scratch };
    });
    runChecked(engine, "slopeSchur", tasks);
    const S = sumPartsBlock(engine, nSlabs, cells, parts);
    if (nSlabs > 1) factor.view().set(S.view());
    invokeChecked(engine, "slopeFold", { nLevels, totals: rows.totals, scale, S: factor });
  }
}

// The equations of the terms that are left when the first effect is eliminated, never formed.

/** A term of which the first effect leaves less than this share, by itself, is determined by it. */
const NULL_SHARE = 1e-12;

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
    const { engine, operator, inverse } = this;
    return engine.scope((inner) =>
      solveLanes(engine, inner, operator, inverse, b, x, { ...options, residualBounds: false }),
    );
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
    return left > NULL_SHARE * total ? 1 / left : 0;
  });
}

function products(engine: Engine, rows: SlopeRows): LevelOperator {
  const { n, nLevels, nSlabs, slabs } = rows;
  const applied = (lanes: number) => (a: F64Block, q: F64Block) => () =>
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
  return {
    nLevels,
    products: (scope, lanes) =>
      slabProducts(engine, scope, lanes, { nLevels, nSlabs, of: applied(lanes), totals: null }),
  };
}
