/**
 * Common support: who has a score at which there are units of the other group. What is off it takes no part
 * in matching; how many that are is told.
 */
import { UsageError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { kernelWeights } from "../../../engine/kernels/kernel-weights.js";
import type { Candidates } from "./match.js";
import { membersOf, positionsOf, scoredUnits } from "./scored-units.js";

/**
 * `none`: everyone. `psmatch2`: treated units above the largest or below the smallest score of controls are off (the option
 * `common` of psmatch2, Leuven & Sianesi 2003). `minmax`: units of either group outside [the larger minimum, the smaller
 * maximum] of the groups are off (Dehejia & Wahba 1999). `trim`: that share of the treated is off at which the density of the
 * controls' scores is lowest (Heckman, Ichimura & Todd 1997).
 */
export type SupportRule = RangeRule | { readonly kind: "trim"; readonly share: number };

/** Rules that need no density. */
export interface RangeRule {
  readonly kind: "none" | "psmatch2" | "minmax";
}

/** Who is on the support. */
export interface CommonSupport {
  /** u8[n]: 1 for candidates on the support. */
  readonly eligible: Uint8Array;
  /** Scores from which to which a unit is on it, both included; null where the rule is none of a range. */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly offTreated: number;
  readonly offControl: number;
}

/**
 * Applies a rule to the eligible candidates. `trim` needs the engine.
 *
 * With `trim` the density is a kernel estimate: Epanechnikov, bandwidth sqrt(5) 0.9 min(sd, IQR / 1.349) m^(-1/5) of the m
 * controls' scores (Silverman 1986, section 3.4.2). The floor(share N) treated of lowest density are off, and with them those
 * of equal density.
 *
 * @param score f64[n] by position
 * @throws UsageError `trim_share` unless 0 <= share < 1; DataError `no_treated`, `no_controls`, `not_finite`
 */
export function commonSupport(candidates: Candidates, score: Float64Array, rule: RangeRule): CommonSupport;
export function commonSupport(
  candidates: Candidates,
  score: Float64Array,
  rule: SupportRule,
  engine: Engine,
): CommonSupport;
export function commonSupport(
  candidates: Candidates,
  score: Float64Array,
  rule: SupportRule,
  engine?: Engine,
): CommonSupport {
  if (rule.kind === "none") return { eligible: candidates.eligible.slice(), range: null, offTreated: 0, offControl: 0 };
  if (rule.kind === "trim") return without(candidates, trimmed(engine!, candidates, score, rule.share), null);
  const ofTreated = extent(score, membersOf(candidates, score, 1));
  const ofControls = extent(score, membersOf(candidates, score, 0));
  const both = { low: Math.max(ofTreated.low, ofControls.low), high: Math.min(ofTreated.high, ofControls.high) };
  const range = rule.kind === "psmatch2" ? ofControls : both;
  const mayBeOff = (i: number): boolean => rule.kind === "minmax" || candidates.treated[i] === 1;
  const off = positionsOf(score.length, (i) => {
    return candidates.eligible[i] === 1 && mayBeOff(i) && !(score[i]! >= range.low && score[i]! <= range.high);
  });
  return without(candidates, off, range);
}

function extent(score: Float64Array, members: Uint32Array): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const i of members) {
    low = Math.min(low, score[i]!);
    high = Math.max(high, score[i]!);
  }
  return { low, high };
}

/** The treated at which the controls are thinnest. */
function trimmed(engine: Engine, candidates: Candidates, score: Float64Array, share: number): Uint32Array {
  if (!(share >= 0 && share < 1)) {
    throw new UsageError(
      "trim_share",
      `The share of treated units to trim must be from 0 to less than 1, such as 0.05; got ${share}.`,
      { got: share, expected: "0 <= share < 1" },
    );
  }
  const pooled: Candidates = { ...candidates, cells: new Uint32Array(score.length), nCells: 1 };
  const [treated, controls] = [scoredUnits(engine, pooled, score, 1), scoredUnits(engine, pooled, score, 0)];
  const density = densityAt(engine, treated.score, controls.score);
  const off = Math.floor(share * density.length);
  if (off === 0) return new Uint32Array(0);
  const highest = density.slice().sort()[off - 1]!;
  return treated.positions.filter((_, t) => density[t]! <= highest);
}

function without({ treated, eligible }: Candidates, off: Uint32Array, range: CommonSupport["range"]): CommonSupport {
  const left = eligible.slice();
  let offTreated = 0;
  for (const i of off) {
    left[i] = 0;
    offTreated += treated[i]!;
  }
  return { eligible: left, range, offTreated, offControl: off.length - offTreated };
}

/** Kernel density of `sample`, ascending, at the ascending points `at`, up to a constant. */
function densityAt(engine: Engine, at: Float64Array, sample: Float64Array): Float64Array {
  const m = sample.length;
  const mean = sample.reduce((sum, value) => sum + value, 0) / m;
  const sd = Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, m - 1));
  const spread = (quantile(sample, 0.75) - quantile(sample, 0.25)) / 1.349;
  const scale = spread > 0 ? Math.min(sd, spread) : sd;
  // all controls at one score: the density is there, whatever the bandwidth
  const bandwidth = scale > 0 ? (Math.sqrt(5) * 0.9 * scale) / m ** 0.2 : 1;
  const units = (values: Float64Array) => ({ score: values, offsets: Uint32Array.of(0, values.length) });
  const options = { kernel: "epanechnikov", bandwidth, localLinear: false } as const;
  return kernelWeights(engine, units(at), units(sample), null, options).total;
}

/** Quantile of ascending numbers, interpolated between neighbours (type 7). */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!);
}
