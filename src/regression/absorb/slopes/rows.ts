/**
 * The rows of a sample as the kernels of effects with slopes want them: ordered by the effect that is
 * eliminated, its slopes orthonormal within each level, the terms of the other effects (intercepts, slopes) numbered
 * together, cut into slabs of whole groups. Turns the long argument lists of the kernels into two passes over up to twelve
 * columns. Knows no method.
 */
import { unitOf } from "../../../base/exponent.js";
import { invoke, invokeChecked, runChecked, slabStarts, sumFew, sumPartsBlocks } from "../../../engine/kernels/call.js";
import { gatherColumns, sampleColumn } from "../../../engine/kernels/columns.js";
import { LANES, SLOPE_MOMENTS, slopePassWork } from "../../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "../../../engine/kernels/engine.js";
import type { LoadedSlopes } from "../effects.js";
import { type LoadedEffect, weightsByLevel } from "../effects.js";
import type { Certified, Moments, PassedRows } from "../solver.js";

/** What a pass is for: all at once, the first of two, the second. */
type Mode = 0 | 1 | 2;

/** An effect without slopes has intercepts. */
const PLAIN: LoadedSlopes = { intercept: true, centred: true, columns: [] };
export const slopesOf = ({ slopes }: LoadedEffect): LoadedSlopes => slopes ?? PLAIN;

/** Coefficients of one variable by the levels of one of the other effects: low .. high-1 in the common numbering. */
export interface Term {
  /** Place of the effect among those kept, and its column: -1 for the intercept. */
  readonly effect: number;
  readonly column: number;
  readonly low: number;
  readonly high: number;
}

/** Rows ordered by the first of the effects kept. */
export class SlopeRows implements PassedRows {
  readonly nGroups: number;
  readonly nSlopes: number;
  readonly intercept: boolean;
  readonly terms: readonly Term[];
  /** Coefficients of all terms. */
  readonly nLevels: number;
  readonly weight: number;
  /** Directions of the first effect that its rows have, by column, the intercept first where there is one. */
  readonly firstKept: readonly number[];
  /** What each term has with itself by level: its weight for an intercept, 1 for a slope, 0 where there is nothing. */
  readonly totals: F64Block;
  /** The same in the dimension of a mean: the root of the weight for a slope. */
  private readonly measures: F64Block;
  readonly slabs: readonly number[];
  /** Rows of the largest group of each slab. */
  readonly largest: readonly number[];
  private readonly basis: F64Block;
  private readonly codes: U32Block;
  private readonly values: F64Block;
  private readonly termColumns: U32Block;
  readonly owners: U32Block;

  /**
   * @param effects one or more; the first orders the rows; codes from 0 for each, in memory order
   * @param weights in memory order, or null
   * @param rowOrder sample row of each row in memory; null for the same
   */
  constructor(
    readonly engine: Engine,
    readonly scope: Scope,
    readonly n: number,
    readonly effects: readonly LoadedEffect[],
    readonly offsets: U32Block,
    readonly weights: F64Block | null,
    private readonly rowOrder: Uint32Array | null,
  ) {
    const first = effects[0]!;
    const { intercept, columns } = slopesOf(first);
    this.nGroups = first.nLevels;
    this.nSlopes = columns.length;
    this.intercept = intercept;
    const byGroup = this.weightsOf(first);
    this.weight = byGroup.reduce((sum, total) => sum + total, 0);
    const own = this.basisOf(first, offsets, null);
    this.basis = own.block;
    const empty = byGroup.reduce((sum, total) => sum + (total > 0 ? 0 : 1), 0);
    this.firstKept = [...(intercept ? [this.nGroups - empty] : []), ...own.kept.map(countOf)];
    const terms: Term[] = [];
    for (const [e, effect] of effects.entries()) {
      if (e === 0) continue;
      const { intercept: constant, columns: slopes } = slopesOf(effect);
      for (let column = constant ? -1 : 0; column < slopes.length; column++) {
        const low = terms.at(-1)?.high ?? 0;
        terms.push({ effect: e, column, low, high: low + effect.nLevels });
      }
    }
    this.terms = terms;
    this.nLevels = terms.at(-1)?.high ?? 0;
    this.slabs = slabStarts(this.nGroups, offsets.view(), this.nLevels);
    this.largest = largestGroups(offsets.view(), this.slabs);
    this.codes = scope.u32(n * terms.length);
    this.values = scope.f64(n * terms.filter(({ column }) => column >= 0).length);
    this.totals = scope.f64(this.nLevels);
    this.measures = scope.f64(this.nLevels);
    this.termColumns = scope.u32(terms.length);
    this.owners = scope.copyU32(Uint32Array.from(terms, ({ effect }) => effect));
    this.placeTerms();
  }

