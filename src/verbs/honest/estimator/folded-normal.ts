/**
 * Quantiles of the absolute value of a normal with mean t and variance 1, and tails of a truncated normal.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { exp, pnorm, qnorm } from "../../../engine/kernels/math.js";

/** A quantile is settled once it moves by less, relatively. */
const SETTLED = 1e-15;
const MOST_STEPS = 100;

/** c with P(|N(t, 1)| > c) = alpha, t >= 0, and dc/dt. */
export function foldedQuantile(
  engine: Engine,
  t: number,
  alpha: number,
): { readonly value: number; readonly slope: number } {
  const density = (x: number): number => exp(engine, Float64Array.of(-(x * x) / 2))[0]!;
  const excessAt = (x: number): number => pnorm(engine, x - t, true) + pnorm(engine, x + t, true) - alpha;
  // the tail beyond -t left out is too small, both tails taken for the nearer too large; where the tail is convex, Newton's steps from
  // the left stay there
  let [low, high] = [Math.max(0, t + qnorm(engine, alpha, true)), t + qnorm(engine, alpha / 2, true)];
  let c = t === 0 ? high : low;
  for (let step = 0; step < MOST_STEPS; step++) {
    const excess = excessAt(c);
    if (excess >= 0) low = Math.max(low, c);
    else high = Math.min(high, c);
    const move = (excess * ROOT_2PI) / (density(c - t) + density(c + t));
    const next = c + move;
    c = next >= low && next <= high ? next : (low + high) / 2;
    if (Math.abs(move) <= SETTLED * c || high <= low) break;
  }
  const [near, far] = [density(c - t), density(c + t)];
  return { value: c, slope: (near - far) / (near + far) };
}

const ROOT_2PI = 2.5066282746310002;

/** Above it tails are taken relative to each other. */
const FAR = 30;

/** P(Z > z) for a standard normal between `low` and `high`, low <= z <= high. */
export function truncatedTail(engine: Engine, z: number, low: number, high: number): number {
  if (low > FAR) return farTail(engine, z, low, high);
  const [own, from, to] = [z, low, high].map((x) => pnorm(engine, x, true)) as [number, number, number];
  if (from > to) return Math.min(1, Math.max(0, (own - to) / (from - to)));
  return high > low ? (high - z) / (high - low) : 1;
}

/** The same far out, by the asymptotic series of the tail. */
function farTail(engine: Engine, z: number, low: number, high: number): number {
  const against = (x: number): number => {
    if (x === Number.POSITIVE_INFINITY) return 0;
    const ratio = exp(engine, Float64Array.of(((low - x) * (low + x)) / 2))[0]!;
    return (ratio * series(x)) / series(low);
  };
  const [own, to] = [against(z), against(high)];
  return to < 1 ? Math.min(1, Math.max(0, (own - to) / (1 - to))) : high > low ? (high - z) / (high - low) : 1;
}

const series = (x: number): number => (1 - 1 / (x * x) + 3 / (x * x * x * x)) / x;
