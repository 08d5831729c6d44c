/**
 * What an estimator has found, put in a record: effects with their errors, intervals and bands, effects by cohort and period, the
 * joint test of the effects before treatment.
 */

import { columnFlag } from "../../../base/column-names.js";
import { DataError, NotSupported, NumericalError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { flagText } from "../../../base/text.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { qt } from "../../../engine/kernels/math.js";
import { multiplierBootstrap } from "../../../regression/cluster-bootstrap/multiplier.js";
import { inferWith, wald } from "../../../regression/tests/coefficients.js";
import { coefficientsAt, denominatorsOf, jointTest, type WaldTest } from "../../../regression/tests/joint-test.js";
import { degreesOf } from "../design/degrees.js";
import { DID_NOTES } from "../design/messages.js";
import type { DidPlan } from "../design/plan.js";
import type { CellRecord, DidBand, DidEffect, DidEstimate, EventAverage, Inferred } from "../design/record.js";
import type { DidSample } from "../design/sample.js";
import type { DidOptions } from "../design/verb.js";
import { withheldErrors, withheldNotes } from "../design/withheld.js";
import type { Aggregated, Aggregation, CellEstimates, Effect } from "../shared/aggregation.js";
import { type Estimates, selected } from "../shared/estimates.js";
import type { DidFit } from "../shared/estimator.js";
import type { EstimatorName } from "../shared/names.js";

/** The key of an effect, by aggregation; the effect of all has none. */
const KEYS = { simple: null, group: "group", dynamic: "event", calendar: "time" } as const;

/** Throws NotSupported `did_aggregation` for averages an estimator does not have, DataError `band_no_errors`, and as `multiplierBootstrap`. */
export function describeEstimate(
  engine: Engine,
  estimator: EstimatorName,
  fit: JudgedFit,
  sample: DidSample,
  plan: DidPlan,
  options: Pick<DidOptions, "signal" | "replications">,
): DidEstimate {
  const by = plan.aggregate;
  if (!fit.aggregations.includes(by)) throw noAggregation(estimator, by, fit.aggregations);
  if (plan.weighBy !== undefined && fit.cells?.shares !== null) throw noCellsToWeigh(estimator, plan.weighBy);
  const whole = fit.aggregate(by);
  const aggregated = by === "dynamic" ? within(engine, whole, plan.window) : whole;
  const withheld = withheldErrors(aggregated, by, fit, sample, plan);
  const inferred = inferenceOf(engine, aggregated.estimates, fit, withheld.isWithheld);
  const degrees = ownDegrees(aggregated.estimates.df, fit.df);
  const band = bandOf(engine, aggregated, inferred, fit, plan, options);
  let next = 0;
  const effects = aggregated.effects.map(({ at, units, cohorts, isReference, rows }): DidEffect => {
    const own = isReference ? REFERENCE : inferred[next++]!;
    const key = KEYS[by];
    const ends = own.std_error === null || band.kind === "pointwise" ? [null, null] : endsOf(own, band);
    return {
      ...(key === null ? {} : { [key]: at! }),
      ...own,
      ...{ band_low: ends[0]!, band_high: ends[1]!, n_units: units, n_cohorts: cohorts, reference: isReference },
      ...(rows === undefined ? {} : { n_obs: rows }),
    };
  });
  // a covariance of draws has the rank of their number, and its inverse is noise unless they are many times the effects
  const isTested = fit.errors !== "drawn" && fit.fittedLeads === undefined && fit.unidentified === undefined;
  const leads = isTested && by === "dynamic" ? leadsTest(engine, aggregated, inferred, fit.df, plan) : undefined;
  const cells = fit.cells && describeCells(engine, fit.cells, fit, withheld.ofCell);
  const before =
    fit.cells === null || !isTested ? undefined : beforeTest(engine, fit.cells, cells!, fit.df, plan, withheld.ofCell);
  return {
    ...{ estimator, aggregation: by, effects },
    ...(by === "dynamic" ? { covariance: covarianceOf(aggregated, inferred) } : {}),
    ...{ overall: fit.unidentified === undefined ? inferred.at(-1)! : NO_AVERAGE, band },
    ...(by === "dynamic" && fit.unidentified === undefined ? { average: averageOf(whole, fit, plan) } : {}),
    ...(fit.unidentified === undefined ? {} : { unidentified: fit.unidentified }),
    cells,
    tests: { ...(leads && { leads }), ...(before && { before }) },
    ...{ nobs: fit.nobs, n_units: fit.units, n_clusters: fit.clusters },
    ...(fit.errors === undefined ? {} : { errors: fit.errors }),
    interval: Number.isFinite(fit.df) ? "t" : "normal",
    df: Number.isFinite(fit.df) ? fit.df : null,
    ...(degrees === undefined ? {} : { df_by_effect: Array.from(degrees) }),
    ...(fit.details === undefined ? {} : { details: fit.details }),
    notes: [
      ...fit.notes,
      ...withheldNotes(estimator, { effects, cells, leads }, withheld, fit, sample, plan),
      ...(fit.unidentified === undefined && plan.estimators.length === 1
        ? averagedBeyond(estimator, whole, aggregated)
        : []),
    ],
  };
}

/** The effects of a window of event times, with the average there was. */
function within(engine: Engine, aggregated: Aggregated, window: DidPlan["window"]): Aggregated {
  const { effects, estimates, hasOverall } = aggregated;
  if (window === undefined) return aggregated;
  const isIn = ({ at }: Effect): boolean => at! >= window[0] && at! <= window[1];
  const estimated = effects.filter(({ isReference }) => !isReference);
  const kept = Array.from(estimates.values.keys()).filter((j) => j >= estimated.length || isIn(estimated[j]!));
  return { effects: effects.filter(isIn), estimates: selected(engine, estimates, kept), hasOverall };
}

/** Says which event times the average holds that the window hides. */
function averagedBeyond(estimator: EstimatorName, whole: Aggregated, shown: Aggregated): Note[] {
  const hidden = whole.effects.flatMap((effect) =>
    effect.isReference || effect.at! < 0 || shown.effects.includes(effect) ? [] : [effect.at!],
  );
  if (!whole.hasOverall || hidden.length === 0) return [];
  return [note(DID_NOTES, "did_average_beyond_window", { estimator, hidden })];
}

/** What the average of effects by event time is of. */
function averageOf({ effects }: Aggregated, { cells, eventsWeigh }: DidFit, plan: DidPlan): EventAverage {
  const given = eventsWeigh ?? (cells !== null && cells.shares !== null ? "alike" : null);
  return {
    event_times: effects.flatMap(({ at, isReference }) => (isReference || at! < 0 ? [] : [at!])),
    ...(given === null ? rowWeights(plan) : { weights: given }),
  };
}

/** What treated cells weigh: sums of a column, or their rows. */
export function rowWeights({ weighBy, weights }: DidPlan): Pick<EventAverage, "weights" | "column"> {
  if (weighBy !== undefined) return { weights: "column", column: weighBy };
  return { weights: "rows", ...(weights === undefined ? {} : { column: weights }) };
}

/** The covariance of effects by event time that have errors. */
function covarianceOf(
  { effects, estimates: { covariance, values } }: Aggregated,
  inferred: readonly Inferred[],
): NonNullable<DidEstimate["covariance"]> {
  const own = effects
    .filter(({ isReference }) => !isReference)
    .flatMap(({ at }, j) => (inferred[j]!.std_error === null ? [] : [{ at: at!, j }]));
  const p = values.length;
  return {
    event: own.map(({ at }) => at),
    matrix: own.map(({ j: a }) => own.map(({ j: b }) => covariance[a * p + b]!)),
  };
}

const REFERENCE: Inferred = {
  estimate: 0,
  std_error: null,
  statistic: null,
  p_value: null,
  conf_low: null,
  conf_high: null,
};

const NO_AVERAGE: Inferred = { ...REFERENCE, estimate: Number.NaN };

const nothingToDraw = (): DataError =>
  new DataError(
    "band_no_errors",
    "A uniform band covers effects that have errors, and none that is shown has: widen --window, or leave --band uniform out.",
    { got: 0, expected: "an effect with an error" },
  );

const noBand = (errors: NonNullable<DidFit["errors"]>): NotSupported =>
  new NotSupported(
    "band_variance",
    errors === "drawn"
      ? "A uniform band is drawn from influences of clusters, and errors of this estimator are drawn as a whole: leave --band uniform out; cs, bjs and edid have bands."
      : errors === "design"
        ? "A uniform band is drawn from influences of clusters, and errors of this estimator are those of dates of treatment drawn at random: leave --band uniform out; its randomisation test stands in its details."
        : "A uniform band covers effects that have errors, and this estimator has none by influences: leave --band uniform out; what it says of chance stands in its details.",
    { got: "uniform", expected: ["pointwise"] },
  );

function endsOf({ estimate, std_error }: Inferred, { critical_value: c }: DidBand): readonly [number, number] {
  return [estimate - c * std_error!, estimate + c * std_error!];
}

function describeCells(
  engine: Engine,
  { cells, estimates, shares }: CellEstimates,
  judged: Judged,
  isWithheld: (units: number) => boolean,
): CellRecord[] {
  const count = estimates.values.length - (shares?.size ?? 0);
  const own = cells.filter(({ isReference }) => !isReference);
  const isWithheldAt = (j: number): boolean => isWithheld(own[j]!.units);
  const inferred = inferenceOf(engine, estimates, judged, isWithheldAt, count);
  let next = 0;
  return cells.map(({ cohort, period, units, isReference }) => ({
    ...{ cohort, time: period },
    ...(isReference ? REFERENCE : inferred[next++]!),
    ...{ n_units: units, reference: isReference },
  }));
}

/** An error below this share of the largest estimate or error is what rounding leaves of none: an estimate of 0 has no scale of its own. */
const NO_ERROR = 1e-12;

/** Roundings of an outcome that an error of its differences may be made of. */
const ROUNDINGS = 16;

/** What errors are judged by; one up to `rounding` is none. */
interface Judged extends Pick<DidFit, "df" | "errors"> {
  readonly level: number;
  readonly rounding: number;
}

/** A fit with what its errors are judged by. */
export type JudgedFit = DidFit & Judged;

export const judgedFit = (fit: DidFit, sample: DidSample, plan: DidPlan): JudgedFit => ({
  ...fit,
  ...{ df: degreesOf(fit, plan), level: plan.level, rounding: roundingOf(sample, plan) },
});

/** What rounding of the outcome may leave in an error; 0 where effects are not in its units. */
function roundingOf({ y, design }: DidSample, { family }: DidPlan): number {
  if (!design.isBinary || family !== "gaussian") return 0;
  return ROUNDINGS * Number.EPSILON * y.reduce((mean, value) => mean + Math.abs(value) / y.length, 0);
}

/**
 * Inference of the first `count` estimates. One whose influences are all zero, as where one unit is compared with one, has no error: the
 * data do not say how far it may be from the truth. Nor has one whose error is withheld.
 */
export function inferenceOf(
  engine: Engine,
  { values, covariance, df: own }: Estimates,
  { df, errors: kind, level, rounding }: Judged,
  isWithheld: (j: number) => boolean,
  count = values.length,
): Inferred[] {
  requireFinite(values);
  const estimated = values.subarray(0, count);
  if (kind === "none") return Array.from(estimated, (estimate) => ({ ...REFERENCE, estimate }));
  const p = values.length;
  const errors = Float64Array.from({ length: count }, (_, j) => rootOf(covariance[j * p + j]!));
  const largest = [...errors, ...estimated].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return inferWith(engine, estimated, errors, df, level, ownDegrees(own, df)).map((inferred, j) =>
    !isWithheld(j) && errors[j]! > Math.max(NO_ERROR * largest, rounding)
      ? inferred
      : { ...REFERENCE, estimate: values[j]! },
  );
}

/** Of estimates that have their own, unless they are read by the normal. */
const ownDegrees = (own: Float64Array | undefined, df: number): Float64Array | undefined =>
  Number.isFinite(df) ? own : undefined;

/** The root of a variance; 0, which `inferWith` refuses of estimates as small, of one among the subnormal numbers, which lack digits. */
const rootOf = (variance: number): number => (variance >= 0 && variance < LEAST_VARIANCE ? 0 : Math.sqrt(variance));
const LEAST_VARIANCE = 2 ** -1022;

/** Throws NumericalError `not_finite` where sums of outcomes, or of their squares, were no numbers. */
function requireFinite(values: Float64Array): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new NumericalError(
    "not_finite",
    `An effect is ${values[at]}: sums of squares of the outcome are beyond the range of numbers. Rescale the outcome by a power of ten.`,
    { got: values[at], expected: "a finite number" },
  );
}

