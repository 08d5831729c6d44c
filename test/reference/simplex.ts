/**
 * Plain TypeScript twin of the kernel of least squares over the simplex: the conditions of an optimum by elimination, on full matrices,
 * of a set of columns that grows by the steepest and shrinks by the first whose weight reaches 0.
 */
import type { Arrays } from "../cases/row.js";

type Vector = readonly number[];

const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

export function simplexWeights(given: Arrays<"simplexWeights">): number {
  const { low, high, m, n, intercept, A, B, ridges, starts, left, w, results } = given;
  for (let p = low; p < high; p++) {
    const out = new Set(left.subarray(starts[p]!, starts[p + 1]!));
    const kept = Array.from({ length: n }, (_, j) => j).filter((j) => !out.has(j));
    const b = Array.from(B.subarray(p * m, (p + 1) * m));
    const centre = (x: Vector): Vector => {
      const mean = intercept ? x.reduce((sum, value) => sum + value, 0) / m : 0;
      return x.map((value) => value - mean);
    };
    const raw = kept.map((j) => Array.from(A.subarray(j * m, (j + 1) * m)));
    const points = raw.map((column) => centre(column.map((value, i) => value - b[i]!)));
    const weights = nearest(points, ridges[p]!);
    w.fill(0, p * n, (p + 1) * n);
    kept.forEach((j, i) => {
      w[p * n + j] = weights[i]!;
    });
    const away = b.map((value, i) => raw.reduce((sum, column, j) => sum + weights[j]! * column[i]!, 0) - value);
    const rest = centre(away);
    results.set([dot(rest, rest) + ridges[p]! * dot(weights, weights), 0, m === 0 ? 0 : rest[0]! - away[0]!], 3 * p);
  }
  return 0;
}

function nearest(points: readonly Vector[], ridge: number): number[] {
  const products = points.map((a, i) => points.map((b, j) => dot(a, b) + (i === j ? ridge : 0)));
  const squares = products.map((row, i) => row[i]!);
  const weights = points.map(() => 0);
  let support = [squares.indexOf(Math.min(...squares))];
  weights[support[0]!] = 1;
  for (let turn = 0; turn < 1000; turn++) {
    const slopes = products.map((row) => dot(row, weights));
    const mean = dot(slopes, weights);
    const steepest = slopes.indexOf(Math.min(...slopes));
    if (support.includes(steepest) || slopes[steepest]! > mean - 1e-13 * Math.max(...squares)) break;
    support.push(steepest);
    for (;;) {
      const v = affine(products, support);
      const reach = support.map((j, i) => (v[i]! > 0 ? 2 : weights[j]! / (weights[j]! - v[i]!)));
      const step = Math.min(1, ...reach);
      support.forEach((j, i) => {
        weights[j]! += step * (v[i]! - weights[j]!);
      });
      if (step === 1) break;
      weights[support[reach.indexOf(step)]!] = 0;
      support = support.filter((_, i) => reach[i] !== step);
    }
  }
  return weights;
}

/** Weights that add up to 1 of the point of the affine hull nearest to 0: one slope for all, by elimination with pivots. */
function affine(products: readonly Vector[], support: readonly number[]): number[] {
  const k = support.length;
  const rows = support.map((i) => [...support.map((j) => products[i]![j]!), 1, 0]);
  rows.push([...support.map(() => 1), 0, 1]);
  for (let j = 0; j <= k; j++) {
    const at = rows.reduce((best, row, i) => (i >= j && Math.abs(row[j]!) > Math.abs(rows[best]![j]!) ? i : best), j);
    [rows[j], rows[at]] = [rows[at]!, rows[j]!];
    for (let i = 0; i <= k; i++) {
      if (i === j) continue;
      const factor = rows[i]![j]! / rows[j]![j]!;
      rows[i] = rows[i]!.map((value, c) => value - factor * rows[j]![c]!);
    }
  }
  return support.map((_, i) => rows[i]![k + 1]! / rows[i]![i]!);
}

export function syntheticDraws(given: Arrays<"syntheticDraws">): number {
  const { low, high, nUnits, nPeriods, nGroups, Y, starts, members, firsts, penalties, effects } = given;
  const unitsOf = (list: number): number[] => Array.from(members.subarray(starts[list]!, starts[list + 1]!));
  const path = (unit: number): number[] => Array.from({ length: nPeriods }, (_, t) => Y[t * nUnits + unit]!);
  const mean = (x: Vector): number => x.reduce((sum, value) => sum + value, 0) / x.length;
  const level = (x: Vector): Vector => x.map((value) => value - mean(x));
  for (let draw = low; draw < high; draw++) {
    const donors = unitsOf(draw * (nGroups + 1)).map(path);
    for (let g = 0; g < nGroups; g++) {
      const out = effects.subarray((draw * nGroups + g) * nPeriods, (draw * nGroups + g + 1) * nPeriods);
      const treated = unitsOf(draw * (nGroups + 1) + g + 1).map(path);
      const before = firsts[g]!;
      const own = Array.from(out, (_, t) => mean(treated.map((one) => one[t]!)));
      const apart = donors.map((donor) => level(donor.slice(0, before).map((value, t) => value - own[t]!)));
      const omega = nearest(apart, before * penalties[2 * g]!);
      const after = donors.map((donor) => mean(donor.slice(before)));
      const periods = own.slice(0, before).map((_, t) => level(donors.map((donor, j) => donor[t]! - after[j]!)));
      const lambda = nearest(periods, donors.length * penalties[2 * g + 1]!);
      const gaps = own.map((value, t) => value - donors.reduce((sum, donor, j) => sum + omega[j]! * donor[t]!, 0));
      const base = lambda.reduce((sum, weight, t) => sum + weight * gaps[t]!, 0);
      out.set(treated.length === 0 ? gaps.map(() => Number.NaN) : gaps.map((gap) => gap - base));
    }
  }
  return 0;
}
