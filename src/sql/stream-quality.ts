/**
 * The verb for files larger than memory: export quality by the chain of `trade/quality`, with the rows in a database on disk and only
 * cells, aggregates and the record in memory.
 */
import { statSync } from "node:fs";
import { later } from "../base/chain.js";
import { note } from "../base/messages.js";
import { deepFreeze } from "../base/objects.js";
import { Claims } from "../data/disk/identity.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { qualityChain } from "../trade/quality/chain.js";
import { QUALITY_NOTES } from "../trade/quality/messages.js";
import type { QualityPlan } from "../trade/quality/plan.js";
import { type CodedKeys, codedKeys } from "./quality/coded-keys.js";
import { usedKeys } from "./quality/options.js";
import { Steps } from "./quality/progress.js";
import { pushedRecord } from "./quality/pushed-record.js";
import { SqlRows } from "./quality/rows.js";
import { refuseRowId, writeRows } from "./quality/rows-file.js";
import type { RowSource } from "./quality/sample.js";
import { SessionHost } from "./quality/session-host.js";
import { groupsTable } from "./quality/sigma-sums.js";
import { type Session, withSession } from "./session.js";
import { openSource, requireNumeric, type Source } from "./source.js";
import {
  memoryOf,
  planStream,
  refuseNotStreamed,
  requireRowsFormat,
  type StreamQualityOptions,
  type StreamQualityRecord,
} from "./stream-options.js";

/** Record and aggregates of a run; the rows are in the file that was asked for. */
export interface StreamQualityResult {
  readonly record: StreamQualityRecord;
  /** One table a key of `by`, in that order. */
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
  /** One row a group of an estimated sigma; null for other sources. */
  readonly sigmas: Table | null;
}

/**
 * Quality of the rows of the file `path`, as `estimateQuality` of the table in it, to 1e-10. Throws UsageError or
 * NotSupported for options, DataError for the file and its columns, when no row is left and when memory or disk do not
 * suffice, NumericalError when the effects leave no residual, one estimated sigma is not above 1 or the absorption does
 * not converge. Temporary files are gone when it ends.
 */
export async function streamQuality(
  engine: Engine,
  path: string,
  options: StreamQualityOptions = {},
): Promise<StreamQualityResult> {
  refuseNotStreamed(options);
  if (options.rows !== undefined) {
    requireRowsFormat(options.rows);
    requireOther(options.rows, path);
  }
  const memory = memoryOf(options);
  return withSession({ memory, temp: options.temp, signal: options.signal }, (session) =>
    run(engine, session, path, options, memory),
  );
}

/** Throws UsageError `output_is_input` where the rows would take the place of the data. */
function requireOther(rows: string, data: string): void {
  const claims = new Claims();
  claims.output(rows, `rows: ${rows}`);
  const status = statSync(data, { bigint: true, throwIfNoEntry: false });
  if (status !== undefined) claims.input(data, data, status);
}

async function run(
  engine: Engine,
  session: Session,
  path: string,
  options: StreamQualityOptions,
  memory: number,
): Promise<StreamQualityResult> {
  const steps = new Steps(options.by?.split(",").length ?? 2, options, () => session.queryFraction);
  const source = await steps.run("read", () => openSource(session, path, options));
  const plan = planStream(source.header, options);
  await check(session, source, plan, options);
  const keys = codedKeys(session, source, usedKeys(plan));
  await steps.run("keys", () => keys.make());
  const rows = new SqlRows(engine, new SessionHost(session), sourceOf(source, keys, plan), steps, options.signal);
  const end = await later(qualityChain(engine, rows, plan));
  const file = options.rows ?? null;
  const added = { from: end.rated.rows.from, sigmaByRow: plan.sigma.source !== "fixed" && end.demand.sigma === null };
  const summed = end.clean.nSummed === 0 ? null : plan;
  if (file === null) await session.confirm();
  else await steps.run("rows", () => writeRows(session, source, file, { ...added, summed }));
  const { header } = source;
  const summedHere = note(QUALITY_NOTES, "sums_by_duckdb");
  const record = pushedRecord(engine, { header, plan, end, timing: steps.timing }, [summedHere], keys.notes);
  const streamed = {
    cells: rows.nCells,
    memory_limit_bytes: memory,
    spilled_bytes: session.spilledBytes,
    rows: file,
  };
  return Object.freeze({
    record: deepFreeze({ ...record, files: file === null ? [] : [file], stream: streamed }),
    aggregates: end.aggregates,
    sigmas: await groupsTable(keys, end.demand.estimated, header.source),
  });
}

async function check(
  session: Session,
  source: Source,
  plan: QualityPlan,
  options: StreamQualityOptions,
): Promise<void> {
  if (options.rows !== undefined) refuseRowId(source);
  for (const name of [plan.value, plan.quantity]) {
    await requireNumeric(session, source, source.columns.find((column) => column.name === name)!);
  }
}

/** The rows of `data`, keys by their codes. */
function sourceOf({ header, nRows, columns }: Source, keys: CodedKeys, plan: QualityPlan): RowSource {
  const cell = (name: string): string => `v${columns.find((column) => column.name === name)!.position}`;
  const { codes, joins } = keys.joins;
  const select = `SELECT row_id AS id, ${cell(plan.value)} AS v, ${cell(plan.quantity)} AS q, ${codes} FROM data ${joins}`;
  return {
    ...{ name: header.source.name, nRows, keys, hasId: true, value: plan.value, quantity: plan.quantity },
    relation: { from: `(${select}) AS q`, columns: ["id", "v", "q", ...keys.columns.map((_, i) => `k${i}`)] },
  };
}
