/**
 * A matching in numbers a referee asks for: who was used and who was not, how often one control serves, how
 * many controls the weights amount to, how many matches the order of rows decided, where scores lie.
 */
import { compensatedSum } from "../../base/numbers.js";
import { type MatchedPart, tiedTreated } from "./att.js";
import type { MatchingPlan } from "./plan.js";
import type { GroupCounts, MatchedRecord, OverlapRecord, ScoreScale, SupportRecord, WeightSum } from "./record.js";

/** Bins of `OverlapRecord`. */
const BINS = 40;

/** The weights under the rule of what controls sum to; treated units keep 1. */
export function weightsBy(
  rule: WeightSum,
  { weights, treated }: Pick<MatchedPart, "weights" | "treated">,
): Float64Array {
  if (rule === "treated") return weights;
  const { control } = sums(weights, treated);
  const used = weights.reduce((n, weight, i) => n + (treated[i] === 0 && weight !== 0 ? 1 : 0), 0);
  return weights.map((weight, i) => (treated[i] === 1 ? weight : (weight * used) / control));
}

/** Who was used. */
export function matchedRecord(part: MatchedPart, plan: MatchingPlan): MatchedRecord {
  const { treated, pairs } = part;
  const ruled = weightsBy(plan.weightSum, part);
  const controls = ruled.filter((_, i) => treated[i] === 0);
  const squares = compensatedSum(controls.map((weight) => weight * weight));
  const total = sums(ruled, treated);
  return {
    treated: countsOf(part, 1),
    control: countsOf(part, 0),
    pairs: pairs?.treated.length ?? null,
    most_used: mostUsed(part),
    largest_weight: controls.reduce((a, b) => Math.max(a, b), 0),
    effective_controls: total.control ** 2 / squares,
    weight_sum: { rule: plan.weightSum, ...total },
    ties:
      pairs === null || part.compared === null || plan.method !== "nearest" || plan.ties === null
        ? null
        : { rule: plan.ties, treated: tiedTreated({ ...part, pairs, compared: part.compared }) },
  };
}

function countsOf({ treated, eligible, weights }: MatchedPart, group: 0 | 1): GroupCounts {
  let [total, used, off] = [0, 0, 0];
  for (let i = 0; i < treated.length; i++) {
    if (treated[i] !== group) continue;
    total++;
    if (eligible[i] === 0) off++;
    else if (weights[i] !== 0) used++;
  }
  return { total, used, off_support: off, unused: total - used - off };
}

function mostUsed({ pairs, treated, label }: MatchedPart): MatchedRecord["most_used"] {
  if (pairs === null || pairs.control.length === 0) return null;
  const times = new Uint32Array(treated.length);
  for (const control of pairs.control) times[control]!++;
  const most = times.reduce((best, count, i) => (count > times[best]! ? i : best), 0);
  return { unit: label(most), times: times[most]! };
}

function sums(weights: Float64Array, treated: Uint8Array): { readonly treated: number; readonly control: number } {
  return {
    treated: compensatedSum(weights.filter((_, i) => treated[i] === 1)),
    control: compensatedSum(weights.filter((_, i) => treated[i] === 0)),
  };
}

/** Scores by group, and what the rule of support keeps. */
export function supportRecord(
  { treated, eligible }: Pick<MatchedPart, "treated" | "eligible">,
  shown: Float64Array,
  scale: ScoreScale,
  range: SupportRecord["range"],
): SupportRecord {
  const of = (group: 0 | 1) => {
    const values = shown.filter((value, i) => treated[i] === group && !Number.isNaN(value));
    return {
      min: values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      mean: compensatedSum(values) / values.length,
      max: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    };
  };
  const off = (group: 0 | 1) => eligible.reduce((n, is, i) => n + (is === 0 && treated[i] === group ? 1 : 0), 0);
  return { scale, treated: of(1), control: of(0), range, off_treated: off(1), off_control: off(0) };
}

/** Shares of each group's units with a score, and of its weights, by bins of it; null where all scores are one. */
export function overlapRecord(
  { treated, weights }: Pick<MatchedPart, "treated" | "weights">,
  shown: Float64Array,
  scale: ScoreScale,
): OverlapRecord | null {
  const known = shown.filter((score) => !Number.isNaN(score));
  const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!(low < high)) return null;
  const edges = Array.from({ length: BINS + 1 }, (_, b) => (b === BINS ? high : low + ((high - low) * b) / BINS));
  const shares = (group: 0 | 1, weight: (i: number) => number): number[] => {
    const bins = new Float64Array(BINS);
    let total = 0;
    for (let i = 0; i < shown.length; i++) {
      if (treated[i] !== group || Number.isNaN(shown[i]!)) continue;
      const bin = Math.min(BINS - 1, Math.floor((BINS * (shown[i]! - low)) / (high - low)));
      bins[bin]! += weight(i);
      total += weight(i);
    }
    return Array.from(bins, (share) => share / total);
  };
  const both = (weight: (i: number) => number) => ({ treated: shares(1, weight), control: shares(0, weight) });
  return { scale, edges, before: both(() => 1), after: both((i) => weights[i]!) };
}
