/**
 * Two-step GMM of a balanced panel by plain loops that share no code with what is timed: rows and instruments of each unit
 * in arrays of JavaScript, products summed, small matrices inverted by ml-matrix.
 */
import { inverse, Matrix } from "ml-matrix";
import type { Estimate } from "../peers/estimate.js";
import { LAGS, type PanelGmmJob, type Style } from "./panel-gmm-jobs.js";

/** A unit's rows: transformed ones, then levels. */
interface Rows {
  readonly y: number[];
  readonly X: number[][];
  readonly Z: number[][];
}

/** Coefficients, the lag's first, and Windmeijer's errors. */
export function plainPanelGmm({ model, data }: PanelGmmJob, style: Style): Estimate {
  const system = model === "system";
  const units = Array.from({ length: data.nUnits }, (_, i) => rowsOf(data.columns, i, data.nPeriods, system, style));
  const [L, k] = [units[0]!.Z[0]!.length, units[0]!.X[0]!.length];
  const H = covarianceOf(data.nPeriods, system);
  const [ZX, Zy, ZHZ] = [Matrix.zeros(L, k), Matrix.zeros(L, 1), Matrix.zeros(L, L)];
  for (const { y, X, Z } of units) {
    Z.forEach((z, s) => {
      for (let l = 0; l < L; l++) {
        if (z[l] === 0) continue;
        for (let j = 0; j < k; j++) ZX.set(l, j, ZX.get(l, j) + z[l]! * X[s]![j]!);
        Zy.set(l, 0, Zy.get(l, 0) + z[l]! * y[s]!);
      }
      for (const [r, h] of H[s]!) {
        for (let l = 0; l < L; l++) {
          if (z[l] === 0) continue;
          for (let m = 0; m < L; m++) ZHZ.set(l, m, ZHZ.get(l, m) + h * z[l]! * Z[r]![m]!);
        }
      }
    });
  }
  const step = (S: Matrix) => {
    const A = inverse(S);
    const bread = inverse(ZX.transpose().mmul(A).mmul(ZX));
    const estimator = bread.mmul(ZX.transpose()).mmul(A);
    return { A, bread, estimator, beta: estimator.mmul(Zy).to1DArray() };
  };
  const first = step(ZHZ);
  const scores = units.map((unit) => scoreOf(unit, first.beta, L));
  const S = Matrix.zeros(L, L);
  for (const g of scores)
    for (let l = 0; l < L; l++) for (let m = 0; m < L; m++) S.set(l, m, S.get(l, m) + g[l]! * g[m]!);
  const second = step(S);
  const u = second.A.mmul(Matrix.sub(Zy, ZX.mmul(Matrix.columnVector(second.beta)))).to1DArray();
  const sums = Matrix.zeros(L, k);
  units.forEach(({ X, Z }, i) => {
    const g = scores[i]!;
    const along = g.reduce((sum, value, l) => sum + value * u[l]!, 0);
    for (let j = 0; j < k; j++) {
      const a = new Array<number>(L).fill(0);
      Z.forEach((z, s) => {
        for (let l = 0; l < L; l++) a[l]! += z[l]! * X[s]![j]!;
      });
      const own = a.reduce((sum, value, l) => sum + value * u[l]!, 0);
      for (let l = 0; l < L; l++) sums.set(l, j, sums.get(l, j) + a[l]! * along + g[l]! * own);
    }
  });
  const D = second.estimator.mmul(sums);
  const DP = D.mmul(second.bread);
  const robust = first.estimator.mmul(S).mmul(first.estimator.transpose());
  const V = second.bread.clone().add(DP).add(DP.transpose()).add(D.mmul(robust).mmul(D.transpose()));
  return { beta: Float64Array.from(second.beta), se: Float64Array.from(V.diagonal(), Math.sqrt) };
}

function rowsOf(columns: readonly Float64Array[], i: number, T: number, system: boolean, style: Style): Rows {
  const at = (j: number, t: number): number => columns[j]![i * T + t]!;
  const nX = columns.length - 1;
  const change = (j: number, t: number) => at(j, t) - at(j, t - 1);
  const split = system && style === "plm";
  const none = new Array<number>(nX).fill(0);
  const nLags = LAGS.to - LAGS.from + 1;
  const rows: Rows = { y: [], X: [], Z: [] };
  const xs = (of: (j: number) => number) => Array.from({ length: nX }, (_, j) => of(j + 1));
  for (let t = 2; t < T; t++) {
    const dx = xs((j) => change(j, t));
    const lags = Array.from({ length: nLags }, (_, l) => (t >= LAGS.from + l ? at(0, t - LAGS.from - l) : 0));
    rows.y.push(change(0, t));
    rows.X.push([change(0, t - 1), ...dx]);
    rows.Z.push([...lags, ...(system ? [0] : []), ...dx, ...(split ? none : [])]);
  }
  for (let t = 1; t < (system ? T : 0); t++) {
    const x = xs((j) => at(j, t));
    rows.y.push(at(0, t));
    rows.X.push([at(0, t - 1), ...x]);
    const difference = t >= LAGS.from ? change(0, t - LAGS.from + 1) : 0;
    rows.Z.push([...new Array<number>(nLags).fill(0), difference, ...(split ? none : x), ...(split ? x : [])]);
  }
  return rows;
}

/** Entries of the rows of H that are not 0: that of first differences, and of a system both equations' errors together. */
function covarianceOf(T: number, system: boolean): (readonly [number, number])[][] {
  const root: number[][] = [];
  for (let t = 2; t < T; t++) root.push(Array.from({ length: T }, (_, s) => Number(s === t) - Number(s === t - 1)));
  for (let t = 1; t < (system ? T : 0); t++) root.push(Array.from({ length: T }, (_, s) => Number(s === t)));
  return root.map((a) =>
    root.flatMap((b, r): (readonly [number, number])[] => {
      const h = a.reduce((sum, value, t) => sum + value * b[t]!, 0);
      return h === 0 ? [] : [[r, h]];
    }),
  );
}

function scoreOf({ y, X, Z }: Rows, beta: readonly number[], L: number): number[] {
  const g = new Array<number>(L).fill(0);
  Z.forEach((z, s) => {
    const e = y[s]! - beta.reduce((sum, b, j) => sum + b * X[s]![j]!, 0);
    for (let l = 0; l < L; l++) g[l]! += z[l]! * e;
  });
  return g;
}
