/**
 * Answers of an engine added up to the packed blocks that `regression/moments` describes.
 */
import { DataError } from "../../base/errors.js";
import { upTo } from "../../base/row-runs.js";
import type { Scope } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import type { Answer } from "../engine.js";
import type { SqlFrame } from "../frame.js";
import { dummyPlaces, type Level, periodsOf, type SumsSpec } from "../statements/rows.js";
import { changedRows, columnName, requireSameSum } from "./guards.js";
import { keyText, type SqlLevels } from "./levels.js";
import type { Roles } from "./roles.js";

/** Rows alone in their unit, of one block and one level of each effect with dummies. */
interface Alone {
  readonly block: number;
  readonly dummies: Iterable<number>;
  readonly rows: number;
  readonly weight: number;
  /** Of each column, and of its squares. */
  readonly sums: ArrayLike<number>;
  readonly squares: ArrayLike<number>;
}

/** Adds answers up to packed blocks of [dummies, columns]. */
export class Assembly {
  private readonly m: number;
  private readonly p: number;
  private readonly order: number;
  private readonly nBlocks: number;
  private readonly blocks: Float64Array;
  private readonly rows: Float64Array;
  private readonly dummyWeights: Float64Array;
  private readonly units: Float64Array;
  private readonly dummyRows: Float64Array;
  private readonly starts: readonly number[];
  /** Weight, sums and sums of squares of the columns by block, before anything is eliminated. */
  private readonly weights: Float64Array;
  private readonly sums: Float64Array;
  private readonly raw: Float64Array;
  /** Where sums by pattern said so. */
  private alone: readonly Alone[] | null = null;

  constructor(
    private readonly frame: SqlFrame,
    private readonly spec: SumsSpec,
    private readonly dummies: readonly SqlLevels[],
    private readonly ofBlocks: SqlLevels,
  ) {
    this.p = spec.columns.length;
    ({ starts: this.starts, count: this.m } = dummyPlaces(dummies));
    this.order = this.m + this.p;
    this.nBlocks = Math.max(1, ofBlocks.levels.length);
    this.blocks = new Float64Array(this.nBlocks * packedSize(this.order));
    this.rows = new Float64Array(this.nBlocks);
    this.units = new Float64Array(this.nBlocks);
    this.dummyWeights = new Float64Array(this.nBlocks * this.m);
    this.dummyRows = new Float64Array(this.m);
    this.weights = new Float64Array(this.nBlocks);
    this.sums = new Float64Array(this.nBlocks * this.p);
    this.raw = new Float64Array(this.nBlocks * this.p);
  }

  /** S1. */
  addSums({ rows, columns }: Answer): void {
    const { p, m } = this;
    const numbers = columns as readonly Float64Array[];
    const first = this.keyColumns;
    const [counts, weights] = [numbers[first]!, numbers[first + 1]!];
    const [sums, products] = [first + 2, first + 2 + p];
    for (let i = 0; i < rows; i++) {
      const block = this.blockAt(columns, i);
      const at = this.dummiesAt(columns, i);
      this.rows[block]! += counts[i]!;
      this.weights[block]! += weights[i]!;
      at.forEach((d, e) => {
        this.dummyWeights[block * m + d]! += weights[i]!;
        this.dummyRows[d]! += counts[i]!;
        for (let other = 0; other <= e; other++) this.add(block, d, at[other]!, weights[i]!);
        for (let j = 0; j < p; j++) this.add(block, m + j, d, numbers[sums + j]![i]!);
      });
      let pair = products;
      for (let a = 0; a < p; a++) {
        this.sums[block * p + a]! += numbers[sums + a]![i]!;
        for (let b = 0; b <= a; b++, pair++) {
          this.add(block, m + a, m + b, numbers[pair]![i]!);
          if (a === b) this.raw[block * p + a]! += numbers[pair]![i]!;
        }
      }
    }
  }

  /** S2: what the eliminated effect explains of some pairs of columns is taken off. Throws as `requireSameSum`. */
  takeUnits({ rows, columns }: Answer, wanted: readonly (readonly [number, number])[]): void {
    const first = this.spec.block.length;
    const numbers = columns as readonly Float64Array[];
    const again = this.m === 0 ? upTo(this.p) : [];
    for (let i = 0; i < rows; i++) {
      const block = this.blockAt(columns, i);
      this.units[block] = numbers[first]![i]!;
      for (const j of again) this.requireSameSums(block, j, numbers[first + 1 + j]![i]!);
      wanted.forEach(([a, b], pair) => {
        this.add(block, a, b, -numbers[first + 1 + again.length + pair]![i]!);
      });
    }
  }

