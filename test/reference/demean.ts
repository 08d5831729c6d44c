/**
 * Plain TypeScript references of the demeaning kernels: the same algorithms on the same typed arrays, a column
 * at a time, written as one would without WebAssembly. Arrays indexed by level keep the stride of four of the kernels.
 */
import type { Arrays } from "../cases/row.js";

/** Numbers a level holds: one a column, four columns at most. */
const LANES = 4;

export function demeanByCode(given: Arrays<"demeanByCode">): number {
  const { n, k, nLevels, weighted, codes, w, totals, X, before, after } = given;
  if (k < 1 || k > LANES) return -2;
  const means = new Float64Array(nLevels);
  const rest = new Float64Array(nLevels);
  for (let j = 0; j < k; j++) {
    const x = X.subarray(j * n, (j + 1) * n);
    centredMoments(n, k, j, weighted, w, x, before);
    const origin = x[0] ?? 0;
    means.fill(0);
    rest.fill(0);
    for (let i = 0; i < n; i++) means[codes[i]!]! += weighted ? w[i]! * (x[i]! - origin) : x[i]! - origin;
    for (let l = 0; l < nLevels; l++) means[l]! /= totals[l]! || 1;
    let sumOfSquares = 0;
    for (let i = 0; i < n; i++) {
      const value = x[i]! - origin - means[codes[i]!]!;
      x[i] = value;
      const term = weighted ? w[i]! * value : value;
      rest[codes[i]!]! += term;
      sumOfSquares += term * value;
    }
    let largest = 0;
    for (let l = 0; l < nLevels; l++) largest = Math.max(largest, Math.abs(rest[l]! / (totals[l]! || 1)));
    after[j] = sumOfSquares;
    after[k + j] = largest;
  }
  return 0;
}

export function demeanGroups(given: Arrays<"demeanGroups">): number {
  const { n, k, low, high, p, written, apart, coefsApart, offsets, codes, coefs, X, sums, moments } = given;
  const width = k < 3 ? 2 : 4 * Math.ceil(k / 4);
  sums.fill(0);
  moments.fill(0);
  const origins = Array.from({ length: k }, (_, j) => X[j * n] ?? 0);
  for (let g = low; g < high; g++) {
    const [from, to] = [offsets[g]!, offsets[g + 1]!];
    if (from === to) continue;
    for (let j = 0; j < k; j++) {
      const [b, lane] = [j >> 2, j & 3];
      const first = X[j * n + from]!;
      const v = deviations({ X, base: 0, stride: n }, j, from, to);
      for (let i = from; written && i < to; i++) {
        for (let f = 0; f < p; f++) v[i - from]! -= coefs[b * coefsApart + LANES * codes[f * n + i]! + lane]!;
      }
      const [mean, weight] = sumOver(given, v, from);
      const shift = first - origins[j]! + mean;
      const left = v.map((value) => value - mean);
      moments[j]! += weight * shift;
      moments[width + j]! += weight * shift * shift;
      if (j === 0) moments[4 * width]! += weight;
      left.forEach((value, r) => {
        const term = weightOf(given, from + r) * value;
        moments[2 * width + j]! += term * value;
        for (let f = 0; f < p; f++) sums[b * apart + LANES * codes[f * n + from + r]! + lane]! += term;
      });
      if (!written) continue;
      moments[3 * width + j] = Math.max(moments[3 * width + j]!, Math.abs(sumOver(given, left, from)[0]));
      X.set(left, j * n + from);
    }
  }
  return 0;
}

/** Deviations of rows from - to - 1 of column j from the first of them, and what those of a whole group take off: a mean. */
function deviations(
  { X, base, stride }: { X: Float64Array; base: number; stride: number },
  j: number,
  from: number,
  to: number,
): Float64Array {
  const x = X.subarray(j * stride + from - base, j * stride + to - base);
  return x.map((value) => value - x[0]!);
}

const weightOf = ({ weighted, w }: { weighted: number; w: Float64Array }, i: number): number => (weighted ? w[i]! : 1);

function sumOver(given: { weighted: number; w: Float64Array }, values: Float64Array, from: number): [number, number] {
  let [sum, weight] = [0, 0];
  values.forEach((value, i) => {
    sum += weightOf(given, from + i) * value;
    weight += weightOf(given, from + i);
  });
  return [weight > 0 ? sum / weight : 0, weight];
}

