/**
 * The equations of crossed effects over rows that stay with an engine: right sides and diagonal by a statement for each effect but the
 * unit, then a statement for each multiplies all vectors asked for. Vectors are over the levels of these effects, one after the other.
 */
import type { Answer } from "../engine.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import type { LevelValues } from "../statements/level-values.js";
import { diagonalStatement, productStatement, rightSidesStatement } from "../statements/reduced-equations.js";
import type { RemoteSystem, Step } from "./conjugate-gradients.js";
import type { CrossedSample } from "./crossed-sample.js";
import { changedRows } from "./guards.js";
import { keysOf, levelsOf } from "./levels.js";

/** Share of a level's weight below which its diagonal is rounding: it meets no other level. */
const ALONE_SHARE = 1e-14;

export class CrossedEquations implements RemoteSystem {
  readonly diagonal: Float64Array;
  /** Of the rows of each level. */
  readonly weights: Float64Array;
  /** Of each column. */
  readonly rights: readonly Float64Array[];
  /** Where the levels of each effect begin, and their number. */
  readonly starts: readonly number[];
  private readonly began = performance.now();

  private constructor(
    private readonly queries: Queries,
    private readonly sample: CrossedSample,
  ) {
    const { others, spec } = sample;
    const starts = [0];
    for (const { levels } of others) starts.push(starts.at(-1)! + levels.length);
    this.starts = starts;
    [this.diagonal, this.weights] = [this.vector(), this.vector()];
    this.rights = spec.columns.map(() => this.vector());
  }

  /** Asks for right sides and the diagonal. Throws DataError `engine_changed`. */
  static async of(queries: Queries, sample: CrossedSample): Promise<CrossedEquations> {
    const made = new CrossedEquations(queries, sample);
    const { diagonal, weights, rights } = made;
    const { spec, others } = sample;
    for (const [e, { grouping, levels }] of others.entries()) {
      const keys = keysOf(grouping);
      const expected = (n: number): number => NUMBER_BYTES * levels.length * (keys.length + n);
      const sums = await queries.ask(rightSidesStatement(spec, keys), expected(2 + rights.length));
      const sides = made.readCounted(e, sums);
      const squares = made.read(e, await queries.ask(diagonalStatement(spec, keys), expected(1)));
      [weights, ...rights, diagonal].forEach((vector, i) => {
        vector.set([...sides, ...squares][i]!, made.starts[e]);
      });
    }
    diagonal.forEach((d, l) => {
      if (!(d > ALONE_SHARE * weights[l]!)) diagonal[l] = 0;
    });
    return made;
  }

  vector(): Float64Array {
    return new Float64Array(this.starts.at(-1)!);
  }

  async apply(vectors: readonly Float64Array[], step: Step): Promise<readonly Float64Array[]> {
    const { queries, weights, starts } = this;
    const { spec, others } = this.sample;
    const products = vectors.map((vector) => vector.map((value, l) => value * weights[l]!));
    for (const [e, { grouping, levels }] of others.entries()) {
      await queries.askInParts(
        [...vectors.keys()],
        (some) => productStatement(spec, this.placed(some.map((j) => vectors[j]!)), e),
        (answer, some) => {
          this.readCounted(e, answer).forEach((sums, i) => {
            const product = products[some[i]!]!;
            sums.forEach((value, level) => {
              product[starts[e]! + level]! += value;
            });
          });
        },
        { expected: (n) => NUMBER_BYTES * levels.length * (grouping.keys.length + 1 + n), at: this.progress(step) },
      );
    }
    return products;
  }

  /** Vectors by level of each effect, as statements have them. */
  placed(vectors: readonly Float64Array[]): LevelValues[] {
    return this.sample.others.map(({ grouping, levels }, e) => ({
      keys: keysOf(grouping),
      levels,
      values: vectors.map((vector) => vector.subarray(this.starts[e], this.starts[e + 1])),
    }));
  }

  /** The numbers of an answer by level of effect `e`, each of which must be there once. */
  private read(e: number, answer: Answer): Float64Array[] {
    const levels = this.sample.others[e]!;
    const { name, keys } = levels.grouping;
    const places = levelsOf(levels, answer);
    if (places.length !== levels.levels.length)
      throw changedRows(`'${name}' had ${levels.levels.length} levels, then ${places.length}`, places.length);
    return (answer.columns.slice(keys.length) as readonly Float64Array[]).map((column) => {
      const numbers = new Float64Array(places.length);
      places.forEach((level, i) => {
        numbers[level] = column[i]!;
      });
      return numbers;
    });
  }

  /** The same of an answer that begins with the rows of each level, which must be those there were. */
  private readCounted(e: number, answer: Answer): Float64Array[] {
    const [rows, ...sums] = this.read(e, answer);
    const level = rows!.findIndex((n, level) => n !== this.sample.rows[e]![level]);
    if (level < 0) return sums;
    const { grouping, label } = this.sample.others[e]!;
    const [before, now] = [this.sample.rows[e]![level]!, rows![level]!];
    throw changedRows(`'${label(level)}' of '${grouping.name}' had ${before} rows, then ${now}`, [before, now]);
  }

  private progress({ iteration, fraction }: Step) {
    const ms = performance.now() - this.began;
    const msLeft = fraction > 0 ? (ms * (1 - fraction)) / fraction : null;
    return { stage: `iteration ${iteration} at ${this.queries.engine.shown}`, fraction, msLeft };
  }
}
