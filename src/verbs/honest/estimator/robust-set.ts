/**
 * Confidence sets under a restriction: fixed-length intervals, and sets of values that conditional and hybrid tests of moment
 * inequalities accept, united over the polyhedra of the restriction.
 * Source: Rambachan & Roth (2023), Review of Economic Studies 90(5), doi:10.1093/restud/rdad018, section 3.
 */

import { PURPOSE, philoxNormal } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { acceptedPieces, merged, type Piece } from "./accepted-set.js";
import { type Effects, type Flci, type FlciProblem, flci, flciProblem } from "./flci.js";
import { truncatedTail } from "./folded-normal.js";
import { below, dot, farLine, type Moments, momentsOf, statisticAt, times, turns } from "./moments.js";
import type { Method, Restriction } from "./names.js";
import { polyhedra } from "./restriction.js";

export interface SetProblem {
  readonly engine: Engine;
  readonly effects: Effects;
  readonly restriction: Restriction;
  readonly method: Method;
  readonly alpha: number;
  /** Size of the first test of a hybrid. */
  readonly kappa: number;
  readonly draws: number;
  readonly seed: number;
  /** Made when they are first needed. */
  readonly shared: Shared;
}

export interface Shared {
  flci?: FlciProblem;
  /** Estimates as far as chance moves them: `draws` times as many numbers. */
  noise?: readonly Float64Array[];
  /** Critical values, by M and polyhedron: they know no estimates. */
  readonly critical: Map<string, number>;
}

/** What sets of one restriction and covariance share. */
export const sharing = (): Shared => ({ critical: new Map() });

/** The set at M: its pieces, with infinite ends where it has none. */
export function robustSet(problem: SetProblem, M: number): { readonly pieces: readonly Piece[]; readonly flci?: Flci } {
  if (problem.method === "FLCI") {
    const own = flci(problem.engine, flciOf(problem), M, problem.alpha);
    const { estimate, half_length } = own;
    return { pieces: [{ low: estimate - half_length, high: estimate + half_length }], flci: own };
  }
  const tests = testsAt(problem, M);
  return { pieces: merged(tests.flatMap(({ pieces }) => pieces())) };
}

/** At least 0 where the set at M holds `theta`. */
export function marginAt(problem: SetProblem, M: number, theta: number): number {
  if (problem.method === "FLCI") {
    const { estimate, half_length } = flci(problem.engine, flciOf(problem), M, problem.alpha);
    return half_length - Math.abs(theta - estimate);
  }
  let most = Number.NEGATIVE_INFINITY;
  for (const { margin } of testsAt(problem, M)) {
    most = Math.max(most, margin(theta));
    if (most >= SURE) break;
  }
  return most;
}

/** Standard errors by which a set that is a point may be missed. */
const POINT = 1e-12;

/** The values that the restriction leaves possible if estimates before the reference and effects were known. */
export function plugInSet({ effects, restriction }: SetProblem, M: number): Piece[] {
  return merged(
    polyhedra(restriction, effects, M).flatMap((polyhedron) => {
      const moments = momentsOf(effects, polyhedron);
      const found = below(moments, 0) ?? below(moments, POINT);
      return found === null ? [] : [{ low: found[0], high: found[1] }];
    }),
  );
}

const flciOf = ({ shared, effects }: SetProblem): FlciProblem => (shared.flci ??= flciProblem(effects));

/** The test of one polyhedron. */
interface PolyhedronTest {
  /** At least 0 where it accepts. */
  readonly margin: (theta: number) => number;
  readonly pieces: () => Piece[];
}

function testsAt(problem: SetProblem, M: number): PolyhedronTest[] {
  const { method, restriction, effects, engine, kappa } = problem;
  const interval = method === "C-F" ? flci(engine, flciOf(problem), M, kappa) : null;
  return polyhedra(restriction, effects, M).map((polyhedron, i) =>
    testOf(problem, momentsOf(effects, polyhedron), interval, `${M}:${i}`),
  );
}

/** Never so large; stands for acceptance whatever the tail. */
const SURE = 2;

