/**
 * Plain TypeScript references of the kernels of GMM on panels: every unit's transformation, instruments and covariance of
 * errors as matrices, multiplied out.
 */
import type { Arrays } from "../cases/row.js";

/** The plan as the kernels read it. */
function readPlan(plan: Uint32Array) {
  const [T, p, q, L, levels, orthogonal, covariance] = Array.from(plan.subarray(0, 7)) as number[];
  const table = (i: number) => plan.subarray(plan[8 + i]!);
  return {
    ...{ T: T!, p: p!, q: q!, L: L!, levels: levels === 1, orthogonal: orthogonal === 1, covariance: covariance! },
    ...{
      columns: table(0),
      asIs: table(1),
      needed: table(2),
      starts: table(3),
      instruments: table(4),
      sources: table(5),
    },
  };
}

type Matrix = number[][];
const zeros = (rows: number, columns: number): Matrix => Array.from({ length: rows }, () => new Array(columns).fill(0));
const sumOver = (n: number, term: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
};

/** One unit: rows of [y X] and of Z that are there (null otherwise), residual covariance up to a factor, differences. */
function unitMatrices(plan: Uint32Array, panel: Float64Array, nUnits: number, unit: number) {
  const read = readPlan(plan);
  const { T, p, q, L } = read;
  const value = (column: number, t: number): number => panel[read.columns[column]! * nUnits * T + unit * T + t]!;
  const complete = (bit: number): boolean[] =>
    Array.from({ length: T }, (_, t) => {
      for (let j = 0; j < p + q; j++) {
        const needs = j < p ? 3 : read.needed[j - p]!;
        if ((needs & bit) !== 0 && !Number.isFinite(value(j, t))) return false;
      }
      return true;
    });
  const [forTransformed, forLevels] = [complete(1), complete(2)];
  const differences = differencing(T, forTransformed);
  const M = read.orthogonal ? deviating(T, forTransformed) : differences;
  const times = (row: number[], column: number): number =>
    row.reduce((sum, weight, t) => (weight === 0 ? sum : sum + weight * value(column, t)), 0);
  const there = (row: number[]): boolean => row.some((weight) => weight !== 0);
  const rowsBy = (by: Matrix) =>
    by.map((row, t) =>
      there(row) ? Array.from({ length: p }, (_, j) => (read.asIs[j] ? value(j, t) : times(row, j))) : null,
    );
  const levels = forLevels.map((ok, t) =>
    ok && read.levels ? Array.from({ length: p }, (_, j) => value(j, t)) : null,
  );
  const rows = [...rowsBy(M), ...levels];
  const number = (source: number): number => {
    const [period, of] = [source % T, Math.floor(source / T)];
    const [variable, kind] = [p + (of % q), Math.floor(of / q)];
    const change = period === 0 ? Number.NaN : value(variable, period) - value(variable, period - 1);
    const x = kind === 0 ? value(variable, period) : kind === 1 ? change : times(M[period]!, variable);
    return Number.isFinite(x) ? x : 0;
  };
  const Z = rows.map((row, slot) => {
    const z: number[] = new Array(L).fill(0);
    if (row === null) return z;
    for (let e = read.starts[slot]!; e < read.starts[slot + 1]!; e++)
      z[read.instruments[e]!] = number(read.sources[e]!);
    return z;
  });
  /** What takes errors in levels to those of the rows. */
  const root = rows.map((row, slot) =>
    Array.from({ length: T }, (_, t) => (row === null ? 0 : slot < T ? M[slot]![t]! : Number(slot - T === t))),
  );
  const H = root.map((a, s) =>
    root.map((b, r) => {
      if (rows[s] === null || rows[r] === null) return 0;
      if (read.covariance === 0 || (read.covariance === 1 && (s >= T || r >= T))) return Number(s === r);
      return sumOver(T, (t) => a[t]! * b[t]!);
    }),
  );
  const own = differences.map((row) => (there(row) ? row : null));
  return { ...read, rows, Z, H, root, differences: own, differenced: rowsBy(differences) };
}

function differencing(T: number, complete: readonly boolean[]): Matrix {
  const M = zeros(T, T);
  for (let t = 1; t < T; t++) {
    if (complete[t] && complete[t - 1]) [M[t]![t], M[t]![t - 1]] = [1, -1];
  }
  return M;
}

function deviating(T: number, complete: readonly boolean[]): Matrix {
  const M = zeros(T, T);
  for (let t = 0; t < T; t++) {
    const later = complete.flatMap((ok, r) => (ok && r > t ? [r] : []));
    if (!complete[t] || later.length === 0) continue;
    const weight = Math.sqrt(later.length / (later.length + 1));
    M[t + 1]![t] = weight;
    for (const r of later) M[t + 1]![r] = -weight / later.length;
  }
  return M;
}

/** Adds x y' times a factor to a column-major matrix, the upper triangle alone. */
function addUpper(n: number, out: Float64Array, at: number, entry: (i: number, j: number) => number): void {
  for (let j = 0; j < n; j++) for (let i = 0; i <= j; i++) out[at + j * n + i]! += entry(i, j);
}

