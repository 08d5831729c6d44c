/**
 * The rows of a sample as the demeaning kernels want them: ordered by the first effect, the levels of the
 * other effects numbered together, weights beside them, cut into slabs of whole groups. Turns the long argument lists
 * of the kernels into two passes over up to twelve columns and one projection. Knows no method.
 */
import { invokeChecked, runChecked, slabStarts, sumFew, sumPartsBlocks } from "../../engine/kernels/call.js";
import { LANES } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";

import { type LoadedEffect, weightsByLevel } from "./effects.js";
import { BATCH, type Certified, type Moments, type PassedRows } from "./solver.js";

/** Numbers a slab returns for its columns in pass one: three moments of four columns and the weight of its rows. */
const MOMENTS_ONE = 13;
/** In pass two: sum of squares and largest mean of four columns. */
const MOMENTS_TWO = 8;

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
    return Array.from({ length: Math.ceil(k / LANES) }, () => scope.f64(this.nSlabs * LANES * this.nLevels));
  }

  /**
   * Sums by level of the within-group deviations of k columns `X`: block b, its first 4 nLevels numbers, holds those
   * of columns 4b .. 4b+3.
   */
  passOne(X: F64Block, k: number, sums: readonly F64Block[]): Moments {
    const { engine, n, nLevels, given } = this;
    return engine.scope((scope) => {
      const measures = sums.map(() => scope.f64(this.nSlabs * MOMENTS_ONE));
      const tasks = this.overSlabs(k, (s, b, width) => ({
        X: X.at(b * LANES * n),
        sums: sums[b]!.at(s * LANES * nLevels),
        moments: measures[b]!.at(s * MOMENTS_ONE),
        k: width,
        low: this.slabs[s]!,
        high: this.slabs[s + 1]!,
        ...given,
      }));
      runChecked(engine, "demeanPassOne", tasks);
      sumPartsBlocks(engine, this.nSlabs, LANES * nLevels, sums);
      const [total, within] = [new Float64Array(k), new Float64Array(k)];
      measures.forEach((block, b) => {
        const sum = sumFew(this.nSlabs, MOMENTS_ONE, block.view().slice());
        const weight = sum[MOMENTS_ONE - 1]!;
        for (let j = 0; j < Math.min(LANES, k - b * LANES); j++) {
          const [first, second] = [sum[j]!, sum[LANES + j]!];
          total[b * LANES + j] = Math.max(0, second - first * (first / weight));
          within[b * LANES + j] = Math.max(0, sum[2 * LANES + j]!);
        }
      });
      return { total, within };
    });
  }

  /** Takes `coefs` and then the group means out of k columns `X`; `sums` gets what is left by level. */
  passTwo(X: F64Block, k: number, coefs: readonly F64Block[], sums: readonly F64Block[]): Certified {
    const { engine, n, nLevels, given, totals } = this;
    return engine.scope((scope) => {
      const measures = sums.map(() => scope.f64(this.nSlabs * MOMENTS_TWO));
      const tasks = this.overSlabs(k, (s, b, width) => ({
        coefs: coefs[b]!,
        X: X.at(b * LANES * n),
        sums: sums[b]!.at(s * LANES * nLevels),
        moments: measures[b]!.at(s * MOMENTS_TWO),
        k: width,
        low: this.slabs[s]!,
        high: this.slabs[s + 1]!,
        ...given,
      }));
      runChecked(engine, "demeanPassTwo", tasks);
      sumPartsBlocks(engine, this.nSlabs, LANES * nLevels, sums);
      const byLevel = sums.map(() => scope.f64(LANES));
      engine.run(
        "levelMeans",
        sums.map((block, b) => ({ nLevels, totals, sums: block, largest: byLevel[b]! })),
      );
      const [after, largestMean] = [new Float64Array(k), new Float64Array(k)];
      measures.forEach((block, b) => {
        const parts = block.view().slice();
        const sum = sumFew(this.nSlabs, MOMENTS_TWO, parts);
        for (let j = 0; j < Math.min(LANES, k - b * LANES); j++) {
          after[b * LANES + j] = sum[j]!;
          let largest = byLevel[b]!.view()[j]!;
          for (let s = 0; s < this.nSlabs; s++) largest = Math.max(largest, parts[s * MOMENTS_TWO + LANES + j]!);
          largestMean[b * LANES + j] = largest;
        }
      });
      return { after, largestMean };
    });
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

  /** A task for every slab and block of four columns; the blocks of a slab are neighbours, so that its codes stay near. */
  private overSlabs<T>(k: number, task: (slab: number, block: number, width: number) => T): T[] {
    const tasks: T[] = [];
    for (let s = 0; s < this.nSlabs; s++) {
      for (let b = 0; b * LANES < k; b++) tasks.push(task(s, b, Math.min(LANES, k - b * LANES)));
    }
    return tasks;
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
