import { requireTablePath, writeTables } from "../../data/files/write-tables.js";
import { extrapolate } from "../../trade/extrapolate/fit.js";
import { checkExtrapolation } from "../../trade/extrapolate/formula.js";
import { presentExtrapolation } from "../../trade/extrapolate/table.js";
import { extrapolateVerb } from "../../trade/extrapolate/verb.js";
import { declaredOptions } from "../declared-options.js";
import { openData } from "../open-data.js";
import type { CommandIo } from "../shared.js";
import { presentationOf, requireTableFormat, tablesAs } from "../table-options.js";
import type { VerbCall } from "../verb-command.js";
import { requireFilePath, writeOutputs } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";

/** Continues the outcome; rows go to --out, what is said of them is printed. */
export async function runExtrapolate({ name, data, ...call }: VerbCall, io: CommandIo): Promise<void> {
  const { flags } = call;
  requireTableFormat(name, flags, "data");
  if (flags.out !== undefined) {
    requireFilePath(flags.out);
    requireTablePath(flags.out);
  }
  const options = await declaredOptions(extrapolateVerb.options, flags);
  checkExtrapolation("", options);
  const { engine, table, merged } = await openData(data, flags, io);
  const result = extrapolate(engine, table, options);
  const files = flags.out === undefined ? [] : [flags.out];
  const { record, tables } = presentExtrapolation({ record: { ...result.record, merged, files } });
  const text = wantsJson(flags) ? null : await tablesAs(tables, flags.format, presentationOf(flags));
  const { out } = flags;
  if (out !== undefined) {
    const notes = await writeOutputs(({ place }) => writeTables(place(out), [result.table], { engine }));
    for (const { message } of notes) io.warn(`note: ${message}`);
  }
  if (text === null) io.printJson(record);
  else io.print(text);
}
