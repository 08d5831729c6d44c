/**
 * From clean rows to quality: rows whose effects are identified, a sigma for each, and the
 * residual of the demand equation over sigma - 1.
 */
import { answer, type Chain } from "../../base/chain.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Clean } from "./cleaning/cleaned.js";
import { STEPS } from "./messages.js";
import type { Keys } from "./options.js";
import type { QualityPlan } from "./plan.js";
import { sameKeys } from "./plan-names.js";
import { type ProductSpread, productSpread, spreadAdvice } from "./product-spread.js";
import type { Kept, QualityRows, Rated } from "./rows.js";
import type { Waterfall } from "./sample.js";
import { type InstrumentRecord, instrumentRecord, noInstrument } from "./sigma/instrument.js";
import type { EstimatedSigma } from "./sigma/plan-sigma.js";
import { sigmaUsed, type TableUse, tableSteps, unusableStep, unusableSteps } from "./sigma/sigma-assign.js";
import { estimatesOf, type SigmaOfGroup, type SigmaSums } from "./sigma/sigma-estimate.js";
import { requirePooledSigma } from "./sigma/sigma-record.js";

/** Sigma as it was estimated. */
export interface Estimated<E> {
  readonly plan: EstimatedSigma;
  readonly sums: E;
  readonly estimates: readonly SigmaOfGroup[];
}

/** Rows with a sigma each, and how they came by it. */
export interface DemandSample<S, E> {
  readonly sample: S;
  /** Of the clean rows, by columns that split products further. */
  readonly spreads: readonly ProductSpread[];
  /** One for all rows; null where each has its own. */
  readonly sigma: number | null;
  readonly instrument: InstrumentRecord | null;
  readonly estimated: Estimated<E> | null;
  readonly tableUse: TableUse | null;
  /** Sums of sigma whose effects are those of the demand equation. */
  readonly reused: E | null;
}

/** The rows the demand equation is estimated on, each with its sigma. Throws DataError `no_rows_left`. */
export function* demandSample<S, E extends SigmaSums, R>(
  engine: Engine,
  rows: QualityRows<S, E, R>,
  { sample: clean, waterfall }: Clean<S>,
  plan: QualityPlan,
): Chain<DemandSample<S, E>> {
  const some = (sample: S): S => requireSome(rows, sample, waterfall);
  const keep = ({ sample, lost }: Kept<S>, step: Note): S => {
    waterfall.drop(step, lost);
    return some(sample);
  };
  // rows alone in a level of an effect are explained by it: their quality is 0 by construction, not by measurement
  const single = function* (sample: S, effects: readonly Keys[], step: Note = note(STEPS, "singletons")): Chain<S> {
    if (plan.singletons === "keep") return some(sample);
    return keep(yield* answer(rows.withoutSingletons(sample, effects)), step);
  };
  const { sigma } = plan;
  const sums = plan.splitters.length === 0 ? [] : yield* answer(rows.spreadSums(clean, plan.splitters));
  const spreads = plan.splitters.map((splitter, s) => productSpread(splitter, sums[s]!));
  const nothing = { spreads, instrument: null, estimated: null, tableUse: null, reused: null };
  if (sigma.source === "fixed") return { ...nothing, sample: yield* single(clean, plan.effects), sigma: sigma.value };
  if (sigma.source === "table") {
    const { sample, lost, use } = yield* answer(rows.sigmaFromTable(clean, sigma));
    tableSteps(sigma).forEach((step, s) => {
      waterfall.drop(step, lost[s]!);
    });
    return { ...nothing, sample: yield* single(some(sample), plan.effects), sigma: null, tableUse: use };
  }
  let [sample, instrument]: [S, InstrumentRecord | null] = [clean, null];
  if (plan.instrument !== null) {
    const found = yield* answer(rows.priceElsewhere(some(clean), plan.instrument));
    sample = keep(found, noInstrument(plan.instrument));
    instrument = instrumentRecord(plan.instrument, found.sources, found.value);
  }
  sample = yield* single(sample, plan.sigmaEffects);
  const made = yield* answer(rows.sigmaSums(sample, sigma, plan.sigmaEffects));
  const estimates = estimatesOf(engine, made, sigma, plan.level);
  requirePooledSigma(sigma, estimates, spreadAdvice(spreads));
  const used = Float64Array.from(estimates, (estimate) => sigmaUsed(estimate, sigma));
  const reasons = Uint8Array.from(estimates, (estimate, g) => unusableStep(estimate, used[g]!));
  const steps = unusableSteps(sigma);
  const { sample: kept, lost } = yield* answer(rows.assigned(sample, made, used, reasons, steps.length));
  steps.forEach((step, s) => {
    waterfall.drop(step, lost[s]!);
  });
  sample = some(kept);
  const estimated = { plan: sigma, sums: made, estimates };
  const shared = { spreads, instrument, estimated, tableUse: null, sigma: sigma.by === null ? used[0]! : null };
  if (sameKeys(plan.effects, plan.sigmaEffects)) return { ...shared, sample, reused: made };
  const again = yield* single(sample, plan.effects, note(STEPS, "demand_singletons"));
  return { ...shared, sample: again, reused: null };
}

/** Quality of each row: what the effects leave of ln q + sigma ln p, over sigma - 1. */
export function* measured<S, E extends SigmaSums, R>(
  rows: QualityRows<S, E, R>,
  { sample, sigma, reused }: DemandSample<S, E>,
  { effects }: QualityPlan,
): Chain<Rated<R>> {
  return yield* answer(rows.rate(sample, effects, sigma, reused));
}

/** Throws DataError `no_rows_left` unless the sample has rows. */
function requireSome<S, E extends SigmaSums, R>(rows: QualityRows<S, E, R>, sample: S, waterfall: Waterfall): S {
  if (rows.size(sample) > 0) return sample;
  const lost = waterfall.steps.filter((step) => step.dropped_rows > 0);
  throw new DataError(
    "no_rows_left",
    `${rows.name}: none of ${rows.nRows} rows is left to estimate quality on. ` +
      `Dropped: ${lost.map((step) => `${step.step} ${step.dropped_rows}`).join(", ")}.`,
    { got: 0, expected: "rows with value and quantity above 0", waterfall: lost },
  );
}
