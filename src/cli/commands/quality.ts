/**
 * `wasmetrics quality DATA`: rows and aggregates of export quality, as files and as a summary, from a table in memory or streamed.
 */
import { join } from "node:path";
import { UsageError } from "../../base/errors.js";
import { writeTables } from "../../data/files/write-tables.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { estimateQuality, type QualityResult } from "../../trade/quality/fit.js";
import { checkQuality } from "../../trade/quality/plan.js";
import type { QualityRecord } from "../../trade/quality/record.js";
import { presentQuality } from "../../trade/quality/table.js";
import { qualityVerb } from "../../trade/quality/verb.js";
import { declaredOptions } from "../declared-options.js";
import { openData } from "../open-data.js";
import { type PushedFlags, requirePushedFlags, runPushed } from "../quality-engine.js";
import { refuseStreamOptions, runStreamed, type StreamFlags } from "../quality-stream.js";
import { type CommandIo, recordJson } from "../shared.js";
import { presentationOf, tablesAs } from "../table-options.js";
import { requireOutputs, type VerbCall, type VerbFlags } from "../verb-command.js";
import { aggregateFile, writeOutputs } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";

type QualityFlags = VerbFlags & StreamFlags & PushedFlags & { readonly by?: string };

/** Estimates, and writes what --out asks for, all or none. */
export async function runQuality({ verb, name, data, ...call }: VerbCall, io: CommandIo): Promise<void> {
  const flags: QualityFlags = call.flags;
  requireOutputs({ ...verb, files: usualNames(flags) }, name, flags, io);
  refuseStreamOptions(flags);
  requirePushedFlags(flags);
  const options = await declaredOptions(qualityVerb.options, flags);
  checkQuality("", options);
  if (flags.stream === true || flags.engine !== undefined) {
    const run = flags.engine === undefined ? runStreamed : runPushed;
    const record: QualityRecord | null = await run(data, flags, options, io, (made) => wordFile(made, flags));
    if (record !== null) await show(record, flags, io);
    return;
  }
  const { engine, table } = await openData(data, flags, io);
  const result = estimateQuality(engine, table, { ...options, onProgress: io.progress });
  await show(flags.out === undefined ? result.record : await written(engine, result, flags.out, flags, io), flags, io);
}

async function show(record: QualityRecord, flags: QualityFlags, io: CommandIo): Promise<void> {
  if (wantsJson(flags)) return io.printJson(record);
  const [word] = (await wordFile(record, flags)).keys();
  if (word !== undefined) io.warn(`wrote ${join(flags.out!, word)}`);
  io.print(await tablesOf(record, flags, word === undefined ? flags.format : "text"));
}

const tablesOf = (record: QualityRecord, flags: QualityFlags, format: QualityFlags["format"]) =>
  tablesAs(presentQuality({ record }).tables, format, presentationOf(flags));

/**
 * The tables as a Word document beside the other files, where it is asked for. They are made in any format before files appear, as they can
 * be asked for names they do not have.
 */
async function wordFile(record: QualityRecord, flags: QualityFlags): Promise<ReadonlyMap<string, string | Uint8Array>> {
  if (flags.out === undefined || wantsJson(flags)) return new Map();
  const tables = await tablesOf(record, flags, flags.format);
  return flags.format === "docx" ? new Map([["quality.docx", tables]]) : new Map();
}

/** Files known by their names before anything is read. */
const usualNames = ({ rowsFormat, stream, engine, by }: QualityFlags): string[] => [
  ...(engine === undefined ? [`rows.${rowsFormat ?? (stream === true ? "parquet" : "csv")}`] : []),
  ...(by === undefined ? [] : by.split(",").map((keys) => aggregateFile(keys.trim()))),
  "quality.json",
];

/** Writes rows, aggregates, groups of sigma and the record into `folder`, all or none; the record with their paths in it. */
async function written(
  engine: Engine,
  result: QualityResult,
  folder: string,
  flags: QualityFlags,
  io: CommandIo,
): Promise<QualityRecord> {
  const { record, rows, aggregates, sigmas } = result;
  const tables = new Map<string, Table>([[`rows.${flags.rowsFormat ?? "csv"}`, rows()]]);
  for (const { by, table } of aggregates) addNamed(tables, aggregateFile(by), table, by);
  if (sigmas !== null) addNamed(tables, "sigma.csv", sigmas, "sigma");
  const files = [...tables.keys(), "quality.json"].map((name) => join(folder, name));
  const complete: QualityRecord = Object.freeze({ ...record, files: Object.freeze(files) });
  await writeOutputs(async ({ place, put }) => {
    for (const [name, table] of tables) {
      const notes = await writeTables(place(join(folder, name)), [table], { engine });
      for (const { message } of notes) io.warn(`note: ${message}`);
    }
    put(join(folder, "quality.json"), `${recordJson(complete)}\n`);
    for (const [name, content] of await wordFile(complete, flags)) put(join(folder, name), content);
  });
  return complete;
}

function addNamed(tables: Map<string, Table>, name: string, table: Table, by: string): void {
  if (tables.has(name)) {
    throw new UsageError("file_name_clash", `Two outputs would be called '${name}'; leave '${by}' out of --by.`, {
      got: by,
    });
  }
  tables.set(name, table);
}
