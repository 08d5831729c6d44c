/**
 * `wasmetrics quality DATA --stream`: the same command on a file larger than memory. Rows go to disk beside the
 * other outputs; the first Ctrl-C ends the run and takes its temporary files away.
 */
import { join } from "node:path";
import { DataError, UsageError } from "../base/errors.js";
import { tableBytes } from "../data/files/write-tables.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { StreamQualityOptions, StreamQualityRecord } from "../sql/stream-options.js";
import { streamQuality } from "../sql/stream-quality.js";
import type { QualityRecord } from "../trade/quality/record.js";
import type { EstimateQualityOptions } from "../trade/quality/verb.js";
import { stoppable } from "./interrupt.js";
import type { EngineFlags } from "./on-engine.js";
import { type DataFlags, openEngine, readOptions } from "./open-data.js";
import { requireFile } from "./piped-data.js";
import { type CommandIo, type CommonOptions, recordJson } from "./shared.js";
import { aggregateFile, cannotWrite, requireWritable, writeOutputs } from "./write-outputs.js";

/** What a streamed run takes besides. */
export interface StreamFlags {
  readonly stream?: boolean;
  readonly memory?: string;
  readonly temp?: string;
  readonly rowsFormat?: "parquet" | "csv" | "csv.gz" | "dta";
}

/** Throws UsageError `option_without_effect` for options of --stream without it, or --engine. */
export function refuseStreamOptions({ stream, memory, temp, engine }: StreamFlags & EngineFlags): void {
  const given = Object.entries({ memory, temp }).find(([, value]) => value !== undefined);
  if (stream === true || engine !== undefined || given === undefined) return;
  const flag = `--${given[0]}`;
  throw new UsageError("option_without_effect", `${flag} has no meaning without --stream; add that or leave it out.`, {
    got: flag,
    expected: "--stream",
  });
}

/** Throws UsageError `option_without_effect`: a stream is one file. */
function refuseMerge({ with: beside, append }: DataFlags): void {
  const flag = beside !== undefined ? "--with" : append !== undefined ? "--append" : undefined;
  if (flag === undefined) return;
  throw new UsageError(
    "option_without_effect",
    `--stream reads one file, and ${flag} names another: merge them first with 'wasmetrics convert', or leave out --stream.`,
    { got: flag, expected: "one file" },
  );
}

/**
 * Runs quality on the file `data` and, with --out, writes rows, aggregates, record and what `others` makes of it into that
 * folder. Returns the record with the files' paths in it, or null if the user stopped the run. Throws as `streamQuality`.
 */
export async function runStreamed(
  data: string,
  flags: StreamFlags & DataFlags & CommonOptions,
  options: EstimateQualityOptions,
  io: CommandIo,
  others: (record: StreamQualityRecord) => Promise<ReadonlyMap<string, string | Uint8Array>> = async () => new Map(),
): Promise<StreamQualityRecord | null> {
  requireFile(data, "--stream");
  refuseMerge(flags);
  const { out, memory, temp, rowsFormat = "parquet" } = flags;
  if (out !== undefined) requireWritable(out);
  const engine = await openEngine(flags, io);
  const made = await stoppable(io, "nothing was written, temporary files are gone", async (signal) => {
    const given: StreamQualityOptions = {
      ...options,
      ...readOptions(flags),
      ...(memory === undefined ? {} : { memory }),
      ...(temp === undefined ? {} : { temp }),
      signal,
      onProgress: io.progress,
    };
    if (out === undefined) return (await streamQuality(engine, data, given)).record;
    return await writeOutputs(async ({ place, put }) => {
      const rows = `rows.${rowsFormat}`;
      const result = await streamQuality(engine, data, { ...given, rows: place(join(out, rows)) }).catch((error) => {
        // it knows the place of the file in the making alone
        const isOfRows = error instanceof DataError && error.code === "cannot_write";
        throw isOfRows ? cannotWrite(join(out, rows), error.cause) : error;
      });
      const { record, files } = await completed(engine, result, out, [rows], (written) => ({
        stream: Object.freeze({ ...written.stream, rows: join(out, rows) }),
      }));
      for (const [name, content] of [...files, ...(await others(record))]) put(join(out, name), content);
      return record;
    });
  });
  return made ?? null;
}

/** What a run gives beside its rows. */
interface Outcome<R extends QualityRecord> {
  readonly record: R;
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
  readonly sigmas: Table | null;
}

/** The record with the paths of all files in it and what `more` adds, and those beside `rows`. */
export async function completed<R extends QualityRecord>(
  engine: Engine,
  { record, aggregates, sigmas }: Outcome<R>,
  out: string,
  rows: readonly string[],
  more: (record: R) => Partial<R> = () => ({}),
): Promise<{ readonly record: R; readonly files: Map<string, string | Uint8Array> }> {
  const files = new Map<string, string | Uint8Array>();
  const tables = aggregates.map(({ by, table }) => [aggregateFile(by), table, by] as const);
  for (const [name, table, by] of [...tables, ...(sigmas === null ? [] : [["sigma.csv", sigmas, "sigma"] as const])]) {
    if (files.has(name) || rows.includes(name)) {
      throw new UsageError("file_name_clash", `Two outputs would be called '${name}'; leave '${by}' out of --by.`, {
        got: by,
      });
    }
    files.set(name, await tableBytes(engine, name, table));
  }
  const names = [...rows, ...files.keys(), "quality.json"].map((name) => join(out, name));
  const written: R = Object.freeze({ ...record, files: Object.freeze(names), ...more(record) });
  files.set("quality.json", `${recordJson(written)}\n`);
  return { record: written, files };
}
