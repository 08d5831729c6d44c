/**
 * From clean rows to quality: rows whose effects are identified, a sigma for each, and the
 * residual of the demand equation over sigma - 1.
 */

import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { numbersAt } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { log } from "../../engine/kernels/math.js";
import { singletonRows } from "../../regression/frame/singletons.js";
import type { Clean } from "./cleaning/cleaned.js";
import { type Demeaned, demandResiduals, logDemand, residualsOf, type SigmaByRow } from "./demand.js";
import { STEPS } from "./messages.js";
import type { Keys } from "./options.js";
import type { QualityPlan } from "./plan.js";
import { sameKeys } from "./plan-names.js";
import { type ProductSpread, productSpreads, spreadAdvice } from "./product-spread.js";
import type { Waterfall } from "./sample.js";
import { keepRows, type Sample } from "./sample.js";
import { type InstrumentRecord, priceElsewhere } from "./sigma/instrument.js";
import type { EstimatedSigma } from "./sigma/plan-sigma.js";
import { assignEstimates, assignFromTable, type TableUse } from "./sigma/sigma-assign.js";
import { estimateSigma, type SigmaEstimates } from "./sigma/sigma-estimate.js";
import { requirePooledSigma } from "./sigma/sigma-record.js";

// Rows alone in a level of an effect are explained by it: their quality is 0 by construction, not by measurement.
// Which rows they are is decided in `regression/frame/singletons`.

/** The sample in which every level of every effect has two rows or more; what was dropped is counted as `step`. */
function dropSingletons(
  engine: Engine,
  sample: Sample,
  effects: readonly Keys[],
  waterfall: Waterfall,
  step: Note = note(STEPS, "singletons"),
): Sample {
  const categories = effects.map((keys) => sample.groups.by(keys));
  const { dropped } = singletonRows(engine, categories, "singletons");
  const keep = new Uint8Array(categories[0]?.codes.length ?? 0).fill(1);
  for (const row of dropped) keep[row] = 0;
  return keepRows(sample, keep, step, waterfall);
}

/** Rows with a sigma each, and how they came by it. */
interface DemandSample {
  readonly sample: Sample;
  /** Of the clean rows, by columns that split products further. */
  readonly spreads: readonly ProductSpread[];
  readonly sigma: SigmaByRow;
  readonly instrument: InstrumentRecord | null;
  readonly estimates: {
    readonly plan: EstimatedSigma;
    readonly made: SigmaEstimates;
    /** The rows they were made of. */
    readonly sample: Sample;
  } | null;
  readonly tableUse: TableUse | null;
  /** [ln q, ln p] of the sample, the effects of the demand equation taken out, where the estimate of sigma left them. */
  readonly columns: readonly Float64Array[] | null;
}

/** Quality of each row of the sample. */
export interface Measured extends DemandSample {
  readonly quality: Float64Array;
  readonly demeaned: Demeaned;
}

