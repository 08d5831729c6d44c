/**
 * Plain TypeScript twins of the kernels of scores correlated along time and space: every pair is looked at.
 */
const RADIANS = Math.PI / 180;

export function windowMeat(
  first: number,
  rows: number,
  stride: number,
  k: number,
  lag: number,
  over: number,
  X: Float64Array,
  u: Float64Array,
  places: Uint32Array,
  R: Float64Array,
  meat: Float64Array,
  _work: Float64Array,
): number {
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

export function nearMeat(
  first: number,
  rows: number,
  n: number,
  k: number,
  over: number,
  chord: number,
  band: number,
  latitudes: Float64Array,
  points: Float64Array,
  scores: Float64Array,
  R: Float64Array,
  meat: Float64Array,
  _work: Float64Array,
): number {
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

export function spherePoints(
  n: number,
  latitudes: Float64Array,
  longitudes: Float64Array,
  points: Float64Array,
): number {
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
