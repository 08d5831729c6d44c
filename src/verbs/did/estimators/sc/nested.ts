/**
 * Weights of predictors: those under which donors, weighed to be near the treated unit in predictors, fit its outcomes best. The loss is
 * piecewise smooth and has many local minima: a quasi-Newton search by its exact slopes from many fixed starts, the best of which is kept.
 * Source: Abadie, Diamond & Hainmueller (2010), JASA 105(490), doi:10.1198/jasa.2009.ap08746, section 2.3; (2015), American Journal of Political
 * Science 59(2), doi:10.1111/ajps.12116 (training and validation periods); Malo, Eskelinen, Zhou & Kuosmanen (2024), Computational
 * Economics 64, doi:10.1007/s10614-023-10471-7 (a two-level problem, bounded by its upper level alone).
 */
import { unitOf } from "../../../../base/exponent.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { simplexWeights } from "../../../../engine/kernels/simplex.js";

/** What the search is over: K predictors of J donors less those of the target, and T outcomes less those of the target, both a column a donor. */
export interface NestedProblem {
  readonly K: number;
  readonly J: number;
  readonly T: number;
  readonly x: Float64Array;
  readonly z: Float64Array;
}

export interface NestedFit {
  /** Weights of predictors, which add up to 1. */
  readonly v: Float64Array;
  /** Mean square of what is left of the outcomes under them. */
  readonly loss: number;
  /** The least that any weights of donors leave, which is below what weights of predictors can reach. */
  readonly bound: number;
  readonly starts: number;
  /** Starts that ended within `SAME` of the best loss. */
  readonly reached: number;
}

/**
 * Outcomes are brought to about this size whatever their unit. A search begins with an inverse Hessian of 1, so that its path depends on the
 * loss's scale: a fixed one gives the same bits in units a power of two apart. In others, such as thousands, `unitOf` leaves a factor below 2, and
 * where local minima are many a search may end in another of them. The size is a choice: the Basque and German data have one loss from 2^4 to
 * 2^14 and others below, and no size is best in all data.
 */
const STEEP = 2 ** 14;
const STEPS = 200;
const HALVINGS = 40;
const ARMIJO = 1e-4;
/** Relative change of the loss below which a search has come to rest. */
const REST = 1e-13;
/** Relative difference of losses of searches that ended in one place. */
const SAME = 1e-6;
/** Starts beside the equal one, that of the regression and one on each predictor. */
const SPREAD = 24;
/** Weight of the predictor that a start is on, and of the others together. */
const ON = 0.9;

/** Weights of donors under weights v of predictors, which need not add up to 1. */
export function donorWeights(
  engine: Engine,
  { K, J, x }: Pick<NestedProblem, "K" | "J" | "x">,
  v: ArrayLike<number>,
): Float64Array {
  const largest = Math.max(...Array.from(v));
  const roots = Array.from(v, (value) => Math.sqrt(value / largest));
  const a = new Float64Array(K * J);
  for (let j = 0; j < J; j++) for (let k = 0; k < K; k++) a[j * K + k] = roots[k]! * x[j * K + k]!;
  return simplexWeights(engine, { a, m: K, n: J, b: new Float64Array(K) }).weights;
}

export function nestedWeights(engine: Engine, given: NestedProblem): NestedFit {
  const { J, T } = given;
  // a search is the same in any unit of the outcome
  const unit = unitOf(given.z) / STEEP;
  const z = given.z.map((value) => value / unit);
  const problem = { ...given, z };
  const alone = simplexWeights(engine, { a: z, m: T, n: J, b: new Float64Array(T) }).weights;
  const bound = meanSquare(problem, alone);
  const starts = startsOf(problem);
  const ends = starts.map((start) => search(engine, problem, start));
  const best = ends.reduce((least, end) => (end.loss < least.loss ? end : least));
  const total = best.v.reduce((sum, value) => sum + value, 0);
  return {
    v: best.v.map((value) => value / total),
    ...{ loss: best.loss * unit * unit, bound: bound * unit * unit, starts: starts.length },
    reached: ends.filter(({ loss }) => loss <= best.loss * (1 + SAME)).length,
  };
}