export function gmmProducts({ nUnits, low, high, plan, panel, sums, rowCounts }: Arrays<"gmmProducts">): number {
  sums.fill(0);
  for (let unit = low; unit < high; unit++) {
    const { T, p, L, rows, Z, H, covariance } = unitMatrices(plan, panel, nUnits, unit);
    const n = rows.length;
    const count = (from: number) => rows.slice(from, from + T).filter((row) => row !== null).length;
    rowCounts.set([count(0), count(T)], 2 * unit);
    addUpper(L, sums, 0, (i, j) => sumOver(n, (s) => Z[s]![i]! * Z[s]![j]!));
    if (covariance > 0) {
      const HZ = Z.map((_, s) => Array.from({ length: L }, (_l, j) => sumOver(n, (r) => H[s]![r]! * Z[r]![j]!)));
      addUpper(L, sums, L * L, (i, j) => sumOver(n, (s) => Z[s]![i]! * HZ[s]![j]!));
    }
    const x = (s: number, j: number): number => rows[s]?.[j] ?? 0;
    const at = 2 * L * L;
    for (let l = 0; l < L; l++)
      for (let j = 0; j < p; j++) sums[at + l * p + j]! += sumOver(n, (s) => Z[s]![l]! * x(s, j));
    addUpper(p, sums, at + L * p, (i, j) => sumOver(n, (s) => x(s, i) * x(s, j)));
    rows.forEach((row, s) => {
      if (row !== null) sums[at + L * p + p * p + s]! += 1;
    });
  }
  return 0;
}

const residual = (row: readonly number[] | null, c: Float64Array): number =>
  row === null ? 0 : row.reduce((sum, x, j) => sum + x * c[j]!, 0);

export function gmmScores(given: Arrays<"gmmScores">): number {
  const { nUnits, nOrders, classical, low, high, plan, panel, combination, sums } = given;
  sums.fill(0);
  for (let unit = low; unit < high; unit++) {
    const matrices = unitMatrices(plan, panel, nUnits, unit);
    const { T, p, L, rows, Z, differenced } = matrices;
    const e = rows.map((row) => residual(row, combination));
    const g = Array.from({ length: L }, (_, l) => sumOver(rows.length, (s) => Z[s]![l]! * e[s]!));
    addUpper(L, sums, 0, (i, j) => g[i]! * g[j]!);
    sums[L * L]! += sumOver(T, (t) => e[t]! ** 2);
    sums[L * L + 1]! += sumOver(T, (t) => e[T + t]! ** 2);
    const d = differenced.map((row) => residual(row, combination));
    for (let m = 1; m <= nOrders; m++) {
      const at = L * L + 2 + (m - 1) * (5 + p + 2 * L);
      const both = differenced.flatMap((row, t) => (t >= m && row !== null && differenced[t - m] !== null ? [t] : []));
      if (both.length === 0) continue;
      const sum = both.reduce((total, t) => total + d[t]! * d[t - m]!, 0);
      sums[at]! += sum;
      sums[at + 1]! += sum ** 2;
      sums[at + 2]! += 1;
      sums[at + 3]! += both.length;
      for (let j = 0; j < p; j++)
        sums[at + 5 + j]! += both.reduce((total, t) => total + differenced[t]![j]! * d[t - m]!, 0);
      for (let l = 0; l < L; l++) sums[at + 5 + p + l]! += g[l]! * sum;
      if (classical === 0) continue;
      const [wHw, ZHw] = classicalSums(matrices, (t) => (both.includes(t) ? d[t - m]! : 0));
      sums[at + 4]! += wHw;
      for (let l = 0; l < L; l++) sums[at + 5 + p + L + l]! += ZHw[l]!;
    }
  }
  return 0;
}

/** w'Hw and Z'Hw by the covariances of the rows of Z with first differences, of which w has numbers by period. */
function classicalSums(
  { T, L, rows, Z, root, differences, orthogonal, covariance }: ReturnType<typeof unitMatrices>,
  w: (t: number) => number,
): readonly [number, readonly number[]] {
  const identity = !orthogonal && covariance === 0;
  const cross = (a: readonly number[] | null, b: readonly number[] | null): number =>
    a === null || b === null ? 0 : sumOver(T, (t) => a[t]! * b[t]!);
  const ofDifferences = (s: number, t: number) =>
    identity ? Number(s === t) : cross(differences[s]!, differences[t]!);
  const ofRow = (s: number, t: number): number => {
    if (s >= T && covariance !== 2) return 0;
    if (rows[s] === null) return 0;
    return identity ? Number(s === t) : cross(root[s]!, differences[t]!);
  };
  const wHw = sumOver(T, (s) => sumOver(T, (t) => w(s) * ofDifferences(s, t) * w(t)));
  const Hw = rows.map((_, s) => sumOver(T, (t) => ofRow(s, t) * w(t)));
  return [wHw, Array.from({ length: L }, (_, l) => sumOver(rows.length, (s) => Z[s]![l]! * Hw[s]!))];
}

export function gmmCorrections(given: Arrays<"gmmCorrections">): number {
  const { nUnits, low, high, plan, panel, combination, u, sums } = given;
  sums.fill(0);
  for (let unit = low; unit < high; unit++) {
    const { p, L, rows, Z } = unitMatrices(plan, panel, nUnits, unit);
    const across = (x: (s: number) => number) =>
      Array.from({ length: L }, (_, l) => sumOver(rows.length, (s) => Z[s]![l]! * x(s)));
    const along = (g: readonly number[]) => g.reduce((sum, value, l) => sum + value * u[l]!, 0);
    const g = across((s) => residual(rows[s]!, combination));
    for (let j = 0; j < p; j++) {
      const a = across((s) => rows[s]?.[j] ?? 0);
      for (let l = 0; l < L; l++) sums[l * p + j]! += a[l]! * along(g) + g[l]! * along(a);
    }
  }
  return 0;
}
