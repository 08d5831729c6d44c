/**
 * Quadratic programs of draws: min x'Hx / 2 - g'x over x >= 0 that add up to `total`, by an active set that begins at the last solution; and
 * the least of a linear function where a quadratic one is at most zero. Knows nothing of units and periods.
 */

/** A program whose linear part changes from draw to draw. */
export interface Program {
  readonly n: number;
  /** f64[n * n], symmetric, positive definite. */
  readonly H: Float64Array;
  readonly total: number;
  /** The last solution, where the next search begins. */
  readonly x: Float64Array;
}

/** Reduced slopes above this share of the largest are rounding. */
const OPTIMAL = 1e-12;
const DOUBLINGS = 80;
const HALVINGS = 100;

export function program(H: Float64Array, n: number, total: number, x: Float64Array): Program {
  return { n, H, total, x: Float64Array.from(x) };
}

/** Solves for `g`; `x` is overwritten. */
export function solve({ n, H, total, x }: Program, g: Float64Array): void {
  let free = Array.from(x.keys()).filter((i) => x[i]! > 0);
  let scale = 0;
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(g[i]!), H[i * n + i]! * total);
  for (let turn = 0; turn < 100 * n; turn++) {
    const { point, price } = onFace(H, n, free, g, total);
    let step = 1;
    let out = -1;
    free.forEach((i, a) => {
      if (point[a]! > 0) return;
      const reach = x[i]! / (x[i]! - point[a]!);
      if (reach >= step && out >= 0) return;
      step = Math.min(step, reach);
      out = i;
    });
    free.forEach((i, a) => {
      x[i] = out < 0 ? point[a]! : x[i]! + step * (point[a]! - x[i]!);
    });
    if (out >= 0) {
      x[out] = 0;
      free = free.filter((i) => i !== out);
      continue;
    }
    let [enter, least] = [-1, -OPTIMAL * scale];
    for (let i = 0; i < n; i++) {
      if (free.includes(i)) continue;
      let slope = -g[i]! - price;
      for (const j of free) slope += H[i * n + j]! * x[j]!;
      if (slope < least) {
        least = slope;
        enter = i;
      }
    }
    if (enter < 0) return;
    free = [...free, enter];
  }
}

/** The least of the program where only `free` may differ from 0, and what another unit of the total costs. */
function onFace(H: Float64Array, n: number, free: readonly number[], g: Float64Array, total: number) {
  const k = free.length;
  const L = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = H[free[a]! * n + free[b]!]!;
      for (let c = 0; c < b; c++) sum -= L[a * k + c]! * L[b * k + c]!;
      L[a * k + b] = a === b ? Math.sqrt(sum) : sum / L[b * k + b]!;
    }
  }
  const back = (right: (a: number) => number): Float64Array => {
    const out = Float64Array.from({ length: k }, (_, a) => right(a));
    for (let a = 0; a < k; a++) {
      for (let c = 0; c < a; c++) out[a]! -= L[a * k + c]! * out[c]!;
      out[a]! /= L[a * k + a]!;
    }
    for (let a = k - 1; a >= 0; a--) {
      for (let c = a + 1; c < k; c++) out[a]! -= L[c * k + a]! * out[c]!;
      out[a]! /= L[a * k + a]!;
    }
    return out;
  };
  const toG = back((a) => g[free[a]!]!);
  const toOne = back(() => 1);
  const price = (total - toG.reduce((sum, value) => sum + value, 0)) / toOne.reduce((sum, value) => sum + value, 0);
  return { point: toG.map((value, a) => value + price * toOne[a]!), price };
}

/** The least of a linear function, and the price of it at which the quadratic one is used up: where the next draw may look first. */
export interface Least {
  readonly value: number;
  readonly price: number;
}

/**
 * The least of p'x - p'origin over x >= 0 that add up to the total, where (x - origin)'H(x - origin) - 2 g'(x - origin) is at most zero. Along the
 * price x moves in straight lines from one set of positive weights to the next; on the line where the quadratic function passes zero it is
 * solved for exactly.
 */
export function leastWithin(to: Program, origin: Float64Array, g: Float64Array, p: Float64Array, guess: number): Least {
  const { n, H, x } = to;
  const base = product(H, n, origin);
  // at price m the program is min (x - o)'H(x - o) - 2 (g - m p)'(x - o)
  const at = (price: number) => {
    solve(
      to,
      Float64Array.from({ length: n }, (_, i) => base[i]! + g[i]! - price * p[i]!),
    );
    const moved = x.map((value, i) => value - origin[i]!);
    return { price, moved, at: Float64Array.from(x), excess: dot(product(H, n, moved), moved) - 2 * dot(g, moved) };
  };
  let high = at(guess);
  let low = high;
  for (let step = 0; high.excess <= 0; step++) {
    // all of what is linear is had, and the quadratic part still allows it
    if (step === DOUBLINGS) return { value: dot(p, high.moved), price: guess };
    low = high;
    high = at(2 * high.price);
  }
  for (let step = 0; low.excess > 0; step++) {
    if (step === DOUBLINGS) return { value: dot(p, low.moved), price: guess };
    high = low;
    low = at(low.price / 2);
  }
  for (let halving = 0; halving < HALVINGS; halving++) {
    if (low.at.every((value, i) => value > 0 === high.at[i]! > 0)) break;
    const middle = at((low.price + high.price) / 2);
    if (middle.excess <= 0) low = middle;
    else high = middle;
  }
  const way = high.moved.map((value, i) => value - low.moved[i]!);
  const Hway = product(H, n, way);
  const [a, b] = [dot(way, Hway), dot(low.moved, Hway) - dot(g, way)];
  // a share^2 + 2 b share + excess = 0, by its root in [0, 1] without cancellation
  const root = Math.sqrt(Math.max(0, b * b - a * low.excess));
  const share = Math.min(1, Math.max(0, b > 0 ? -low.excess / (b + root) : a > 0 ? (root - b) / a : 0));
  return {
    value: dot(p, low.moved) + share * dot(p, way),
    price: low.price + share * (high.price - low.price),
  };
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, each, i) => sum + each * b[i]!, 0);

function product(H: Float64Array, n: number, v: Float64Array): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += H[i * n + j]! * v[j]!;
    return sum;
  });
}