  /** Directions of the first effect by column, then of terms with slopes by term, over sample rows; null for intercepts. */
  directions(): { readonly first: readonly Float64Array[]; readonly ofTerms: readonly (Float64Array | null)[] } {
    const { n, basis, values, rowOrder, nSlopes } = this;
    const columns = this.termColumns.view();
    const first = Array.from({ length: nSlopes }, (_, j) => sampleColumn(basis, n, j, rowOrder));
    const ofTerms = this.terms.map((_, t) =>
      columns[t] === 0 ? null : sampleColumn(values, n, columns[t]! - 1, rowOrder),
    );
    return { first, ofTerms };
  }

  get nSlabs(): number {
    return this.slabs.length - 1;
  }

  /** Numbers by level for k columns, one block for four of them, with room for the parts of the slabs. */
  levelSums(scope: Scope, k: number): F64Block[] {
    return Array.from({ length: Math.ceil(k / LANES) }, () => scope.f64(this.nSlabs * LANES * this.nLevels));
  }

  passOne(X: F64Block, k: number, sums: readonly F64Block[]): Moments {
    const { total, after } = this.pass(1, X, k, sums, sums);
    return { total, within: after };
  }

  passTwo(X: F64Block, k: number, coefs: readonly F64Block[], sums: readonly F64Block[]): Certified {
    return this.pass(2, X, k, coefs, sums);
  }

  /** Takes the first effect out of k columns where it is the only one. */
  passAlone(X: F64Block, k: number): Certified & { readonly total: Float64Array } {
    return this.engine.scope((scope) => {
      const none = this.levelSums(scope, k);
      return this.pass(0, X, k, none, none);
    });
  }

  /** Arguments of the kernels that are the same for all of them. */
  get given() {
    const { nLevels, nSlopes, offsets, codes, values, basis, weights } = this;
    const [intercept, weighted] = [this.intercept ? 1 : 0, weights === null ? 0 : 1];
    return {
      offsets,
      codes,
      terms: this.termColumns,
      values,
      B: basis,
      w: weights,
      nLevels,
      p: this.terms.length,
      nSlopes,
      intercept,
      weighted,
    };
  }

  /** Scratch of a pass or product over slab s. */
  workOf(scope: Scope, s: number): F64Block {
    return scope.f64(slopePassWork(this.nSlopes, this.largest[s]!));
  }

  private pass(
    mode: Mode,
    X: F64Block,
    k: number,
    coefs: readonly F64Block[],
    sums: readonly F64Block[],
  ): Certified & { readonly total: Float64Array } {
    const { engine, n, nLevels, nSlabs } = this;
    return engine.scope((scope) => {
      const measures = sums.map(() => scope.f64(nSlabs * SLOPE_MOMENTS));
      const origins = scope.f64(sums.length * LANES);
      const first = X.view();
      origins.view().set(Float64Array.from({ length: origins.length }, (_, j) => first[Math.min(j, k - 1) * n]!));
      const tasks: Task<"slopePass">[] = [];
      for (let s = 0; s < nSlabs; s++) {
        for (const [b, sum] of sums.entries()) {
          tasks.push({
            n,
            k: Math.min(LANES, k - b * LANES),
            low: this.slabs[s]!,
            high: this.slabs[s + 1]!,
            mode,
            coefs: coefs[b]!,
            origins: origins.at(b * LANES),
            X: X.at(b * LANES * n),
            sums: sum.at(s * LANES * nLevels),
            moments: measures[b]!.at(s * SLOPE_MOMENTS),
            work: this.workOf(scope, s),
            ...this.given,
          });
        }
      }
      runChecked(engine, "slopePass", tasks);
      sumPartsBlocks(engine, nSlabs, LANES * nLevels, sums);
      const byLevel = sums.map(() => scope.f64(LANES));
      const levelTasks = sums.map((sum, b) => ({ nLevels, totals: this.measures, sums: sum, largest: byLevel[b]! }));
      engine.run("levelMeans", levelTasks);
      const [total, after, largestMean] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
      measures.forEach((block, b) => {
        const parts = block.view().slice();
        const sum = sumFew(nSlabs, SLOPE_MOMENTS, parts);
        const weight = sum[SLOPE_MOMENTS - 1]!;
        for (let j = 0; j < Math.min(LANES, k - b * LANES); j++) {
          const column = b * LANES + j;
          const [moment, square] = [sum[j]!, sum[LANES + j]!];
          total[column] = Math.max(0, square - moment * (moment / weight));
          after[column] = sum[2 * LANES + j]!;
          let largest = byLevel[b]!.view()[j]!;
          for (let s = 0; s < nSlabs; s++) largest = Math.max(largest, parts[s * SLOPE_MOMENTS + 3 * LANES + j]!);
          largestMean[column] = largest;
        }
      });
      return { total, after, largestMean };
    });
  }

