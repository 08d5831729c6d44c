/**
 * `wasmetrics quality TABLE --engine ADDRESS`: the same command on rows that stay with an engine; aggregates and the record are written
 * beside each other, rows only into a schema the user names.
 */
import { join } from "node:path";
import { UsageError } from "../base/errors.js";
import type { SqlQualityRecord } from "../sql/verbs/quality.js";
import type { EstimateQualityOptions } from "../trade/quality/verb.js";
import { type EngineFlags, requireEngineFlags, withSource } from "./on-engine.js";
import type { DataFlags } from "./open-data.js";
import { completed, type StreamFlags } from "./quality-stream.js";
import type { CommandIo, CommonOptions } from "./shared.js";
import { requireWritable, writeOutputs } from "./write-outputs.js";

/** What a run on an engine takes besides. */
export interface PushedFlags extends EngineFlags {
  readonly schema?: string;
}

/** Throws UsageError `option_without_effect` for options of --engine without it, and of files with it. */
export function requirePushedFlags(flags: PushedFlags & StreamFlags & DataFlags): void {
  const refuse = (flag: string, why: string) => {
    throw new UsageError("option_without_effect", `${flag} ${why}; leave it out.`, { got: flag });
  };
  if (flags.engine === undefined) {
    if (flags.schema !== undefined) refuse("--schema", "has no meaning without --engine");
    if (flags.explain === true) refuse("--explain", "has no meaning without --engine");
    return;
  }
  if (flags.stream === true)
    refuse("--stream", "keeps the rows of a file on disk, and with --engine they stay where they are");
  if (flags.rowsFormat !== undefined)
    refuse("--rows-format", "is of a file of rows, and with --engine they stay where they are");
  const { na: _, ...data } = flags;
  requireEngineFlags(flags, data);
}

/**
 * Runs quality on the rows `data` names and, with --out, writes aggregates, record and what `others` makes of it into that folder.
 * Returns the record with the files' paths in it, or null if the user stopped the run. Throws as `sqlQuality`.
 */
export async function runPushed(
  data: string,
  flags: PushedFlags & DataFlags & CommonOptions,
  options: EstimateQualityOptions,
  io: CommandIo,
  others: (record: SqlQualityRecord) => Promise<ReadonlyMap<string, string | Uint8Array>>,
): Promise<SqlQualityRecord | null> {
  const { out, schema } = flags;
  if (out !== undefined) requireWritable(out);
  const { sqlQuality } = await import("../sql/verbs/quality.js");
  const made = await withSource(data, flags, io, async (engine, source, running) => {
    const result = await sqlQuality(engine, source, {
      ...options,
      ...running,
      ...(schema !== undefined && { schema }),
    });
    if (out === undefined) return result.record;
    return await writeOutputs(async ({ put }) => {
      const { record, files } = await completed(engine, result, out, []);
      for (const [name, content] of [...files, ...(await others(record))]) put(join(out, name), content);
      return record;
    });
  });
  return made ?? null;
}
