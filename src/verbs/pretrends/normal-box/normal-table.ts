/**
 * The standard normal by a table: at points 1/256 apart Taylor's polynomial of degree four, which holds to the last bit but two between
 * them. Millions of values cost nanoseconds each, and are the same bits on every host, since they are made of the engine's values by
 * sums and products alone.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { exp } from "../../../engine/kernels/math.js";

/** Beyond this many standard deviations nothing is left in double precision. */
export const FAR = 9;
const PER_UNIT = 256;
const POINTS = 2 * FAR * PER_UNIT + 1;
/** Coefficients a point. */
const ORDER = 5;
/** Intervals of probability from which quantiles start. */
const STARTS = 4096;
const SQRT_2PI = 2.5066282746310002;

export interface NormalTable {
  /** P(X <= x), to 3e-16 absolutely. */
  readonly below: (x: number) => number;
  /** The density at x, to 1e-12. */
  readonly density: (x: number) => number;
  /** The x with P(X <= x) = p, to 1e-11 where the density is not small; -9 and 9 at the ends. */
  readonly quantile: (p: number) => number;
}

const tables = new WeakMap<Engine, NormalTable>();

/** The table of `engine`, made once. */
export function normalTable(engine: Engine): NormalTable {
  const made = tables.get(engine);
  if (made !== undefined) return made;
  const table = makeTable(coefficients(engine));
  tables.set(engine, table);
  return table;
}

/** phi^(k-1)(x) / k! = phi(x) (-1)^(k-1) He_(k-1)(x) / k! by point, the probability first. */
function coefficients(engine: Engine): Float64Array {
  const points = Float64Array.from({ length: POINTS }, (_, i) => i / PER_UNIT - FAR);
  const densities = exp(
    engine,
    points.map((x) => (-x * x) / 2),
  );
  const c = new Float64Array(POINTS * ORDER);
  points.forEach((x, i) => {
    const phi = densities[i]! / SQRT_2PI;
    c[i * ORDER] = engine.kernels.pnorm(x, 0);
    c[i * ORDER + 1] = phi;
    c[i * ORDER + 2] = (-x * phi) / 2;
    c[i * ORDER + 3] = ((x * x - 1) * phi) / 6;
    c[i * ORDER + 4] = (-(x * x - 3) * x * phi) / 24;
  });
  return c;
}

function makeTable(c: Float64Array): NormalTable {
  const below = (x: number): number => {
    if (!(x > -FAR)) return 0;
    if (!(x < FAR)) return 1;
    const at = (x + FAR) * PER_UNIT;
    const cell = Math.round(at);
    const t = (at - cell) / PER_UNIT;
    const i = cell * ORDER;
    return c[i]! + t * (c[i + 1]! + t * (c[i + 2]! + t * (c[i + 3]! + t * c[i + 4]!)));
  };
  const density = (x: number): number => {
    if (!(x > -FAR && x < FAR)) return 0;
    const at = (x + FAR) * PER_UNIT;
    const cell = Math.round(at);
    const t = (at - cell) / PER_UNIT;
    const i = cell * ORDER;
    return c[i + 1]! + t * (2 * c[i + 2]! + t * (3 * c[i + 3]! + t * 4 * c[i + 4]!));
  };
  // the last point whose probability is at most b / STARTS
  const starts = new Uint16Array(STARTS + 1);
  for (let b = 0, point = 0; b <= STARTS; b++) {
    while (point < POINTS - 2 && c[(point + 1) * ORDER]! <= b / STARTS) point++;
    starts[b] = point;
  }
  const quantile = (p: number): number => {
    if (!(p > c[0]!)) return -FAR;
    if (!(p < c[(POINTS - 1) * ORDER]!)) return FAR;
    const b = Math.floor(p * STARTS);
    let [low, high] = [starts[b]!, starts[Math.min(b + 1, STARTS)]! + 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (c[middle * ORDER]! <= p) low = middle;
      else high = middle;
    }
    const [from, to] = [c[low * ORDER]!, c[(low + 1) * ORDER]!];
    const x = (low + (p - from) / (to - from)) / PER_UNIT - FAR;
    return x - (below(x) - p) / density(x);
  };
  return { below, density, quantile };
}