/** The rows the demand equation is estimated on, each with its sigma. Throws DataError `no_rows_left`. */
export function demandSample(
  engine: Engine,
  table: Table,
  { sample: clean, waterfall }: Clean,
  plan: QualityPlan,
  signal?: AbortSignal,
): DemandSample {
  const single = (sample: Sample, effects: readonly Keys[], step?: Note): Sample => {
    const kept = plan.singletons === "keep" ? sample : dropSingletons(engine, sample, effects, waterfall, step);
    return requireSome(table, kept, waterfall);
  };
  const { sigma } = plan;
  const spreads = productSpreads(engine, clean, plan.splitters);
  const nothing = { spreads, instrument: null, estimates: null, tableUse: null, columns: null };
  if (sigma.source === "fixed") return { ...nothing, sample: single(clean, plan.effects), sigma: sigma.value };
  if (sigma.source === "table") {
    const assigned = assignFromTable(clean, table, sigma, waterfall);
    const sample = single(requireSome(table, assigned.sample, waterfall), plan.effects);
    return { ...nothing, sample, sigma: atRows(assigned.sigma, assigned.sample, sample), tableUse: assigned.use };
  }
  const { sample: instrumented, instrument } = withInstrument(engine, table, clean, plan, waterfall);
  const sample = single(instrumented, plan.sigmaEffects);
  const made = estimateSigma(engine, sample, sigma, plan.sigmaEffects, logDemand(engine, sample), plan.level, signal);
  requirePooledSigma(sigma, made, spreadAdvice(spreads));
  const estimates = { plan: sigma, made, sample };
  const assigned = assignEstimates(sample, made, sigma, waterfall);
  requireSome(table, assigned.sample, waterfall);
  const shared = { spreads, instrument, estimates, tableUse: null };
  if (sameKeys(plan.effects, plan.sigmaEffects)) {
    const columns = made.demeaned.columns.slice(0, 2).map((column) => numbersAt(column, assigned.positions));
    return { ...shared, sample: assigned.sample, sigma: oneIfPooled(assigned.sigma, sigma), columns };
  }
  const again = single(assigned.sample, plan.effects, note(STEPS, "demand_singletons"));
  return {
    ...shared,
    sample: again,
    sigma: oneIfPooled(atRows(assigned.sigma, assigned.sample, again), sigma),
    columns: null,
  };
}

/** Quality of each row: what the effects leave of ln q + sigma ln p, over sigma - 1. */
export function measure(engine: Engine, estimable: DemandSample, plan: QualityPlan, signal?: AbortSignal): Measured {
  const { sample, sigma, columns, estimates } = estimable;
  if (columns !== null)
    return { ...estimable, quality: residualsOf(columns, sigma), demeaned: estimates!.made.demeaned };
  const effects = plan.effects.map((keys) => sample.groups.by(keys));
  const { quality, demeaned } = demandResiduals(engine, logDemand(engine, sample), effects, sigma, signal);
  return { ...estimable, quality, demeaned };
}

/** The rows that have a price elsewhere; all of them where sigma is by least squares. */
function withInstrument(engine: Engine, table: Table, clean: Sample, plan: QualityPlan, waterfall: Waterfall) {
  if (plan.instrument === null) return { sample: clean, instrument: null };
  requireSome(table, clean, waterfall);
  const { values, record } = priceElsewhere(engine, clean, plan.instrument, log(engine, clean.unitValue));
  const keep = new Uint8Array(values.length);
  for (let i = 0; i < keep.length; i++) if (!Number.isNaN(values[i]!)) keep[i] = 1;
  const { singleDest } = plan.instrument;
  const step = note(STEPS, "no_price_elsewhere", { rule: singleDest === "drop" ? null : singleDest });
  const sample = keepRows({ ...clean, instrument: values }, keep, step, waterfall);
  return { sample: requireSome(table, sample, waterfall), instrument: record };
}

/** Throws DataError `no_rows_left` unless the sample has rows. */
function requireSome(table: Table, sample: Sample, waterfall: Waterfall): Sample {
  if (sample.rows.length > 0) return sample;
  const lost = waterfall.steps.filter((step) => step.dropped_rows > 0);
  throw new DataError(
    "no_rows_left",
    `${table.source.name}: none of ${table.nRows} rows is left to estimate quality on. ` +
      `Dropped: ${lost.map((step) => `${step.step} ${step.dropped_rows}`).join(", ")}.`,
    { got: 0, expected: "rows with value and quantity above 0", waterfall: lost },
  );
}

/** `sigma` of the sample `from` at the rows of `to`, which are among them. */
function atRows(sigma: Float64Array, from: Sample, to: Sample): Float64Array {
  if (from === to) return sigma;
  const selected = new Float64Array(to.rows.length);
  for (let i = 0, j = 0; j < selected.length; i++) if (from.rows[i] === to.rows[j]) selected[j++] = sigma[i]!;
  return selected;
}

const oneIfPooled = (sigma: Float64Array, plan: EstimatedSigma): SigmaByRow => (plan.by === null ? sigma[0]! : sigma);
