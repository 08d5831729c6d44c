/**
 * What the command line adds to DATA before a command sees it: files appended below, a file's columns beside it by keys; and what did not
 * match.
 */
import { type Command, Option } from "commander";
import { namesIn, splitOutside } from "../base/column-names.js";
import { UsageError } from "../base/errors.js";
import { type Note, note } from "../base/messages.js";
import { JOIN_NOTES } from "../data/messages.js";
import { appendTables } from "../data/table/append.js";
import { type JoinKey, type JoinRecord, joinTables, MATCHES, type Match } from "../data/table/join.js";
import { makeTable, type Table } from "../data/table/table.js";
import { fileOption } from "./named-files.js";

/** The options as commander parses them. */
export interface MergeFlags {
  readonly append?: readonly string[];
  readonly with?: string;
  readonly on?: string;
  readonly merge?: Match;
  readonly join?: "left" | "inner" | "outer";
  readonly take?: string;
}

/** Adds --append, --with, --on, --merge, --join and --take. */
export function addMergeOptions(command: Command): Command {
  return command
    .addOption(
      fileOption(
        "read",
        "--append <file>",
        "file whose rows are put below those of DATA, columns by name; read as DATA is (repeatable)",
      ).argParser((value: string, before: readonly string[] = []) => [...before, value]),
    )
    .addOption(
      fileOption(
        "read",
        "--with <file>",
        "second file, whose columns are put beside DATA by the keys --on; read as DATA is",
      ),
    )
    .option("--on <keys>", "keys of the join, such as city,year, or city=city_name where names differ")
    .addOption(
      new Option(
        "--merge <match>",
        "rows of DATA and of --with that may share a key, as Stata's merge (default m:1)",
      ).choices(MATCHES),
    )
    .addOption(
      new Option(
        "--join <which>",
        "rows kept: all of DATA, those with a match, or also those of --with that match none (default left)",
      ).choices(["left", "inner", "outer"]),
    )
    .option("--take <columns>", "columns taken from --with (default: all but the keys)");
}

/** `table` with what the flags add, read by `read`, and the record of the join. Throws as `read`, `appendTables`, `joinTables`. */
export async function mergeAsAsked(
  table: Table,
  flags: MergeFlags,
  read: (path: string) => Promise<Table>,
): Promise<{ readonly table: Table; readonly record: JoinRecord | null }> {
  const { append = [], with: path, on, join = "left", merge = "m:1", take } = flags;
  const below: Table[] = [];
  for (const file of append) below.push(await read(file));
  const data = below.length === 0 ? table : appendTables([table, ...below]);
  if (path === undefined || on === undefined) return { table: data, record: null };
  const { table: joined, record } = joinTables(data, await read(path), {
    on: keysOf(on),
    how: join,
    match: merge,
    ...(take === undefined ? {} : { take: namesIn(take, ",") }),
  });
  const notes = [...joinNotes(table.source.name, record), ...joined.notes];
  return { table: makeTable(joined.columns, joined.source, notes), record };
}

/** Throws UsageError `join_flags` for options that mean nothing alone, `join_keys` for keys that are none: known before data are read. */
export function checkMerge({ with: path, on, take, join, merge }: MergeFlags): void {
  const alone = Object.entries({ take, join, merge }).find(([, value]) => value !== undefined && path === undefined);
  if ((path === undefined) !== (on === undefined) || alone !== undefined) {
    throw new UsageError(
      "join_flags",
      `--with FILE and --on KEYS go together${alone === undefined ? "" : `, and --${alone[0]} with them`}, such as --with firm_year.csv --on city,year.`,
      { got: { with: path, on, take }, expected: "--with and --on" },
    );
  }
  if (on !== undefined) keysOf(on);
}

/** What a reader must know of the rows of both files. */
function joinNotes(data: string, { left, right, how, match, on, taken, with: other }: JoinRecord): Note[] {
  const names = { data, other };
  const keys = on.map((key) => (key.left === key.right ? key.left : `${key.left} = ${key.right}`));
  // rows of the merged table, as Stata counts them: in 1:m each row of the other file that matches is one
  const matched = match === "1:m" ? right.matched : left.matched;
  const counts = { matched, left: left.unmatched, right: right.unmatched };
  return [
    ...(left.unmatched > 0 ? [note(JOIN_NOTES, "join_left_unmatched", { ...left, ...names, how, taken })] : []),
    ...(right.unmatched > 0 ? [note(JOIN_NOTES, "join_right_unmatched", { ...right, ...names, how })] : []),
    note(JOIN_NOTES, "joined", { ...names, on: keys, match, ...counts }),
  ];
}

function keysOf(text: string): JoinKey[] {
  return splitOutside(text, ",").map((part) => {
    const [left, right, ...more] = namesIn(part, "=");
    if (left && more.length === 0 && right !== "") return right === undefined ? left : { left, right };
    throw new UsageError("join_keys", `--on takes column names, such as city,year or city=city_name; got '${text}'.`, {
      got: text,
      expected: "city,year",
    });
  });
}
