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
