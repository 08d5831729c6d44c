/**
 * Plain TypeScript references of the kernels that raise clusters' scores: matrices as rows of arrays, eigenvalues
 * by Jacobi's rotations, covariances formed whole.
 */
import type { Arrays } from "../cases/row.js";
import { jacobi } from "./jacobi.js";

type Rows = number[][];

const at = (i: number, j: number) => (i < j ? (j * (j + 1)) / 2 + i : (i * (i + 1)) / 2 + j);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};
const times = (A: Rows, x: ArrayLike<number>): number[] => A.map((row) => dot(row, x));
/** Products of the last p of a list of vectors under A. */
function place(out: Float64Array, c: number, apart: number, p: number, A: Rows, vectors: Rows): void {
  const last = vectors.slice(vectors.length - p);
  last.forEach((x, i) => {
    last.forEach((y, j) => {
      out[(i * p + j) * apart + c] = dot(x, times(A, y));
    });
  });
}
const square = (n: number, value: (i: number, j: number) => number): Rows =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => value(i, j)));

/** f of a symmetric matrix. */
function functionOf({ values, vectors }: ReturnType<typeof jacobi>, f: (value: number) => number): Rows {
  return square(values.length, (i, j) =>
    values.reduce((sum, value, t) => sum + f(value) * vectors[t]![i]! * vectors[t]![j]!, 0),
  );
}

export function clusterAdjustments(given: Arrays<"clusterAdjustments">): number {
  const { stride, nClusters, m, k, q, p, apart, power, tolerance, blocks, L, targets, scores, vectors, measures } =
    given;
  const { leverage, products } = given;
  const r = m + k;
  const forward = (b: ArrayLike<number>): number[] => {
    const x = Array.from(b);
    for (let i = 0; i < r; i++) {
      for (let t = 0; t < i; t++) x[i]! -= L[at(i, t)]! * x[t]!;
      x[i] = L[at(i, i)] === 0 ? 0 : x[i]! / L[at(i, i)]!;
    }
    return x;
  };
  for (let c = 0; c < nClusters; c++) {
    const block = blocks.subarray(c * stride);
    const half = square(r, (i, j) => block[at(i, j)]!).map(forward);
    const B = square(r, (i, j) => half[j]![i]!).map(forward);
    const eigen = jacobi(B);
    const isOne = (value: number) => 1 - value <= tolerance;
    const raise = functionOf(eigen, (value) => (isOne(value) ? 0 : (1 - value) ** (-power / 2)));
    const alone = functionOf(eigen, (value) => (isOne(value) ? 1 : 0));
    leverage[c] = B.reduce((sum, row, i) => sum + row[i]!, 0);
    const raised = times(raise, forward(Array.from({ length: r }, (_, i) => block[at(r, i)]!)));
    scores.set(raised.slice(m), c * k);
    const rows: Rows = [];
    for (let j = 0; j < q; j++) {
      const t = [...new Array<number>(m).fill(0), ...targets.subarray(j * k, (j + 1) * k)];
      const g = times(raise, t);
      rows.push(g);
      const a = times(B, g);
      measures.set([dot(g, a) - dot(a, a), dot(a, a), dot(t, times(alone, t)), dot(t, times(B, t))], (c * q + j) * 4);
      a.forEach((value, i) => {
        vectors[(j * r + i) * apart + c] = value;
      });
    }
    place(
      products,
      c,
      apart,
      p,
      functionOf(eigen, (value) => value * (1 - value)),
      rows,
    );
  }
  return 0;
}

export function weightedAdjustments(given: Arrays<"weightedAdjustments">): number {
  const { n, nClusters, r, k, q, p, apart, hasGroups, tolerance, offsets, U, u, w, groups, S, targets, scores } = given;
  const { vectors, measures, products } = given;
  const row = (i: number) => Array.from({ length: r }, (_, l) => U[i + l * n]!);
  const middle = square(r, (i, j) => S[i + j * r]!);
  for (let c = 0; c < nClusters; c++) {
    const rows = Array.from({ length: offsets[c + 1]! - offsets[c]! }, (_, i) => offsets[c]! + i);
    const same = (i: number, j: number) => hasGroups === 1 && groups[i] === groups[j];
    const total = (i: number) => rows.reduce((sum, j) => sum + (same(i, j) ? w[j]! : 0), 0);
    const t = rows.map((i) => (hasGroups === 1 ? Math.sqrt(w[i]! / total(i)) : 0));
    const size = rows.length;
    // T t' of the nested effect, and QSQ' = P0 W P0 + P0 W UU' + UU' W P0 + U S U' with P0 = TT'
    const P0 = square(size, (i, j) => (same(rows[i]!, rows[j]!) ? t[i]! * t[j]! : 0));
    const Pu = square(size, (i, j) => dot(row(rows[i]!), row(rows[j]!)));
    const weigh = (A: Rows, B: Rows) =>
      square(size, (i, j) => rows.reduce((sum, at, l) => sum + A[i]![l]! * w[at]! * B[l]![j]!, 0));
    const [own, cross] = [weigh(P0, P0), weigh(P0, Pu)];
    const B = square(size, (i, j) => {
      const [wi, wj] = [w[rows[i]!]!, w[rows[j]!]!];
      const within = own[i]![j]! + cross[i]![j]! + cross[j]![i]! + dot(row(rows[i]!), times(middle, row(rows[j]!)));
      return ((i === j ? wi : 0) - (P0[i]![j]! + Pu[i]![j]!) * (wi + wj) + within) / Math.sqrt(wi * wj);
    });
    const eigen = jacobi(B);
    const least = tolerance * Math.max(1, ...eigen.values);
    const A = functionOf(eigen, (value) => (value <= least ? 0 : 1 / Math.sqrt(value)));
    const y = times(
      A,
      rows.map((i) => u[i]! / Math.sqrt(w[i]!)),
    );
    for (let l = 0; l < k; l++) {
      scores[c * k + l] = rows.reduce((sum, i, j) => sum + U[i + (r - k + l) * n]! * Math.sqrt(w[i]!) * y[j]!, 0);
    }
    const parts: Rows = [];
    for (let j = 0; j < q; j++) {
      const v = rows.map((i) => Math.sqrt(w[i]!) * dot(row(i).slice(r - k), targets.subarray(j * k, (j + 1) * k)));
      const raised = times(A, v);
      parts.push(raised);
      const omega = raised.map((value, i) => value / Math.sqrt(w[rows[i]!]!));
      const alpha = Array.from({ length: r }, (_, l) => rows.reduce((sum, i, s) => sum + row(i)[l]! * omega[s]!, 0));
      const nested = times(P0, omega);
      const delta = Array.from({ length: r }, (_, l) => {
        return (
          rows.reduce((sum, i, s) => sum + row(i)[l]! * w[i]! * (nested[s]! - omega[s]!), 0) +
          dot(middle[l]!, alpha) / 2
        );
      });
      measures.set([dot(raised, times(B, raised)), 2 * dot(alpha, delta)], (c * q + j) * 2);
      [...alpha, ...delta].forEach((value, i) => {
        vectors[(j * 2 * r + i) * apart + c] = value;
      });
    }
    place(products, c, apart, p, B, parts);
  }
  return 0;
}