/** The band of the effects: pointwise by t, uniform by multipliers of the clusters. */
function bandOf(
  engine: Engine,
  { effects, estimates }: Aggregated,
  inferred: readonly Inferred[],
  { df, errors }: DidFit,
  { level, band, draws, seed, multipliers }: DidPlan,
  { signal, replications }: Pick<DidOptions, "signal" | "replications">,
): DidBand {
  const t = qt(engine, (1 - level) / 2, df, true);
  if (band === "pointwise") return { kind: band, level, critical_value: t, draws: null, seed: null, weights: null };
  if (errors !== undefined) throw noBand(errors);
  if (estimates.influence === null) {
    throw new NotSupported(
      "band_variance",
      "A uniform band is drawn by clusters of one clustering; leave --vcov out, or give cluster:a.",
      { got: "several clusterings, or none", expected: ["cluster:a"] },
    );
  }
  const count = effects.filter(({ isReference }) => !isReference).length;
  const drawn = inferred.slice(0, count).flatMap(({ std_error }, j) => (std_error === null ? [] : [j]));
  if (drawn.length === 0) throw nothingToDraw();
  const { influence } = selected(engine, estimates, drawn);
  const { uniform } = multiplierBootstrap(engine, influence!, drawn.length, {
    ...{ draws: draws!, seed, weights: multipliers, level },
    studentizeBy: drawn.map((j) => inferred[j]!.std_error!),
    ...(signal === undefined ? {} : { signal }),
    ...(replications === undefined ? {} : { replications }),
  });
  const critical = Math.max(uniform, t);
  return { kind: band, level, critical_value: critical, draws, seed, weights: multipliers };
}