function testOf(problem: SetProblem, moments: Moments, interval: Flci | null, key: string): PolyhedronTest {
  const { engine, method, alpha, kappa, shared } = problem;
  const size = method === "Conditional" ? alpha : (alpha - kappa) / (1 - kappa);
  const criticalValue = (): number => {
    const known = shared.critical.get(key) ?? leastFavourable(problem, moments);
    shared.critical.set(key, known);
    return known;
  };
  const margin = (theta: number): number => {
    // the first test decides alone where it rejects
    const offset = interval === null ? 0 : interval.estimate - theta;
    if (interval !== null && Math.abs(offset) > interval.half_length) return -size;
    if (moments.vertices.isEmpty) return SURE;
    const { eta, std_error, low, high, functional } = statisticAt(moments, theta);
    if (eta <= 0) return SURE;
    if (std_error === 0) return -size;
    let [from, to] = [low, high];
    if (interval !== null) {
      [from, to] = within(problem.effects, interval, functional, std_error, { offset, eta, low, high });
    }
    const tail = (top: number): number => truncatedTail(engine, eta / std_error, from / std_error, top / std_error);
    const conditional = tail(to);
    // a lower top makes the tail smaller still
    if (method !== "C-LF" || conditional < size) return conditional - size;
    const most = criticalValue();
    return eta > most ? -size : tail(Math.min(to, most)) - size;
  };
  return {
    margin,
    pieces: () => {
      const domain = moments.vertices.isEmpty
        ? endsOf(interval)
        : domainOf(moments, method, margin, criticalValue, interval);
      if (domain === null) return [];
      if (moments.vertices.isEmpty) return [{ low: domain[0], high: domain[1] }];
      return piecesIn(moments, margin, domain);
    },
  };
}

/** Where the statistic may lie given its vertex and that the first interval held the value. */
function within(
  { covariance }: Effects,
  { weights, half_length }: Flci,
  functional: Float64Array,
  std_error: number,
  { offset, eta, low, high }: { offset: number; eta: number; low: number; high: number },
): [number, number] {
  const n = weights.length;
  let shared = 0;
  for (let i = 0; i < n; i++) shared += weights[i]! * dot(covariance.subarray(i * n, (i + 1) * n), functional);
  const slope = shared / std_error ** 2;
  if (slope === 0) return [low, high];
  const [one, other] = [eta + (-half_length - offset) / slope, eta + (half_length - offset) / slope];
  return [Math.max(low, Math.min(one, other)), Math.min(high, Math.max(one, other))];
}

/**
 * The quantile of the largest of centred moments at the first size of the hybrid, from draws. Weights sum to 1, so that no draw gives more
 * than its largest moment: only draws that could be among the few beyond the quantile are solved.
 */
function leastFavourable(
  { effects, engine, draws, seed, kappa, shared }: SetProblem,
  { rows, vertices }: Moments,
): number {
  shared.noise ??= noiseOf(engine, effects, draws, seed);
  const place = (1 - kappa) * (draws - 1);
  const [at, part] = [Math.floor(place), place - Math.floor(place)];
  const few = draws - at;
  const own = new Float64Array(rows.length);
  const most = shared.noise.map((noise) => {
    times(rows, noise, own);
    let largest = own[0]!;
    for (let i = 1; i < own.length; i++) if (own[i]! > largest) largest = own[i]!;
    return largest;
  });
  // the few largest, ascending
  const largest: number[] = [];
  for (const b of [...most.keys()].sort((one, other) => most[other]! - most[one]!)) {
    if (largest.length === few && most[b]! <= largest[0]!) break;
    times(rows, shared.noise[b]!, own);
    largest.push(vertices.best(own).value);
    largest.sort((one, other) => one - other);
    if (largest.length > few) largest.shift();
  }
  return largest[0]! + part * ((largest[1] ?? largest[0]!) - largest[0]!);
}

