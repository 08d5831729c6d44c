/**
 * Solving with a factor: pass one, one solve, pass two, and corrections while group means show rounding.
 * Where a factor can't hold all digits (a near-redundant level of a third effect was taken for redundant), what is left
 * is finished by conjugate gradients. Knows nothing of how the factor is made.
 */

import { NumericalError } from "../../base/errors.js";
import { invoke, ownLines, slabStarts, sumPartsBlock } from "../../engine/kernels/call.js";
import { LANES, schurComplementWork } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import type { Components } from "./graph.js";
import { blocksOfFour } from "./group-pass.js";
import type { KrylovSolver } from "./krylov.js";
import type { AbsorbRows } from "./rows.js";
import { ABSORBED_SHARE, type BatchSolve, type PassedRows } from "./solver.js";

/** A group mean above this share of the result's standard deviation asks for a correction by another solve. */
const CORRECTION_ABOVE = 1e-11;
const MOST_CORRECTIONS = 2;
/** Beyond, the factor has missed something. */
const FINISH_ABOVE = 1e-10;

/** The factored equations of the other effects once the first is eliminated. */
export interface Factor {
  /**
   * Corrections wanted whatever the sums show, default 0: where equations are ill-conditioned, a column may be wrong along
   * directions that the sums hardly see.
   */
  readonly corrections?: number;
  /** Coefficients in place of right-hand sides, one block for four columns, interleaved by level. */
  solve(blocks: readonly F64Block[]): void;
}

export class ExactSolver {
  constructor(
    private readonly scope: Scope,
    private readonly rows: PassedRows,
    private readonly factor: Factor,
    private readonly finisher: KrylovSolver | null,
  ) {}

  /** Demeans k columns `X` in place. */
  solve(X: F64Block, k: number): BatchSolve {
    return this.scope.scope((inner) => {
      const { rows } = this;
      const sums = rows.levelSums(inner, k);
      const coefs = blocksOfFour(inner, k, LANES * rows.nLevels);
      const { total: before } = rows.passOne(X, k, sums);
      for (let corrections = 0; ; corrections++) {
        coefs.forEach((block, b) => {
          block.view().set(sums[b]!.view().subarray(0, block.length));
        });
        this.factor.solve(coefs);
        const certified = rows.passTwo(X, k, coefs, sums);
        const worst = largestShare(before, certified.after, certified.largestMean, rows.weight);
        const enough = worst <= CORRECTION_ABOVE && corrections >= (this.factor.corrections ?? 0);
        if (enough || corrections === MOST_CORRECTIONS || Number.isNaN(worst)) {
          if (worst > FINISH_ABOVE && this.finisher !== null) {
            const finished = this.finisher.finish(X, k, before, sums, certified.after);
            return { ...finished, iterations: corrections + finished.iterations };
          }
          return { before, ...certified, iterations: corrections, error: new Float64Array(k) };
        }
      }
    });
  }
}

/** Largest group mean as a share of the standard deviation of the result; columns that are absorbed count as exact. */
function largestShare(before: Float64Array, after: Float64Array, largestMean: Float64Array, weight: number): number {
  let worst = 0;
  for (const [j, square] of after.entries()) {
    if (square <= ABSORBED_SHARE ** 2 * before[j]!) continue;
    worst = Math.max(worst, largestMean[j]! / Math.sqrt(square / weight));
  }
  return worst;
}

// Two effects, exactly: the larger is eliminated, the dense Schur complement of the smaller is factored
// once, one block a connected component, and each block of columns takes two passes over its rows. Of each component
// one level is redundant and dropped by structure. Knows nothing of how the method was chosen.
// Source: the normal equations of the two-way error component model, Wansbeek & Kapteyn (1989), Journal of Econometrics
// 41(3), doi:10.1016/0304-4076(89)90066-9.

/** Levels of the smaller effect numbered component by component. */
export interface LevelBlocks {
  /** First level of each component in the new numbering: u32[nComponents+1]. */
  readonly starts: Uint32Array;
  /** New number of each level; null when it is the old one. */
  readonly relabel: Uint32Array | null;
  /** Levels of the largest component. */
  readonly largest: number;
  /** Numbers in all dense blocks. */
  readonly cells: number;
  /** Multiplications the factors take. */
  readonly work: number;
}

/** Numbers levels by component, in order within each. */
export function levelBlocks({ nComponents, ofLevel }: Components): LevelBlocks {
  const starts = new Uint32Array(nComponents + 1);
  for (const component of ofLevel) starts[component + 1]!++;
  const sizes = starts.subarray(1);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const cells = sizes.reduce((sum, size) => sum + size * size, 0);
  const work = sizes.reduce((sum, size) => sum + size ** 3 / 6, 0);
  for (let c = 0; c < nComponents; c++) starts[c + 1]! += starts[c]!;
  if (nComponents <= 1) return { starts, relabel: null, largest, cells, work };
  const next = starts.slice();
  return { starts, relabel: ofLevel.map((component) => next[component]!++), largest, cells, work };
}

/** The factored equations of the smaller of two effects. */
export class DenseFactor implements Factor {
  private readonly blocks: U32Block;
  private readonly factor: F64Block;

  /** Factors; throws NumericalError `schur_not_positive` when the weights are too unequal for the arithmetic. */
  constructor(
    private readonly engine: Engine,
    scope: Scope,
    rows: AbsorbRows,
    levels: LevelBlocks,
  ) {
    this.blocks = scope.copyU32(levels.starts);
    this.factor = scope.f64(levels.cells);
    scope.scope((inner) => this.build(inner, rows, levels));
  }

  /** Coefficients in place of right-hand sides. */
  solve(rhs: readonly F64Block[]): void {
    const { blocks, factor } = this;
    const tasks = rhs.map((b) => ({ nBlocks: blocks.length - 1, blocks, L: factor, b }));
    this.engine.run("schurSolve", tasks);
  }

  private build(inner: Scope, rows: AbsorbRows, { cells, largest }: LevelBlocks): void {
    const { engine, blocks, factor } = this;
    const nBlocks = blocks.length - 1;
    const slabs = slabStarts(rows.nGroups, rows.offsets.view(), cells);
    const nSlabs = slabs.length - 1;
    const size = schurComplementWork(rows.nLevels);
    const apart = ownLines(cells);
    const parts = inner.f64(nSlabs * apart);
    const tasks = Array.from({ length: nSlabs }, (_, s) => ({
      low: slabs[s]!,
      high: slabs[s + 1]!,
      nBlocks,
      blocks,
      S: parts.at(s * apart),
      work: inner.f64(size.f64),
      index: inner.u32(size.u32),
      ...rows.given,
    }));
    engine.run("schurComplement", tasks);
    factor.view().set(sumPartsBlock(engine, nSlabs, apart, parts).view().subarray(0, cells));
    invoke(engine, "schurFold", { nBlocks, blocks, S: factor, diagonal: inner.f64(largest) });
    const info = invoke(engine, "schurFactor", { nBlocks, blocks, S: factor });
    if (info === 0) return;
    const name = rows.effects[1]!.name;
    throw new NumericalError(
      "schur_not_positive",
      `The equations of fixed effect '${name}' can't be solved directly: pivot ${info} is not positive. ` +
        "Weights that differ by more than 1e12 do this; rescale them, or use solver 'krylov'.",
      { effect: name, got: info, expected: 0 },
    );
  }
}
