/**
 * A direction d with Z d >= 0 that is not zero on all rows, found by climbing the logistic likelihood of
 * rows that all came out one way, and proved row by row. Where the climb leaves some rows behind, d must be zero on them:
 * it is sought again among the directions that are, on the rows that ran away. Knows nothing of treatments or names.
 * Source: Correia, Guimaraes & Zylkin (2019), arXiv:1903.01633, for what has to be shown; the search is our own.
 */
import { copyOut, linearCombinations, scaleRows } from "../../../engine/kernels/blas.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { qrDrop, tsqr } from "../../../engine/kernels/lapack.js";
import { maximiseBinary } from "./binary-likelihood.js";

/** Share of a column of norm one that must be left in some rows for them to span it. */
const SPANNED = 1e-9;
/** Share of the largest |z'd| that counts as zero: rounding. */
export const ZERO = 1e-8;
/** Cuts tried between rows that ran away and rows that did not: in large samples few, the likeliest come first. */
const MOST_CUTS = 20;
const FEWEST_CUTS = 3;
/** Rows times squared columns times cuts that are worth it. */
const WORTH = 2e8;
/** Steps of a climb: rows that can run away are then far above the others. */
const CLIMB = 60;

/** n rows of k columns, column-major, each with the sign that is to come out positive. */
export interface Signed {
  readonly n: number;
  readonly k: number;
  readonly Z: Float64Array;
}

/** Whether the rows with flag 1 span all columns; columns of Z have norm about one. */
export function spans(engine: Engine, rows: Signed, flags: Float64Array): boolean {
  return notSpanned(engine, rows, flags).length === 0;
}

/**
 * How many rows `direction` puts above zero; null when it puts one below, or none above.
 */
export function setApart(engine: Engine, { n, k, Z }: Signed, direction: Float64Array): number | null {
  const along = linearCombinations(engine, n, k, 1, Z, direction);
  const zero = ZERO * along.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let above = 0;
  for (const value of along) {
    if (value < -zero) return null;
    if (value > zero) above++;
  }
  return above === 0 ? null : above;
}

/** A direction with Z d >= 0, not zero on all rows, given the Z beta a climb came to; null when none is found. */
export function separatingIn(engine: Engine, rows: Signed, margins: Float64Array): Float64Array | null {
  const { n, k, Z } = rows;
  const most = Math.max(FEWEST_CUTS, Math.min(MOST_CUTS, Math.floor(WORTH / (n * k * k))));
  for (const cut of cuts(margins).slice(0, most)) {
    const behind = margins.map((margin) => (margin <= cut ? 1 : 0));
    const basis = notSpanned(engine, rows, behind);
    if (basis.length === 0) continue;
    const m = basis.length;
    const N = new Float64Array(k * m);
    basis.forEach((vector, j) => void N.set(vector, j * k));
    const ahead = [...margins.keys()].filter((i) => behind[i] === 0);
    const ZN = linearCombinations(engine, n, k, m, Z, N);
    const within = Float64Array.from({ length: m * ahead.length }, (_, at) => {
      return ZN[ahead[at % ahead.length]! + Math.floor(at / ahead.length) * n]!;
    });
    const inBasis = separating(engine, { n: ahead.length, k: m, Z: within });
    if (inBasis === null) continue;
    const direction = linearCombinations(engine, k, m, 1, N, inBasis);
    if (setApart(engine, rows, direction) !== null) return direction;
  }
  return null;
}

/** The same, from the start. */
export function separating(engine: Engine, rows: Signed): Float64Array | null {
  const { n, k, Z } = rows;
  for (const one of k === 1 ? [Float64Array.of(1), Float64Array.of(-1)] : []) {
    if (setApart(engine, rows, one) !== null) return one;
  }
  if (k === 1) return null;
  const { beta, margins } = engine.scope((scope) => {
    const y = scope.copyF64(new Float64Array(n).fill(1));
    const [linear, fitted] = [scope.f64(n), scope.f64(n)];
    const binary = { n, k, X: scope.copyF64(Z), y, weights: null };
    const stop = (iterations: number) => iterations === CLIMB || linear.view().every((value) => value > 0);
    const end = maximiseBinary(engine, scope, binary, "logit", new Float64Array(k), linear, fitted, stop);
    return { beta: end.beta, margins: copyOut(linear) };
  });
  return setApart(engine, rows, beta) === null ? separatingIn(engine, rows, margins) : beta;
}

/** Cuts between margins above 0, the likeliest first: by the ratio across the gap, margins below 1 counted as 1. */
function cuts(margins: Float64Array): number[] {
  const sorted = margins.filter((margin) => margin > 0).sort();
  const gaps = [...sorted.keys()].map((i) => ({ from: i === 0 ? 0 : sorted[i - 1]!, to: sorted[i]! }));
  const ratio = ({ from, to }: { from: number; to: number }) => Math.max(to, 1) / Math.max(from, 1);
  gaps.sort((a, b) => ratio(b) - ratio(a));
  return gaps.map(({ from, to }) => from + (to - from) / 2);
}

/** An orthonormal basis of the directions that are zero on the rows with flag 1. */
function notSpanned(engine: Engine, { n, k, Z }: Signed, flags: Float64Array): Float64Array[] {
  const inside = scaleRows(engine, n, k, flags, Z);
  const rows = Math.max(n, k);
  const tall = new Float64Array(rows * k);
  for (let j = 0; j < k; j++) tall.set(inside.subarray(j * n, (j + 1) * n), j * rows);
  const R = tsqr(engine, rows, k, tall);
  const { kept, combination } = qrDrop(engine, k, 0, SPANNED, norms(n, k, Z), R);
  const basis: Float64Array[] = [];
  for (let j = 0; j < k; j++) {
    if (kept[j] === 1) continue;
    let rest = Float64Array.from({ length: k }, (_, i) => (i === j ? 1 : -combination[j * k + i]!));
    for (let twice = 0; twice < 2; twice++) {
      for (const unit of basis) {
        const share = unit.reduce((sum, value, i) => sum + value * rest[i]!, 0);
        rest = rest.map((value, i) => value - share * unit[i]!);
      }
    }
    const norm = Math.hypot(...rest);
    basis.push(rest.map((value) => value / norm));
  }
  return basis;
}

const norms = (n: number, k: number, Z: Float64Array): Float64Array =>
  Float64Array.from({ length: k }, (_, j) => {
    return Math.sqrt(Z.subarray(j * n, (j + 1) * n).reduce((sum, value) => sum + value * value, 0));
  });
