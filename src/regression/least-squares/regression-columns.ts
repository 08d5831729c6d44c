/**
 * Columns of a regression, X then y: outside linear memory, passes copying in what they read, or placed in it in the order of
 * the absorber's rows where someone must have them all. Says what memory either takes. Knows no estimator.
 */
import type { SampleColumn } from "../../base/row-runs.js";
import {
  ColumnReader,
  isFiniteBlock,
  placeColumns,
  placeFiniteColumns,
  reorderColumns,
} from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { Absorber } from "../absorb/absorber.js";
import type { ReadColumns } from "../absorb/row-batches.js";
import { type Dimensions, fitsMemory, type MemoryNeed, memoryNeed, requireMemory } from "../frame/memory-need.js";

/** Columns of a sample, and what is known of them. */
export interface GivenColumns {
  readonly sources: readonly SampleColumn[];
  /** Their copy in linear memory, in sample order, if there is one: it is put in memory order. */
  readonly columns?: F64Block;
  /** Whether the numbers are known to be finite. */
  readonly isChecked: boolean;
  readonly dimensions: Dimensions;
}

/** Why columns have to be in linear memory, and what would let them pass through. */
const PLACED_FOR = {
  effects:
    "Columns pass through in blocks, and take no room, where two effects or more are absorbed, or one by which rows are sorted; neither with slopes.",
  digits:
    "Columns pass through in blocks, and take no room, unless little is left of one beside effects and regressors.",
  variance:
    "Columns pass through in blocks, and take no room, under variances iid and hetero, and with clusters that hold whole levels of the effect with most levels.",
};

export class RegressionColumns implements ReadColumns {
  readonly k: number;
  readonly reader: ColumnReader;
  block: F64Block | undefined;
  isFilled = false;
  /** Whether the numbers are known to be finite. */
  isChecked: boolean;

  /**
   * @param start bytes in use before the regression began
   * @param onEstimate given what it takes, again where columns are placed after all
   */
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    private readonly call: string,
    private readonly given: GivenColumns,
    private readonly absorber: Absorber,
    private readonly start: number,
    private readonly onEstimate: (need: MemoryNeed) => void,
  ) {
    this.k = given.sources.length;
    this.isChecked = given.isChecked;
    this.reader = new ColumnReader(given.sources, absorber.rowOrder);
    if (given.columns !== undefined) this.block = this.inOrder(given.columns);
  }

  /**
   * Makes room for the columns where there is any, and places them unless the first pass does: rows are put in order a few
   * columns at a time. False as `place` says null.
   */
  begin(): boolean {
    const { engine, absorber, given } = this;
    if (this.block !== undefined) return true;
    if (absorber.mostRows === null) return this.place("effects") !== null;
    const need = memoryNeed(given.dimensions);
    if (!fitsMemory(engine, need, this.held)) {
      this.onEstimate(memoryNeed({ ...given.dimensions, rowsAtATime: absorber.mostRows }));
      return true;
    }
    if (absorber.rowOrder !== null) return this.place("effects") !== null;
    this.onEstimate(need);
    this.block = this.room();
    return true;
  }

  /**
   * The columns in linear memory; null where a number of them is not finite, or may not be and there is no room. Throws
   * NumericalError `memory` where numbers are known.
   */
  place(what: keyof typeof PLACED_FOR): F64Block | null {
    const { engine, given, call } = this;
    if (this.block === undefined) {
      const need = memoryNeed(given.dimensions);
      if (!this.isChecked && !fitsMemory(engine, need, this.held)) return null;
      this.onEstimate(need);
      requireMemory(engine, `'${call}'`, need, { held: this.held, remedy: PLACED_FOR[what] });
    }
    const block = this.block ?? this.room();
    if (!this.isFilled) {
      if (this.isChecked) placeColumns(given.sources, block);
      else if (!placeFiniteColumns(engine, given.sources, block)) return null;
      this.inOrder(block);
    } else if (!this.isChecked && !isFiniteBlock(engine, block)) return null;
    this.isChecked = true;
    this.block = block;
    return block;
  }

  /** Bytes the regression has taken. */
  private get held(): number {
    return this.engine.usedBytes() - this.start;
  }

  private room(): F64Block {
    return this.scope.f64(this.given.sources[0]!.length * this.k);
  }

  private inOrder(block: F64Block): F64Block {
    const { engine, scope, absorber, k, given } = this;
    if (absorber.rowOrder !== null) {
      reorderColumns(engine, scope, given.sources[0]!.length, k, absorber.rowOrder, block);
    }
    this.isFilled = true;
    return block;
  }
}
