/**
 * Equations (2)-(7) as a chain of steps over rows of any kind: each takes what the one before made, and every row that leaves is
 * counted.
 * Source: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169.
 */
import { answer, type Chain } from "../../base/chain.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { type Aggregate, MEANS } from "./aggregate.js";
import { type Clean, cleaned } from "./cleaning/cleaned.js";
import { type DemandSample, demandSample, measured } from "./measure.js";
import type { NormalisedCounts } from "./normalise.js";
import type { QualityPlan } from "./plan.js";
import { refuseTakenNames } from "./plan-names.js";
import type { QualityRows, Rated } from "./rows.js";
import type { SigmaSums } from "./sigma/sigma-estimate.js";
import { estimatedSigmaRecord, type SigmaRecord, tableSigmaRecord } from "./sigma/sigma-record.js";
import type { Summary } from "./summary.js";

/** What the steps made. */
export interface ChainEnd<S, E, R> {
  readonly clean: Clean<S>;
  readonly demand: DemandSample<S, E>;
  readonly absorbed: Rated<unknown>;
  /** The rows with quality, normalised. */
  readonly rated: R;
  readonly counts: NormalisedCounts;
  readonly quality: Summary;
  readonly rQuality: Summary;
  readonly sigma: SigmaRecord;
  readonly aggregates: readonly Aggregate[];
}

/** Quality of `rows` by `plan`. Throws DataError `aggregate_name_taken` before rows are looked at. */
export function* qualityChain<S, E extends SigmaSums, R>(
  engine: Engine,
  rows: QualityRows<S, E, R>,
  plan: QualityPlan,
): Chain<ChainEnd<S, E, R>> {
  for (const { columns } of plan.by) refuseTakenNames(columns, MEANS);
  const clean = yield* rows.stage("clean", () => cleaned(rows, plan));
  const demand = yield* rows.stage("sigma", () => demandSample(engine, rows, clean, plan));
  const absorbed = yield* rows.stage("demand", () => measured(rows, demand, plan));
  const { rated, counts } = yield* rows.stage("normalise", () =>
    answer(rows.normalise(absorbed.rated, plan.normalise, plan.rule)),
  );
  const aggregates: Aggregate[] = [];
  for (const keys of plan.by) {
    const make = () => answer(rows.aggregate(rated, keys, plan.aggregates));
    aggregates.push(yield* rows.stage(`aggregate ${keys.written}`, make));
  }
  const { quality, rQuality } = yield* answer(rows.summaries(rated));
  const sigma = yield* sigmaRecord(rows, plan, demand, rated);
  return { clean, demand, absorbed, rated, counts, quality, rQuality, sigma, aggregates };
}

function* sigmaRecord<S, E extends SigmaSums, R>(
  rows: QualityRows<S, E, R>,
  { sigma, level }: QualityPlan,
  { estimated, tableUse }: DemandSample<S, E>,
  rated: R,
): Chain<SigmaRecord> {
  if (sigma.source === "fixed") return { source: "fixed", value: sigma.value };
  if (sigma.source === "table") return tableSigmaRecord(sigma, tableUse!, yield* answer(rows.sigmaSpread(rated)));
  const { sums, estimates } = estimated!;
  return estimatedSigmaRecord(sigma, { groups: sums.groups, estimates }, level);
}