/** Joint test that all effects by event time before treatment and its anticipation, as far as they have errors, are zero. */
function leadsTest(
  engine: Engine,
  { effects, estimates }: Aggregated,
  inferred: readonly Inferred[],
  df: number,
  { anticipation }: DidPlan,
): WaldTest | undefined {
  const estimated = effects.filter(({ isReference }) => !isReference);
  const terms = estimated.map(({ at }, j) =>
    at! < -anticipation && inferred[j]!.std_error !== null ? `event::${at}` : null,
  );
  return zeroTest(engine, estimates, terms, df);
}

/**
 * Joint test that all effects by cohort and period before treatment and its anticipation are zero. Undefined where one rests on one unit, or
 * where the rank of their covariance is less than their number: cohorts of one or two units leave tests of some directions alone.
 */
function beforeTest(
  engine: Engine,
  { estimates }: CellEstimates,
  described: readonly CellRecord[],
  df: number,
  { anticipation }: DidPlan,
  isWithheld: (units: number) => boolean,
): WaldTest | undefined {
  const isBefore = ({ cohort, time }: CellRecord): boolean => time + anticipation < cohort;
  if (described.some((cell) => !cell.reference && isBefore(cell) && isWithheld(cell.n_units))) return undefined;
  const terms = described
    .filter(({ reference }) => !reference)
    .map(({ cohort, time, std_error }) =>
      time + anticipation < cohort && std_error !== null ? `cohort::${cohort}:time::${time}` : null,
    );
  const test = zeroTest(engine, estimates, terms, df);
  return test === undefined || test.df1 < test.terms.length ? undefined : test;
}

