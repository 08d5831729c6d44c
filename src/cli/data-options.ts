/**
 * How commands that take DATA let the user say what the file can't: encoding, missing cells, text columns.
 */
import { type Command, Option } from "commander";
import { UsageError } from "../base/errors.js";
import type { ReadOptions } from "../data/files/read-table.js";
import type { Table } from "../data/table/table.js";
import { readDataFile } from "./piped-data.js";

/** Said in the help of every command that takes DATA. */
export const DATA_ARGUMENT = ".parquet, .csv, .tsv or .txt file (also .gz); - reads the standard input";

const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t", bar: "|" } as const;

/** The options as commander parses them. */
export interface DataFlags {
  readonly encoding?: string;
  readonly delimiter?: keyof typeof DELIMITERS;
  readonly textColumns?: string;
  readonly numericColumns?: string;
  readonly na?: readonly string[];
}

/** Adds --encoding, --delimiter, --text-columns, --numeric-columns and --na. */
export function addDataOptions(command: Command): Command {
  return command
    .option("--encoding <name>", "encoding of a text file, such as gb18030 or windows-1252 (found if not given)")
    .addOption(
      new Option("--delimiter <which>", "delimiter of a text file (found if not given)").choices(
        Object.keys(DELIMITERS),
      ),
    )
    .option("--text-columns <names>", "columns kept as text although they look like numbers, separated by commas")
    .option("--numeric-columns <names>", "columns of digits in quotes that are numbers, not codes, separated by commas")
    .option(
      "--na <cells>",
      "cells read as missing, separated by commas, in place of the usual markers; COLUMN=cells for one column, as in iso2= (repeatable)",
      (value: string, before: readonly string[] = []) => [...before, value],
    );
}

/** A table that was read before the command it is for, with the request it answers. */
let kept: { readonly request: string; readonly table: Promise<Table> } | undefined;
const requestOf = (path: string, flags: DataFlags): string => JSON.stringify([path, readOptions(flags)]);

/** Reads DATA as the flags say, unless it was read and kept. */
export function readData(path: string, flags: DataFlags): Promise<Table> {
  return kept?.request === requestOf(path, flags) ? kept.table : readDataFile(path, readOptions(flags));
}

/** Reads DATA for its columns' names; the command that estimates gets the same table from `readData`. */
export function readAndKeep(path: string, flags: DataFlags): Promise<Table> {
  kept = { request: requestOf(path, flags), table: readDataFile(path, readOptions(flags)) };
  return kept.table;
}

/** What the flags ask of a reader. */
export function readOptions({ encoding, delimiter, textColumns, numericColumns, na }: DataFlags): ReadOptions {
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter: DELIMITERS[delimiter] }),
    ...(textColumns === undefined ? {} : { text: list(textColumns) }),
    ...(numericColumns === undefined ? {} : { numeric: list(numericColumns) }),
    ...(na === undefined ? {} : { missing: missingOf(na) }),
  };
}

function missingOf(na: readonly string[]): NonNullable<ReadOptions["missing"]> {
  const byColumn = na.filter((value) => value.includes("="));
  if (byColumn.length === 0) return na.flatMap(list);
  if (byColumn.length < na.length) {
    throw new UsageError("na_mixed", "--na takes either cells for all columns or COLUMN=cells, not both.", { got: na });
  }
  return Object.fromEntries(
    byColumn.map((value) => {
      const at = value.indexOf("=");
      return [value.slice(0, at).trim(), list(value.slice(at + 1))];
    }),
  );
}

const list = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
