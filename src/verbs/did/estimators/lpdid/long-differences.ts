/**
 * The rows of one horizon of a local projection: units that start treatment in a period and units that are clean controls through the
 * horizon, with outcomes less their baseline; and the weights by which every unit that starts counts alike.
 * Source: Dube, Girardi, Jorda & Taylor (2025), A local projections approach to difference-in-differences, Journal of Applied
 * Econometrics 40(5), doi:10.1002/jae.70000.
 */
import type { DidPlan } from "../../design/plan.js";
import type { LpPanel } from "./lp-panel.js";

/** What is differenced, in periods from the start of treatment. */
export interface Horizon {
  /** Periods whose outcomes are averaged; one alone of an effect by horizon. */
  readonly over: readonly number[];
  /** Controls are untreated up to here. */
  readonly cleanTo: number;
  /** Periods in which outcomes must be observed besides. */
  readonly observed: readonly number[];
}

export interface LongDifferences {
  readonly from: Uint32Array;
  readonly outcome: Float64Array;
  /** 1 where treatment starts. */
  readonly starts: Float64Array;
  readonly time: Float64Array;
}

/** The rows of a horizon, and what is differenced in them. */
export function longDifferences(panel: LpPanel, horizon: Horizon, plan: DidPlan): LongDifferences {
  const { sample, change, baseline, at } = panel;
  const { y, time } = sample;
  const isClean =
    plan.stable === undefined ? cleanUntil(panel, horizon, plan) : cleanAround(panel, horizon, plan, plan.stable);
  const from: number[] = [];
  const outcome: number[] = [];
  for (let row = 0; row < time.length; row++) {
    if (change[row] !== 0 && change[row] !== 1) continue;
    if (!isClean(row) || horizon.observed.some((lead) => at(row, lead) < 0)) continue;
    const level = horizon.over.reduce((sum, lead) => sum + (y[at(row, lead)] ?? Number.NaN), 0) / horizon.over.length;
    const difference = level - baseline[row]!;
    if (Number.isNaN(difference)) continue;
    from.push(row);
    outcome.push(difference);
  }
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(from, (row) => values[row]!);
  return { from: Uint32Array.from(from), outcome: Float64Array.from(outcome), starts: pick(change), time: pick(time) };
}

type IsClean = (row: number) => boolean;

/** Of a treatment that stays: rows that start, and units untreated through the horizon, or never treated. */
function cleanUntil({ change, treatment, cohort, at }: LpPanel, { cleanTo }: Horizon, { control }: DidPlan): IsClean {
  return (row) => {
    if (change[row] === 1) return true;
    const isControl = control === "notyet" || cohort[row] === Number.POSITIVE_INFINITY;
    return isControl && treatment[at(row, cleanTo)] === 0;
  };
}

/**
 * Of one that switches, whose effects no longer change after `stable` periods: no change in as many periods before, nor through the
 * horizon; before treatment, nor as many periods before the outcome.
 */
function cleanAround(
  { change, cohort, at }: LpPanel,
  { over, cleanTo }: Horizon,
  { control }: DidPlan,
  stable: number,
): IsClean {
  const changes = (row: number): boolean => Math.abs(change[row] ?? 0) === 1;
  const settled = (row: number): boolean => {
    for (let lag = 1; lag <= stable; lag++) if (changes(at(row, -lag))) return false;
    return true;
  };
  const back = Math.max(0, -over[0]! - 1);
  return (row) => {
    if (control === "never" && change[row] !== 1 && cohort[row] !== Number.POSITIVE_INFINITY) return false;
    for (let lead = 1; lead <= cleanTo; lead++) if (changes(at(row, lead))) return false;
    for (let lag = 0; lag <= back; lag++) {
      const earlier = lag === 0 ? row : at(row, -lag);
      if (earlier < 0 || !settled(earlier)) return false;
    }
    return true;
  };
}

/**
 * Weights by period under which a regression averages effects by the units that start in each: the inverse of the share of controls. Periods in
 * which nobody starts, or nobody is a control, are not in it.
 */
export function startWeights(
  { starts, time, from }: LongDifferences,
  weights: Float64Array | null,
): Map<number, number> {
  const sums = new Map<number, [number, number]>();
  starts.forEach((isStart, i) => {
    const sum = sums.get(time[i]!) ?? [0, 0];
    sum[isStart as 0 | 1] += weights?.[from[i]!] ?? 1;
    sums.set(time[i]!, sum);
  });
  return new Map(
    [...sums].flatMap(([period, [controls, treated]]) =>
      controls > 0 && treated > 0 ? [[period, (controls + treated) / controls] as const] : [],
    ),
  );
}
