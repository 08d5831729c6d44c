/**
 * The verb: customs-like rows to export quality, equations (2)-(7), as a chain of stages; each takes what
 * the one before made, and every row that leaves is counted.
 * Source: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169.
 */
import type { Column } from "../../base/columns.js";
import { makeTable, selectRows, type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { aggregate } from "./aggregate.js";
import { cleaned } from "./cleaning/cleaned.js";
import { makeRecord } from "./make-record.js";
import { demandSample, type Measured, measure } from "./measure.js";
import { normalise } from "./normalise.js";
import { ROW_COLUMNS, SIGMA_COLUMN } from "./options.js";
import { planQuality, type QualityPlan } from "./plan.js";
import { prepare, Stages } from "./prepare.js";
import type { QualityRecord } from "./record.js";
import { sigmaTable } from "./sigma/sigma-record.js";
import type { EstimateQualityOptions } from "./verb.js";

/** Record, rows and aggregates of a run. */
export interface QualityResult {
  readonly record: QualityRecord;
  /** Rows of the input (0-based, ascending) that have a quality. */
  readonly sample: Uint32Array;
  /** Quality of the sample's rows. */
  readonly quality: Float64Array;
  /** Quality on [0, 1] within its cell; NaN in a degenerate cell. */
  readonly rQuality: Float64Array;
  /** The sample's rows with all their columns and unit_value, quality, r_quality, and sigma where it is not one number. Made when first asked for. */
  rows(): Table;
  /** What the run adds to the sample's rows, or changes of them. */
  readonly columns: readonly Column[];
  /** One table a key of `by`, in that order. */
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
  /** One row a group of an estimated sigma; null for other sources. */
  readonly sigmas: Table | null;
}

/**
 * Quality of every row of `table` with value and quantity above 0. Defaults of `options` are in `options.ts`; the record
 * prints all choices. Throws UsageError or NotSupported for options, DataError for columns that are not numeric or when
 * no row is left, NumericalError when the effects leave no residual, their absorption does not converge, or one estimated
 * sigma for all is not above 1.
 */
export function estimateQuality(engine: Engine, source: Table, options: EstimateQualityOptions = {}): QualityResult {
  const plan = planQuality(source, options);
  const stages = new Stages(5 + plan.by.length, options);
  const prepared = stages.run("product codes", () => prepare(source, plan));
  const { table } = prepared;
  const clean = stages.run("clean", () => cleaned(engine, table, plan));
  const estimable = stages.run("sigma", () => demandSample(engine, table, clean, plan, options.signal));
  const measured = stages.run("demand", () => measure(engine, estimable, plan, options.signal));
  const { sample, quality } = measured;
  const normalised = stages.run("normalise", () =>
    normalise(engine, quality, sample.groups.by(plan.normalise), plan.rule),
  );
  const input = { groups: sample.groups, value: sample.value, quality: normalised.values, raw: quality };
  const aggregates = plan.by.map((keys) =>
    stages.run(`aggregate ${keys.written}`, () => aggregate(engine, table, input, keys, plan.aggregates)),
  );
  const record = makeRecord(engine, source, { plan, prepared, clean, measured, normalised, aggregates, stages });
  const columns = addedColumns(source, table, plan, measured, normalised.values);
  return withRows(
    {
      ...{ record, sample: sample.rows, quality, rQuality: normalised.values, columns, aggregates },
      sigmas: sigmasOf(table, measured),
    },
    source,
  );
}

/** A result without what is made when it is asked for. */
export type QualityParts = Omit<QualityResult, "rows">;

/** The result that `parts` of a run on `table` make: rows are those of its sample with the columns it adds, or changes. */
export function withRows(parts: QualityParts, table: Table): QualityResult {
  let rows: Table | undefined;
  return Object.freeze({
    ...parts,
    rows: () => {
      rows ??= withColumns(selectRows(table, parts.sample), parts.columns);
      return rows;
    },
  });
}

/** Columns the run adds or changes: product codes, value and quantity as summed, and what it estimates. */
function addedColumns(
  source: Table,
  table: Table,
  plan: QualityPlan,
  { sample, sigma, quality }: Measured,
  rQuality: Float64Array,
): readonly Column[] {
  const numeric = (name: string, values: Float64Array): Column => ({ kind: "numeric", name, values });
  const [unitValueName, qualityName, rQualityName] = ROW_COLUMNS;
  const prepared = table.columns.filter((column) => !source.columns.includes(column));
  return [
    ...(prepared.length === 0 ? [] : selectRows(makeTable(prepared, source.source), sample.rows).columns),
    numeric(plan.value, sample.value),
    numeric(plan.quantity, sample.quantity),
    numeric(unitValueName, sample.unitValue),
    ...(typeof sigma === "number" ? [] : [numeric(SIGMA_COLUMN, sigma)]),
    numeric(qualityName, quality),
    numeric(rQualityName, rQuality),
  ];
}

function sigmasOf(table: Table, { estimates }: Measured): Table | null {
  return estimates === null ? null : sigmaTable(table, estimates.sample, estimates.plan, estimates.made);
}
