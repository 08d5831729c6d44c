/**
 * The standard normal by a table: values and derivatives at points 1/32 apart, between which Taylor's polynomial of degree seven
 * holds to the last bit but two. Millions of values cost nanoseconds each, and are the same bits on every host, since they are made
 * of the engine's values by sums and products alone.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { exp } from "../../../engine/kernels/math.js";

/** Beyond this many standard deviations nothing is left in double precision. */
export const FAR = 9;
const PER_UNIT = 32;
const ORDER = 8;
const SQRT_2PI = 2.5066282746310002;

export interface NormalTable {
  /** P(X <= x), to 1e-16 absolutely. */
  readonly below: (x: number) => number;
  /** The density at x. */
  readonly density: (x: number) => number;
  /** The x with P(X <= x) = p, within what `below` can tell; -9 and 9 at the ends. */
  readonly quantile: (p: number) => number;
}

const tables = new WeakMap<Engine, NormalTable>();

/** The table of `engine`, made once. */
export function normalTable(engine: Engine): NormalTable {
  const made = tables.get(engine);
  if (made !== undefined) return made;
  const table = makeTable(engine);
  tables.set(engine, table);
  return table;
}

function makeTable(engine: Engine): NormalTable {
  const n = 2 * FAR * PER_UNIT + 1;
  const points = Float64Array.from({ length: n }, (_, i) => i / PER_UNIT - FAR);
  const densities = exp(
    engine,
    points.map((x) => (-x * x) / 2),
  ).map((value) => value / SQRT_2PI);
  // c_k = phi^(k-1)(x) / k! = phi(x) (-1)^(k-1) He_(k-1)(x) / k!
  const c = new Float64Array(n * ORDER);
  for (let i = 0; i < n; i++) {
    const [x, phi] = [points[i]!, densities[i]!];
    c[i * ORDER] = engine.kernels.pnorm(x, 0);
    let [before, hermite, factorial, sign] = [0, 1, 1, 1];
    for (let k = 1; k < ORDER; k++) {
      factorial *= k;
      c[i * ORDER + k] = (sign * phi * hermite) / factorial;
      [before, hermite] = [hermite, x * hermite - (k - 1) * before];
      sign = -sign;
    }
  }
  const cell = (x: number): number => Math.round((x + FAR) * PER_UNIT);
  const below = (x: number): number => {
    if (!(x > -FAR)) return 0;
    if (!(x < FAR)) return 1;
    const i = cell(x);
    const t = x - points[i]!;
    let sum = 0;
    for (let k = i * ORDER + ORDER - 1; k >= i * ORDER; k--) sum = sum * t + c[k]!;
    return sum;
  };
  const density = (x: number): number => {
    if (!(x > -FAR && x < FAR)) return 0;
    const i = cell(x);
    const t = x - points[i]!;
    let sum = 0;
    for (let k = ORDER - 1; k >= 1; k--) sum = sum * t + k * c[i * ORDER + k]!;
    return sum;
  };
  const quantile = (p: number): number => {
    let [low, high] = [0, n - 1];
    if (!(p > c[0]!)) return -FAR;
    if (!(p < c[high * ORDER]!)) return FAR;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (c[middle * ORDER]! <= p) low = middle;
      else high = middle;
    }
    const [from, to] = [points[low]!, points[high]!];
    let x = from + ((p - c[low * ORDER]!) / (c[high * ORDER]! - c[low * ORDER]!)) * (to - from);
    for (let step = 0; step < 2; step++) x = Math.min(to, Math.max(from, x - (below(x) - p) / density(x)));
    return x;
  };
  return { below, density, quantile };
}
