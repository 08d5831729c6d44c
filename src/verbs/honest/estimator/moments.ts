/**
 * The test of moment inequalities behind conditional and hybrid sets. A value theta of the effect is in question if some effects with that
 * value satisfy E[y(theta) - X tau] <= 0, y(theta) = y - theta a, moments over their standard errors. The statistic eta is the largest
 * g'y(theta) over the vertices of a polytope; given the vertex, it is a normal truncated to where that vertex stays the largest.
 * Sources: Rambachan & Roth (2023), Review of Economic Studies 90(5), doi:10.1093/restud/rdad018, section 3; Andrews, Roth & Pakes (2023),
 * Review of Economic Studies 90(6), doi:10.1093/restud/rdad004.
 */
import { DataError } from "../../../base/errors.js";
import { bilinear, type Effects } from "./flci.js";
import type { Polyhedron } from "./restriction.js";
import { type Vertex, Vertices } from "./vertices.js";

/** Moments of one polyhedron and one combination of effects. */
export interface Moments {
  readonly effects: Effects;
  /** Rows of the restriction over their standard errors. */
  readonly rows: readonly Float64Array[];
  readonly y: Float64Array;
  readonly a: Float64Array;
  /** Slopes of lines up to this are what rounding leaves of 0. */
  readonly flat: number;
  readonly vertices: Vertices;
}

/** The statistic at a value of the effect, and its distribution given the vertex. */
export interface Statistic {
  readonly eta: number;
  readonly std_error: number;
  /** Where the vertex stays the largest. */
  readonly low: number;
  readonly high: number;
  /** What the statistic is of, in terms of the estimates. */
  readonly functional: Float64Array;
}

/** A vertex as a line in theta. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/** Of numbers over their standard errors: what rounding leaves of 0. */
const NEAR = 1e-9;

export function momentsOf(effects: Effects, { rows, bounds }: Polyhedron): Moments {
  const { nPre, nPost, estimates, covariance, weights } = effects;
  const errors = rows.map((row) => Math.sqrt(bilinear(covariance, row, row)));
  const bad = errors.findIndex((error, i) => !(error > NEAR * largestOf(rows[i]!) * Math.sqrt(largestOf(covariance))));
  if (bad >= 0) throw noVariance(bad);
  const scaled = rows.map((row, i) => row.map((value) => value / errors[i]!));
  const y = Float64Array.from(scaled, (row, i) => dot(row, estimates) - bounds[i]! / errors[i]!);
  // effects are theta and all but the one that weighs most, which these settle
  const most = weights.reduce((at, weight, k) => (Math.abs(weight) > Math.abs(weights[at]!) ? k : at), 0);
  const column = (k: number): Float64Array => Float64Array.from(scaled, (row) => row[nPre + k]!);
  const settled = column(most);
  const others = Array.from({ length: nPost }, (_, k) => k).filter((k) => k !== most);
  const X = others.map((k) => {
    const share = weights[k]! / weights[most]!;
    return column(k).map((value, i) => value - share * settled[i]!);
  });
  const a = settled.map((value) => value / weights[most]!);
  return { effects, rows: scaled, y, a, flat: NEAR * largestOf(a), vertices: new Vertices(rows.length, X) };
}

/** y(theta). */
function at({ y, a }: Moments, theta: number): Float64Array {
  const out = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) out[i] = y[i]! - theta * a[i]!;
  return out;
}

/** The line of the vertex that is the largest at `theta`, and its value there. */
export function lineAt(moments: Moments, theta: number): Line & { readonly value: number } {
  const vertex = moments.vertices.best(at(moments, theta));
  return { ...lineOf(moments, vertex), value: vertex.value };
}

/** The line that is the largest far to the right, or to the left (-1). */
export const farLine = (moments: Moments, side: 1 | -1): Line =>
  lineOf(moments, moments.vertices.best(moments.a.map((value) => -side * value)));

const lineOf = ({ y, a }: Moments, vertex: Vertex): Line => ({ intercept: of(vertex, y), slope: -of(vertex, a) });

/** The statistic at `theta`, with where it may lie given its vertex. */
export function statisticAt(moments: Moments, theta: number): Statistic {
  const { effects, rows, vertices } = moments;
  const rest = at(moments, theta);
  const vertex = vertices.best(rest);
  const eta = vertex.value;
  const functional = new Float64Array(rows[0]!.length);
  vertex.at.forEach((i, m) => {
    const weight = vertex.weights[m]!;
    if (weight === 0) return;
    const row = rows[i]!;
    for (let j = 0; j < row.length; j++) functional[j]! += weight * row[j]!;
  });
  const loaded = product(effects.covariance, functional);
  const variance = dot(functional, loaded);
  if (!(variance > NEAR * NEAR)) return { eta, std_error: 0, low: eta, high: eta, functional };
  const direction = new Float64Array(rows.length);
  times(rows, loaded, direction);
  for (let i = 0; i < rows.length; i++) {
    direction[i]! /= variance;
    rest[i]! -= eta * direction[i]!;
  }
  return {
    ...{ eta, functional, std_error: Math.sqrt(variance) },
    low: Math.min(eta, limit(vertices, rest, direction, -1)),
    high: Math.max(eta, limit(vertices, rest, direction, 1)),
  };
}

