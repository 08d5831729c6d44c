/**
 * What an estimator has found, put in a record: effects with their errors, intervals and bands, effects by cohort and period, the
 * joint test of the effects before treatment.
 */

import { NotSupported } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qt } from "../../engine/kernels/math.js";
import { multiplierBootstrap } from "../../regression/cluster-bootstrap/multiplier.js";
import { inferAll, wald } from "../../regression/tests/coefficients.js";
import { jointTest, type WaldTest } from "../../regression/tests/joint-test.js";
import type { Aggregated, Aggregation, CellEstimates, Effect } from "./estimator/aggregation.js";
import { delta, type Estimates } from "./estimator/estimates.js";
import type { DidFit } from "./estimator/estimator.js";
import type { EstimatorName } from "./estimator/names.js";
import type { DidPlan } from "./plan.js";
import type { CellRecord, DidBand, DidEffect, DidEstimate, Inferred } from "./record.js";
import type { DidOptions } from "./verb.js";

/** The key of an effect, by aggregation; the effect of all has none. */
const KEYS = { simple: null, group: "group", dynamic: "event", calendar: "time" } as const;

/** Throws NotSupported `did_aggregation` for averages an estimator does not have, and as `multiplierBootstrap`. */
export function describeEstimate(
  engine: Engine,
  estimator: EstimatorName,
  fit: DidFit,
  plan: DidPlan,
  options: Pick<DidOptions, "signal" | "replications">,
): DidEstimate {
  const by = plan.aggregate;
  if (!fit.aggregations.includes(by)) throw noAggregation(estimator, by, fit.aggregations);
  if (plan.weighBy !== undefined && fit.cells?.shares !== null) throw noCellsToWeigh(estimator, plan.weighBy);
  const aggregated = by === "dynamic" ? within(engine, fit.aggregate(by), plan.window) : fit.aggregate(by);
  const inferred = inferAll(engine, aggregated.estimates.values, aggregated.estimates.covariance, fit.df, plan.level);
  const band = bandOf(engine, aggregated, inferred, fit, plan, options);
  let next = 0;
  const effects = aggregated.effects.map(({ at, units, cohorts, isReference, rows }): DidEffect => {
    const own = isReference ? REFERENCE : inferred[next++]!;
    const key = KEYS[by];
    const ends = isReference || band.kind === "pointwise" ? [null, null] : endsOf(own, band);
    return {
      ...(key === null ? {} : { [key]: at! }),
      ...own,
      ...{ band_low: ends[0]!, band_high: ends[1]!, n_units: units, n_cohorts: cohorts, reference: isReference },
      ...(rows === undefined ? {} : { n_obs: rows }),
    };
  });
  const leads = by === "dynamic" ? leadsTest(engine, aggregated, fit.df, plan) : undefined;
  const before = fit.cells === null ? undefined : beforeTest(engine, fit.cells, fit.df, plan);
  return {
    ...{ estimator, aggregation: by, effects, overall: inferred.at(-1)!, band },
    cells: fit.cells && describeCells(engine, fit.cells, fit.df, plan.level),
    tests: { ...(leads && { leads }), ...(before && { before }) },
    ...{ nobs: fit.nobs, n_units: fit.units, n_clusters: fit.clusters },
    df: Number.isFinite(fit.df) ? fit.df : null,
    notes: fit.notes,
  };
}

/** The effects of a window of event times, with the average there was. */
function within(engine: Engine, aggregated: Aggregated, window: DidPlan["window"]): Aggregated {
  const { effects, estimates, hasOverall } = aggregated;
  if (window === undefined) return aggregated;
  const isIn = ({ at }: Effect): boolean => at! >= window[0] && at! <= window[1];
  const shown = effects.filter(isIn);
  if (shown.length === effects.length) return aggregated;
  const estimated = effects.filter(({ isReference }) => !isReference);
  const p = estimates.values.length;
  const kept = Array.from({ length: p }, (_, j) => j).filter((j) => j >= estimated.length || isIn(estimated[j]!));
  const gradient = new Float64Array(p * kept.length);
  kept.forEach((j, q) => {
    gradient[q * p + j] = 1;
  });
  const values = Float64Array.from(kept, (j) => estimates.values[j]!);
  return { effects: shown, estimates: delta(engine, estimates, values, gradient), hasOverall };
}

const REFERENCE: Inferred = {
  estimate: 0,
  std_error: null,
  statistic: null,
  p_value: null,
  conf_low: null,
  conf_high: null,
};

function endsOf({ estimate, std_error }: Inferred, { critical_value: c }: DidBand): readonly [number, number] {
  return [estimate - c * std_error!, estimate + c * std_error!];
}

