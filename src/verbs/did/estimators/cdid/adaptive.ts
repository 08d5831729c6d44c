/**
 * How many pieces a spline of the dose has, by the data: the smallest sieve from which no larger one differs by more than chance lets
 * expect, and by how much a band must be widened for having chosen. The rule is that of regression, applied to the average curve of all
 * treated cells, which is linear in regressions that share a sieve.
 * Source: Chen, Christensen & Kankanala (2025), Review of Economic Studies 92(1), doi:10.1093/restud/rdae025, section 3.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import { logOf } from "../../../../engine/kernels/math.js";
import { type Basis, type Row, splineBasis } from "./basis.js";
import { at, type DoseEstimates } from "./dose-fit.js";
import { placesOf } from "./joint.js";
import type { AdaptiveRecord } from "./record.js";
import { type Draws, errorsOf, type Gradient, supremum } from "./supremum.js";

/** Evenly spaced doses at which sieves are compared. */
const POINTS = 50;
/** What the quantile of the contrasts is multiplied by. */
const SLACK = 1.1;

/** A sieve: a spline of 2^l even pieces, with the estimates by it. */
export interface Sieve {
  readonly dimension: number;
  readonly basis: Basis;
  readonly knots: readonly number[];
  readonly estimates: DoseEstimates;
}

export interface Chosen {
  readonly sieve: Sieve;
  /** What critical values of bands are widened by. */
  readonly widening: number;
  /** Sieves over which the supremum of a band is taken. */
  readonly over: readonly Sieve[];
  readonly record: AdaptiveRecord;
  /** Whether a sieve that the rule would consider has too many functions for the doses of some cohort. */
  readonly isCut: boolean;
}

export const evenDoses = (low: number, high: number, points = POINTS): number[] =>
  Array.from({ length: points }, (_, i) => (i === points - 1 ? high : low + ((high - low) * i) / (points - 1)));

/** The spline of `pieces` even pieces. */
export function evenSpline(low: number, high: number, pieces: number, degree: number) {
  const knots = Array.from({ length: pieces - 1 }, (_, i) => low + ((high - low) * (i + 1)) / pieces);
  return { knots, basis: splineBasis(low, high, knots, degree) };
}

/** Dimensions the rule considers for n treated units: 2^l + degree, not too large for n, nor too small beside the largest. */
export function dimensionsFor(engine: Engine, n: number, degree: number): number[] {
  const log = (x: number): number => logOf(engine, x);
  const tenth = 0.1 * log(n);
  const factor = Math.max(1, tenth * tenth * tenth * tenth);
  const all = [2 ** 0 + degree];
  for (let l = 1; ; l++) {
    const next = 2 ** l + degree;
    if (next * Math.sqrt(log(next)) * factor > 10 * Math.sqrt(n)) break;
    all.push(next);
  }
  const largest = log(all.at(-1)!);
  return all.filter((dimension) => dimension >= 0.1 * largest * largest);
}

/** Rows of one sieve as combinations of the numbers of all, added up with those of others times `sign`. */
export function placed(
  sieves: readonly Sieve[],
  parts: readonly { readonly s: number; readonly sign: number; readonly rows: readonly Row[] }[],
): Gradient[] {
  const { offsets } = placesOf(sieves.map(({ estimates }) => estimates));
  return parts[0]!.rows.map((_, r) => {
    const places: number[] = [];
    const by: number[] = [];
    for (const { s, sign, rows } of parts) {
      const { first, coefficients, untreated } = rows[r]!;
      coefficients.forEach((value, k) => {
        places.push(offsets[s]! + first + k);
        by.push(sign * value);
      });
      places.push(offsets[s]! + sieves[s]!.estimates.size);
      by.push(-sign * untreated);
    }
    return { places, by };
  });
}

/**
 * The sieve of least dimension from which none of the larger `sieves` differs significantly, and none larger than the largest but one.
 *
 * @param draws of what all sieves know, in the order of `placesOf`
 */
export function choose(
  engine: Engine,
  sieves: readonly Sieve[],
  draws: Draws,
  covariance: Float64Array,
  points: readonly number[],
  isCut: boolean,
): Chosen {
  const log = (x: number): number => logOf(engine, x);
  const largest = sieves.at(-1)!.dimension;
  const alpha = Math.min(0.5, Math.sqrt(log(largest) / largest));
  const rows = sieves.map(({ basis }) => points.map((point) => basis.value(point)));
  const curves = sieves.map(({ estimates: { values, size } }, s) =>
    rows[s]!.map((row) => at(row, values.subarray(0, size), values[size]!)),
  );
  const pairs = sieves.flatMap((_, a) => sieves.slice(a + 1).map((_, k) => ({ a, b: a + 1 + k })));
  const contrasts = pairs.map(({ a, b }) => {
    const gradient = placed(sieves, [
      { s: a, sign: 1, rows: rows[a]! },
      { s: b, sign: -1, rows: rows[b]! },
    ]);
    const errors = errorsOf(gradient, covariance, draws.p);
    const apart = points.map((_, i) => (errors[i]! > 0 ? Math.abs(curves[a]![i]! - curves[b]![i]!) / errors[i]! : 0));
    return { a, gradient, errors, apart: Math.max(...apart) };
  });
  const theta =
    contrasts.length === 0
      ? 0
      : supremum(
          draws,
          contrasts.flatMap(({ gradient }) => gradient),
          Float64Array.from(contrasts.flatMap(({ errors }) => [...errors])),
          1 - alpha,
        );
  const apart = sieves.map((_, s) => Math.max(0, ...contrasts.flatMap((one) => (one.a === s ? [one.apart] : []))));
  const first = apart.findIndex((most) => most <= SLACK * theta);
  // the largest but one is the largest that is taken
  const most = Math.max(0, sieves.length - 2);
  const chosen = first < 0 ? most : Math.min(first, most);
  const over = chosen < most ? sieves.slice(0, most) : sieves;
  const penalty = log(log(sieves[chosen]!.dimension));
  return {
    sieve: sieves[chosen]!,
    widening: penalty * theta,
    over,
    isCut,
    record: {
      dimensions: sieves.map(({ dimension }, s) => ({ dimension, apart: s === sieves.length - 1 ? null : apart[s]! })),
      ...{ chosen: sieves[chosen]!.dimension, alpha, theta, limit: SLACK * theta, penalty, points: points.length },
    },
  };
}
