/**
 * Plain TypeScript references of the kernels of effects with slopes: the same results by dense loops, a column at a
 * time.
 */
import type { Arrays } from "../cases/row.js";

const LANES = 4;
const MOMENTS = 17;

const weightAt = (weighted: number, w: Float64Array, i: number): number => (weighted ? w[i]! : 1);
const rowsOf = (offsets: Uint32Array, g: number): number[] =>
  Array.from({ length: offsets[g + 1]! - offsets[g]! }, (_, r) => offsets[g]! + r);

export function levelBasis(given: Arrays<"levelBasis">): number {
  const { n, nGroups, low, high, nSlopes, centred, weighted, ordered, tolerance, offsets, order, w, B, kept } = given;
  for (let g = low; g < high; g++) {
    const rows = rowsOf(offsets, g).map((i) => (ordered ? i : order[i]!));
    const product = (x: Float64Array, y: Float64Array) =>
      rows.reduce((sum, i) => sum + weightAt(weighted, w, i) * x[i]! * y[i]!, 0);
    const total = rows.reduce((sum, i) => sum + weightAt(weighted, w, i), 0);
    for (let j = 0; j < nSlopes; j++) {
      const x = B.subarray(j * n, (j + 1) * n);
      const raw = product(x, x);
      const centre = () => {
        const mean = total > 0 ? rows.reduce((sum, i) => sum + weightAt(weighted, w, i) * x[i]!, 0) / total : 0;
        for (const i of rows) x[i]! -= mean;
      };
      if (centred) {
        const first = x[rows[0]!] ?? 0;
        for (const i of rows) x[i]! -= first;
        centre();
      }
      const before = product(x, x);
      for (let sweep = 0; sweep < 2; sweep++) {
        for (let l = 0; l < j; l++) {
          const y = B.subarray(l * n, (l + 1) * n);
          const along = product(x, y);
          for (const i of rows) x[i]! -= along * y[i]!;
        }
        if (centred) centre();
      }
      const left = product(x, x);
      const keep = left > Math.max(tolerance ** 2 * before, tolerance ** 3 * raw);
      kept[j * nGroups + g] = keep ? 1 : 0;
      for (const i of rows) x[i] = keep ? x[i]! / Math.sqrt(left) : 0;
    }
  }
  return 0;
}

/** Takes the directions of a group out of values by row, once; returns what was found along each. */
function project(
  rows: readonly number[],
  weights: readonly number[],
  n: number,
  nSlopes: number,
  intercept: number,
  B: Float64Array,
  v: Float64Array,
): number[] {
  const found: number[] = [];
  if (intercept) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = total > 0 ? rows.reduce((sum, _, r) => sum + weights[r]! * v[r]!, 0) / total : 0;
    for (let r = 0; r < rows.length; r++) v[r]! -= mean;
    found.push(mean);
  }
  for (let d = 0; d < nSlopes; d++) {
    const along = rows.reduce((sum, i, r) => sum + weights[r]! * B[d * n + i]! * v[r]!, 0);
    rows.forEach((i, r) => {
      v[r]! -= along * B[d * n + i]!;
    });
    found.push(along);
  }
  return found;
}

const termValue = (n: number, t: number, i: number, terms: Uint32Array, values: Float64Array): number =>
  terms[t] === 0 ? 1 : values[(terms[t]! - 1) * n + i]!;