/** Joint test that the estimates with a term, in their order, are zero; undefined without any, or without a covariance. */
function zeroTest(
  engine: Engine,
  { values, covariance, df: own, wishart }: Estimates,
  terms: readonly (string | null)[],
  df: number,
): WaldTest | undefined {
  const indices = terms.flatMap((term, j) => (term === null ? [] : [j]));
  if (indices.length === 0) return undefined;
  const found = wald(values, covariance, indices);
  const dfByTerm = ownDegrees(own, df);
  const degrees = { df, jointDf: df, ...(dfByTerm && { dfByTerm }), ...(wishart && { wishart }) };
  const denominators = denominatorsOf(degrees, coefficientsAt(indices, values.length));
  // below zero where several clusterings give a covariance that is none
  if (!(found.statistic >= 0)) return undefined;
  return { ...jointTest(engine, found, denominators), terms: indices.map((j) => terms[j]!) };
}

function noAggregation(estimator: string, by: Aggregation, has: readonly Aggregation[]): NotSupported {
  return new NotSupported(
    "did_aggregation",
    `${estimator} has no averages '${by}': it estimates ${has.join(" and ")} effects alone; use ${flagText("aggregate", has[0]!)}.`,
    { got: by, expected: has },
  );
}

function noCellsToWeigh(estimator: string, column: string): NotSupported {
  return new NotSupported(
    "did_weigh_by",
    `${estimator} has no cells that ${columnFlag("weigh-by", column)} could average; cs, sunab, etwfe and bjs have.`,
    { got: column, expected: undefined },
  );
}