export function withinProducts(given: Arrays<"withinProducts">): number {
  const { n, k, low, high, p, more, apart, base, stride, X, origins, offsets, codes, sums, XtX, moments } = given;
  const width = 4 * Math.ceil(k / 4);
  if (width > 4 && apart < 4 * given.nLevels) return -9;
  if (!more) for (const block of [sums, XtX, moments]) block.fill(0);
  for (let g = low; g < high; g++) {
    const [from, to] = [offsets[g]!, offsets[g + 1]!];
    if (from === to) continue;
    const columns = Array.from({ length: k }, (_, j) => {
      const v = deviations(given, j, from, to);
      const [mean, weight] = sumOver(given, v, from);
      const shift = X[j * stride + from - base]! - origins[j]! + mean;
      moments[j]! += weight * shift;
      moments[width + j]! += weight * shift * shift;
      if (j === 0) moments[2 * width]! += weight;
      return v.map((value) => value - mean);
    });
    for (let i = from; i < to; i++) {
      const weight = weightOf(given, i);
      columns.forEach((x, a) => {
        const term = weight * x[i - from]!;
        columns.forEach((y, b) => {
          if (b >> 2 <= a >> 2) XtX[a * width + b]! += term * y[i - from]!;
        });
        for (let f = 0; f < p; f++) sums[(a >> 2) * apart + 4 * codes[f * n + i]! + (a & 3)]! += term;
      });
    }
  }
  return 0;
}

export function withinResiduals(given: Arrays<"withinResiduals">): number {
  const { n, k, low, high, p, scored, squared, more, apart, offsets, codes, coefs, beta } = given;
  const { u, sums, scores, meat, measures } = given;
  const width = 4 * Math.ceil(k / 4);
  if (width > 4 && apart < 4 * given.nLevels) return -11;
  if (!more) for (const block of [sums, measures, meat]) block.fill(0);
  for (let g = low; g < high; g++) {
    const [from, to] = [offsets[g]!, offsets[g + 1]!];
    if (scored) scores.fill(0, g * (k - 1), (g + 1) * (k - 1));
    if (from === to) continue;
    const columns = Array.from({ length: k }, (_, j) =>
      deviations(given, j, from, to).map((value, i) => {
        for (let f = 0; f < p; f++) value -= coefs[(j >> 2) * apart + 4 * codes[f * n + from + i]! + (j & 3)]!;
        return value;
      }),
    );
    const fitted = columns[0]!.map((_, i) => columns.reduce((sum, x, j) => sum + beta[j]! * x[i]!, 0));
    const [mean, total] = sumOver(given, fitted, from);
    const means = columns.map((x) => sumOver(given, x, from)[0]);
    let left = 0;
    for (let i = from; i < to; i++) {
      const [value, weight] = [fitted[i - from]! - mean, weightOf(given, i)];
      u[i] = Math.sqrt(weight) * value;
      measures[0]! += weight * value * value;
      left += weight * value;
      for (let f = 0; f < p; f++) sums[codes[f * n + i]!]! += weight * value;
      if (scored) for (let j = 0; j < k - 1; j++) scores[g * (k - 1) + j]! += weight * value * columns[j]![i - from]!;
      if (!squared) continue;
      const row = columns.map((x, j) => weight * value * (x[i - from]! - means[j]!));
      row.forEach((a, j) => {
        row.forEach((b, l) => {
          if (l >> 2 <= j >> 2) meat[j * width + l]! += a * b;
        });
      });
    }
    measures[1] = Math.max(measures[1]!, total > 0 ? Math.abs(left / total) : 0);
  }
  return 0;
}

