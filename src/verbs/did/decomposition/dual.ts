/**
 * What coefficients of a two-way regression weigh in each row: columns whose product with an outcome is its coefficient, (X'WX)^-1 X' of
 * regressors net of unit and time effects. Weights of any effects in a coefficient are sums of them.
 */
import { categoryOf } from "../../../data/panel/codes.js";
import { gatherColumns, sampleColumn } from "../../../engine/kernels/columns.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { isAbsorbed, makeAbsorber } from "../../../regression/absorb/absorber.js";
import type { TwoWayRows } from "./two-way-rows.js";

/** Share of the norm of a column below which what others leave of it is rounding. */
const COLLINEAR = 1e-9;

/** Of each column, in order, its dual; null where effects and earlier columns leave nothing of it. */
export function dualColumns(
  engine: Engine,
  rows: TwoWayRows,
  columns: readonly Float64Array[],
): readonly (Float64Array | null)[] {
  const net = withoutEffects(engine, rows, columns);
  const { basis, triangle, kept } = orthonormal(net, rows.weights);
  const duals = kept.map((_, l) => {
    const dual = new Float64Array(rows.time.length);
    inverseRow(triangle, l).forEach((factor, m) => {
      if (factor !== 0) add(dual, factor, basis[m]!);
    });
    return dual;
  });
  return columns.map((_, j) => duals[kept.indexOf(j)] ?? null);
}

/** Columns net of unit and time effects; null where nothing is left. */
function withoutEffects(
  engine: Engine,
  { group, time, weights }: TwoWayRows,
  columns: readonly Float64Array[],
): (Float64Array | null)[] {
  const category = (name: string, values: ArrayLike<number>) =>
    categoryOf({ kind: "numeric", name, values: Float64Array.from(values) });
  return engine.scope((scope) => {
    const absorber = makeAbsorber(engine, scope, [category("group", group), category("time", time)], weights);
    const block = gatherColumns(engine, scope, columns, absorber.rowOrder);
    const solve = absorber.demean(block, columns.length);
    return columns.map((_, j) =>
      isAbsorbed(solve, j) ? null : sampleColumn(block, time.length, j, absorber.rowOrder),
    );
  });
}

/** An orthonormal basis of the columns under the weights, each made orthogonal twice, with its triangle: column m is the sum of R[l][m] times basis l. */
function orthonormal(columns: readonly (Float64Array | null)[], weights: Float64Array | null) {
  const basis: Float64Array[] = [];
  const triangle: number[][] = [];
  const kept: number[] = [];
  columns.forEach((column, j) => {
    if (column === null) return;
    const left = Float64Array.from(column);
    const parts = new Array<number>(basis.length).fill(0);
    for (let pass = 0; pass < 2; pass++) {
      basis.forEach((direction, l) => {
        const part = product(direction, left, weights);
        parts[l]! += part;
        add(left, -part, direction);
      });
    }
    const norm = Math.sqrt(product(left, left, weights));
    if (!(norm > COLLINEAR * Math.sqrt(product(column, column, weights)))) return;
    basis.push(left.map((value) => value / norm));
    parts.forEach((part, l) => {
      triangle[l]!.push(part);
    });
    triangle.push([...new Array<number>(basis.length - 1).fill(0), norm]);
    kept.push(j);
  });
  return { basis, triangle, kept };
}

/** Row `l` of the inverse of an upper triangle. */
function inverseRow(triangle: readonly (readonly number[])[], l: number): number[] {
  const row = new Array<number>(triangle.length).fill(0);
  for (let m = l; m < triangle.length; m++) {
    let sum = m === l ? 1 : 0;
    for (let i = l; i < m; i++) sum -= row[i]! * triangle[i]![m]!;
    row[m] = sum / triangle[m]![m]!;
  }
  return row;
}

function product(a: Float64Array, b: Float64Array, weights: Float64Array | null): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (weights?.[i] ?? 1) * a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, factor: number, what: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * what[i]!;
}
