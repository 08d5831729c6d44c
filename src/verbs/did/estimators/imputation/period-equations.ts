/**
 * Unit and period effects of the rows compared with, ready to be solved for: units are eliminated, the equations of periods are factored
 * once. Takes both effects out of columns, gives period effects of columns, and solves for right-hand sides of any kind.
 */

import { gatherColumns } from "../../../../engine/kernels/columns.js";
import { LANES } from "../../../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope } from "../../../../engine/kernels/engine.js";
import { orderRows } from "../../../../regression/absorb/effects.js";
import { DenseFactor, ExactSolver, type LevelBlocks } from "../../../../regression/absorb/exact.js";
import { AbsorbRows } from "../../../../regression/absorb/rows.js";
import { BATCH } from "../../../../regression/absorb/solver.js";

export interface ComparedRows {
  /** Dense, ascending. */
  readonly unit: Uint32Array;
  readonly nUnits: number;
  readonly level: Uint32Array;
  readonly weights: Float64Array | null;
}

/** Norms of columns before and after effects were taken out. */
export interface Norms {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** Lives as long as its scope. */
export class PeriodEquations {
  readonly nLevels: number;
  private readonly rows: AbsorbRows;
  private readonly factor: DenseFactor;
  private readonly solver: ExactSolver;

  /** Throws NumericalError `schur_not_positive` when the weights are too unequal for the arithmetic. */
  constructor(
    private readonly engine: Engine,
    scope: Scope,
    { unit, nUnits, level, weights }: ComparedRows,
    blocks: LevelBlocks,
  ) {
    const n = unit.length;
    this.nLevels = blocks.starts.at(-1)!;
    const codes = scope.u32(2 * n);
    codes.view().set(unit);
    codes.view().set(level, n);
    const effect = (name: string, position: number, nLevels: number) => {
      return { name, position, nLevels, codes: codes.part(position * n, n) };
    };
    const kept = [effect("unit", 0, nUnits), effect("time", 1, this.nLevels)];
    const { offsets } = orderRows(engine, scope, { nRows: n, kept, contained: [] });
    const block = weights && scope.copyF64(weights);
    this.rows = new AbsorbRows(engine, scope, n, kept, offsets, block, null);
    this.factor = new DenseFactor(engine, scope, this.rows, blocks);
    this.solver = new ExactSolver(scope, this.rows, this.factor, null);
  }

  /** Takes both effects out of k columns, in place. */
  demean(X: F64Block, k: number): Norms {
    const { n } = this.rows;
    const [before, after] = [new Float64Array(k), new Float64Array(k)];
    for (let start = 0; start < k; start += BATCH) {
      const width = Math.min(BATCH, k - start);
      const solved = this.solver.solve(X.part(start * n, width * n), width);
      before.set(solved.before.subarray(0, width).map(Math.sqrt), start);
      after.set(solved.after.subarray(0, width).map(Math.sqrt), start);
    }
    return { before, after };
  }

  /** Period effects of each column, its unit effects taken out. */
  effectsOf(columns: readonly Float64Array[]): Float64Array[] {
    const { engine, rows, factor, nLevels } = this;
    const found: Float64Array[] = [];
    for (let start = 0; start < columns.length; start += BATCH) {
      engine.scope((scope) => {
        const own = columns.slice(start, start + BATCH);
        const sums = rows.levelSums(scope, own.length);
        rows.passOne(gatherColumns(engine, scope, own, null), own.length, sums);
        const blocks = sums.map((block) => block.part(0, LANES * nLevels));
        factor.solve(blocks);
        own.forEach((_, j) => {
          const lanes = blocks[Math.floor(j / LANES)]!.view();
          found.push(Float64Array.from({ length: nLevels }, (_, l) => lanes[l * LANES + (j % LANES)]!));
        });
      });
    }
    return found;
  }

  /** Solutions for `count` right-hand sides, a row of `count` numbers a level. */
  solve(sides: Float64Array, count: number): Float64Array {
    const { engine, factor, nLevels } = this;
    const out = new Float64Array(nLevels * count);
    engine.scope((scope) => {
      const blocks = Array.from({ length: Math.ceil(count / LANES) }, () => scope.f64(LANES * nLevels));
      const views = blocks.map((block) => block.view());
      eachNumber(nLevels, count, (at, block, lane) => {
        views[block]![lane] = sides[at]!;
      });
      factor.solve(blocks);
      eachNumber(nLevels, count, (at, block, lane) => {
        out[at] = views[block]![lane]!;
      });
    });
    return out;
  }
}

/** Places of numbers in rows of `count` by level, and in blocks of four columns interleaved by level. */
function eachNumber(nLevels: number, count: number, move: (at: number, block: number, lane: number) => void): void {
  for (let c = 0; c < count; c++) {
    for (let l = 0; l < nLevels; l++) move(l * count + c, Math.floor(c / LANES), l * LANES + (c % LANES));
  }
}