  /** S2 by pattern; false, and nothing taken, where some unit has a period twice. */
  takePatterns({ rows, columns }: Answer): boolean {
    const { m, p } = this;
    const first = this.spec.block.length;
    const numbers = columns as readonly Float64Array[];
    const [masks, counts, least, most] = numbers.slice(first, first + 4) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const present = periodsOf(masks, least, most, m);
    if (present === undefined) return false;
    const alone: Alone[] = [];
    for (let i = 0; i < rows; i++) {
      const block = this.blockAt(columns, i);
      const [periods, n, units] = [present[i]!, present[i]!.length, counts[i]!];
      this.units[block]! += units;
      for (const a of periods) {
        for (const b of periods) if (b <= a) this.add(block, a, b, -units / n);
        for (let j = 0; j < p; j++) this.add(block, m + j, a, -numbers[first + 4 + j]![i]!);
      }
      const products = first + 4 + p;
      for (let a = 0, pair = products; a < p; a++) {
        for (let b = 0; b <= a; b++, pair++) this.add(block, m + a, m + b, -numbers[pair]![i]!);
      }
      if (n > 1) continue;
      const of = (column: (j: number) => number) => Array.from({ length: p }, (_, j) => numbers[column(j)]![i]!);
      const [sums, squares] = [of((j) => first + 4 + j), of((j) => products + packedSize(j) + j)];
      alone.push({ block, dummies: periods, rows: units, weight: units, sums, squares });
    }
    this.alone = alone;
    return true;
  }

  /**
   * Throws as `requireSameSum` where units were summed of other rows than blocks were. Net of units the dummies of all levels of an effect
   * add up to 0, and so do their cross-products: what is left of them is the difference of a column's sums in the two.
   */
  requireSameUnits(): void {
    const { m, p, nBlocks, dummies } = this;
    const levels = dummies[0]?.levels.length ?? 0;
    for (let block = 0; levels > 0 && block < nBlocks; block++) {
      const left = (column: number): number => {
        let sum = 0;
        for (let d = 0; d < levels; d++) sum += this.at(block, column, d);
        return sum;
      };
      for (let d = 0; d < m; d++) {
        const weight = this.dummyWeights[block * m + d]!;
        requireSameSum(() => `rows${this.within(block)}`, [weight, weight - left(d)], weight);
      }
      for (let j = 0; j < p; j++) this.requireSameSums(block, j, this.sums[block * p + j]! - left(m + j));
    }
  }

  private requireSameSums(block: number, j: number, second: number): void {
    const at = block * this.p + j;
    const most = Math.sqrt(this.weights[block]! * this.raw[at]!);
    requireSameSum(() => `sum of '${columnName(this.frame, j)}'${this.within(block)}`, [this.sums[at]!, second], most);
  }

  private within(block: number): string {
    const { grouping, levels, label } = this.ofBlocks;
    return levels.length < 2 ? "" : ` in ${grouping.name || "bucket"} '${label(block)}'`;
  }

  /** Of each column over all blocks. */
  private total(of: Float64Array): Float64Array {
    const { p, nBlocks } = this;
    return Float64Array.from({ length: p }, (_, j) => upTo(nBlocks).reduce((sum, c) => sum + of[c * p + j]!, 0));
  }

  /** Whether sums by pattern had those of rows alone in their unit apart. */
  get knowsSingletons(): boolean {
    return this.alone !== null;
  }

  /** Sums of rows alone in their unit. */
  addSingletons({ rows, columns }: Answer): void {
    const numbers = columns as readonly Float64Array[];
    const first = this.keyColumns;
    this.alone = Array.from({ length: rows }, (_, i) => {
      const [n, weight, ...sums] = numbers.slice(first).map((column) => column[i]!);
      const [block, dummies] = [this.blockAt(columns, i), this.dummiesAt(columns, i)];
      return { block, dummies, rows: n!, weight: weight!, sums: sums.slice(0, this.p), squares: sums.slice(this.p) };
    });
  }

  /** Rows alone in their unit no longer count: of cross-products they were nothing. Throws where they are not as many as there were. */
  leaveSingletonsOut(nSingletons: number): void {
    const { p, m } = this;
    let total = 0;
    for (const { block, dummies, rows, weight, sums, squares } of this.alone!) {
      this.rows[block]! -= rows;
      this.units[block]! -= rows;
      this.weights[block]! -= weight;
      for (let j = 0; j < p; j++) {
        this.sums[block * p + j]! -= sums[j]!;
        this.raw[block * p + j]! -= squares[j]!;
      }
      for (const d of dummies) {
        this.dummyRows[d]! -= rows;
        this.dummyWeights[block * m + d]! -= weight;
      }
      total += rows;
    }
    requireSameSum(() => "rows alone in a unit", [nSingletons, total], 0);
  }

  /** Throws where the sums are not of the rows that were counted. */
  requireRows(nSingletons: number): void {
    const { frame, rows } = this;
    const total = rows.reduce((sum, n) => sum + n, nSingletons);
    if (total !== frame.nobs) throw changedRows(`${frame.nobs} rows counted, ${total} summed`, [frame.nobs, total]);
  }

