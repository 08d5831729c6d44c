/**
 * Error, minimum detectable effect, power and sample size of a comparison of two groups whose units have a known variance.
 * Sources: Bloom (1995), Evaluation Review 19(5), doi:10.1177/0193841X9501900504; Duflo, Glennerster & Kremer (2007), Handbook of Development
 * Economics 4, ch. 61, doi:10.1016/S1573-4471(07)04061-2; clusters of unlike sizes: Eldridge, Ashby & Kerry (2006), International
 * Journal of Epidemiology 35(5), doi:10.1093/ije/dyl129.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { pt, qt } from "../../../engine/kernels/math.js";
import { falsePosition } from "../../pretrends/false-position.js";
import type { FormulaRecord, SampleSize } from "../record.js";
import { noncentralT } from "./noncentral-t.js";

/** A test: its size, sides and rule for critical values. */
export interface Test {
  readonly alpha: number;
  readonly oneSided: boolean;
  readonly critical: FormulaRecord["critical"];
}

/** A comparison, but for how many units it has. */
export interface Comparison {
  readonly test: Test;
  /** Variance of an estimate times units times share (1 - share), clusters counted in. */
  readonly variance: number;
  readonly share: number;
  /** Units a cluster; null where units are assigned. */
  readonly clusterSize: number | null;
  /** What degrees of freedom are fewer by than units or clusters. */
  readonly lost: number;
}

/** How many times larger the variance is where clusters of `size` units, whose sizes vary by `cv`, are assigned. */
export const designEffect = (icc: number, size: number, cv: number): number => 1 + ((1 + cv * cv) * size - 1) * icc;

/** Error of the estimate with `units` units. */
export const errorOf = ({ variance, share }: Comparison, units: number): number =>
  Math.sqrt(variance / (units * share * (1 - share)));

/** Degrees of freedom of t with so many units; Infinity for the normal. */
export function dfOf({ test, clusterSize, lost }: Comparison, units: number): number {
  if (test.critical === "normal") return Number.POSITIVE_INFINITY;
  return (clusterSize === null ? units : units / clusterSize) - lost;
}

/** The chance that a test rejects where the estimate is `delta` errors from 0. */
export function powerAt(engine: Engine, { alpha, oneSided, critical }: Test, df: number, delta: number): number {
  const cut = qt(engine, oneSided ? alpha : alpha / 2, df, true);
  if (critical === "noncentral") {
    const above = 1 - noncentralT(engine, cut, df, delta);
    return oneSided ? above : above + noncentralT(engine, -cut, df, delta);
  }
  const above = pt(engine, cut - delta, df, true);
  return oneSided ? above : above + pt(engine, -cut - delta, df);
}

/** Errors between 0 and the effect that is found with `power`: quantiles of t added up, or by the noncentral t. */
export function multiplierOf(engine: Engine, test: Test, df: number, power: number): number {
  const { alpha, oneSided, critical } = test;
  const added = qt(engine, oneSided ? alpha : alpha / 2, df, true) + qt(engine, power, df);
  if (critical !== "noncentral") return added;
  let high = Math.max(1, added);
  while (powerAt(engine, test, df, high) < power) high *= 2;
  return falsePosition((delta) => powerAt(engine, test, df, delta) - power, 0, high, PRECISION);
}

/** Of a multiplier, relative. */
const PRECISION = 1e-13;
/** More units than anybody has. */
const MOST = 2 ** 53;

/** The fewest units, whole clusters where these are assigned, with which `effect` is found with `power`; null above 2^53. */
export function unitsFor(engine: Engine, comparison: Comparison, effect: number, power: number): SampleSize | null {
  const { test, clusterSize, share, lost } = comparison;
  const size = clusterSize ?? 1;
  const isEnough = (count: number): boolean => {
    const units = count * size;
    const df = dfOf(comparison, units);
    const error = errorOf(comparison, units);
    if (test.critical === "noncentral") return powerAt(engine, test, df, Math.abs(effect) / error) >= power;
    return multiplierOf(engine, test, df, power) * error <= Math.abs(effect);
  };
  if (effect === 0 || (test.oneSided && effect < 0)) return null;
  let high = Math.max(lost + 1, 4);
  let low = high - 1;
  while (!isEnough(high)) {
    [low, high] = [high, high * 2];
    if (high * size > MOST) return null;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  const units = Math.ceil(high * size);
  return {
    units,
    treated: Math.round(share * (clusterSize === null ? units : high)),
    clusters: clusterSize === null ? null : high,
  };
}
