/**
 * The probability that a normal vector lies in a box, and its mean there; deterministic, with a bound of the error found on the way.
 * The vector is made of independent normals one after the other (Cholesky), the least likely of the box first. Few of them: Gauss
 * and Legendre's rule in each but the last, whose integral is known, with more nodes until two rules agree. Many: a lattice rule
 * on their probabilities (Genz).
 * Sources: Genz (1992), Journal of Computational and Graphical Statistics 1(2), doi:10.1080/10618600.1992.10477010; Genz & Bretz
 * (2009), Computation of Multivariate Normal and t Probabilities, doi:10.1007/978-3-642-01689-9, of the order of variables; Manjunath
 * & Wilhelm (2021), Journal of Behavioral Data Science 1(1), doi:10.35566/jbds/v1n1/p2, of the mean.
 */
import { NotSupported, NumericalError } from "../../../base/errors.js";
import { unitOf } from "../../../base/exponent.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { gaussLegendre, type Rule } from "./gauss-legendre.js";
import { latticeMean, MOST_DIMENSIONS } from "./lattice.js";
import { FAR, type NormalTable, normalTable } from "./normal-table.js";

/** A normal vector and a box; ends may be infinite. */
export interface NormalBox {
  readonly mean: Float64Array;
  /** Symmetric and positive definite, row by row. */
  readonly covariance: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface BoxProbability {
  readonly probability: number;
  /** How far the last two rules were apart; 0 where the integral is known. */
  readonly error: number;
}

/** The mean of x in a box, the last factor of it, and the probability of the box. */
export interface BoxMean {
  readonly mean: Float64Array;
  readonly slopes: Float64Array;
  readonly probability: number;
}

/** How much is done: rules grow until two agree, or would need more values of the innermost function than `most`. */
export interface Effort {
  readonly agree: number;
  readonly most: number;
  /** Points of the lattice, as a power of two. */
  readonly lattice: number;
  /** Whether one rule alone serves, where a second would need too much. */
  readonly unchecked: boolean;
}

export const EXACT: Effort = { agree: 1e-9, most: 1.1e7, lattice: 17, unchecked: false };
/** For steps on the way to a root, and for means: some 1e-7 for up to six variables, 1e-5 for more. */
export const QUICK: Effort = { agree: 1e-7, most: 3e5, lattice: 14, unchecked: true };

/** Nodes a dimension, one rule after the other. */
const NODES = [8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128];
/** Up to so many variables products of rules are tried, and are enough where they agree within `PRODUCT_SERVES`. */
const MOST_BY_PRODUCT = 8;
const PRODUCT_SERVES = 1e-5;
/** Of the variance of a variable, what others leave of it where it is none of them. */
const SINGULAR = 1e-12;

/** P(low <= x <= high). Throws NumericalError `box_singular`, NotSupported `box_dimensions` above 25 variables. */
export function boxProbability(engine: Engine, box: NormalBox, effort: Effort = EXACT): BoxProbability {
  const table = normalTable(engine);
  const ordered = standardised(table, box);
  const { n } = ordered;
  if (ordered.isEmpty) return { probability: 0, error: 0 };
  if (n === 0) return { probability: 1, error: 0 };
  if (n === 1) return { probability: table.below(ordered.high[0]!) - table.below(ordered.low[0]!), error: 0 };
  const product = n <= MOST_BY_PRODUCT ? byProducts(table, ordered, effort) : null;
  if (
    product !== null &&
    (product.error <= PRODUCT_SERVES || (effort.unchecked && !Number.isNaN(product.probability)))
  ) {
    return product;
  }
  const lattice = byLattice(table, ordered, effort);
  return product === null || lattice.error < product.error ? lattice : product;
}

/**
 * The mean of x given that it lies in the box: with F_k the density of x_k within the box at an end,
 * E x = mean + covariance (F(low) - F(high)). `slopes` is the last factor, which gives the mean of whatever is normal with x.
 */
export function boxMean(engine: Engine, given: NormalBox, effort: Effort = QUICK): BoxMean {
  const n = given.mean.length;
  // products of two covariances are numbers in a unit near the errors
  const unit = unitOf(given.covariance.map((value) => Math.sqrt(Math.abs(value))));
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value / unit);
  const { mean, slopes, probability } = meanOf(
    engine,
    {
      ...{ mean: scaled(given.mean), covariance: scaled(scaled(given.covariance)) },
      ...{ low: scaled(given.low), high: scaled(given.high) },
    },
    n,
    effort,
  );
  return { mean: mean.map((value) => value * unit), slopes: scaled(slopes), probability };
}