  /** DataError `engine_single_period` where a level is left with a row alone, whose unit is then another. */
  singleRow(): DataError | null {
    for (const [e, { label, grouping, levels }] of this.dummies.entries()) {
      const alone = levels.findIndex((_, level) => this.dummyRows[this.starts[e]! + level] === 1);
      if (alone < 0) continue;
      return new DataError(
        "engine_single_period",
        `'${label(alone)}' of '${grouping.name}' has a single row, which says nothing of slopes: leave it out with --subset.`,
        { got: 1, expected: "at least two rows a level", column: grouping.name },
      );
    }
    return null;
  }

  /** Levels of an effect with dummies that have rows. */
  levelsLeft(e: number): number {
    const first = this.starts[e]!;
    return this.dummies[e]!.levels.filter((_, level) => this.dummyRows[first + level]! > 0).length;
  }

  /** Whether each level of an effect has rows in one block alone. */
  liesInBlocks(e: number): boolean {
    const { m, nBlocks, dummyWeights } = this;
    const first = this.starts[e]!;
    return this.dummies[e]!.levels.every((_, level) => {
      let blocks = 0;
      for (let c = 0; c < nBlocks; c++) if (dummyWeights[c * m + first + level]! > 0) blocks++;
      return blocks <= 1;
    });
  }

  /** Sums of squares about the mean. */
  squares(): Float64Array {
    const weight = this.weights.reduce((sum, w) => sum + w, 0);
    const sums = this.total(this.sums);
    return this.total(this.raw).map((square, j) => Math.max(0, square - sums[j]! ** 2 / weight));
  }

  /** The blocks in linear memory; those without a row are left out. */
  moments(scope: Scope, { unit, dummies }: Roles, name: string): ClusterMoments {
    const { m, p, order } = this;
    const size = packedSize(order);
    const kept = upTo(this.nBlocks).filter((c) => this.rows[c]! > 0);
    const held = scope.f64(kept.length * size);
    const numbers = held.view();
    kept.forEach((c, position) => {
      numbers.set(this.blocks.subarray(c * size, (c + 1) * size), position * size);
    });
    const dummyWeights = new Float64Array(kept.length * m);
    kept.forEach((c, position) => {
      dummyWeights.set(this.dummyWeights.subarray(c * m, (c + 1) * m), position * m);
    });
    return Object.freeze({
      clusters: { name, nLevels: kept.length, label: (c: number) => this.ofBlocks.label(kept[c]!) },
      nDummies: m,
      nRegressors: p - 1,
      nPeriodDummies: 0,
      order,
      blocks: held,
      dummies: dummies.map(({ grouping, levels }, e) => ({
        name: grouping.name,
        first: this.starts[e]!,
        nLevels: levels.length,
      })),
      eliminated: unit === null ? [] : [{ name: unit.name, levels: Float64Array.from(kept, (c) => this.units[c]!) }],
      periodColumns: dummies.length === 1 ? upTo(m) : null,
      rows: Float64Array.from(kept, (c) => this.rows[c]!),
      dummyWeights,
      periodWeights: dummies.length === 1 ? dummyWeights : null,
    });
  }

  /** Columns of an answer that are keys of block and dummies. */
  private get keyColumns(): number {
    return this.spec.block.length + this.dummies.reduce((sum, { grouping }) => sum + grouping.keys.length, 0);
  }

  private blockAt(columns: Answer["columns"], i: number): number {
    const n = this.spec.block.length;
    if (n === 0) return 0;
    return this.known(
      this.ofBlocks,
      columns.slice(0, n).map((column) => column[i] as number | string),
    );
  }

  /** Columns of the dummies of row i of an answer, whose keys stand behind those of the block. */
  private dummiesAt(columns: Answer["columns"], i: number): number[] {
    let at = this.spec.block.length;
    return this.dummies.map((effect, e) => {
      const n = effect.grouping.keys.length;
      const level = columns.slice(at, at + n).map((column) => column[i] as number | string);
      at += n;
      return this.starts[e]! + this.known(effect, level);
    });
  }

  private known({ at, grouping }: SqlLevels, level: Level): number {
    const found = at.get(keyText(level));
    if (found === undefined) {
      throw changedRows(`'${level.join("_")}' of '${grouping.name}' was not there before`, level);
    }
    return found;
  }

  private add(block: number, a: number, b: number, value: number): void {
    this.blocks[this.place(block, a, b)]! += value;
  }

  private at(block: number, a: number, b: number): number {
    return this.blocks[this.place(block, a, b)]!;
  }

  private place(block: number, a: number, b: number): number {
    const [row, column] = a < b ? [b, a] : [a, b];
    return block * packedSize(this.order) + packedSize(row) + column;
  }
}