export function withinScores(given: Arrays<"withinScores">): number {
  const { n, k, r, low, high, nGroups, p, scored, apart, offsets, codes, coefs, C, sums, scores, measures } = given;
  if (k > 4 && apart < 4 * given.nLevels) return -11;
  const [lanes, s] = [4 * Math.ceil(r / 4), k - 1];
  for (const block of [sums, measures]) block.fill(0);
  for (let g = low; g < high; g++) {
    const [from, to] = [offsets[g]!, offsets[g + 1]!];
    if (scored) for (let v = 0; v < r; v++) scores.fill(0, (v * nGroups + g) * s, (v * nGroups + g + 1) * s);
    if (from === to) continue;
    const columns = Array.from({ length: k }, (_, j) =>
      deviations({ X: given.X, base: 0, stride: n }, j, from, to).map((value, i) => {
        for (let f = 0; f < p; f++) value -= coefs[(j >> 2) * apart + 4 * codes[f * n + from + i]! + (j & 3)]!;
        return value;
      }),
    );
    for (let v = 0; v < r; v++) {
      const made = columns[0]!.map((_, i) => columns.reduce((sum, x, j) => sum + C[j * lanes + v]! * x[i]!, 0));
      const [mean, total] = sumOver(given, made, from);
      let left = 0;
      made.forEach((value, i) => {
        const [u, share] = [value - mean, weightOf(given, from + i) * (value - mean)];
        measures[v]! += share * u;
        left += share;
        for (let f = 0; f < p; f++) sums[codes[f * n + from + i]! * lanes + v]! += share;
        if (scored) for (let j = 0; j < s; j++) scores[(v * nGroups + g) * s + j]! += share * columns[j]![i]!;
      });
      measures[lanes + v] = Math.max(measures[lanes + v]!, total > 0 ? Math.abs(left / total) : 0);
    }
  }
  return 0;
}

export function schurComplement(given: Arrays<"schurComplement">): number {
  const { low, high, nLevels, nBlocks, weighted, offsets, codes, blocks, w, S } = given;
  S.fill(0);
  const rowStart = new Float64Array(nLevels);
  for (let b = 0, size = 0; b < nBlocks; b++) {
    const m = blocks[b + 1]! - blocks[b]!;
    for (let i = 0; i < m; i++) rowStart[blocks[b]! + i] = size + i * m - blocks[b]!;
    size += m * m;
  }
  const few = nBlocks === 1 && nLevels <= 16;
  const byLevel = new Float64Array(nLevels);
  const met = new Uint32Array(nLevels);
  for (let g = low; g < high; g++) {
    let nMet = 0;
    let total = 0;
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
      const level = codes[i]!;
      const weight = weighted ? w[i]! : 1;
      if (byLevel[level] === 0 && weight > 0) met[nMet++] = level;
      byLevel[level]! += weight;
      total += weight;
    }
    for (let s = 0; s < nMet; s++) {
      const level = met[s]!;
      const share = byLevel[level]! / total;
      for (let t = 0; t < s; t++) {
        // few levels: below the diagonal; many: in the row of the level met later
        const [row, column] = few && met[t]! > level ? [met[t]!, level] : [level, met[t]!];
        S[rowStart[row]! + column]! += share * byLevel[met[t]!]!;
      }
    }
    for (let s = 0; s < nMet; s++) byLevel[met[s]!] = 0;
  }
  return 0;
}

export function schurFold({ nBlocks, blocks, S }: Arrays<"schurFold">): number {
  for (let b = 0, at = 0; b < nBlocks; b++) {
    const m = blocks[b + 1]! - blocks[b]!;
    const diagonal = new Float64Array(m);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < i; j++) {
        const both = S[at + i * m + j]! + S[at + j * m + i]!;
        S[at + i * m + j] = -both;
        S[at + j * m + i] = 0;
        diagonal[i]! += both;
        diagonal[j]! += both;
      }
    }
    for (let i = 0; i < m; i++) S[at + i * m + i] = diagonal[i]!;
    at += m * m;
  }
  return 0;
}

export function levelMeans({ nLevels, totals, sums, largest }: Arrays<"levelMeans">): number {
  for (let j = 0; j < LANES; j++) {
    largest[j] = 0;
    for (let l = 0; l < nLevels; l++) {
      if (totals[l]! > 0) largest[j] = Math.max(largest[j]!, Math.abs(sums[LANES * l + j]! / totals[l]!));
    }
  }
  return 0;
}

export function schurFactor({ nBlocks, blocks, S }: Arrays<"schurFactor">): number {
  for (let b = 0, at = 0; b < nBlocks; b++) {
    const m = blocks[b + 1]! - blocks[b]!;
    for (let i = 0; i < m - 1; i++) {
      const row = at + i * m;
      for (let j = 0; j <= i; j++) {
        const above = at + j * m;
        let value = S[row + j]!;
        for (let l = 0; l < j; l++) value -= S[row + l]! * S[above + l]!;
        if (j < i) S[row + j] = value / S[above + j]!;
        else if (value > 0) S[row + i] = Math.sqrt(value);
        else return blocks[b]! + i + 1;
      }
    }
    at += m * m;
  }
  return 0;
}