function describeCells(
  engine: Engine,
  { cells, estimates, shares }: CellEstimates,
  df: number,
  level: number,
): CellRecord[] {
  const { values, covariance } = estimates;
  const p = values.length;
  const count = p - (shares?.size ?? 0);
  const errors = Float64Array.from({ length: count }, (_, j) => covariance[j * p + j]!);
  const diagonal = new Float64Array(count * count);
  errors.forEach((variance, j) => {
    diagonal[j * count + j] = variance;
  });
  const inferred = inferAll(engine, values.subarray(0, count), diagonal, df, level);
  let next = 0;
  return cells.map(({ cohort, period, units, isReference }) => ({
    ...{ cohort, time: period },
    ...(isReference ? REFERENCE : inferred[next++]!),
    ...{ n_units: units, reference: isReference },
  }));
}

/** The band of the effects: pointwise by t, uniform by multipliers of the clusters. */
function bandOf(
  engine: Engine,
  { effects, estimates }: Aggregated,
  inferred: readonly Inferred[],
  { df }: DidFit,
  { level, band, draws, seed, multipliers }: DidPlan,
  { signal, replications }: Pick<DidOptions, "signal" | "replications">,
): DidBand {
  const t = qt(engine, (1 - level) / 2, df, true);
  if (band === "pointwise") return { kind: band, level, critical_value: t, draws: null, seed: null, weights: null };
  const p = estimates.values.length;
  if (estimates.influence === null) {
    throw new NotSupported(
      "band_variance",
      "A uniform band is drawn by clusters of one clustering; leave --vcov out, or give cluster:a.",
      { got: "several clusterings, or none", expected: ["cluster:a"] },
    );
  }
  const count = effects.filter(({ isReference }) => !isReference).length;
  const clusters = estimates.influence.length / p;
  const { uniform } = multiplierBootstrap(engine, estimates.influence.subarray(0, count * clusters), count, {
    ...{ draws: draws!, seed, weights: multipliers, level },
    studentizeBy: inferred.slice(0, count).map(({ std_error }) => std_error!),
    ...(signal === undefined ? {} : { signal }),
    ...(replications === undefined ? {} : { replications }),
  });
  const critical = Math.max(uniform, t);
  return { kind: band, level, critical_value: critical, draws, seed, weights: multipliers };
}

/** Joint test that all effects by event time before treatment and its anticipation are zero. */
function leadsTest(
  engine: Engine,
  { effects, estimates }: Aggregated,
  df: number,
  { anticipation }: DidPlan,
): WaldTest | undefined {
  const estimated = effects.filter(({ isReference }) => !isReference);
  const terms = estimated.map(({ at }) => (at! < -anticipation ? `event::${at}` : null));
  return zeroTest(engine, estimates, terms, df);
}

/**
 * Joint test that all effects by cohort and period before treatment and its anticipation are zero. Undefined where their covariance
 * has a lower rank than there are effects: cohorts of one or two units leave tests of some directions alone, which mean nothing.
 */
function beforeTest(
  engine: Engine,
  { cells, estimates }: CellEstimates,
  df: number,
  { anticipation }: DidPlan,
): WaldTest | undefined {
  const estimated = cells.filter(({ isReference }) => !isReference);
  const terms = estimated.map(({ cohort, period }) =>
    period + anticipation < cohort ? `cohort::${cohort}:time::${period}` : null,
  );
  const test = zeroTest(engine, estimates, terms, df);
  return test === undefined || test.df1 < test.terms.length || Number.isNaN(test.statistic) ? undefined : test;
}

/** Joint test that the estimates with a term, in their order, are zero; undefined without any. */
function zeroTest(
  engine: Engine,
  { values, covariance }: Estimates,
  terms: readonly (string | null)[],
  df: number,
): WaldTest | undefined {
  const indices = terms.flatMap((term, j) => (term === null ? [] : [j]));
  if (indices.length === 0) return undefined;
  const found = wald(values, covariance, indices);
  return { ...jointTest(engine, found, { rule: df, t: df }), terms: indices.map((j) => terms[j]!) };
}

function noAggregation(estimator: string, by: Aggregation, has: readonly Aggregation[]): NotSupported {
  return new NotSupported(
    "did_aggregation",
    `${estimator} has no averages '${by}': it estimates ${has.join(" and ")} effects alone; use --aggregate ${has[0]}.`,
    { got: by, expected: has },
  );
}

function noCellsToWeigh(estimator: string, column: string): NotSupported {
  return new NotSupported(
    "did_weigh_by",
    `${estimator} has no cells that --weigh-by ${column} could average; cs, sunab, etwfe and bjs have.`,
    { got: column, expected: undefined },
  );
}
