/**
 * Layer design. Two effects, exactly: the larger is eliminated, the dense Schur complement of the smaller is factored
 * once, one block a connected component, and each block of columns takes two passes over its rows. Of each component
 * one level is redundant and dropped by structure. Knows nothing of how the method was chosen.
 * Source: the normal equations of the two-way error component model, Wansbeek & Kapteyn (1989), Journal of Econometrics
 * 41(3), doi:10.1016/0304-4076(89)90066-9.
 */
import { NumericalError } from "../base/errors.js";
import { LANES, schurComplementWork } from "../kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../kernels/engine.js";
import type { Components } from "./absorb-effects.js";
import type { AbsorbRows } from "./absorb-rows.js";
import { ABSORBED_SHARE, type BlockSolve } from "./absorb-solver.js";

/** Levels in a component beyond which the dense factor is not formed: 200 MB. */
const LARGEST_COMPONENT = 5_000;
const MOST_CELLS = LARGEST_COMPONENT ** 2;

/** A group mean above this share of the result's standard deviation asks for a correction by another solve. */
const CORRECTION_ABOVE = 1e-12;
const MOST_CORRECTIONS = 2;

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
}

/** Numbers levels by component, in order within each. */
export function levelBlocks({ nComponents, ofLevel }: Components): LevelBlocks {
  const starts = new Uint32Array(nComponents + 1);
  for (const component of ofLevel) starts[component + 1]!++;
  const sizes = starts.subarray(1);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const cells = sizes.reduce((sum, size) => sum + size * size, 0);
  for (let c = 0; c < nComponents; c++) starts[c + 1]! += starts[c]!;
  if (nComponents <= 1) return { starts, relabel: null, largest, cells };
  const next = starts.slice();
  return { starts, relabel: ofLevel.map((component) => next[component]!++), largest, cells };
}

/** Why the dense factor is too large to form, or null when it is not. */
export function tooLarge({ largest, cells }: LevelBlocks): string | null {
  if (largest > LARGEST_COMPONENT) {
    return `the largest connected component has ${largest} levels, expected at most ${LARGEST_COMPONENT}`;
  }
  return cells > MOST_CELLS ? `the dense blocks need ${cells} numbers, expected at most ${MOST_CELLS}` : null;
}

/** The factored equations of the smaller of two effects. */
export class DirectSolver {
  private readonly blocks: U32Block;
  private readonly factor: F64Block;

  /** Factors; throws NumericalError `schur_not_positive` when the weights are too unequal for the arithmetic. */
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    private readonly rows: AbsorbRows,
    levels: LevelBlocks,
  ) {
    this.blocks = scope.copyU32(levels.starts);
    this.factor = scope.f64(levels.cells);
    this.build();
  }

  /** Demeans k <= 4 columns at `X` in place, correcting the result while its group means show rounding. */
  solve(X: number, k: number): BlockSolve {
    return this.scope.scope((inner) => {
      const { rows } = this;
      const sums = inner.f64(LANES * rows.nLevels);
      const coefs = inner.f64(LANES * rows.nLevels);
      const moments = inner.f64(2 * k);
      const before = rows.passOne(X, k, sums, moments);
      for (let corrections = 0; ; corrections++) {
        coefs.view().set(sums.view());
        this.engine.kernels.schurSolve(this.blocks.length - 1, this.blocks.address, this.factor.address, coefs.address);
        const { after, largestMean } = rows.passTwo(X, k, coefs, sums, moments);
        const exact = after.every((square, j) => this.isExact(before[j]!, square, largestMean[j]!));
        if (exact || corrections === MOST_CORRECTIONS) {
          return { before, after, largestMean, iterations: corrections, error: new Float64Array(k) };
        }
      }
    });
  }

  private isExact(before: number, after: number, largestMean: number): boolean {
    if (after <= ABSORBED_SHARE ** 2 * before) return true;
    return largestMean <= CORRECTION_ABOVE * Math.sqrt(after / this.rows.weight);
  }

  private build(): void {
    const { engine, scope, rows, blocks, factor } = this;
    const nBlocks = blocks.length - 1;
    const info = scope.scope((inner) => {
      const size = schurComplementWork(rows.nLevels);
      const [work, index] = [inner.f64(size.f64), inner.u32(size.u32)];
      engine.kernels.schurComplement(
        rows.nGroups,
        rows.nLevels,
        nBlocks,
        rows.weighted,
        rows.offsets.address,
        rows.codes,
        blocks.address,
        rows.weightAddress,
        factor.address,
        work.address,
        index.address,
      );
      return engine.kernels.schurFactor(nBlocks, blocks.address, factor.address);
    });
    if (info === 0) return;
    const name = rows.effects[1]!.name;
    throw new NumericalError(
      "schur_not_positive",
      `The equations of fixed effect '${name}' can't be solved directly: pivot ${info} is not positive. ` +
        "Weights that differ by more than 1e12 do this; rescale them, or use solver 'map'.",
      { effect: name, got: info, expected: 0 },
    );
  }
}
