/**
 * Statistics of wild draws at a null value, from what is kept of a draw. Pure functions of numbers.
 */

import { TIE, type TieRule } from "../../base/numbers.js";
import type { WildSystem } from "../../engine/kernels/wild.js";
import type { WildHypothesis, WildSpec } from "./wild-spec.js";

/** A test and what its draws are made of. */
export interface WildTest {
  readonly hypothesis: WildHypothesis;
  readonly spec: WildSpec;
  /** Estimates of the tested coefficients. */
  readonly estimates: Float64Array;
  /** Their variance, q by q. */
  readonly variance: Float64Array;
  /** t of one coefficient; of several the Wald statistic over q. */
  readonly statistic: number;
  /** Where draws are linear in the null value: two parts, value at the estimate and slope; one coefficient, null imposed. */
  readonly hasSlope: boolean;
  readonly system: WildSystem;
}

/** Draws of a test: of each part its numerator, then squares and products of scores by rows, a number a draw. */
export interface WildDraws {
  readonly count: number;
  /** f64[count] each: nParts numerators, then (p, r), r <= p. */
  readonly columns: readonly Float64Array[];
}

/** Variance below this share of the observed one is rounding: such a draw has no statistic. */
const VANISHING_SHARE = 1e-20;

/**
 * t of every draw of a test of one coefficient, at null value `value`; the Wald statistic over q of a joint hypothesis, at
 * its own values. NaN for a draw without variance.
 */
export function drawStatistics(test: WildTest, draws: WildDraws, value = test.hypothesis.values[0]!): Float64Array {
  const q = test.estimates.length;
  if (q > 1) return jointStatistics(test, draws);
  const least = VANISHING_SHARE * test.variance[0]!;
  const statistics = new Float64Array(draws.count);
  if (!test.hasSlope) {
    const [n, s] = draws.columns as [Float64Array, Float64Array];
    for (let i = 0; i < draws.count; i++) statistics[i] = s[i]! > least ? n[i]! / Math.sqrt(s[i]!) : Number.NaN;
    return statistics;
  }
  const [n0, n1, s00, s10, s11] = draws.columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const distance = value - test.estimates[0]!;
  for (let i = 0; i < draws.count; i++) {
    const variance = s00[i]! + distance * (2 * s10[i]! + distance * s11[i]!);
    statistics[i] = variance > least ? (n0[i]! + distance * n1[i]!) / Math.sqrt(variance) : Number.NaN;
  }
  return statistics;
}

function jointStatistics(test: WildTest, { count, columns }: WildDraws): Float64Array {
  const q = test.estimates.length;
  const [numerator, S] = [new Float64Array(q), new Float64Array(q * q)];
  return Float64Array.from({ length: count }, (_, i) => {
    let at = q;
    for (let p = 0; p < q; p++) {
      numerator[p] = columns[p]![i]!;
      for (let r = 0; r <= p; r++) S[p * q + r] = S[r * q + p] = columns[at++]![i]!;
      if (!(S[p * q + p]! > VANISHING_SHARE * test.variance[p * q + p]!)) return Number.NaN;
    }
    return joint(numerator, S);
  });
}

/** d'S^-1 d / q by Cholesky; NaN unless S is positive definite. */
export function joint(d: ArrayLike<number>, S: ArrayLike<number>): number {
  const q = d.length;
  const L = new Float64Array(q * q);
  const z = new Float64Array(q);
  let sum = 0;
  for (let i = 0; i < q; i++) {
    for (let j = 0; j <= i; j++) {
      let value = S[i * q + j]!;
      for (let t = 0; t < j; t++) value -= L[i * q + t]! * L[j * q + t]!;
      if (i === j && !(value > 0)) return Number.NaN;
      L[i * q + j] = i === j ? Math.sqrt(value) : value / L[j * q + j]!;
    }
    let left = d[i]!;
    for (let t = 0; t < i; t++) left -= L[i * q + t]! * z[t]!;
    z[i] = left / L[i * q + i]!;
    sum += z[i]! ** 2;
  }
  return sum / q;
}

// P-values of a wild bootstrap.

export interface WildPValue {
  /** Share of draws with |t*| at least |t|; of a joint hypothesis, of W* at least W. NaN when no draw has a statistic. */
  readonly symmetric: number;
  /** Twice the lesser of the shares of t* on either side of t, at most 1; null for a joint hypothesis. */
  readonly equalTailed: number | null;
  /** Draws that have a statistic, and draws without variance, which are left out of the shares. */
  readonly used: number;
  readonly undefined: number;
}

/** P-values of a test at its null value, or at `value` for one coefficient. */
export function wildPValue(test: WildTest, draws: WildDraws, ties: TieRule, value?: number): WildPValue {
  const isSingle = test.estimates.length === 1;
  return pOfStatistics(drawStatistics(test, draws, value), statisticAt(test, value), ties, isSingle);
}

/** P-values of an observed statistic among those of draws, NaN where a draw has none; `signed` where it has two tails. */
export function pOfStatistics(
  statistics: ArrayLike<number>,
  observed: number,
  ties: TieRule,
  signed: boolean,
): WildPValue {
  const [size, slack] = [Math.abs(observed), (ties === "count" ? TIE : -TIE) * Math.abs(observed)];
  let [used, extreme, below, above] = [0, 0, 0, 0];
  for (let i = 0; i < statistics.length; i++) {
    const statistic = statistics[i]!;
    if (!Number.isFinite(statistic)) continue;
    used++;
    if (ties === "count") {
      if (Math.abs(statistic) >= size - slack) extreme++;
      if (statistic <= observed + slack) below++;
      if (statistic >= observed - slack) above++;
    } else {
      if (Math.abs(statistic) > size - slack) extreme++;
      if (statistic < observed + slack) below++;
      if (statistic > observed - slack) above++;
    }
  }
  return {
    symmetric: extreme / used,
    equalTailed: signed ? Math.min(1, (2 * Math.min(below, above)) / used) : null,
    used,
    undefined: statistics.length - used,
  };
}

/** The observed statistic at a null value. */
function statisticAt(test: WildTest, value: number | undefined): number {
  if (value === undefined) return test.statistic;
  return (test.estimates[0]! - value) / Math.sqrt(test.variance[0]!);
}
