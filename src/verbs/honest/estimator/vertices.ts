/**
 * Linear programs over one polytope: the largest y'g over weights g >= 0 that sum to 1 and are orthogonal to the columns of X, for one
 * y after another. A small dense simplex that starts each search from the vertex the last one ended at, which is feasible for every y.
 * Source: Dantzig (1963), Linear programming and extensions; ties by Bland (1977), Mathematics of Operations Research 2(2),
 * doi:10.1287/moor.2.2.103.
 */
import { NumericalError } from "../../../base/errors.js";

/** Of entries that were scaled to about 1: what rounding leaves of 0. */
const ZERO = 1e-11;
/** A pivot must be this large. */
const PIVOT = 1e-9;
/** Steps by the largest gain before the rule that cannot cycle takes over, by rows. */
const GREEDY = 20;
const MOST_STEPS = 2000;
/** Pivots after which the table is made anew from its basis. */
const REFRESH = 64;

/** A vertex: positions of its weights that may be above 0, and these. */
export interface Vertex {
  readonly at: Int32Array;
  readonly weights: Float64Array;
  /** y'g. */
  readonly value: number;
}

export class Vertices {
  readonly size: number;
  /** No weights are orthogonal to X. */
  readonly isEmpty: boolean;
  /** Equations as they are: m rows of `size` entries and the right side. */
  #equations: Float64Array[];
  /** The same solved for the basis. */
  #table: Float64Array[];
  #basis: Int32Array;
  #pivots = 0;
  readonly #gain: Float64Array;

  /** @param columns those of X, each of `size` numbers */
  constructor(size: number, columns: readonly Float64Array[]) {
    this.size = size;
    this.#gain = new Float64Array(size);
    const rows = [new Float64Array(size).fill(1), ...columns.map(unit)];
    this.#equations = rows.map((row, i) => Float64Array.of(...row, i === 0 ? 1 : 0));
    this.#table = this.#equations.map((row) => row.slice());
    this.#basis = new Int32Array(rows.length).fill(-1);
    this.isEmpty = !this.#findVertex();
  }

