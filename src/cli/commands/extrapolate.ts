/**
 * `wasmetrics extrapolate DATA`: an outcome continued after its last measured period by a formula, as a file and as a summary; a second
 * file's columns are put beside the data before.
 */
import { UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { JOIN_NOTES } from "../../data/messages.js";
import { type JoinKey, type JoinRecord, joinTables } from "../../data/table/join.js";
import type { Table } from "../../data/table/table.js";
import { formatCsv } from "../../data/table/write-csv.js";
import { extrapolate } from "../../trade/extrapolate/fit.js";
import { checkExtrapolation } from "../../trade/extrapolate/formula.js";
import { presentExtrapolation } from "../../trade/extrapolate/table.js";
import { extrapolateVerb } from "../../trade/extrapolate/verb.js";
import { declaredOptions } from "../declared-options.js";
import { type DataFlags, openData, readData } from "../open-data.js";
import type { CommandIo } from "../shared.js";
import { presentationOf, requireTableFormat, tablesAs } from "../table-options.js";
import type { VerbCall, VerbFlags } from "../verb-command.js";
import { requireFilePath, writeFiles } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";

/** The second file, its keys, which rows stay and which columns are taken. */
interface JoinFlags {
  readonly with?: string;
  readonly on?: string;
  readonly join?: "left" | "inner";
  readonly take?: string;
}

/** Continues the outcome; rows go to --out, what is said of them is printed. */
export async function runExtrapolate({ name, data, ...call }: VerbCall, io: CommandIo): Promise<void> {
  const flags: VerbFlags & JoinFlags = call.flags;
  requireTableFormat(name, flags, "data");
  if (flags.out !== undefined) requireFilePath(flags.out);
  checkJoin(flags);
  const options = await declaredOptions(extrapolateVerb.options, flags);
  checkExtrapolation("", options);
  const { engine, table: own } = await openData(data, flags, io);
  const { table, record: merged } = await joinAsAsked(own, flags);
  const result = extrapolate(engine, table, options);
  const notes = [...joinNotes(own.source.name, merged), ...result.record.notes];
  const files = flags.out === undefined ? [] : [flags.out];
  const { record, tables } = presentExtrapolation({ record: { ...result.record, notes, merged, files } });
  const text = wantsJson(flags) ? null : await tablesAs(tables, flags.format, presentationOf(flags));
  if (flags.out !== undefined) await writeFiles(new Map([[flags.out, formatCsv(result.table.columns)]]));
  if (text === null) io.printJson(record);
  else io.print(text);
}

/** Throws UsageError `join_flags` for options that mean nothing alone: known before data are read. */
function checkJoin({ with: path, on, take }: JoinFlags): void {
  if ((path === undefined) !== (on === undefined) || (take !== undefined && path === undefined)) {
    throw new UsageError(
      "join_flags",
      `--with FILE and --on KEYS go together${take === undefined ? "" : ", and --take with them"}, such as --with firm_year.csv --on city,year.`,
      { got: { with: path, on, take }, expected: "--with and --on" },
    );
  }
  if (on !== undefined) keysOf(on);
}

/** `table` with the columns of the second file, and the record of the join; as it is, and null, without one. */
async function joinAsAsked(
  table: Table,
  flags: JoinFlags & DataFlags,
): Promise<{ readonly table: Table; readonly record: JoinRecord | null }> {
  const { with: path, on, join = "left", take } = flags;
  if (path === undefined || on === undefined) return { table, record: null };
  const right = await readData(path, flags);
  return joinTables(table, right, {
    on: keysOf(on),
    how: join,
    ...(take === undefined ? {} : { take: take.split(",").map((name) => name.trim()) }),
  });
}

/** What a reader must know of rows that match nothing. */
function joinNotes(data: string, record: JoinRecord | null): Note[] {
  if (record === null) return [];
  const { left, right, how } = record;
  const names = { data, other: record.with };
  return [
    ...(left.unmatched > 0
      ? [note(JOIN_NOTES, "join_left_unmatched", { ...left, ...names, how, taken: record.taken })]
      : []),
    ...(right.unmatched > 0 ? [note(JOIN_NOTES, "join_right_unmatched", { ...right, ...names })] : []),
  ];
}

function keysOf(text: string): JoinKey[] {
  return text.split(",").map((part) => {
    const [left, right, ...more] = part.split("=").map((name) => name.trim());
    if (left && more.length === 0 && right !== "") return right === undefined ? left : { left, right };
    throw new UsageError("join_keys", `--on takes column names, such as city,year or city=city_name; got '${text}'.`, {
      got: text,
      expected: "city,year",
    });
  });
}
