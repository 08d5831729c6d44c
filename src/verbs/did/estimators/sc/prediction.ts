/**
 * Prediction intervals: how far weights estimated before treatment may be from those that are best, drawn over the set of weights allowed
 * there, and how far an outcome may be from what the best weights give, bounded as that of a sub-Gaussian error. Each part has half of what
 * the level leaves, so that both together hold at it.
 * Source: Cattaneo, Feng & Titiunik (2021), JASA 116(536), doi:10.1080/01621459.2021.1979561; Cattaneo, Feng, Palomba & Titiunik (2025),
 * Journal of Statistical Software 113(1), doi:10.18637/jss.v113.i01.
 */
import { unitOf } from "../../../../base/exponent.js";
import { quantile } from "../../../../base/numbers.js";
import { PURPOSE, philoxNormal } from "../../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { logOf } from "../../../../engine/kernels/math.js";
import { deviation } from "./deviation.js";
import type { ScIntervals } from "./record.js";
import { leastWithin, program } from "./shifted-simplex.js";
import type { Subject } from "./subject.js";

/** Draws where none are asked for. */
export const PREDICTION_DRAWS = 200;
/** Weights that are taken to be 0 are below this at most. */
const MOST = 0.2;
/** What is added to the diagonal of donors' products, as a share of their mean: where donors outnumber periods these have no inverse. */
const RIDGE = 1e-10;

/** In-sample errors of each period after treatment: quantiles of what the weights' error adds to its outcome. */
export interface InSample {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function prediction(
  engine: Engine,
  subject: Subject,
  { draws, seed, step }: { readonly draws: number; readonly seed: number; readonly step: (done: number) => void },
): ScIntervals {
  const { panel, treated, gap, level } = subject;
  const alpha = (1 - level) / 2;
  const found = inSample(engine, subject, { draws, seed, alpha, rho: boundOf(engine, subject), step });
  const left = treated.before.map((t) => gap[t]!);
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  const reach = Math.sqrt(-2 * logOf(engine, alpha / 2)) * deviation(left);
  return {
    ...{ kind: "prediction", level },
    effects: treated.after.map((t, i) => ({
      ...{ time: panel.periods[t]!, estimate: gap[t]! },
      low: gap[t]! + found.low[i]! - mean - reach,
      high: gap[t]! + found.high[i]! - mean + reach,
    })),
    ...{ p_value: null, draws, seed },
  };
}

/**
 * Below it, weights are taken to be 0: the spread of what is left over that of the least varying donor's changes, times the root of
 * log(T0) / T0.
 */
export function boundOf(engine: Engine, { panel, treated, donors, gap }: Subject): number {
  const { before } = treated;
  const spread = deviation(before.map((t) => gap[t]!));
  const changes = donors.map((donor) => {
    const path = panel.path(donor);
    return deviation(before.slice(1).map((t, i) => path[t]! - path[before[i]!]!));
  });
  const ratio = spread / Math.min(...changes);
  const rho = ratio * Math.sqrt(logOf(engine, before.length) / before.length);
  return Math.min(rho, MOST);
}

/** Quantiles alpha / 2 and 1 - alpha / 2 of the least and the largest error of the draws, at `rho`. */
export function inSample(
  engine: Engine,
  { panel, treated, donors, weights, gap }: Subject,
  choice: {
    readonly draws: number;
    readonly seed: number;
    readonly alpha: number;
    readonly rho: number;
    readonly step: (done: number) => void;
  },
): InSample {
  const { before, after } = treated;
  const [T, J] = [before.length, donors.length];
  const own = donors.map((donor) => panel.path(donor));
  const unit = unitOf(own.flatMap((path) => before.map((t) => path[t]!)));
  const paths = own.map((path) => path.map((value) => value / unit));
  const H = new Float64Array(J * J);
  let trace = 0;
  for (let i = 0; i < J; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (const t of before) sum += paths[i]![t]! * paths[j]![t]!;
      H[i * J + j] = sum / T;
      H[j * J + i] = sum / T;
    }
    trace += H[i * J + i]!;
  }
  for (let i = 0; i < J; i++) H[i * J + i]! += (RIDGE * trace) / J;
  const positive = weights.reduce((n, weight) => n + Number(weight > 0), 0);
  const degrees = Math.max(1, T - positive + 1);
  const errors = before.map((t) => (Math.abs(gap[t]!) / unit) * Math.sqrt(T / degrees));
  // a weight below the bound can only grow; x is how far each is from where it cannot fall further
  const bound = Math.min(choice.rho, Math.max(...weights));
  const origin = weights.map((weight) => (weight < bound ? 0 : weight));
  const total = origin.reduce((sum, weight) => sum + weight, 0);
  const normals = philoxNormal(engine, T * choice.draws, {
    seed: choice.seed,
    replication: 0,
    purpose: PURPOSE.syntheticControl,
  });
  const lows = after.map(() => new Float64Array(choice.draws));
  const highs = after.map(() => new Float64Array(choice.draws));
  const to = program(H, J, total, origin);
  const outcomes = after.map((t) => {
    const up = Float64Array.from(paths, (path) => path[t]!);
    return { up, down: up.map((value) => -value) };
  });
  const prices = new Float64Array(2 * after.length).fill(1e-3);
  for (let draw = 0; draw < choice.draws; draw++) {
    choice.step(draw);
    const g = new Float64Array(J);
    before.forEach((t, s) => {
      const error = errors[s]! * normals[draw * T + s]!;
      for (let j = 0; j < J; j++) g[j]! += (paths[j]![t]! * error) / T;
    });
    after.forEach((_, i) => {
      const down = leastWithin(to, origin, g, outcomes[i]!.up, prices[2 * i]!);
      const up = leastWithin(to, origin, g, outcomes[i]!.down, prices[2 * i + 1]!);
      lows[i]![draw] = down.value * unit;
      highs[i]![draw] = -up.value * unit;
      prices[2 * i] = down.price;
      prices[2 * i + 1] = up.price;
    });
  }
  const share = choice.alpha / 2;
  return {
    low: Float64Array.from(lows, (values) => quantile(values.sort(), share)),
    high: Float64Array.from(highs, (values) => quantile(values.sort(), 1 - share)),
  };
}
