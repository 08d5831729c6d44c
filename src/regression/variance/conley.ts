/**
 * Covariance of scores correlated between places: every pair of observations within a cutoff counts in
 * full, one beyond it not at all (a uniform kernel). Distances are great circles; scores are summed by place first, as
 * places often repeat. Such a covariance need not be positive.
 * Source: Conley (1999), Journal of Econometrics 92(1), doi:10.1016/S0304-4076(98)00084-0.
 */

import { namesIn } from "../../base/column-names.js";
import type { Category } from "../../base/columns.js";
import { DataError, NumericalError, UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { copyOut } from "../../engine/kernels/blas.js";
import { nearMeatBlock, type Reach, spherePointsBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { Fit } from "../least-squares/fit.js";
import { orderedScores } from "../least-squares/fit.js";
import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import { clustersBy } from "./along-time.js";
import type { VarianceKind } from "./kind.js";
import { type Ssc, smallSample } from "./ssc.js";
import { robustCovariance, type Vcov } from "./vcov.js";

/** Columns of degrees, cutoff in kilometres. */
export interface ConleyVcov {
  readonly type: "conley";
  readonly latitude: string;
  readonly longitude: string;
  readonly cutoff: number;
  readonly places: readonly string[];
}

export const CONLEY: VarianceKind<ConleyVcov> = {
  types: ["conley"],
  parse(type, rest = "") {
    const [latitude = "", longitude = "", km = "", ...more] = namesIn(rest, ",");
    const cutoff = Number(km.replace(/km$/, ""));
    if (latitude !== "" && longitude !== "" && km !== "" && cutoff > 0 && more.length === 0) {
      return { type, latitude, longitude, cutoff, places: [latitude, longitude] };
    }
    throw new UsageError(
      "vcov_conley",
      `Variance 'conley' takes a column of latitude, one of longitude and a distance in km, conley:lat,lon,100; got '${rest}'.`,
      { got: rest, expected: "lat,lon,km" },
    );
  },
  meat: () => "products",
  covariance(engine, scope, regression, variance, ssc) {
    const { latitude, longitude, cutoff } = variance;
    const { table, sample, result } = regression;
    const parts = clustersBy(regression, latitude, longitude);
    const location = parts.clusterings[0]!;
    const places = {
      latitudes: coordinates(table, latitude, 90, "latitude", sample.rows, location),
      longitudes: coordinates(table, longitude, 360, "longitude", sample.rows, location),
    };
    // an effect within places is not counted, as in fixest: places are latitudes and longitudes
    const count = regression.parameters(
      [latitude, longitude].flatMap((column) => clustersBy(regression, column).clusterings),
    );
    const sums = regression.kept?.scoresOf ?? orderedScores;
    const covariance: Vcov = conley(engine, scope, result.fit, places, cutoff, ssc, count, (inner) =>
      sums(engine, inner, result.fit, parts.clusterTerms[0]!),
    );
    return {
      covariance: { ...covariance, about: { latitude, longitude, cutoff_km: cutoff, locations: location.nLevels } },
      count,
    };
  },
  words: () => ({
    short: {
      en: ({ cutoff_km }) => `Conley, within ${cutoff_km} km`,
      zh: ({ cutoff_km }) => `Conley, ${cutoff_km} 公里以内`,
    },
    by: {
      en: ({ latitude, longitude, locations }, count) =>
        `by ${latitude} and ${longitude} (${count(Number(locations))} places)`,
      zh: ({ latitude, longitude, locations }, count) =>
        `按 ${latitude}和${longitude} (${count(Number(locations))} 个地点)`,
    },
  }),
};

/** Radius of the sphere, km: the one that fixest's results for `distance = "spherical"` show (the mean radius is 6,371). */
export const EARTH_RADIUS_KM = 6376;
/** Rounding of a chord's ends, about 6 nanometres: places exactly as far as the cutoff are within it on either side. */
const ROUNDING = 1e-15;

/** Share of the places' own squares that demeaning and rounding may leave of score sums that are zero, at most. */
const VANISHING = 1e-14;

/** Places that differ, by latitude, ascending, then longitude; degrees. */
export interface Places {
  readonly latitudes: Float64Array;
  readonly longitudes: Float64Array;
}

/** What is within `cutoff` km along a great circle. */
export function reachOf(engine: Engine, cutoff: number): Reach {
  const degrees = (cutoff / EARTH_RADIUS_KM) * (180 / Math.PI);
  if (degrees >= 180) return { chord: 5, band: 181 };
  // half the chord is the y of a point half as far round the equator: the kernel's sine, the same on every host
  const half = engine.scope((scope) => {
    const [zero, longitude] = [new Float64Array(1), Float64Array.of(degrees / 2)];
    return spherePointsBlock(engine, scope, 1, scope.copyF64(zero), scope.copyF64(longitude)).view()[1]!;
  });
  return { chord: (2 * half + ROUNDING) ** 2, band: degrees * (1 + 1e-12) + 1e-12 };
}

/** A reach in which no place has another. */
const NO_PAIRS: Reach = { chord: -1, band: -1 };

/**
 * Refuses a variance of which rounding alone is left, where every place is in reach of all others: least squares makes the
 * scores of all rows add up to zero.
 */
function requireVariance(near: ArrayLike<number>, own: ArrayLike<number>, k: number, cutoff: number): void {
  for (let j = 0; j < k; j++) {
    const at = j * (k + 1);
    if (!(Math.abs(near[at]!) <= VANISHING * own[at]!)) return;
  }
  throw new NumericalError(
    "vcov_reach",
    `Every place is within ${cutoff} km of all others: scores add up to zero, and no variance is left. Use a shorter distance, or another variance.`,
    { got: cutoff, expected: "a distance beyond which some places lie" },
  );
}

/**
 * The covariance; `scoresOf` gives score sums by place, in the order of places, row-major. Throws NumericalError `vcov_reach`.
 */
export function conley(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  { latitudes, longitudes }: Places,
  cutoff: number,
  ssc: Ssc,
  count: ParameterCount,
  scoresOf: (scope: Scope) => F64Block,
): Vcov {
  const { n, k } = fit;
  const small = smallSample(ssc, count, n, null);
  let own: Float64Array = new Float64Array(k * k);
  const make = (inner: Scope, R: F64Block) => {
    const scores = scoresOf(inner);
    const [lat, lon] = [inner.copyF64(latitudes), inner.copyF64(longitudes)];
    const points = spherePointsBlock(engine, inner, latitudes.length, lat, lon);
    const meat = (reach: Reach) => nearMeatBlock(engine, inner, latitudes.length, k, reach, lat, points, scores, R);
    const near = meat(reachOf(engine, cutoff));
    own = copyOut(meat(NO_PAIRS));
    requireVariance(near.view(), own, k, cutoff);
    return near;
  };
  const pairs = { factor: small.kFactor, make, overlap: latitudes.length, squares: () => own };
  return robustCovariance(scope, fit, small, [pairs], true);
}

/** The coordinate of each place, checked in every row. */
function coordinates(
  table: Table,
  name: string,
  most: number,
  what: "latitude" | "longitude",
  rows: Uint32Array,
  { codes, nLevels }: Category,
): Float64Array {
  const values = table.numeric(name);
  const least = what === "latitude" ? -most : -180;
  const out = new Float64Array(nLevels);
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (!(value >= least && value <= most)) {
      throw new DataError(
        "vcov_coordinates",
        `'${name}' is ${value} in row ${rows[i]! + 1}, which is no ${what}: degrees from ${least} to ${most} were expected.`,
        { got: value, expected: `${least}..${most}`, column: name, row: rows[i]! + 1 },
      );
    }
    out[codes[i]!] = value;
  }
  return out;
}