export function slopePass(given: Arrays<"slopePass">): number {
  const { n, k, low, high, nLevels, p, nSlopes, intercept, weighted, mode, offsets, codes, terms, values, B } = given;
  const { w, coefs, origins, X, sums, moments } = given;
  if (k < 1 || k > LANES) return -2;
  if (mode < 0 || mode > 2) return -10;
  sums.fill(0, 0, LANES * nLevels);
  moments.fill(0, 0, MOMENTS);
  for (let g = low; g < high; g++) {
    const rows = rowsOf(offsets, g);
    const weights = rows.map((i) => weightAt(weighted, w, i));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    moments[MOMENTS - 1]! += total;
    for (let j = 0; j < k; j++) {
      const v = Float64Array.from(rows, (i) => X[j * n + i]!);
      rows.forEach((i, r) => {
        if (mode === 2) {
          for (let t = 0; t < p; t++)
            v[r]! -= termValue(n, t, i, terms, values) * coefs[LANES * codes[t * n + i]! + j]!;
        } else {
          const d = v[r]! - origins[j]!;
          moments[j]! += weights[r]! * d;
          moments[LANES + j]! += weights[r]! * d * d;
        }
      });
      for (let sweep = 0; sweep < (mode === 1 ? 1 : 2); sweep++) project(rows, weights, n, nSlopes, intercept, B, v);
      rows.forEach((i, r) => {
        X[j * n + i] = v[r]!;
        moments[2 * LANES + j]! += weights[r]! * v[r]! ** 2;
        for (let t = 0; t < p; t++) {
          sums[LANES * codes[t * n + i]! + j]! += weights[r]! * termValue(n, t, i, terms, values) * v[r]!;
        }
      });
      if (mode === 1) continue;
      const root = total > 0 ? 1 / Math.sqrt(total) : 0;
      const parts = project(rows, weights, n, nSlopes, intercept, B, v);
      const means = parts.map((part, d) => Math.abs(part) * (intercept && d === 0 ? 1 : root));
      moments[3 * LANES + j] = Math.max(moments[3 * LANES + j]!, ...means);
    }
  }
  return 0;
}

export function slopeApply(given: Arrays<"slopeApply">): number {
  const { n, lanes, at, low, high, nLevels, p, nSlopes, intercept, weighted, offsets, codes, terms, values, B } = given;
  const { w, a, q } = given;
  if (lanes === 0 || lanes % LANES !== 0 || at + LANES > lanes) return -2;
  for (let j = at; j < at + LANES; j++) {
    for (let l = 0; l < nLevels; l++) q[l * lanes + j] = 0;
    for (let g = low; g < high; g++) {
      const rows = rowsOf(offsets, g);
      const weights = rows.map((i) => weightAt(weighted, w, i));
      const v = new Float64Array(rows.length);
      rows.forEach((i, r) => {
        for (let t = 0; t < p; t++) v[r]! += termValue(n, t, i, terms, values) * a[codes[t * n + i]! * lanes + j]!;
      });
      project(rows, weights, n, nSlopes, intercept, B, v);
      rows.forEach((i, r) => {
        for (let t = 0; t < p; t++) {
          q[codes[t * n + i]! * lanes + j]! += weights[r]! * termValue(n, t, i, terms, values) * v[r]!;
        }
      });
    }
  }
  return 0;
}

/** What each group has of each term's coefficients along each direction, scaled so that products are those of P1. */
function alongGroups(
  low: number,
  high: number,
  n: number,
  nLevels: number,
  p: number,
  nSlopes: number,
  intercept: number,
  weighted: number,
  offsets: Uint32Array,
  codes: Uint32Array,
  terms: Uint32Array,
  values: Float64Array,
  B: Float64Array,
  w: Float64Array,
): Float64Array[] {
  const all: Float64Array[] = [];
  for (let g = low; g < high; g++) {
    const rows = rowsOf(offsets, g);
    const total = rows.reduce((sum, i) => sum + weightAt(weighted, w, i), 0);
    for (let d = intercept ? -1 : 0; d < nSlopes; d++) {
      const along = new Float64Array(nLevels);
      const root = total > 0 ? 1 / Math.sqrt(total) : 0;
      for (const i of rows) {
        const direction = d < 0 ? root : B[d * n + i]!;
        for (let t = 0; t < p; t++) {
          along[codes[t * n + i]!]! += weightAt(weighted, w, i) * termValue(n, t, i, terms, values) * direction;
        }
      }
      all.push(along);
    }
  }
  return all;
}

