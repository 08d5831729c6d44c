/**
 * Layer quality. The verb: customs-like rows to export quality, equations (2)-(7), as a chain of stages; each takes what
 * the one before made, and every row that leaves is counted.
 * Source: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169.
 */
import type { Category, Note } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import { version } from "../base/version.js";
import { deepFreeze } from "../formula/freeze.js";
import type { Engine } from "../kernels/engine.js";
import { selectRows, type Table, withColumns } from "../table/table.js";
import { type Aggregate, aggregate, aggregateNotes, aggregateRecord } from "./aggregate.js";
import { clean } from "./clean.js";
import { type Demand, demandColumn, demandResiduals } from "./demand.js";
import { Groups } from "./groups.js";
import { type Normalised, normalise } from "./normalise.js";
import { type EstimateQualityOptions, ROW_COLUMNS } from "./options.js";
import { planQuality, type QualityPlan } from "./plan.js";
import type { QualityRecord } from "./quality-record.js";
import type { Sample } from "./sample.js";
import { dropSingletons } from "./singletons.js";
import { Stages } from "./stages.js";
import { summarise } from "./summary.js";
import { trimUnitValues } from "./trim.js";
import type { Waterfall } from "./waterfall.js";

export type { EstimateQualityOptions };

/** Record, rows and aggregates of a run. */
export interface QualityResult {
  readonly record: QualityRecord;
  /** Rows of the input (0-based, ascending) that have a quality. */
  readonly sample: Uint32Array;
  /** Quality of the sample's rows. */
  readonly quality: Float64Array;
  /** Quality on [0, 1] within its cell; NaN in a degenerate cell. */
  readonly rQuality: Float64Array;
  /** The sample's rows with all their columns and unit_value, quality, r_quality. Made when first asked for. */
  rows(): Table;
  /** One table a key of `by`, in that order. */
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
}

/**
 * Quality of every row of `table` with value and quantity above 0. Defaults of `options` are in `options.ts`; the record
 * prints all choices. Throws UsageError or NotSupported for options, DataError for columns that are not numeric or when
 * no row is left, NumericalError when the effects leave no residual or their absorption does not converge.
 */
export function estimateQuality(engine: Engine, table: Table, options: EstimateQualityOptions = {}): QualityResult {
  const plan = planQuality(table, options);
  const stages = new Stages(5 + plan.by.length, options);
  const { sample: cleaned, waterfall } = stages.run("clean", () =>
    clean(table, plan.value, plan.quantity, keyColumns(plan)),
  );
  const trimmed = stages.run("trim", () => trimmedSample(engine, table, cleaned, plan, waterfall));
  const { sample, groups } = stages.run("singletons", () => estimable(engine, table, trimmed, plan, waterfall));
  const effects = plan.effects.map((keys) => groups.by(keys));
  const demand = stages.run("demand", () =>
    demandResiduals(engine, demandColumn(engine, sample, plan.sigma), effects, plan.sigma, options.signal),
  );
  const normalised = stages.run("normalise", () => normalise(engine, demand.quality, groups.by(plan.normalise)));
  const input = { groups, value: sample.value, quality: normalised.values };
  const aggregates = plan.by.map((keys) =>
    stages.run(`aggregate ${keys.written}`, () => aggregate(engine, table, input, keys)),
  );

  const record = makeRecord(engine, table, { plan, waterfall, effects, demand, normalised, aggregates, stages });
  let rows: Table | undefined;
  return Object.freeze({
    record,
    sample: sample.rows,
    quality: demand.quality,
    rQuality: normalised.values,
    rows: () => {
      rows ??= qualityRows(table, sample, demand, normalised);
      return rows;
    },
    aggregates,
  });
}

/** Columns that must not be missing besides value and quantity: effects, cells, trimming. Keys of aggregates may be. */
function keyColumns({ value, quantity, effects, normalise, trim }: QualityPlan): string[] {
  const keys = [...effects, normalise, ...(trim === null ? [] : [trim.within])];
  return [...new Set(keys.flatMap((key) => key.columns))].filter((name) => name !== value && name !== quantity);
}

