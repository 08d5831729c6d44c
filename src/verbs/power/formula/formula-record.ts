/**
 * What a formula says of a design: error, minimum detectable effect, power of effects and the units they need, and the curve of its figure.
 */
import { UsageError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { FormulaEffect, FormulaRecord } from "../record.js";
import type { PowerPlan } from "../verb.js";
import { type Comparison, designEffect, dfOf, errorOf, multiplierOf, powerAt, unitsFor } from "./solve.js";
import { unitVariance, type Variation } from "./variation.js";

/** Points of the curve. */
const POINTS = 41;
/** Fewest clusters a test has degrees of freedom with. */
const FEWEST = 4;

export interface FormulaInputs {
  readonly variation: Variation;
  readonly pre: number;
  readonly post: number;
  /** Units there are, and effects asked for, in units of the outcome. */
  readonly units: number | null;
  readonly effects: readonly number[];
}

/** Throws UsageError `power_clusters` for fewer than 4 clusters. */
export function formulaRecord(
  engine: Engine,
  plan: PowerPlan,
  { variation, pre, post, units: asked, effects }: FormulaInputs,
): FormulaRecord {
  const { design, critical, oneSided, power, icc, clusterSize, clusterCv, treated } = plan;
  const clusters =
    icc === undefined || clusterSize === undefined
      ? null
      : { icc, size: clusterSize, cv: clusterCv, design_effect: designEffect(icc, clusterSize, clusterCv) };
  const units = plan.clusters === undefined ? asked : plan.clusters * clusterSize!;
  const nClusters = clusters === null || units === null ? null : units / clusters.size;
  if (nClusters !== null && nClusters < FEWEST) throw fewClusters(nClusters);
  const variance = unitVariance(design, variation.moments);
  const comparison: Comparison = {
    test: { alpha: 1 - plan.level, oneSided, critical },
    variance: variance * (clusters?.design_effect ?? 1),
    share: treated,
    clusterSize: clusters?.size ?? null,
    lost: design === "ancova" ? 3 : 2,
  };
  const there = units === null ? null : withUnits(engine, comparison, units, power);
  const powerOf = (effect: number): number | null =>
    there === null ? null : powerAt(engine, comparison.test, there.df, effectIn(comparison, effect) / there.error);
  const described = effects.map(
    (effect): FormulaEffect => ({ effect, power: powerOf(effect), needs: unitsFor(engine, comparison, effect, power) }),
  );
  const { independent } = variation;
  const ratio = independent === null || design !== "did" ? null : Math.sqrt(independent / variance);
  return {
    ...{ design, pre, post, share_treated: treated },
    variation: {
      from: variation.from,
      variance_pre: variation.moments.pre,
      variance_post: variation.moments.post,
      covariance: variation.moments.cross,
      residuals: variation.residuals,
    },
    unit_variance: variance,
    ...{ clusters, critical, units, n_clusters: nClusters },
    df: there === null || !Number.isFinite(there.df) ? null : there.df,
    std_error: there?.error ?? null,
    multiplier: there?.multiplier ?? null,
    mde: there?.mde ?? null,
    mde_independent: ratio === null || there === null ? null : there.mde * ratio,
    effects: described,
    curve: there === null ? byUnits(engine, comparison, described[0]!, power) : byEffect(powerOf, there.mde, effects),
  };
}

/** The record with its curve at these effects: those beside which it is shown. */
export function withCurveAt(
  engine: Engine,
  { level, oneSided }: PowerPlan,
  record: FormulaRecord,
  effects: readonly number[],
): FormulaRecord {
  const { critical, df, std_error } = record;
  if (std_error === null) return record;
  const test = { alpha: 1 - level, oneSided, critical };
  const curve = effects.map((at) => {
    const delta = (oneSided ? at : Math.abs(at)) / std_error;
    return { at, power: powerAt(engine, test, df ?? Number.POSITIVE_INFINITY, delta) };
  });
  return { ...record, curve };
}

/** A one-sided test is against positive effects; else the sign of an effect does not matter. */
const effectIn = ({ test }: Comparison, effect: number): number => (test.oneSided ? effect : Math.abs(effect));

function withUnits(engine: Engine, comparison: Comparison, units: number, power: number) {
  const df = dfOf(comparison, units);
  const error = errorOf(comparison, units);
  const multiplier = multiplierOf(engine, comparison.test, df, power);
  return { df, error, multiplier, mde: multiplier * error };
}

/** Power from no effect to twice the largest of those asked for and the one that is detected. */
function byEffect(powerOf: (effect: number) => number | null, mde: number, effects: readonly number[]) {
  const most = 2 * effects.reduce((largest, effect) => Math.max(largest, Math.abs(effect)), mde);
  return Array.from({ length: POINTS }, (_, i) => {
    const at = (most * i) / (POINTS - 1);
    return { at, power: powerOf(at)! };
  });
}

/** Power of the first effect up to twice the units it needs; empty where no number does. */
function byUnits(engine: Engine, comparison: Comparison, { effect, needs }: FormulaEffect, power: number) {
  if (needs === null) return [];
  const size = comparison.clusterSize ?? 1;
  const most = 2 * (needs.clusters ?? needs.units);
  const least = Math.min(FEWEST, most);
  const counts = Array.from({ length: POINTS }, (_, i) => Math.round(least + ((most - least) * i) / (POINTS - 1)));
  return [...new Set(counts)].map((count) => {
    const { df, error } = withUnits(engine, comparison, count * size, power);
    return { at: count, power: powerAt(engine, comparison.test, df, effectIn(comparison, effect) / error) };
  });
}

const fewClusters = (count: number): UsageError =>
  new UsageError(
    "power_clusters",
    `${Number(count.toPrecision(6))} clusters leave a test no degrees of freedom worth the name: give ${FEWEST} or more, by --clusters, or by --units that are as many times --cluster-size.`,
    { got: count, expected: `>= ${FEWEST}` },
  );
