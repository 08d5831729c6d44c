/**
 * A Poisson regression with effects and errors clustered by the first effect, by plain loops that share no code
 * with what is timed: Newton's method, effects by weighted alternating projections until nothing moves.
 */

import type { Category } from "../../src/base/columns.js";
import { clusterFactor, type Estimate } from "../peers/estimate.js";
import type { Problem } from "../problems/problem.js";
import { inverseOf } from "./inverse.js";

/** A weighted level mean below this moves nothing that is looked at. */
const STILL = 1e-13;
const MOST_SWEEPS = 2_000;
const MOST_STEPS = 100;
/** Newton's method is done when no row's predictor moves by more than this. */
const DONE = 1e-9;

/** Coefficients and errors; rows of firms without a count above 0 are left out. */
export function plainPoisson(problem: Problem): Estimate {
  const left = withoutZeroFirms(problem);
  const { n, columns, effects } = left;
  const [y, ...X] = columns as [Float64Array, ...Float64Array[]];
  const k = X.length;
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  let eta = y.map((value) => Math.log((value + mean) / 2));
  for (let step = 0; step < MOST_STEPS; step++) {
    const mu = eta.map(Math.exp);
    const response = eta.map((value, i) => value + (y[i]! - mu[i]!) / mu[i]!);
    const net = [...X, response].map((column) => sweepWeighted(column, mu, effects));
    const z = net[k]!;
    const products = Array.from({ length: k }, (_, a) =>
      Float64Array.from({ length: k }, (_, b) => dot(net[a]!, net[b]!, mu)),
    );
    const inverse = inverseOf(products);
    const right = Array.from({ length: k }, (_, a) => dot(net[a]!, z, mu));
    const beta = Float64Array.from(inverse, (row) => row.reduce((sum, value, b) => sum + value * right[b]!, 0));
    const residual = z.map((value, i) => beta.reduce((rest, b, j) => rest - b * net[j]![i]!, value));
    const next = response.map((value, i) => value - residual[i]!);
    const moved = next.reduce((most, value, i) => Math.max(most, Math.abs(value - eta[i]!)), 0);
    eta = next;
    if (moved > DONE) continue;
    const G = effects[0]!.nLevels;
    const scores = Array.from({ length: k }, () => new Float64Array(G));
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < n; i++) scores[j]![effects[0]!.codes[i]!]! += net[j]![i]! * mu[i]! * residual[i]!;
    }
    const factor = clusterFactor(left);
    const se = inverse.map((row) => {
      let sum = 0;
      for (let g = 0; g < G; g++) sum += row.reduce((score, value, j) => score + value * scores[j]![g]!, 0) ** 2;
      return Math.sqrt(factor * sum);
    });
    return { beta, se: Float64Array.from(se) };
  }
  throw new Error("the plain Poisson regression did not converge");
}

function withoutZeroFirms(problem: Problem): Problem {
  const { n, columns, effects } = problem;
  const sums = new Float64Array(effects[0]!.nLevels);
  for (let i = 0; i < n; i++) sums[effects[0]!.codes[i]!]! += columns[0]![i]!;
  const rows = Array.from({ length: n }, (_, i) => i).filter((i) => sums[effects[0]!.codes[i]!]! > 0);
  const at = <T extends Float64Array | Uint32Array>(values: T): T =>
    values.filter((_, i) => sums[effects[0]!.codes[i]!]! > 0) as T;
  const numbered = ({ name, codes, label }: Category): Category => {
    const kept = at(codes);
    const number = new Map([...new Set(kept)].map((code, at) => [code, at]));
    return { name, label, codes: kept.map((code) => number.get(code)!), nLevels: number.size };
  };
  return { ...problem, n: rows.length, columns: columns.map(at), effects: effects.map(numbered) };
}

/** The column less its weighted means by each effect in turn, until these are nothing. */
function sweepWeighted(column: Float64Array, weights: Float64Array, effects: readonly Category[]): Float64Array {
  const x = column.slice();
  const totals = effects.map(({ codes, nLevels }) => {
    const total = new Float64Array(nLevels);
    for (let i = 0; i < codes.length; i++) total[codes[i]!]! += weights[i]!;
    return total;
  });
  for (let sweeps = 0, moved = Infinity; moved > STILL && sweeps < MOST_SWEEPS; sweeps++) {
    moved = 0;
    effects.forEach(({ codes, nLevels }, e) => {
      const means = new Float64Array(nLevels);
      for (let i = 0; i < x.length; i++) means[codes[i]!]! += weights[i]! * x[i]!;
      for (let g = 0; g < nLevels; g++) {
        means[g]! /= totals[e]![g]!;
        moved = Math.max(moved, Math.abs(means[g]!));
      }
      for (let i = 0; i < x.length; i++) x[i]! -= means[codes[i]!]!;
    });
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]! * weights[i]!;
  return sum;
}
