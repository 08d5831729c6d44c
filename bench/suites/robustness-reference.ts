/**
 * Two-stage and ordinary least squares with clustered errors by plain loops that share no code with what is
 * timed: effects by alternating projections until nothing moves, then orthonormal columns by Gram and Schmidt, each column
 * taken through twice, which leaves them orthogonal to rounding.
 * Source: Giraud, Langou & Rozloznik (2005), Computers & Mathematics with Applications 50(7),
 * doi:10.1016/j.camwa.2005.08.009.
 */
import { clusterFactor, type Estimate } from "../peers/estimate.js";
import type { InstrumentProblem } from "../problems/instruments.js";
import { sweep } from "./plain-sweep.js";
import type { Regression } from "./robustness-jobs.js";

/** Orthonormal columns Q and the rows of the triangle R, of columns Q R. */
interface Orthonormal {
  readonly Q: readonly Float64Array[];
  readonly R: readonly (readonly number[])[];
}

/** Both regressions of a problem: the endogenous regressor, then the controls. */
export function plainRegressions(problem: InstrumentProblem): Readonly<Record<Regression, Estimate>> {
  const { n, names, columns, effects, endogenous, controls, instruments } = problem;
  const keep = new Uint8Array(n).fill(1);
  const levels = effects.map(({ codes, nLevels }) => ({ codes, size: nLevels }));
  const net = new Map(names.map((name, j) => [name, columns[j]!.slice()]));
  for (const column of net.values()) sweep(column, keep, levels);
  const of = (list: readonly string[]) => list.map((name) => net.get(name)!);
  const [y, x] = of([names[0]!, endogenous]) as [Float64Array, Float64Array];
  const regressors = [x, ...of(controls)];
  const estimate = (projected: Float64Array) => {
    const counted = { ...problem, name: "", cold: false, columns: [y, ...regressors] };
    return clustered(
      y,
      regressors,
      orthonormal([projected, ...of(controls)]),
      effects[0]!.codes,
      clusterFactor(counted),
    );
  };
  const { Q } = orthonormal([...of(controls), ...of(instruments)]);
  const fitted = new Float64Array(n);
  for (const q of Q) add(fitted, dot(q, x), q);
  return { iv: estimate(fitted), ols: estimate(x) };
}

/** Coefficients R^-1 Q'y of the regressors, projected as Q R, and errors clustered by `codes`. */
function clustered(
  y: Float64Array,
  regressors: readonly Float64Array[],
  { Q, R }: Orthonormal,
  codes: Uint32Array,
  factor: number,
): Estimate {
  const k = Q.length;
  const beta = solve(
    R,
    Q.map((q) => dot(q, y)),
  );
  const u = y.slice();
  regressors.forEach((x, j) => void add(u, -beta[j]!, x));
  const scores = Q.map((q) => {
    const sums = new Map<number, number>();
    for (let i = 0; i < u.length; i++) sums.set(codes[i]!, (sums.get(codes[i]!) ?? 0) + q[i]! * u[i]!);
    return sums;
  });
  const meat = scores.map((a) => scores.map((b) => [...a].reduce((sum, [g, value]) => sum + value * b.get(g)!, 0)));
  const half = meat.map((row) => solve(R, row)); // rows of M R^-T
  const se = Array.from({ length: k }, (_, j) => {
    const variance = solve(
      R,
      half.map((row) => row[j]!),
    )[j]!;
    return Math.sqrt(factor * variance);
  });
  return { beta: Float64Array.from(beta), se: Float64Array.from(se) };
}

function orthonormal(columns: readonly Float64Array[]): Orthonormal {
  const k = columns.length;
  const R = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  const Q: Float64Array[] = [];
  columns.forEach((column, j) => {
    const left = column.slice();
    for (let pass = 0; pass < 2; pass++) {
      Q.forEach((q, i) => {
        const share = dot(q, left);
        R[i]![j]! += share;
        add(left, -share, q);
      });
    }
    R[j]![j] = Math.sqrt(dot(left, left));
    Q.push(left.map((value) => value / R[j]![j]!));
  });
  return { Q, R };
}

/** R^-1 b. */
function solve(R: readonly (readonly number[])[], b: readonly number[]): number[] {
  const x = [...b];
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < x.length; j++) x[i]! -= R[i]![j]! * x[j]!;
    x[i]! /= R[i]![i]!;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** a + share b, in place. */
function add(a: Float64Array, share: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] = a[i]! + share * b[i]!;
}