interface End {
  readonly v: Float64Array;
  readonly loss: number;
}

interface Point extends End {
  /** Slopes of the loss in theta, whose squares are v. */
  readonly slope: Float64Array;
}

/** BFGS in the roots of v, so that weights stay at least 0. */
function search(engine: Engine, problem: NestedProblem, start: Float64Array): End {
  const { K } = problem;
  let theta = start.map(Math.sqrt);
  let here = at(engine, problem, theta);
  let inverse = identity(K);
  for (let step = 0; step < STEPS; step++) {
    let way = times(inverse, here.slope).map((value) => -value);
    let fall = dot(way, here.slope);
    if (!(fall < 0)) {
      inverse = identity(K);
      way = here.slope.map((value) => -value);
      fall = dot(way, here.slope);
    }
    if (!(fall < 0)) break;
    // the loss does not change with the scale of theta, whose length is 1: a step is at most as long
    let length = Math.min(1, 1 / Math.sqrt(dot(way, way)));
    let next: Point | null = null;
    let moved = theta;
    for (let halving = 0; halving < HALVINGS; halving++, length /= 2) {
      moved = theta.map((value, k) => value + length * way[k]!);
      const tried = at(engine, problem, moved);
      if (!(tried.loss <= here.loss + ARMIJO * length * fall)) continue;
      next = tried;
      break;
    }
    if (next === null) {
      if (isIdentity(inverse)) break;
      inverse = identity(K);
      continue;
    }
    const norm = Math.sqrt(dot(moved, moved));
    const s = moved.map((value, k) => value - theta[k]!);
    const y = next.slope.map((value, k) => value - here.slope[k]!);
    const isResting = here.loss - next.loss <= REST * here.loss;
    theta = moved.map((value) => value / norm);
    inverse = updated(inverse, s, y);
    here = { ...next, slope: next.slope.map((value) => value * norm) };
    if (isResting) break;
  }
  return { v: theta.map((value) => value * value), loss: here.loss };
}

/** Loss and slopes at theta, by the derivative of the weights of donors above 0. */
function at(engine: Engine, problem: NestedProblem, theta: Float64Array): Point {
  const { K, T, x, z } = problem;
  const v = theta.map((value) => value * value);
  const largest = Math.max(...v);
  const w = donorWeights(engine, problem, v);
  const own = Array.from(w.keys()).filter((j) => w[j]! > 0);
  const left = new Float64Array(T);
  for (const j of own) for (let t = 0; t < T; t++) left[t]! += w[j]! * z[j * T + t]!;
  const miss = new Float64Array(K);
  for (const j of own) for (let k = 0; k < K; k++) miss[k]! += w[j]! * x[j * K + k]!;
  const loss = left.reduce((sum, value) => sum + value * value, 0) / T;
  const n = own.length;
  const system = Array.from({ length: n + 1 }, () => new Float64Array(n + 2));
  own.forEach((i, a) => {
    own.forEach((j, b) => {
      for (let k = 0; k < K; k++) system[a]![b]! += (v[k]! / largest) * x[i * K + k]! * x[j * K + k]!;
    });
    system[a]![n] = 1;
    system[n]![a] = 1;
    for (let t = 0; t < T; t++) system[a]![n + 1]! += (2 / T) * z[i * T + t]! * left[t]!;
  });
  const adjoint = eliminated(system);
  const slope = new Float64Array(K);
  if (adjoint !== null) {
    for (let k = 0; k < K; k++) {
      let sum = 0;
      own.forEach((j, a) => {
        sum += adjoint[a]! * x[j * K + k]!;
      });
      slope[k] = (-2 * theta[k]! * sum * miss[k]!) / largest;
    }
  }
  return { v, loss, slope };
}

/** The solution of a small system with its right side as last column; null where it is singular. */
function eliminated(system: readonly Float64Array[]): Float64Array | null {
  const rows = [...system];
  const n = rows.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) if (Math.abs(rows[i]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = i;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    const head = rows[c]!;
    if (head[c] === 0) return null;
    for (let i = c + 1; i < n; i++) {
      const share = rows[i]![c]! / head[c]!;
      for (let k = c; k <= n; k++) rows[i]![k]! -= share * head[k]!;
    }
  }
  const out = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i]![n]!;
    for (let k = i + 1; k < n; k++) sum -= rows[i]![k]! * out[k]!;
    out[i] = sum / rows[i]![i]!;
  }
  return out.every(Number.isFinite) ? out : null;
}

