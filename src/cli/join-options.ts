/**
 * How a command takes a second file whose columns are put beside its data: which file, which keys, which
 * columns, and what is said of rows that match nothing.
 */

import { type Command, Option } from "commander";
import { UsageError } from "../base/errors.js";
import { type Note, note } from "../base/messages.js";
import { JOIN_NOTES } from "../data/messages.js";
import { type JoinKey, type JoinRecord, joinTables } from "../data/table/join.js";
import type { Table } from "../data/table/table.js";
import { type DataFlags, readData } from "./data-options.js";

/** The options as commander parses them. */
export interface JoinFlags {
  readonly with?: string;
  readonly on?: string;
  readonly join: "left" | "inner";
  readonly take?: string;
}

/** Adds --with, --on, --join and --take. */
export function addJoinOptions(command: Command): Command {
  return command
    .option("--with <file>", "second file, whose columns are put beside DATA by the keys --on; read as DATA is")
    .option("--on <keys>", "keys of the join, such as city,year, or city=city_name where names differ")
    .addOption(
      new Option("--join <which>", "rows kept: all of DATA, or those with a match")
        .choices(["left", "inner"])
        .default("left"),
    )
    .option("--take <columns>", "columns taken from --with (default: all but the keys)");
}

/** Throws UsageError `join_flags` for options that mean nothing alone: known before data are read. */
export function checkJoin({ with: path, on, take }: JoinFlags): void {
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
export async function joinAsAsked(
  table: Table,
  flags: JoinFlags & DataFlags,
): Promise<{ readonly table: Table; readonly record: JoinRecord | null }> {
  const { with: path, on, join, take } = flags;
  if (path === undefined || on === undefined) return { table, record: null };
  const right = await readData(path, flags);
  return joinTables(table, right, {
    on: keysOf(on),
    how: join,
    ...(take === undefined ? {} : { take: take.split(",").map((name) => name.trim()) }),
  });
}

/** What a reader must know of rows that match nothing. */
export function joinNotes(data: string, record: JoinRecord | null): Note[] {
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