/** Normal draws with the covariance of the estimates. */
function noiseOf(engine: Engine, { covariance, estimates }: Effects, draws: number, seed: number): Float64Array[] {
  const n = estimates.length;
  const factor = choleskyOf(covariance, n);
  const normal = philoxNormal(engine, n * draws, { seed, replication: 0, purpose: PURPOSE.leastFavourable });
  return Array.from({ length: draws }, (_, b) => {
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const row = factor[i]!;
      for (let j = 0; j <= i; j++) out[i]! += row[j]! * normal[b * n + j]!;
    }
    return out;
  });
}

/** Of a covariance that may be singular: L with L L' = S, row i of i + 1 numbers. */
function choleskyOf(S: Float64Array, n: number): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j <= i; j++) {
      const rest = S[i * n + j]! - dot(rows[j]?.subarray(0, j) ?? row.subarray(0, j), row);
      if (j < i) row[j] = rows[j]![j] === 0 ? 0 : rest / rows[j]![j]!;
      else row[j] = rest > SINGULAR * S[i * n + i]! ? Math.sqrt(rest) : 0;
    }
    rows.push(row);
  }
  return rows;
}

const SINGULAR = 1e-13;

/** Where the test can accept, finite but for ends up to which it always does. */
function domainOf(
  moments: Moments,
  method: Method,
  margin: (theta: number) => number,
  criticalValue: () => number,
  interval: Flci | null,
): readonly [number, number] | null {
  if (interval !== null) return endsOf(interval);
  const [low, high] = method === "C-LF" ? (below(moments, criticalValue()) ?? [1, 0]) : EVERYWHERE;
  if (low > high) return null;
  const centre = centreOf(moments, low, high);
  return [finite(moments, margin, low, centre, -1), finite(moments, margin, high, centre, 1)];
}

const endsOf = (interval: Flci | null): readonly [number, number] =>
  interval === null ? EVERYWHERE : [interval.estimate - interval.half_length, interval.estimate + interval.half_length];

const EVERYWHERE = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

function centreOf({ effects }: Moments, low: number, high: number): { readonly theta: number; readonly error: number } {
  const { nPre, estimates, covariance, weights } = effects;
  const theta = dot(weights, estimates.subarray(nPre));
  const n = estimates.length;
  let variance = 0;
  weights.forEach((one, i) => {
    weights.forEach((other, j) => {
      variance += one * other * covariance[(nPre + i) * n + nPre + j]!;
    });
  });
  return { theta: Math.min(high, Math.max(low, theta)), error: Math.sqrt(variance) };
}

/** Standard errors from the estimate at which a test that still accepts has no end. */
const FARTHEST = 2 ** 30;

/** An end beyond which the test rejects throughout; infinite where it accepts as far as one can see. */
function finite(
  moments: Moments,
  margin: (theta: number) => number,
  end: number,
  { theta, error }: { readonly theta: number; readonly error: number },
  side: 1 | -1,
): number {
  if (Number.isFinite(end)) return end;
  const far = farLine(moments, side);
  for (let step = 8; step <= FARTHEST; step *= 2) {
    const one = theta + side * step * error;
    const line = far.intercept + far.slope * one;
    const isLast =
      Math.abs(moments.vertices.best(moments.y.map((y, i) => y - one * moments.a[i]!)).value - line) <=
      1e-9 * (1 + Math.abs(line));
    if (isLast && margin(one) < 0 && margin(theta + side * 2 * step * error) < 0) return one;
  }
  return end;
}

/** The pieces in a domain; where it has an infinite end, the last piece goes on to it. */
function piecesIn(
  moments: Moments,
  margin: (theta: number) => number,
  [low, high]: readonly [number, number],
): Piece[] {
  const { theta, error } = centreOf(moments, low, high);
  const from = Number.isFinite(low) ? low : theta - FARTHEST * error;
  const to = Number.isFinite(high) ? high : theta + FARTHEST * error;
  const zero = below(moments, 0);
  const jumps = [...turns(moments, from, to), ...(zero ?? [])].sort((a, b) => a - b);
  const pieces = acceptedPieces(margin, from, to, jumps);
  return pieces.map((piece) => ({
    low: piece.low === from && from > low ? low : piece.low,
    high: piece.high === to && to < high ? high : piece.high,
  }));
}
