/**
 * The verb: customs-like rows in memory to export quality, by the steps of `chain`.
 */
import { answer, type Chain, now } from "../../base/chain.js";
import type { Column } from "../../base/columns.js";
import { makeTable, selectRows, type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qualityChain } from "./chain.js";
import { ColumnRows, type RatedColumns } from "./columns.js";
import { makeRecord } from "./make-record.js";
import type { Estimated } from "./measure.js";
import { type Keys, ROW_COLUMNS, SIGMA_COLUMN } from "./options.js";
import { planQuality, type QualityPlan } from "./plan.js";
import { prepare, Stages } from "./prepare.js";
import type { QualityRecord } from "./record.js";
import type { ColumnSums } from "./sigma/sigma-estimate.js";
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
  return withRows(now(inMemory(engine, source, plan, stages, options.signal)), source);
}

function* inMemory(
  engine: Engine,
  source: Table,
  plan: QualityPlan,
  stages: Stages,
  signal: AbortSignal | undefined,
): Chain<QualityParts> {
  const prepared = yield* stages.chain("product codes", () => answer(prepare(source, plan)));
  const { table } = prepared;
  const end = yield* qualityChain(engine, new ColumnRows(engine, table, stages, signal), plan);
  const { rated, demand, aggregates } = end;
  const { header, notes } = { header: source, notes: [...source.notes, ...plan.notes, ...prepared.notes] };
  const record = makeRecord(engine, { header, notes, plan, prepared, end, timing: stages.timing });
  const columns = addedColumns(source, table, plan, rated);
  return {
    ...{ record, sample: rated.sample.rows, quality: rated.quality, rQuality: rated.rQuality, columns, aggregates },
    sigmas: sigmasOf(table, demand.estimated),
  };
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
  { sample, sigma, quality, rQuality }: RatedColumns,
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

function sigmasOf(table: Table, estimated: Estimated<ColumnSums> | null): Table | null {
  if (estimated === null) return null;
  const { plan, sums, estimates } = estimated;
  return sigmaTable(plan.by === null ? null : keysOfGroups(table, plan.by, sums), plan, estimates, table.source);
}

/** The key's columns of each group. */
function keysOfGroups(table: Table, { columns }: Keys, { groups, sample }: ColumnSums): Table {
  const first = new Uint32Array(groups.nLevels);
  for (let i = groups.codes.length - 1; i >= 0; i--) first[groups.codes[i]!] = sample.rows[i]!;
  const keys = columns.map((name) => table.column(name));
  return selectRows(makeTable(keys, table.source), first);
}
