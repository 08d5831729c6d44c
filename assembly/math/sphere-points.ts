import { f64At, InF64, OutF64, setF64 } from "../abi";

/** Radians of a degree. */
const RADIANS: f64 = 0.017453292519943295;

/**
 * Points of the unit sphere at geographic coordinates: x = cos(lat) cos(lon), y = cos(lat) sin(lon), z = sin(lat), each to
 * 2e-16. Degrees are reduced to within 45 before they become radians, which is exact, and the series are sums of products
 * alone: the same bits on every host.
 *
 * In    latitudes, longitudes f64[n], degrees from -360 to 360
 * Out   points f64[3*n]: all x, then all y, then all z
 * Info  0
 * Cost  O(n)
 */
export function spherePoints(n: usize, latitudes: InF64, longitudes: InF64, points: OutF64): i32 {
  for (let i: usize = 0; i < n; i++) {
    const latitude = f64At(latitudes, i), longitude = f64At(longitudes, i);
    const across = cosDegrees(latitude);
    setF64(points, i, across * cosDegrees(longitude));
    setF64(points, i + n, across * sinDegrees(longitude));
    setF64(points, i + n + n, sinDegrees(latitude));
  }
  return 0;
}

function sinDegrees(x: f64): f64 {
  const size = abs(x);
  const quarter = <i32>(size / 90 + 0.5);
  const angle = (size - <f64>quarter * 90) * RADIANS;
  const value = quarter & 1 ? cosNear(angle) : sinNear(angle);
  return ((quarter & 2) != 0) == (x < 0) ? value : -value;
}

function cosDegrees(x: f64): f64 {
  const size = abs(x);
  const quarter = <i32>(size / 90 + 0.5);
  const angle = (size - <f64>quarter * 90) * RADIANS;
  const value = quarter & 1 ? -sinNear(angle) : cosNear(angle);
  return (quarter & 2) != 0 ? -value : value;
}

/** Taylor's series on [-pi/4, pi/4]; what is left out is below 1e-19. */
function sinNear(t: f64): f64 {
  const s = t * t;
  let sum: f64 = 1;
  for (let m: f64 = 17; m > 1; m -= 2) sum = 1 - (s / (m * (m - 1))) * sum;
  return t * sum;
}

/** As `sinNear`. */
function cosNear(t: f64): f64 {
  const s = t * t;
  let sum: f64 = 1;
  for (let m: f64 = 18; m > 0; m -= 2) sum = 1 - (s / (m * (m - 1))) * sum;
  return sum;
}