/**
 * How far the statistic v can move to one side until another vertex is larger: the end of {v: max g'(rest + v direction) <= v}, a convex
 * function less a line, by the lines that are the largest beyond it.
 */
function limit(vertices: Vertices, rest: Float64Array, direction: Float64Array, side: 1 | -1): number {
  const beyondEnd = new Float64Array(rest.length);
  for (let i = 0; i < rest.length; i++) beyondEnd[i] = side * direction[i]!;
  let vertex = vertices.best(beyondEnd);
  let end = side * Number.POSITIVE_INFINITY;
  for (;;) {
    const beyond = side * (of(vertex, direction) - 1);
    if (beyond <= NEAR) return end;
    const crossing = (-side * of(vertex, rest)) / beyond;
    // no nearer than before: what is left is rounding
    if (side * crossing >= side * end) return end;
    end = crossing;
    for (let i = 0; i < rest.length; i++) beyondEnd[i] = rest[i]! + end * direction[i]!;
    vertex = vertices.best(beyondEnd);
    if (vertex.value - end <= ROUNDING * (1 + Math.abs(end))) return end;
  }
}

/** Of a statistic in standard errors. */
const ROUNDING = 1e-12;

/**
 * Where the largest line is at most `level`: an interval of theta, with infinite ends where it does not rise; null where it is higher
 * throughout, and all numbers where the polytope is empty.
 */
export function below(moments: Moments, level: number): readonly [number, number] | null {
  if (moments.vertices.isEmpty) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [low, high] = [end(moments, level, -1), end(moments, level, 1)];
  return low === null || high === null || low > high ? null : [low, high];
}

function end(moments: Moments, level: number, side: 1 | -1): number | null {
  let line = farLine(moments, side);
  let theta = side * Number.POSITIVE_INFINITY;
  for (;;) {
    const rising = side * line.slope;
    if (rising <= moments.flat) {
      // no line rises: from here on it is the level that decides, and where lines fall it is passed
      const isFlat = rising >= -moments.flat;
      return Number.isFinite(theta) || (isFlat && line.intercept > level) ? null : theta;
    }
    const crossing = (level - line.intercept) / line.slope;
    if (side * crossing >= side * theta) return theta;
    theta = crossing;
    const next = lineAt(moments, theta);
    if (next.value - level <= ROUNDING * (1 + Math.abs(level) + Math.abs(line.slope * theta))) return theta;
    line = next;
  }
}

/** Values of theta between `low` and `high` at which the largest line changes, ascending. */
export function turns(moments: Moments, low: number, high: number): number[] {
  const found: number[] = [];
  const between = (from: number, left: Line, to: number, right: Line): void => {
    const gap = right.slope - left.slope;
    if (!(gap > moments.flat)) return;
    const crossing = (left.intercept - right.intercept) / gap;
    if (!(crossing > from && crossing < to)) return;
    const top = lineAt(moments, crossing);
    const value = left.intercept + left.slope * crossing;
    if (top.value - value <= NEAR * (1 + Math.abs(value))) {
      found.push(crossing);
      return;
    }
    between(from, left, crossing, top);
    found.push(crossing);
    between(crossing, top, to, right);
  };
  between(low, lineAt(moments, low), high, lineAt(moments, high));
  return found.sort((one, other) => one - other);
}

function of({ at, weights }: Vertex, y: Float64Array): number {
  let sum = 0;
  for (let m = 0; m < at.length; m++) sum += weights[m]! * y[at[m]!]!;
  return sum;
}

/** The products of rows with x, into `out`. */
export function times(rows: readonly Float64Array[], x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < rows.length; i++) out[i] = dot(rows[i]!, x);
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** S x for a symmetric S, row by row. */
export function product(S: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += S[i * n + j]! * x[j]!;
    out[i] = sum;
  }
  return out;
}

function largestOf(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

const noVariance = (row: number): DataError =>
  new DataError(
    "honest_singular",
    "The covariance of the effects leaves no variance to a change that the restriction bounds, as with fewer clusters than effects: leave event times out with --window.",
    { got: 0, expected: "> 0", row },
  );