export function schurSolve({ nBlocks, blocks, L, b }: Arrays<"schurSolve">): number {
  for (let block = 0, start = 0; block < nBlocks; block++) {
    const low = blocks[block]!;
    const m = blocks[block + 1]! - low;
    for (let lane = 0; lane < LANES; lane++) {
      const at = (i: number): number => LANES * (low + i) + lane;
      for (let i = 0; i < m - 1; i++) {
        let value = b[at(i)]!;
        for (let j = 0; j < i; j++) value -= L[start + i * m + j]! * b[at(j)]!;
        b[at(i)] = value / L[start + i * m + i]!;
      }
      for (let i = m - 2; i >= 0; i--) {
        const value = b[at(i)]! / L[start + i * m + i]!;
        b[at(i)] = value;
        for (let j = 0; j < i; j++) b[at(j)]! -= L[start + i * m + j]! * value;
      }
      if (m > 0) b[at(m - 1)] = 0;
    }
    start += m * m;
  }
  return 0;
}

export function projectEffect(given: Arrays<"projectEffect">): number {
  const { n, nGroups, nLevels, p, effect, low, high, weighted, offsets, codes, w, totals, rhs, coefs } = given;
  if (effect >= p) return -5;
  if (low > high || high > nLevels) return -7;
  const own = codes.subarray(effect * n, (effect + 1) * n);
  const sums = new Float64Array(nLevels);
  for (let j = 0; j < LANES; j++) {
    sums.fill(0);
    for (let g = 0; g < nGroups; g++) {
      const start = offsets[g]!;
      const end = offsets[g + 1]!;
      let sum = 0;
      let total = 0;
      for (let i = start; i < end; i++) {
        let fitted = 0;
        for (let f = 0; f < p; f++) fitted += coefs[LANES * codes[f * n + i]! + j]!;
        sum += weighted ? w[i]! * fitted : fitted;
        total += weighted ? w[i]! : 1;
      }
      const mean = total > 0 ? -sum / total : 0;
      for (let i = start; i < end; i++) {
        let fitted = mean;
        for (let f = 0; f < p; f++) if (f !== effect) fitted += coefs[LANES * codes[f * n + i]! + j]!;
        sums[own[i]!]! += weighted ? w[i]! * fitted : fitted;
      }
    }
    for (let l = low; l < high; l++)
      coefs[LANES * l + j] = totals[l]! > 0 ? (rhs[LANES * l + j]! - sums[l]!) / totals[l]! : 0;
  }
  return 0;
}

export function ironsTuck({ nLevels, totals, once, twice, active, x, steps }: Arrays<"ironsTuck">): number {
  for (let j = 0; j < LANES; j++) {
    let first = 0;
    let second = 0;
    let de = 0;
    let ee = 0;
    for (let at = j; at < LANES * nLevels; at += LANES) {
      const total = totals[(at - j) / LANES]!;
      const c = once[at]! - x[at]!;
      const d = twice[at]! - once[at]!;
      first += total * c * c;
      second += total * d * d;
      de += total * d * (d - c);
      ee += total * (d - c) * (d - c);
    }
    const factor = active[j] !== 0 && ee > 0 ? de / ee : 0;
    for (let at = j; at < LANES * nLevels; at += LANES) x[at] = twice[at]! - factor * (twice[at]! - once[at]!);
    steps[j] = first;
    steps[LANES + j] = second;
  }
  return 0;
}

/** Centred sum of squares and mean of one column, about its first row. */
function centredMoments(
  n: number,
  k: number,
  j: number,
  weighted: number,
  w: Float64Array,
  x: Float64Array,
  before: Float64Array,
): void {
  const origin = x[0] ?? 0;
  let moment = 0;
  let square = 0;
  let weight = 0;
  for (let i = 0; i < n; i++) {
    const term = weighted ? w[i]! * (x[i]! - origin) : x[i]! - origin;
    weight += weighted ? w[i]! : 1;
    moment += term;
    square += term * (x[i]! - origin);
  }
  before[j] = weight > 0 ? Math.max(0, square - (moment * moment) / weight) : 0;
  before[k + j] = weight > 0 ? origin + moment / weight : 0;
}
