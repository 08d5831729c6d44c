/**
 * Power by effect, from what draws have of estimates and errors, and where it reaches a target. Knows no estimator.
 * Source: of intervals of shares, Wilson (1927), Journal of the American Statistical Association 22(158).
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { qt } from "../../../engine/kernels/math.js";
import type { PowerPoint, SimulationRecord } from "../record.js";

/** Estimates and errors of draws as functions of the effect; NaN where a draw has none. */
export interface Response {
  readonly nDraws: number;
  /** Degrees of freedom of t in each draw; Infinity for the normal. */
  readonly df: Float64Array;
  /** Whether estimates are known at any effect, or at those of `effects` alone. */
  readonly effects: readonly number[] | null;
  readonly estimate: (b: number, effect: number) => number;
  readonly stdError: (b: number, effect: number) => number;
}

/** 97.5% of the normal: intervals for Monte Carlo error are of 95%. */
const WIDE = 1.959963984540054;
const HALVINGS = 60;
/** Doublings of the range in which an effect is looked for. */
const MOST_DOUBLINGS = 8;
/** Points at which the first crossing is looked for. */
const SCAN = 64;

export class PowerCurve {
  private readonly critical: Float64Array;
  readonly used: number;

  constructor(
    engine: Engine,
    private readonly response: Response,
    private readonly test: { readonly alpha: number; readonly oneSided: boolean },
  ) {
    const known = new Map<number, number>();
    const cut = (df: number): number => {
      const found = known.get(df) ?? qt(engine, test.oneSided ? test.alpha : test.alpha / 2, df, true);
      known.set(df, found);
      return found;
    };
    const { nDraws, df } = response;
    this.critical = Float64Array.from({ length: nDraws }, (_, b) => (this.isUsed(b) ? cut(df[b]!) : Number.NaN));
    this.used = this.critical.reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
  }

  private isUsed(b: number): boolean {
    const error = this.response.stdError(b, 0);
    return Number.isFinite(this.response.estimate(b, 0)) && error > 0;
  }

  /** Share of the draws used that reject. */
  share(effect: number): number {
    const { nDraws, estimate, stdError } = this.response;
    let count = 0;
    for (let b = 0; b < nDraws; b++) {
      const limit = this.critical[b]! * stdError(b, effect);
      const found = estimate(b, effect);
      if ((this.test.oneSided ? found : Math.abs(found)) > limit) count++;
    }
    return count / this.used;
  }

  point(effect: number): PowerPoint {
    const power = this.share(effect);
    return { effect, power, std_error: Math.sqrt((power * (1 - power)) / this.used), ...wilson(power, this.used) };
  }

  /** The effect nearest to 0, in `direction`, whose power is `target`, from 0 up to `most` and, where effects are free, beyond; null for none. */
  crossing(target: number, most: number, direction: 1 | -1): number | null {
    const { effects } = this.response;
    if (effects !== null)
      return this.between(
        target,
        [...effects].filter((effect) => effect * direction >= 0).sort((a, b) => (a - b) * direction),
      );
    let from = 0;
    for (let doubling = 0; doubling <= MOST_DOUBLINGS; doubling++) {
      const to = most * 2 ** doubling;
      for (let i = 1; i <= SCAN; i++) {
        const [low, high] = [from + ((to - from) * (i - 1)) / SCAN, from + ((to - from) * i) / SCAN];
        if (this.share(direction * high) >= target) return direction * this.halve(target, low, high, direction);
      }
      from = to;
    }
    return null;
  }

  /** Power is a step function of the effect: the step at which it reaches the target. */
  private halve(target: number, from: number, to: number, direction: 1 | -1): number {
    let [low, high] = [from, to];
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (this.share(direction * middle) >= target) high = middle;
      else low = middle;
    }
    return high;
  }

  /** By a line between two effects that were estimated. */
  private between(target: number, effects: readonly number[]): number | null {
    for (let i = 1; i < effects.length; i++) {
      const [a, b] = [this.share(effects[i - 1]!), this.share(effects[i]!)];
      if (b < target) continue;
      return a >= target ? null : effects[i - 1]! + ((target - a) / (b - a)) * (effects[i]! - effects[i - 1]!);
    }
    return null;
  }

  /** The effect found with `power`, with the effects at which power is an error, and 1.96 errors, off. */
  detectable(power: number, most: number, direction: 1 | -1): SimulationRecord["mde"] {
    const effect = this.crossing(power, most, direction);
    if (effect === null) return null;
    const error = Math.sqrt((power * (1 - power)) / this.used);
    const at = (errors: number): number | null => {
      const target = power + errors * error;
      return target <= 0 || target >= 1 ? null : this.crossing(target, most, direction);
    };
    const [less, more] = [at(-1), at(1)];
    const [low, high] = [at(-WIDE), at(WIDE)];
    const ends = direction === 1 ? { low: low ?? 0, high } : { low: high ?? effect, high: low ?? 0 };
    return {
      effect,
      std_error: Math.abs((more ?? effect) - (less ?? effect)) / (more === null || less === null ? 1 : 2),
      ...ends,
    };
  }
}

function wilson(share: number, n: number): Pick<PowerPoint, "low" | "high"> {
  const z = (WIDE * WIDE) / n;
  const middle = (share + z / 2) / (1 + z);
  const half = (WIDE * Math.sqrt((share * (1 - share)) / n + z / (4 * n))) / (1 + z);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