function meanSquare({ J, T, z }: NestedProblem, w: Float64Array): number {
  let loss = 0;
  for (let t = 0; t < T; t++) {
    let left = 0;
    for (let j = 0; j < J; j++) left += w[j]! * z[j * T + t]!;
    loss += left * left;
  }
  return loss / T;
}

/** Equal weights, mostly one predictor each, those of a regression of outcomes on predictors, and points spread over orders of size. */
function startsOf(problem: NestedProblem): Float64Array[] {
  const { K } = problem;
  if (K === 1) return [Float64Array.of(1)];
  const equal = new Float64Array(K).fill(1 / K);
  const single = Array.from({ length: K }, (_, on) =>
    Float64Array.from({ length: K }, (_, k) => (k === on ? ON : (1 - ON) / (K - 1))),
  );
  const root = plasticRoot(K);
  const spread = Array.from({ length: SPREAD }, (_, i) => {
    const power = [1, 4, 16][i % 3]!;
    let step = 1;
    const raw = Float64Array.from({ length: K }, () => {
      step /= root;
      const point = (0.5 + (i + 1) * step) % 1;
      let value = 1;
      for (let p = 0; p < power; p++) value *= point;
      return Math.max(value, 1e-8);
    });
    const total = raw.reduce((sum, value) => sum + value, 0);
    return raw.map((value) => value / total);
  });
  const regressed = byRegression(problem);
  return [equal, ...(regressed === null ? [] : [regressed]), ...single, ...spread];
}

/** The root above 1 of r^(K+1) = r + 1, whose powers spread points evenly over K dimensions. */
function plasticRoot(K: number): number {
  let [low, high] = [1, 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    let power = 1;
    for (let k = 0; k <= K; k++) power *= middle;
    if (power < middle + 1) low = middle;
    else high = middle;
  }
  return low;
}

/** Sums of squared coefficients of outcomes on predictors over donors; null where there are too few of these. */
function byRegression({ K, J, T, x, z }: NestedProblem): Float64Array | null {
  if (J <= K + 1) return null;
  const out = new Float64Array(K);
  for (let t = 0; t < T; t++) {
    const system = Array.from({ length: K + 1 }, () => new Float64Array(K + 2));
    for (let j = 0; j < J; j++) {
      const row = [1, ...x.subarray(j * K, (j + 1) * K)];
      row.forEach((a, i) => {
        row.forEach((b, k) => {
          system[i]![k]! += a * b;
        });
        system[i]![K + 1]! += a * z[j * T + t]!;
      });
    }
    const beta = eliminated(system);
    if (beta === null) return null;
    for (let k = 0; k < K; k++) out[k]! += beta[k + 1]! * beta[k + 1]!;
  }
  const total = out.reduce((sum, value) => sum + value, 0);
  return total > 0 && Number.isFinite(total) ? out.map((value) => value / total) : null;
}

type Square = readonly Float64Array[];
const identity = (n: number): Square =>
  Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => Number(i === j)));
const isIdentity = (H: Square): boolean => H.every((row, i) => row.every((value, j) => value === Number(i === j)));
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const times = (H: Square, g: Float64Array): Float64Array => Float64Array.from(H, (row) => dot(row, g));

/** The inverse Hessian after a step s with change y of the slopes; as it is where the loss does not bend upwards along it. */
function updated(H: Square, s: Float64Array, y: Float64Array): Square {
  const sy = dot(s, y);
  if (!(sy > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return H;
  const Hy = times(H, y);
  const factor = (1 + dot(y, Hy) / sy) / sy;
  return H.map((row, i) =>
    row.map((value, j) => value + factor * s[i]! * s[j]! - (s[i]! * Hy[j]! + Hy[i]! * s[j]!) / sy),
  );
}
