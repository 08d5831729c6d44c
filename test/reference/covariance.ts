/**
 * Plain TypeScript references of the covariance kernels.
 */
import type { Arrays } from "../cases/row.js";

export function hcMeat({ n, stride, k, over, X, u, R, meat }: Arrays<"hcMeat">): number {
  const row = new Float64Array(k);
  meat.fill(0, 0, k * k);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) row[j] = u[i]! * X[i + j * stride]!;
    addOuter(k, over ? overTriangle(k, row, R) : row, meat);
  }
  return 0;
}

/** The row x R^-1, in place. */
function overTriangle(k: number, row: Float64Array, R: Float64Array): Float64Array {
  for (let j = 0; j < k; j++) {
    let rest = row[j]!;
    for (let i = 0; i < j; i++) rest -= row[i]! * R[i + j * k]!;
    row[j] = rest / R[j + j * k]!;
  }
  return row;
}

function addOuter(k: number, row: Float64Array, meat: Float64Array): void {
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) meat[a + b * k]! += row[a]! * row[b]!;
}

export function clusterScores(given: Arrays<"clusterScores">): number {
  const { n, stride, k, m, low, nCells, apart, X, U, codes, scores } = given;
  if (codes.subarray(0, n).some((code) => code < low || code - low >= nCells)) return -10;
  for (let t = 0; t < m; t++) {
    scores.fill(0, t * apart, t * apart + nCells * k);
    for (let i = 0; i < n; i++) {
      const at = t * apart + (codes[i]! - low) * k;
      for (let j = 0; j < k; j++) scores[at + j] = scores[at + j]! + X[i + j * stride]! * U[i + t * stride]!;
    }
  }
  return 0;
}

export function clusterMeat({ nClusters, k, over, scores, R, meat }: Arrays<"clusterMeat">): number {
  meat.fill(0, 0, k * k);
  for (let g = 0; g < nClusters; g++) {
    const row = scores.slice(g * k, (g + 1) * k);
    addOuter(k, over ? overTriangle(k, row, R) : row, meat);
  }
  return 0;
}

export function residualScores(given: Arrays<"residualScores">): number {
  const { n, stride, k, low, nCells, X, y, beta, codes, u, scores } = given;
  if (nCells > 0 && codes.subarray(0, n).some((code) => code < low || code - low >= nCells)) return -9;
  scores.fill(0, 0, nCells * k);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    let fitted = 0;
    for (let j = 0; j < k; j++) fitted += X[i + j * stride]! * beta[j]!;
    const residual = y[i]! - fitted;
    u[i] = residual;
    squares += residual * residual;
    if (nCells === 0) continue;
    const at = (codes[i]! - low) * k;
    for (let j = 0; j < k; j++) scores[at + j]! += X[i + j * stride]! * residual;
  }
  return squares;
}

export function leverages({ n, stride, k, hasEffects, X, R, effects, h }: Arrays<"leverages">): number {
  const row = new Float64Array(k);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) row[j] = X[i + j * stride]!;
    overTriangle(k, row, R);
    h[i] = row.reduce((sum, value) => sum + value * value, hasEffects === 1 ? effects[i]! : 0);
    largest = Math.max(largest, h[i]!);
  }
  return largest;
}

export function leverageMeat(given: Arrays<"leverageMeat">): number {
  const { n, stride, k, hasEffects, power, slope, cap, cap2, least, X, u, R, effects, meat, work } = given;
  const h = new Float64Array(n);
  leverages({ n, stride, k, hasEffects, X, R, effects, h, work });
  const row = new Float64Array(k);
  let ones = 0;
  meat.fill(0, 0, k * k);
  for (let i = 0; i < n; i++) {
    if (1 - h[i]! <= least) {
      ones++;
      continue;
    }
    const d = power + Math.min(cap, slope * h[i]!) + Math.min(cap2, slope * h[i]!);
    for (let j = 0; j < k; j++) row[j] = X[i + j * stride]!;
    overTriangle(k, row, R);
    for (let j = 0; j < k; j++) row[j]! *= u[i]! * (1 - h[i]!) ** (-d / 2);
    addOuter(k, row, meat);
  }
  meat[k * k] = ones;
  return 0;
}

export function turnRows({ n, s, q, stride, rows, A, out }: Arrays<"turnRows">): number {
  if (stride < q) return -4;
  const lanes = 2 * Math.ceil(q / 2);
  for (let g = 0; g < n; g++) {
    for (let i = 0; i < q; i++) {
      let sum = 0;
      for (let j = 0; j < s; j++) sum += rows[g * s + j]! * A[j * lanes + i]!;
      out[g * stride + i] = sum;
    }
  }
  return 0;
}
