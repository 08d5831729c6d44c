/**
 * Layer design. The rows of a sample as the demeaning kernels want them: ordered by the first effect, the levels of the
 * other effects numbered together, weights beside them. Turns the long argument lists of the kernels into two passes
 * and one projection over up to four columns. Knows no method.
 */
import { checkInfo } from "../kernels/checks.js";
import type { Engine, F64Block, Scope, U32Block } from "../kernels/engine.js";
import { type PlacedEffect, weightsByLevel } from "./absorb-effects.js";

/** What the second pass says of up to four columns, in their order. */
export interface Certified {
  /** (Weighted) sum of squares after. */
  readonly after: Float64Array;
  /** Largest absolute (weighted) group mean after, over all effects. */
  readonly largestMean: Float64Array;
}

/** Levels of one of the other effects: low .. high-1 in the common numbering. */
export interface LevelRange {
  readonly low: number;
  readonly high: number;
}

/** Rows ordered by the first of several effects. */
export class AbsorbRows {
  /** Levels of all effects but the first. */
  readonly nLevels: number;
  readonly ranges: readonly LevelRange[];
  /** Weight (or number of rows) of each of those levels. */
  readonly totals: F64Block;
  readonly nGroups: number;
  /** Weight (or number) of all rows. */
  readonly weight: number;

  /**
   * @param effects two or more; the first orders the rows; the codes of the others are consecutive and numbered here together, in
   *   place, by `relabel` when given (a permutation of the levels of a single other effect)
   * @param weights in memory order, or null
   */
  constructor(
    readonly engine: Engine,
    scope: Scope,
    readonly n: number,
    readonly effects: readonly PlacedEffect[],
    readonly offsets: U32Block,
    readonly weights: F64Block | null,
    relabel: Uint32Array | null,
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
    this.number(scope, relabel);
    this.weigh(scope);
    this.weight = this.totals
      .view()
      .subarray(0, effects[1]!.nLevels)
      .reduce((sum, total) => sum + total, 0);
  }

  /** Address of the codes of the other effects. */
  get codes(): number {
    return this.effects[1]!.codes;
  }

  get weighted(): number {
    return this.weights === null ? 0 : 1;
  }

  get weightAddress(): number {
    return this.weights?.address ?? 0;
  }

  /** Sums of the within-group deviations of k columns at `X` by level; returns their centred sums of squares. */
  passOne(X: number, k: number, sums: F64Block, moments: F64Block): Float64Array {
    const { n, nGroups, nLevels, ranges, weighted, offsets, codes, weightAddress } = this;
    const info = this.engine.kernels.demeanPassOne(
      n,
      k,
      nGroups,
      nLevels,
      ranges.length,
      weighted,
      X,
      offsets.address,
      codes,
      weightAddress,
      sums.address,
      moments.address,
    );
    checkInfo("demeanPassOne", info);
    return moments.view().slice(0, k);
  }

  /** Takes `coefs` and then the group means out of k columns at `X`; `sums` gets what is left by level. */
  passTwo(X: number, k: number, coefs: F64Block, sums: F64Block, moments: F64Block): Certified {
    const { n, nGroups, nLevels, ranges, weighted, offsets, codes, weightAddress, totals } = this;
    const info = this.engine.kernels.demeanPassTwo(
      n,
      k,
      nGroups,
      nLevels,
      ranges.length,
      weighted,
      offsets.address,
      codes,
      weightAddress,
      totals.address,
      coefs.address,
      X,
      sums.address,
      moments.address,
    );
    checkInfo("demeanPassTwo", info);
    const view = moments.view();
    return { after: view.slice(0, k), largestMean: view.slice(k, 2 * k) };
  }

  /** One sweep of projections: the coefficients of every other effect in turn, in place. */
  sweep(rhs: F64Block, coefs: F64Block, work: F64Block): void {
    const { n, nGroups, nLevels, ranges, weighted, offsets, codes, weightAddress, totals } = this;
    ranges.forEach(({ low, high }, effect) => {
      const info = this.engine.kernels.projectEffect(
        n,
        nGroups,
        nLevels,
        ranges.length,
        effect,
        low,
        high,
        weighted,
        offsets.address,
        codes,
        weightAddress,
        totals.address,
        rhs.address,
        coefs.address,
        work.address,
      );
      checkInfo("projectEffect", info);
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
        checkInfo("gatherU32", this.engine.kernels.gatherU32(n, high - low, labels.address, codes, codes));
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