  /** Fills codes, values, totals and measures of all terms. */
  private placeTerms(): void {
    const { n, effects, terms, codes, values, termColumns } = this;
    let column = 0;
    for (const [e, effect] of effects.entries()) {
      if (e === 0) continue;
      const weights = this.weightsOf(effect);
      const own = terms.filter((term) => term.effect === e);
      const slopes = own.filter((term) => term.column >= 0);
      const basis =
        slopes.length === 0
          ? null
          : this.scope.scope((inner) => {
              const { offsets, order } = this.rowsByLevel(inner, effect);
              const { block, kept } = this.basisOf(effect, offsets, order, inner);
              values.view().set(block.view(), column * n);
              return kept;
            });
      for (const term of own) {
        const t = terms.indexOf(term);
        const source = effect.codes.view();
        const target = codes.view().subarray(t * n, (t + 1) * n);
        for (let i = 0; i < n; i++) target[i] = source[i]! + term.low;
        const kept = term.column < 0 ? null : basis![term.column]!;
        this.totals.view().set(kept === null ? weights : Float64Array.from(kept), term.low);
        this.measures.view().set(kept === null ? weights : weights.map((w, l) => kept[l]! * Math.sqrt(w)), term.low);
        termColumns.view()[t] = term.column < 0 ? 0 : 1 + column++;
      }
    }
  }

  private weightsOf({ name, codes, nLevels }: LoadedEffect): Float64Array {
    return this.scope.scope((inner) => {
      const range = { name, codes, low: 0, high: nLevels };
      return weightsByLevel(this.engine, inner, this.n, range, this.weights).view().slice();
    });
  }

  private rowsByLevel(scope: Scope, { codes, nLevels }: LoadedEffect): { offsets: U32Block; order: U32Block } {
    const [offsets, order] = [scope.u32(nLevels + 1), scope.u32(this.n)];
    const { engine } = this;
    invokeChecked(engine, "csrOffsets", { n: this.n, nLevels, codes, offsets });
    const cursor = scope.u32(nLevels);
    invoke(engine, "csrOrder", { n: this.n, nLevels, codes, offsets, order, cursor });
    return { offsets, order };
  }

  private basisOf(effect: LoadedEffect, offsets: U32Block, order: U32Block | null, scope: Scope = this.scope) {
    const { centred, columns } = slopesOf(effect);
    const rows = { n: this.n, nLevels: effect.nLevels, offsets, order, weights: this.weights };
    return levelBasis(this.engine, scope, rows, columns, this.rowOrder, centred);
  }
}

/** Rows of the largest group of each slab. */
function largestGroups(offsets: ArrayLike<number>, slabs: readonly number[]): number[] {
  return slabs.slice(1).map((high, s) => {
    let largest = 0;
    for (let g = slabs[s]!; g < high; g++) largest = Math.max(largest, offsets[g + 1]! - offsets[g]!);
    return largest;
  });
}

const countOf = (flags: Uint32Array): number => flags.reduce((sum, flag) => sum + flag, 0);

// Slope variables of an effect as columns that are orthonormal within each level.

/** Share of a variable's norm about its mean in a level that must be left beside the variables before it. */
const TOLERANCE = 1e-9;

/** Levels of an effect over rows in memory. */
export interface LevelRows {
  readonly n: number;
  readonly nLevels: number;
  /** u32[nLevels+1]. */
  readonly offsets: U32Block;
  /** u32[n], rows by level; null where memory is in that order. */
  readonly order: U32Block | null;
  /** In memory order. */
  readonly weights: F64Block | null;
}

export interface LevelBasis {
  /** f64[n*nSlopes], in memory order; 0 in a level that has no such direction. */
  readonly block: F64Block;
  /** By column, by level: 1 where there is the direction. */
  readonly kept: readonly Uint32Array[];
}

/**
 * Makes the basis of an effect's slopes.
 *
 * @param columns slope variables over sample rows, finite
 * @param rowOrder sample row of each row in memory; null for the same
 * @param centred whether an intercept makes up for taking them about the mean of each level
 */
export function levelBasis(
  engine: Engine,
  scope: Scope,
  { n, nLevels, offsets, order, weights }: LevelRows,
  columns: readonly Float64Array[],
  rowOrder: Uint32Array | null,
  centred: boolean,
): LevelBasis {
  const block = gatherColumns(engine, scope, columns.map(scaled), rowOrder);
  const found = scope.scope((inner) => {
    const kept = inner.u32(nLevels * columns.length);
    const slabs = slabStarts(nLevels, offsets.view(), 0);
    const all = {
      n,
      ...{ nGroups: nLevels, nSlopes: columns.length, centred: centred ? 1 : 0, weighted: weights === null ? 0 : 1 },
      ...{ ordered: order === null ? 1 : 0, tolerance: TOLERANCE, offsets, order, w: weights, B: block, kept },
    };
    const tasks = slabs.slice(1).map((high, s) => ({ low: slabs[s]!, high, ...all }));
    runChecked(engine, "levelBasis", tasks);
    return kept.view().slice();
  });
  return { block, kept: columns.map((_, j) => found.subarray(j * nLevels, (j + 1) * nLevels)) };
}

/** A variable over a power of two that makes its largest number about 1: squares neither overflow nor vanish. */
function scaled(column: Float64Array): Float64Array {
  const by = 1 / unitOf(column);
  return by === 1 ? column : column.map((value) => value * by);
}