  /** The vertex with the largest y'g. Throws NumericalError `vertices_steps`. */
  best(y: Float64Array): Vertex {
    let most = Number.MIN_VALUE;
    for (let j = 0; j < this.size; j++) most = Math.max(most, Math.abs(y[j]!));
    const tolerance = ZERO * most;
    for (let step = 0; ; step++) {
      if (step > MOST_STEPS) throw cycled(step);
      const entering = this.#entering(this.#gains(y), tolerance, step > GREEDY * this.#basis.length);
      if (entering < 0) break;
      const leaving = this.#leaving(entering);
      if (leaving < 0) break;
      this.#pivot(leaving, entering);
    }
    const m = this.#basis.length;
    const weights = new Float64Array(m);
    let value = 0;
    for (let i = 0; i < m; i++) {
      weights[i] = Math.max(0, this.#table[i]![this.size]!);
      value += weights[i]! * y[this.#basis[i]!]!;
    }
    return { at: this.#basis.slice(), weights, value };
  }

  /** What a unit of each weight adds to y'g. */
  #gains(y: Float64Array): Float64Array {
    const gains = this.#gain;
    gains.set(y);
    for (let i = 0; i < this.#basis.length; i++) {
      const own = y[this.#basis[i]!]!;
      if (own === 0) continue;
      const row = this.#table[i]!;
      for (let j = 0; j < this.size; j++) gains[j]! -= own * row[j]!;
    }
    for (const b of this.#basis) gains[b] = 0;
    return gains;
  }

  #entering(gains: Float64Array, tolerance: number, isCareful: boolean): number {
    let [at, most] = [-1, tolerance];
    for (let j = 0; j < this.size; j++) {
      if (!(gains[j]! > most)) continue;
      at = j;
      if (isCareful) return at;
      most = gains[j]!;
    }
    return at;
  }

  /** The row that bounds the entering weight; of several the one with the first weight. */
  #leaving(entering: number): number {
    let [at, least] = [-1, Number.POSITIVE_INFINITY];
    this.#table.forEach((row, i) => {
      const entry = row[entering]!;
      if (entry <= PIVOT) return;
      const ratio = Math.max(0, row[this.size]!) / entry;
      if (ratio > least || (ratio === least && this.#basis[i]! > this.#basis[at]!)) return;
      [at, least] = [i, ratio];
    });
    return at;
  }

  #pivot(row: number, column: number): void {
    this.#basis[row] = column;
    if (++this.#pivots % REFRESH === 0 && !this.#basis.includes(-1)) this.#refresh();
    else eliminate(this.#table, row, column);
  }

  /** The table of the basis, from the equations. */
  #refresh(): void {
    this.#table = this.#equations.map((row) => row.slice());
    const order = [...this.#basis];
    for (let i = 0; i < order.length; i++) {
      const at = largestBelow(this.#table, i, order[i]!);
      [this.#table[i], this.#table[at]] = [this.#table[at]!, this.#table[i]!];
      eliminate(this.#table, i, order[i]!);
    }
  }

  /** A first vertex: what equations lack is made small; an equation that follows from others is left out. */
  #findVertex(): boolean {
    for (let step = 0; ; step++) {
      if (step > MOST_STEPS) throw cycled(step);
      const gains = new Float64Array(this.size);
      let lacking = 0;
      this.#table.forEach((row, i) => {
        if (this.#basis[i] !== -1) return;
        lacking += row[this.size]!;
        for (let j = 0; j < this.size; j++) gains[j]! += row[j]!;
      });
      for (const b of this.#basis) if (b >= 0) gains[b] = 0;
      const entering = this.#entering(gains, ZERO, step > GREEDY * this.#basis.length);
      const leaving = entering < 0 ? -1 : this.#leavingFirst(entering);
      if (leaving < 0) {
        if (lacking > PIVOT) return false;
        break;
      }
      this.#pivot(leaving, entering);
    }
    return this.#closeEquations();
  }

  /** As `#leaving`, but equations still open go first. */
  #leavingFirst(entering: number): number {
    let [at, least, isOpen] = [-1, Number.POSITIVE_INFINITY, false];
    this.#table.forEach((row, i) => {
      const entry = row[entering]!;
      if (entry <= PIVOT) return;
      const ratio = Math.max(0, row[this.size]!) / entry;
      const open = this.#basis[i] === -1;
      if (ratio > least || (ratio === least && (isOpen || !open))) return;
      [at, least, isOpen] = [i, ratio, open];
    });
    return at;
  }

  #closeEquations(): boolean {
    for (let i = this.#basis.length - 1; i >= 0; i--) {
      if (this.#basis[i] !== -1) continue;
      const column = largestIn(this.#table[i]!, this.size, this.#basis);
      if (column >= 0) {
        this.#basis[i] = column;
        eliminate(this.#table, i, column);
        continue;
      }
      this.#table.splice(i, 1);
      this.#equations.splice(i, 1);
      this.#basis = this.#basis.filter((_, j) => j !== i);
    }
    return true;
  }
}

const cycled = (steps: number): NumericalError =>
  new NumericalError("vertices_steps", `A linear program of the test found no optimum in ${steps} steps.`, {
    got: steps,
    expected: `<= ${MOST_STEPS}`,
  });

/** The column over its largest entry. */
function unit(column: Float64Array): Float64Array {
  const size = column.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return size === 0 ? column : column.map((value) => value / size);
}

function eliminate(table: readonly Float64Array[], row: number, column: number): void {
  const own = table[row]!;
  const pivot = own[column]!;
  for (let j = 0; j < own.length; j++) own[j]! /= pivot;
  own[column] = 1;
  for (let i = 0; i < table.length; i++) {
    const other = table[i]!;
    const factor = other[column]!;
    if (i === row || factor === 0) continue;
    for (let j = 0; j < other.length; j++) other[j]! -= factor * own[j]!;
    other[column] = 0;
  }
}

function largestBelow(table: readonly Float64Array[], from: number, column: number): number {
  let at = from;
  for (let i = from + 1; i < table.length; i++) {
    if (Math.abs(table[i]![column]!) > Math.abs(table[at]![column]!)) at = i;
  }
  return at;
}

/** The largest entry of a row outside the basis; -1 where all are 0. */
function largestIn(row: Float64Array, size: number, basis: Int32Array): number {
  let [at, most] = [-1, PIVOT];
  for (let j = 0; j < size; j++) {
    if (basis.includes(j) || Math.abs(row[j]!) <= most) continue;
    [at, most] = [j, Math.abs(row[j]!)];
  }
  return at;
}
