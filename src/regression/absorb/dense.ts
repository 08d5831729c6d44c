/**
 * Two effects, exactly: the larger is eliminated, the dense Schur complement of the smaller is factored
 * once, one block a connected component, and each block of columns takes two passes over its rows. Of each component
 * one level is redundant and dropped by structure. Knows nothing of how the method was chosen.
 * Source: the normal equations of the two-way error component model, Wansbeek & Kapteyn (1989), Journal of Econometrics
 * 41(3), doi:10.1016/0304-4076(89)90066-9.
 */
import { NumericalError } from "../../base/errors.js";
import { invoke, slabStarts, sumPartsBlock } from "../../engine/kernels/call.js";
import { schurComplementWork } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";

import type { Factor } from "./exact.js";
import type { Components } from "./graph.js";
import type { AbsorbRows } from "./rows.js";

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
    const parts = inner.f64(nSlabs * cells);
    const tasks = Array.from({ length: nSlabs }, (_, s) => ({
      low: slabs[s]!,
      high: slabs[s + 1]!,
      nBlocks,
      blocks,
      S: parts.at(s * cells),
      work: inner.f64(size.f64),
      index: inner.u32(size.u32),
      ...rows.given,
    }));
    engine.run("schurComplement", tasks);
    factor.view().set(sumPartsBlock(engine, nSlabs, cells, parts).view());
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
