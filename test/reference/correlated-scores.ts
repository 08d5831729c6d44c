/**
 * Plain TypeScript references of the kernels of scores correlated along time and space: every pair is looked at.
 */
import type { Arrays } from "../cases/row.js";

const RADIANS = Math.PI / 180;

export function windowMeat({ first, rows, stride, k, lag, over, X, u, places, R, meat }: Arrays<"windowMeat">): number {
  meat.fill(0, 0, k * k);
  for (let p = first; p < first + rows; p++) {
    const sum = new Float64Array(k);
    for (let q = Math.max(0, p - lag); q <= p; q++) {
      const row = places[q]!;
      if (row === 0xffff_ffff) continue;
      for (let j = 0; j < k; j++) sum[j]! += X[row + j * stride]! * u[row]!;
    }
    addProducts(k, over ? overTriangle(k, sum, R) : sum, meat);
  }
  return 0;
}

export function nearMeat(given: Arrays<"nearMeat">): number {
  const { first, rows, n, k, over, chord, band, latitudes, points, scores, R, meat } = given;
  meat.fill(0, 0, k * k);
  const scoresOf = (a: number) => {
    const own = scores.slice(a * k, (a + 1) * k);
    return over ? overTriangle(k, own, R) : own;
  };
  for (let a = first; a < first + rows; a++) {
    const own = scoresOf(a);
    addProducts(k, own, meat);
    for (let b = a + 1; b < n && latitudes[b]! - latitudes[a]! <= band; b++) {
      const [dx, dy, dz] = [0, n, 2 * n].map((from) => points[from + b]! - points[from + a]!);
      if (dx! * dx! + dy! * dy! + dz! * dz! > chord) continue;
      const other = scoresOf(b);
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) meat[i + j * k]! += own[i]! * other[j]! + other[i]! * own[j]!;
      }
    }
  }
  return 0;
}

export function spherePoints({ n, latitudes, longitudes, points }: Arrays<"spherePoints">): number {
  for (let i = 0; i < n; i++) {
    const [lat, lon] = [latitudes[i]! * RADIANS, longitudes[i]! * RADIANS];
    points[i] = Math.cos(lat) * Math.cos(lon);
    points[i + n] = Math.cos(lat) * Math.sin(lon);
    points[i + 2 * n] = Math.sin(lat);
  }
  return 0;
}

function overTriangle(k: number, row: Float64Array, R: Float64Array): Float64Array {
  for (let j = 0; j < k; j++) {
    let rest = row[j]!;
    for (let i = 0; i < j; i++) rest -= row[i]! * R[i + j * k]!;
    row[j] = rest / R[j + j * k]!;
  }
  return row;
}

function addProducts(k: number, row: Float64Array, meat: Float64Array): void {
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) meat[a + b * k]! += row[a]! * row[b]!;
}
