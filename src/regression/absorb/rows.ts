/**
 * The rows of a sample as the demeaning kernels want them: ordered by the first effect, the levels of the
 * other effects numbered together, weights beside them, cut into slabs of whole groups. Makes of the kernels two passes over
 * up to twelve columns and one projection. Knows no method.
 */
import { invokeChecked, slabStarts, sumPartsBlocks } from "../../engine/kernels/call.js";
import { LANES } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";

import { type LoadedEffect, weightsByLevel } from "./effects.js";
import { blocksOfFour, levelNumbers, passGroups } from "./group-pass.js";
import { BATCH, type Certified, type Moments, type PassedRows } from "./solver.js";

/** Levels of one of the other effects: low .. high-1 in the common numbering. */
export interface LevelRange {
  readonly low: number;
  readonly high: number;
}

/** Rows ordered by the first of several effects. */
export class AbsorbRows implements PassedRows {
  /** Levels of all effects but the first. */
  readonly nLevels: number;
  readonly ranges: readonly LevelRange[];
  /** Weight (or number of rows) of each of those levels. */
  readonly totals: F64Block;
  readonly nGroups: number;
  /** Weight (or number) of all rows. */
  readonly weight: number;
  /** First group of each slab, then the number of groups. */
  readonly slabs: readonly number[];

  /**
   * @param effects two or more; the first orders the rows; the codes of the others are consecutive and numbered here
   *   together, in place, by `relabel` when given (a permutation of the levels of a single other effect)
   * @param weights in memory order, or null
   * @param relabel null: levels keep their order; undefined: they are numbered together already
   */
  constructor(
    readonly engine: Engine,
    scope: Scope,
    readonly n: number,
    readonly effects: readonly LoadedEffect[],
    readonly offsets: U32Block,
    readonly weights: F64Block | null,
    relabel: Uint32Array | null | undefined,
  ) {
    this.nGroups = offsets.length - 1;
    const ranges: LevelRange[] = [];
    let base = 0;
    for (const { nLevels } of effects.slice(1)) {
      ranges.push({ low: base, high: base + nLevels });
      base += nLevels;
    }
    this.ranges = ranges;
    this.nLevels = base;
    this.totals = scope.f64(base);
    if (relabel !== undefined) this.number(scope, relabel);
    this.weigh(scope);
    this.weight = this.totals
      .view()
      .subarray(0, effects[1]!.nLevels)
      .reduce((sum, total) => sum + total, 0);
    this.slabs = slabStarts(this.nGroups, offsets.view(), base);
  }

  /** The same rows and levels under other weights, in memory order. */
  weighed(scope: Scope, weights: F64Block): AbsorbRows {
    return new AbsorbRows(this.engine, scope, this.n, this.effects, this.offsets, weights, undefined);
  }

  /** What all kernels take; codes of the other effects one after the other. */
  get given() {
    const { n, nLevels, ranges, offsets, effects, weights } = this;
    const weighted = weights === null ? 0 : 1;
    return { n, nLevels, p: ranges.length, weighted, offsets, codes: effects[1]!.codes, w: weights };
  }

  get nSlabs(): number {
    return this.slabs.length - 1;
  }

  /** Numbers by level for k columns, one block for four of them, with room for the parts of the slabs. */
  levelSums(scope: Scope, k: number): F64Block[] {
    return blocksOfFour(scope, k, this.nSlabs * levelNumbers(this.nLevels));
  }

  /**
   * Sums by level of the within-group deviations of k columns `X`: block b, its first 4 nLevels numbers, holds those
   * of columns 4b .. 4b+3.
   */
  passOne(X: F64Block, k: number, sums: readonly F64Block[]): Moments {
    const { total, left } = passGroups(this, X, k, { written: false, coefs: null, sums });
    sumPartsBlocks(this.engine, this.nSlabs, levelNumbers(this.nLevels), sums);
    return { total, within: left };
  }

  /** Takes `coefs` and then the group means out of k columns `X`; `sums` gets what is left by level. */
  passTwo(X: F64Block, k: number, coefs: readonly F64Block[], sums: readonly F64Block[]): Certified {
    const { engine, nLevels, totals } = this;
    const { left: after, largestMean: byGroup } = passGroups(this, X, k, { written: true, coefs, sums });
    sumPartsBlocks(engine, this.nSlabs, levelNumbers(nLevels), sums);
    const largestMean = engine.scope((scope) => {
      const byLevel = scope.f64(LANES * sums.length);
      const tasks = sums.map((block, b) => ({ nLevels, totals, sums: block, largest: byLevel.at(b * LANES) }));
      engine.run("levelMeans", tasks);
      const means = byLevel.view();
      return byGroup.map((mean, j) => Math.max(mean, means[j]!));
    });
    return { after, largestMean };
  }

  /** Takes `coefs` and then the group means out of k columns, any number, a dozen at a time. */
  takeOut(X: F64Block, k: number, coefs: readonly F64Block[]): void {
    for (let start = 0; start < k; start += BATCH) {
      const width = Math.min(BATCH, k - start);
      const own = coefs.slice(start / LANES, (start + BATCH) / LANES);
      this.engine.scope((scope) => {
        this.passTwo(X.part(start * this.n, width * this.n), width, own, this.levelSums(scope, width));
      });
    }
  }

  /** One sweep of projections over four columns: the coefficients of every other effect in turn, in place. */
  sweep(rhs: F64Block, coefs: F64Block, work: F64Block): void {
    const { engine, nGroups, totals } = this;
    const { n, nLevels, p, weighted, offsets, codes, w } = this.given;
    this.ranges.forEach(({ low, high }, effect) => {
      invokeChecked(engine, "projectEffect", {
        n,
        nGroups,
        nLevels,
        p,
        effect,
        low,
        high,
        weighted,
        offsets,
        codes,
        w,
        totals,
        rhs,
        coefs,
        work,
      });
    });
  }

  /** Numbers the levels of the other effects together. */
  private number(scope: Scope, relabel: Uint32Array | null): void {
    const { n } = this;
    this.ranges.forEach(({ low, high }, f) => {
      if (low === 0 && relabel === null) return;
      scope.scope((inner) => {
        const labels = inner.copyU32(relabel ?? Uint32Array.from({ length: high - low }, (_, l) => low + l));
        const { codes } = this.effects[f + 1]!;
        invokeChecked(this.engine, "gatherU32", { n, nSource: high - low, x: labels, order: codes, out: codes });
      });
    });
  }

  /** Fills `totals`. */
  private weigh(scope: Scope): void {
    this.ranges.forEach(({ low, high }, f) => {
      const { codes, name } = this.effects[f + 1]!;
      scope.scope((inner) => {
        const totals = weightsByLevel(this.engine, inner, this.n, { name, codes, low, high }, this.weights);
        this.totals.view().set(totals.view().subarray(low), low);
      });
    });
  }
}