function trimmedSample(
  engine: Engine,
  table: Table,
  sample: Sample,
  { trim }: QualityPlan,
  waterfall: Waterfall,
): Sample {
  if (trim === null) return sample;
  return trimUnitValues(engine, sample, new Groups(table, sample.rows).by(trim.within), trim, waterfall);
}

/** The sample the demand equation is estimated on, and its groups. Throws DataError when no row is left. */
function estimable(engine: Engine, table: Table, sample: Sample, plan: QualityPlan, waterfall: Waterfall) {
  const groups = new Groups(table, sample.rows);
  const effects = plan.effects.map((keys) => groups.by(keys));
  const kept = plan.singletons === "keep" ? sample : dropSingletons(engine, sample, effects, waterfall);
  if (kept.rows.length > 0) return { sample: kept, groups: kept === sample ? groups : new Groups(table, kept.rows) };
  const lost = waterfall.steps.filter((step) => step.dropped_rows > 0);
  throw new DataError(
    "no_rows_left",
    `${table.source.name}: none of ${table.nRows} rows is left to estimate quality on. ` +
      `Dropped: ${lost.map((step) => `${step.step} ${step.dropped_rows}`).join(", ")}.`,
    { got: 0, expected: "rows with value and quantity above 0", waterfall: lost },
  );
}

function qualityRows(table: Table, sample: Sample, demand: Demand, normalised: Normalised): Table {
  const [unitValue, quality, rQuality] = ROW_COLUMNS;
  return withColumns(selectRows(table, sample.rows), [
    { kind: "numeric", name: unitValue, values: sample.unitValue },
    { kind: "numeric", name: quality, values: demand.quality },
    { kind: "numeric", name: rQuality, values: normalised.values },
  ]);
}

interface Parts {
  readonly plan: QualityPlan;
  readonly waterfall: Waterfall;
  readonly effects: readonly Category[];
  readonly demand: Demand;
  readonly normalised: Normalised;
  readonly aggregates: readonly Aggregate[];
  readonly stages: Stages;
}

function makeRecord(engine: Engine, table: Table, parts: Parts): QualityRecord {
  const { plan, waterfall, effects, demand, normalised, aggregates } = parts;
  const { method, iterations, certificate, errorEstimate, converged } = demand.solve;
  return deepFreeze({
    kind: "quality",
    call: plan.call,
    nobs: demand.quality.length,
    waterfall: waterfall.steps,
    sigma: { source: "fixed", value: plan.sigma },
    fixed_effects: {
      effects: Object.fromEntries(effects.map(({ nLevels }, e) => [plan.effects[e]!.written, { levels: nLevels }])),
      rank: demand.rank,
    },
    solver: { method, because: demand.because, iterations, certificate, error_estimate: errorEstimate, converged },
    singletons: plan.singletons,
    normalise: { within: plan.normalise.written, cells: normalised.nCells },
    trim: plan.trim === null ? null : { share: plan.trim.share, within: plan.trim.within.written },
    quality: summarise(demand.quality),
    r_quality: {
      ...summarise(normalised.values),
      n_degenerate: normalised.nDegenerateRows,
      n_degenerate_cells: normalised.nDegenerateCells,
    },
    aggregates: aggregates.map(aggregateRecord),
    files: [],
    notes: [...table.notes, ...degenerateNotes(normalised, plan), ...aggregates.flatMap(aggregateNotes)],
    timing_ms: parts.stages.timing,
    provenance: {
      version,
      seed: null,
      data: table.source.name,
      data_sha256: table.source.sha256,
      kernels_sha256: engine.sha256,
    },
  });
}

function degenerateNotes({ nDegenerateCells, nDegenerateRows }: Normalised, plan: QualityPlan): Note[] {
  if (nDegenerateCells === 0) return [];
  const within = plan.normalise.written;
  const message = `${nDegenerateRows} rows in ${nDegenerateCells} cells of ${within} where max = min have no normalised quality.`;
  return [{ code: "degenerate_cells", message, detail: { rows: nDegenerateRows, cells: nDegenerateCells, within } }];
}