export function slopeDiagonal(given: Arrays<"slopeDiagonal">): number {
  const { n, low, high, nLevels, p, nSlopes, intercept, weighted, offsets, codes, terms, values, B, w, taken } = given;
  const sizes = [low, high, n, nLevels, p, nSlopes, intercept, weighted] as const;
  const all = alongGroups(...sizes, offsets, codes, terms, values, B, w);
  for (let l = 0; l < nLevels; l++) taken[l] = all.reduce((sum, along) => sum + along[l]! ** 2, 0);
  return 0;
}

/** Pairs stand in the triangle the kernel meets them in: by the order in which a group's levels, a row's terms come. */
export function slopeSchur(given: Arrays<"slopeSchur">): number {
  const { n, low, high, nLevels, p, nSlopes, intercept, weighted, offsets, codes, terms, owners, values, B, w } = given;
  const { S } = given;
  S.fill(0, 0, nLevels * nLevels);
  for (let g = low; g < high; g++) {
    const met: number[] = [];
    for (const i of rowsOf(offsets, g)) {
      for (let t = 0; t < p; t++) {
        const level = codes[t * n + i]!;
        if (!met.includes(level)) met.push(level);
        for (let s = 0; s < t; s++) {
          if (owners[s] === owners[t]) continue;
          const both = termValue(n, t, i, terms, values) * termValue(n, s, i, terms, values);
          S[level * nLevels + codes[s * n + i]!]! += weightAt(weighted, w, i) * both;
        }
      }
    }
    const sizes = [g, g + 1, n, nLevels, p, nSlopes, intercept, weighted] as const;
    for (const along of alongGroups(...sizes, offsets, codes, terms, values, B, w)) {
      met.forEach((a, s) => {
        for (const b of met.slice(0, s + 1)) S[a * nLevels + b]! -= along[a]! * along[b]!;
      });
    }
  }
  return 0;
}

export function slopeFold({ nLevels, totals, scale, S }: Arrays<"slopeFold">): number {
  for (let i = 0; i < nLevels; i++) {
    for (let j = 0; j < i; j++) {
      S[i * nLevels + j] = (S[i * nLevels + j]! + S[j * nLevels + i]!) * scale[i]! * scale[j]!;
    }
    S[i * nLevels + i] = (S[i * nLevels + i]! + totals[i]!) * scale[i]! ** 2;
  }
  return 0;
}

export function slopeLeverages(given: Arrays<"slopeLeverages">): number {
  const { n, low, high, stride, nLevels, p, nSlopes, intercept, weighted, offsets, codes, terms, values, B, w } = given;
  const { M, h } = given;
  for (let g = low; g < high; g++) {
    const rows = rowsOf(offsets, g);
    const total = rows.reduce((sum, i) => sum + weightAt(weighted, w, i), 0);
    const directions = Array.from({ length: nSlopes + (intercept ? 1 : 0) }, (_, d) => {
      if (intercept && d === 0) return () => (total > 0 ? 1 / Math.sqrt(total) : 0);
      return (i: number) => B[(d - (intercept ? 1 : 0)) * n + i]!;
    });
    const sizes = [g, g + 1, n, nLevels, p, nSlopes, intercept, weighted] as const;
    const along = alongGroups(...sizes, offsets, codes, terms, values, B, w);
    for (const i of rows) {
      // the row's terms less what the directions of the group have of them
      const z = new Float64Array(nLevels);
      for (let t = 0; t < p; t++) z[codes[t * n + i]!]! += termValue(n, t, i, terms, values);
      directions.forEach((direction, d) => {
        for (let l = 0; l < nLevels; l++) z[l]! -= direction(i) * along[d]![l]!;
      });
      let form = directions.reduce((sum, direction) => sum + direction(i) ** 2, 0);
      for (let a = 0; a < nLevels; a++) for (let b = 0; b < nLevels; b++) form += z[a]! * M[a * stride + b]! * z[b]!;
      h[i] = weightAt(weighted, w, i) > 0 ? weightAt(weighted, w, i) * form : 0;
    }
  }
  return 0;
}