function meanOf(engine: Engine, box: NormalBox, n: number, effort: Effort): BoxMean {
  const { probability } = boxProbability(engine, box, effort);
  const slopes = box.mean.map(
    (_, k) =>
      (densityAt(engine, box, k, box.low[k]!, effort) - densityAt(engine, box, k, box.high[k]!, effort)) / probability,
  );
  const mean = box.mean.map((value, i) => {
    let sum = value;
    for (let k = 0; k < n; k++) sum += box.covariance[i * n + k]! * slopes[k]!;
    return sum;
  });
  return { mean, slopes, probability };
}

/** The density of x_k at `end` times the probability that the others are in the box given that. */
function densityAt(engine: Engine, box: NormalBox, k: number, end: number, effort: Effort): number {
  if (!Number.isFinite(end)) return 0;
  const n = box.mean.length;
  const others = [...Array(n).keys()].filter((i) => i !== k);
  const V = (i: number, j: number): number => box.covariance[i * n + j]!;
  const sd = Math.sqrt(V(k, k));
  const away = end - box.mean[k]!;
  const density = normalTable(engine).density(away / sd) / sd;
  if (density === 0) return 0;
  const given: NormalBox = {
    mean: Float64Array.from(others, (i) => box.mean[i]! + (V(i, k) / V(k, k)) * away),
    covariance: Float64Array.from(others.flatMap((i) => others.map((j) => V(i, j) - (V(i, k) * V(j, k)) / V(k, k)))),
    low: Float64Array.from(others, (i) => box.low[i]!),
    high: Float64Array.from(others, (i) => box.high[i]!),
  };
  return density * boxProbability(engine, given, effort).probability;
}

/** Standardised variables in the order they are made, with the triangle that makes them. */
interface Ordered {
  readonly n: number;
  /** Row by row, of unit variances. */
  readonly L: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly isEmpty: boolean;
}

/** Cholesky's triangle of the correlations, at each step of the variable whose part of the box is least likely, given the means of those before. */
function standardised(table: NormalTable, { mean, covariance, low, high }: NormalBox): Ordered {
  const n = mean.length;
  const sd = mean.map((_, i) => Math.sqrt(covariance[i * n + i]!));
  const R = covariance.map((value, at) => value / (sd[Math.floor(at / n)]! * sd[at % n]!));
  const a = low.map((end, i) => (end - mean[i]!) / sd[i]!);
  const b = high.map((end, i) => (end - mean[i]!) / sd[i]!);
  const L = new Float64Array(n * n);
  const expected = new Float64Array(n);
  const order = Array.from({ length: n }, (_, i) => i);
  const ends = (i: number, k: number): readonly [left: number, low: number, high: number] => {
    let [left, shift] = [1, 0];
    for (let j = 0; j < k; j++) {
      left -= L[i * n + j]! * L[i * n + j]!;
      shift += L[i * n + j]! * expected[j]!;
    }
    const root = Math.sqrt(Math.max(left, 0));
    return [left, (a[i]! - shift) / root, (b[i]! - shift) / root];
  };
  for (let k = 0; k < n; k++) {
    let [best, least] = [k, Number.POSITIVE_INFINITY];
    for (let at = k; at < n; at++) {
      const [left, from, to] = ends(order[at]!, k);
      if (!(left > SINGULAR)) throw singular(left);
      const probability = table.below(to) - table.below(from);
      if (probability < least) [best, least] = [at, probability];
    }
    [order[k], order[best]] = [order[best]!, order[k]!];
    const pivot = order[k]!;
    const [left, from, to] = ends(pivot, k);
    const root = Math.sqrt(left);
    L[pivot * n + k] = root;
    expected[k] = least > 0 ? (table.density(from) - table.density(to)) / least : 0;
    for (let at = k + 1; at < n; at++) {
      const i = order[at]!;
      let sum = R[i * n + pivot]!;
      for (let j = 0; j < k; j++) sum -= L[i * n + j]! * L[pivot * n + j]!;
      L[i * n + k] = sum / root;
    }
  }
  return {
    n,
    L: Float64Array.from(order.flatMap((i) => [...L.subarray(i * n, (i + 1) * n)])),
    low: Float64Array.from(order, (i) => a[i]!),
    high: Float64Array.from(order, (i) => b[i]!),
    isEmpty: low.some((end, i) => !(end < high[i]!)),
  };
}

