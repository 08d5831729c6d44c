/**
 * Plain TypeScript reference of the fits of untreated cells: expectation and maximisation step by step, without mixing, from the same
 * start; eigenvalues by Jacobi's rotations.
 */
import type { Arrays } from "../cases/row.js";
import { jacobi } from "./jacobi.js";

type Matrix = number[][];
/** Steps until cells move by less than rounding, some dozens here. */
const STEPS = 2000;

export function counterfactualFits(given: Arrays<"counterfactualFits">): number {
  const { count, T, N, k, nGroups, nLabels, wStride, yStride, usedStride, xStride, ranks, thresholds } = given;
  const cells = T * N;
  const units = Array.from({ length: N }, (_, i) => i);
  const times = Array.from({ length: T }, (_, t) => t);
  for (let p = 0; p < count; p++) {
    const w = given.w.slice(p * wStride, p * wStride + N);
    const y = given.Y.slice(p * yStride, p * yStride + cells);
    const used = given.used.slice(p * usedStride, p * usedStride + cells);
    const x = given.X.slice(p * xStride, p * xStride + k * cells);
    const total = w.reduce((sum, value) => sum + value, 0);
    const soft = thresholds[p]! < 0 ? null : thresholds[p]! * T * total;
    const rank = ranks[p]!;
    const fitted = units.filter((i) => w[i]! > 0);
    const needed = (soft === null ? rank : 0) + ((given.additive & 2) === 0 ? 0 : 1);
    const enough = times.every((t) => fitted.filter((i) => used[i * T + t] === 1).length >= needed);
    if (fitted.length === 0 || !enough) {
      given.status[p] = 2;
      continue;
    }
    let beta = Array.from(given.startBeta);
    let common = Float64Array.from(given.start);
    let parts = { values: [] as number[], vectors: [] as Matrix, period: new Float64Array(T) };
    const left = (at: number): number => y[at]! - beta.reduce((sum, b, j) => sum + b * x[j * cells + at]!, 0);
    for (let step = 0; step < STEPS; step++) {
      const U = common.map((value, at) => (used[at] === 1 ? left(at) : value));
      const found = commonOf(U, w, { T, N, additive: given.additive, rank, soft });
      const slopes = slopesOf(found.common, fitted);
      const change = Math.max(
        ...[
          0,
          ...fitted.flatMap((i) =>
            times.map((t) => (used[i * T + t] === 1 ? 0 : found.common[i * T + t]! - common[i * T + t]!)),
          ),
        ].map(Math.abs),
        ...[0, ...slopes.map((b, j) => b - beta[j]!)].map(Math.abs),
      );
      beta = slopes;
      common = found.common;
      parts = found;
      if (change < 1e-12) break;
    }
    given.beta.set(beta, p * k);
    const v = given.v.slice(p * wStride, p * wStride + N);
    given.vectors.fill(0);
    given.values.fill(0);
    given.common.set(common);
    given.period.set(parts.period);
    given.values.set(parts.values);
    parts.vectors.forEach((vector, j) => {
      given.vectors.set(vector, j * T);
    });
    for (let l = 0; l < nLabels; l++) {
      for (let at = 0; at < cells; at++) {
        const g = given.labels[l * cells + at]!;
        if (g >= nGroups) continue;
        const [weight, effect] = [v[Math.floor(at / T)]!, left(at) - common[at]!];
        given.sums[p * nGroups + g]! += weight * effect;
        given.totals[p * nGroups + g]! += weight;
        given.squares[p * nGroups + g]! += weight * effect ** 2;
      }
    }

    /** One covariate: its least squares on what is common leaves. */
    function slopesOf(fit: Float64Array, rows: readonly number[]): number[] {
      if (k === 0) return [];
      let [product, square] = [0, 0];
      for (const i of rows) {
        for (const t of times) {
          const at = i * T + t;
          if (used[at] === 0) continue;
          product += w[i]! * x[at]! * (y[at]! - fit[at]!);
          square += w[i]! * x[at]! ** 2;
        }
      }
      return [product / square];
    }
  }
  return 0;
}

interface Shape {
  readonly T: number;
  readonly N: number;
  readonly additive: number;
  readonly rank: number;
  readonly soft: number | null;
}

function commonOf(U: Float64Array, w: Float64Array, { T, N, additive, rank, soft }: Shape) {
  const at = (i: number, t: number): number => U[i * T + t]!;
  const total = w.reduce((sum, value) => sum + value, 0);
  const times = Array.from({ length: T }, (_, t) => t);
  const units = Array.from({ length: N }, (_, i) => i);
  const alpha = units.map((i) => ((additive & 1) === 0 ? 0 : times.reduce((sum, t) => sum + at(i, t), 0) / T));
  const period = Float64Array.from(times, (t) =>
    (additive & 2) === 0 ? 0 : units.reduce((sum, i) => sum + w[i]! * (at(i, t) - alpha[i]!), 0) / total,
  );
  const E = units.map((i) => times.map((t) => Math.sqrt(w[i]!) * (at(i, t) - alpha[i]! - period[t]!)));
  const G = times.map((a) => times.map((b) => units.reduce((sum, i) => sum + E[i]![a]! * E[i]![b]!, 0)));
  const { values, vectors } = jacobi(G);
  const order = times.toSorted((a, b) => values[b]! - values[a]!).slice(0, Math.min(T, N));
  const shares = order.map((j, place) => {
    const size = Math.sqrt(Math.max(values[j]!, 0));
    if (soft === null) return place < rank ? 1 : 0;
    return size > soft ? 1 - soft / size : 0;
  });
  const common = new Float64Array(T * N);
  units.forEach((i) => {
    const sums = new Float64Array(T);
    order.forEach((j, place) => {
      if (shares[place] === 0) return;
      const loading = times.reduce((inner, s) => inner + vectors[j]![s]! * E[i]![s]!, 0);
      for (const t of times) sums[t]! += shares[place]! * loading * vectors[j]![t]!;
    });
    for (const t of times) common[i * T + t] = sums[t]! / Math.sqrt(w[i]!) + alpha[i]! + period[t]!;
  });
  const kept = order.filter((_, place) => shares[place]! > 0);
  return {
    ...{ common, period, values: rank === 0 && soft === null ? [] : order.map((j) => Math.max(values[j]!, 0)) },
    vectors: kept.map((j) => {
      const most = vectors[j]!.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
      return vectors[j]!.map((value) => (most < 0 ? -value : value));
    }),
  };
}