const singular = (left: number): NumericalError =>
  new NumericalError(
    "box_singular",
    "The covariance of the coefficients is not positive definite: some are combinations of others. Leave leads out, or cluster by more clusters than there are leads.",
    { got: left, expected: "a positive definite covariance" },
  );

function byProducts(table: NormalTable, ordered: Ordered, { agree, most }: Effort): BoxProbability {
  let [before, error] = [Number.NaN, Number.POSITIVE_INFINITY];
  for (const m of NODES) {
    if (m ** (ordered.n - 1) > most) break;
    const value = productRule(table, ordered, gaussLegendre(m));
    if (!Number.isNaN(before)) error = Math.abs(value - before);
    before = value;
    if (error < agree) break;
  }
  return { probability: before, error };
}

/** The integral over all but the last variable, each over its ends given those before, by one rule. */
function productRule({ below, density }: NormalTable, { n, L, low, high }: Ordered, { nodes, weights }: Rule): number {
  const y = new Float64Array(n);
  const last = n - 1;
  const shiftOf = (k: number, m: number): number => {
    let shift = 0;
    for (let j = 0; j < m; j++) shift += L[k * n + j]! * y[j]!;
    return shift;
  };
  const [rootLast, slope] = [L[last * n + last]!, L[last * n + last - 1]!];
  const level = (k: number): number => {
    const shift = shiftOf(k, k);
    const root = L[k * n + k]!;
    const start = Math.max((low[k]! - shift) / root, -FAR);
    const end = Math.min((high[k]! - shift) / root, FAR);
    if (!(start < end)) return 0;
    const [middle, half] = [(start + end) / 2, (end - start) / 2];
    let sum = 0;
    if (k === last - 1) {
      // the last variable's ends are linear in this one
      const before = shiftOf(last, k);
      const [from, to, step] = [(low[last]! - before) / rootLast, (high[last]! - before) / rootLast, slope / rootLast];
      for (let q = 0; q < nodes.length; q++) {
        const at = middle + half * nodes[q]!;
        sum += weights[q]! * density(at) * (below(to - step * at) - below(from - step * at));
      }
      return half * sum;
    }
    for (let q = 0; q < nodes.length; q++) {
      const at = middle + half * nodes[q]!;
      y[k] = at;
      sum += weights[q]! * density(at) * level(k + 1);
    }
    return half * sum;
  };
  return level(0);
}

function byLattice(table: NormalTable, ordered: Ordered, { lattice }: Effort): BoxProbability {
  if (ordered.n - 1 > MOST_DIMENSIONS) {
    throw new NotSupported(
      "box_dimensions",
      `Probabilities of boxes are of at most ${MOST_DIMENSIONS + 1} coefficients, got ${ordered.n}: bin the earliest leads, or show fewer (--window).`,
      { got: ordered.n, expected: `at most ${MOST_DIMENSIONS + 1}` },
    );
  }
  const y = new Float64Array(ordered.n);
  const value = (log2: number): number =>
    latticeMean(ordered.n - 1, log2, (point) => separated(table, ordered, point, y));
  const probability = value(lattice);
  return { probability, error: Math.abs(probability - value(lattice - 1)) };
}

/** Genz's integrand on the unit cube: the product of conditional probabilities. */
function separated(table: NormalTable, { n, L, low, high }: Ordered, point: Float64Array, y: Float64Array): number {
  let product = 1;
  for (let k = 0; k < n; k++) {
    let shift = 0;
    for (let j = 0; j < k; j++) shift += L[k * n + j]! * y[j]!;
    const root = L[k * n + k]!;
    const from = table.below((low[k]! - shift) / root);
    const share = table.below((high[k]! - shift) / root) - from;
    if (!(share > 0)) return 0;
    product *= share;
    if (k < n - 1) y[k] = table.quantile(from + point[k]! * share);
  }
  return product;
}
