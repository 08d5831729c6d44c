/**
 * Columns of a data frame: vectors of R by their classes.
 */
import type { Column, ColumnFacts, TextColumn } from "../../../base/columns.js";
import { compareCodePoints, MISSING_CODE } from "../../../base/columns.js";
import { DataError, NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { numericColumn, textColumn } from "../../table/new-columns.js";
import { clockTime, DATED_BYTES, dateColumn, TextGatherer, timeColumn } from "../build-columns.js";
import type { MemoryBudget } from "../memory-budget.js";
import { type ByteSource, damaged } from "../source.js";
import { integers64 } from "./integer64.js";
import { labelledFacts } from "./labelled.js";
import { R_NOTES } from "./messages.js";
import {
  attributesOf,
  classesOf,
  lengthOf,
  NA_INTEGER,
  type RIntegers,
  type RList,
  type RObject,
  type RVector,
  textsOf,
} from "./objects.js";

/** A data frame and its name in messages. */
export interface Frame {
  readonly object: RList;
  readonly names: readonly string[];
  readonly nRows: number;
}

/** The data frame that `object` is; undefined if it is none. */
export const asFrame = (object: RObject): RList | undefined =>
  object.type === "list" && classesOf(object).includes("data.frame") ? object : undefined;

/** Names and rows of a data frame. Throws DataError `r_names`, `file_damaged`. */
export function frameOf(object: RList, file: string): Frame {
  const names = textsOf(attributesOf(object).get("names"));
  if (names.length !== object.values.length)
    throw damaged(file, `a data frame has ${object.values.length} columns and ${names.length} names`);
  const named = names.map((name, k) => {
    if (name !== undefined && name !== "") return name;
    throw new DataError(
      "r_names",
      `${file}: column ${k + 1} of the data frame has no name; give it one with names().`,
      { got: name, expected: "a name", position: k + 1 },
    );
  });
  return { object, names: named, nRows: rowsOf(object) };
}

/** Rows of a data frame by its names of rows: where these are numbers, NA and how many there are stand for them. */
function rowsOf(object: RList): number {
  const names = attributesOf(object).get("row.names");
  if (names === undefined) return object.values[0] === undefined ? 0 : lengthOf(object.values[0]);
  if (names.type !== "integer" || names.count !== 2 || names.values[0] !== NA_INTEGER) return lengthOf(names);
  return Math.abs(names.values[1]!);
}

/** Column `k` of `frame`, with what is to be said of it. Throws NotSupported `r_column`, DataError `file_damaged`. */
export function frameColumn(
  frame: Frame,
  k: number,
  { name: file, memory }: ByteSource,
): { readonly column: Column; readonly notes: readonly Note[] } {
  const name = frame.names[k]!;
  const object = frame.object.values[k]!;
  const vector = requireVector(object, name, file);
  if (lengthOf(vector) !== frame.nRows)
    throw damaged(file, `column '${name}' has ${lengthOf(vector)} rows, the data frame has ${frame.nRows}`);
  const label = textsOf(attributesOf(vector).get("label"))[0];
  return build(vector, name, label === undefined ? {} : { label }, file, memory);
}

function requireVector(object: RObject, name: string, file: string): RVector {
  const classes = classesOf(object);
  const matrix = attributesOf(object).has("dim");
  const isVector =
    object.type === "integer" || object.type === "logical" || object.type === "double" || object.type === "character";
  if (isVector && !matrix) return object;
  const [what, remedy] = matrix
    ? ["a matrix", "write its columns as columns of their own"]
    : classes.includes("POSIXlt")
      ? ["times in parts (POSIXlt)", `convert it: x$${name} <- as.POSIXct(x$${name})`]
      : object.type === "list"
        ? [classes.includes("data.frame") ? "a data frame" : "a list", "write its parts as columns of their own"]
        : [object.type === "other" ? object.what : object.type === "null" ? "NULL" : "an attribute list", "convert it"];
  throw new NotSupported(
    "r_column",
    `${file}: column '${name}' is ${what}, one value a row was expected; in R, ${remedy}; or name the columns to read without it (--use).`,
    { got: what, expected: "a vector", column: name },
  );
}

/** Bytes of a cell of a column that is made of a vector. */
const CELL_BYTES = 8;

interface Built {
  readonly column: Column;
  readonly notes: readonly Note[];
}

function build(vector: RVector, name: string, facts: ColumnFacts, file: string, memory: MemoryBudget): Built {
  const classes = classesOf(vector);
  const what = `column '${name}'`;
  const only = (column: Column): Built => ({ column, notes: [] });
  if (vector.type === "character") {
    const { labels } = labelledFacts(vector, file, name);
    return only(textColumn(name, vector.cells, vector.codes, { ...facts, stored: "character", ...labels }));
  }
  memory.take(CELL_BYTES * vector.count, what);
  if (classes.includes("factor")) return only(factor(vector, name, facts, file));
  if (classes.includes("integer64")) return only(integers64(vector, name, { ...facts, stored: "integer64" }, memory));
  const values = doublesOf(vector);
  if (DATED.some((dated) => classes.includes(dated))) memory.require(DATED_BYTES * vector.count, what);
  if (classes.includes("Date")) return only(dateColumn(name, values.map(Math.floor), { ...facts, stored: "Date" }));
  if (classes.includes("POSIXct")) return times(vector, values, name, facts);
  if (classes.includes("hms")) return only(clock(values, name, { ...facts, stored: "hms" }, memory));
  const units = textsOf(attributesOf(vector).get("units"))[0];
  const stored = classes.includes("difftime") ? `difftime, ${units ?? "unknown units"}` : vector.type;
  const { labels, missing } = labelledFacts(vector, file, name);
  return only(numericColumn(name, missing(values), { ...facts, stored, ...labels }));
}

/** Numbers of a vector; NaN where it is NA. */
function doublesOf(vector: RIntegers | { readonly type: "double"; readonly values: Float64Array }): Float64Array {
  if (vector.type === "double") return vector.values;
  const { values } = vector;
  const made = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) made[row] = values[row] === NA_INTEGER ? Number.NaN : values[row]!;
  return made;
}

const DATED = ["Date", "POSIXct", "hms"];

/** Levels that a fact lists. */
const SHOWN = 200;

/** Categories: their labels as text, and the order R gives them, where it is not that of the alphabet. */
function factor(vector: RVector, name: string, facts: ColumnFacts, file: string): TextColumn {
  const found = attributesOf(vector).get("levels");
  if (vector.type !== "integer" || found === undefined)
    throw damaged(file, `column '${name}' is a factor without levels`);
  // a level may be NA, as addNA makes it: its cells are missing
  const levels = textsOf(found).map((level) => level ?? "");
  const codes = Uint32Array.from(vector.values, (value) => {
    if (value === NA_INTEGER) return MISSING_CODE;
    if (value < 1 || value > levels.length)
      throw damaged(file, `column '${name}' has level ${value} of ${levels.length}`);
    return value - 1;
  });
  const stored = classesOf(vector).includes("ordered") ? "ordered factor" : "factor";
  const words = levels.filter((level) => level !== "");
  const isSorted = words.every((word, k) => k === 0 || compareCodePoints(words[k - 1]!, word) < 0);
  const order = isSorted
    ? {}
    : { notes: [`levels: ${words.slice(0, SHOWN).join(", ")}${words.length > SHOWN ? ", ..." : ""}`] };
  return textColumn(name, levels, codes, { ...facts, stored, ...order });
}

/** Moments, in UTC whatever zone they are shown in. */
function times(vector: RVector, seconds: Float64Array, name: string, facts: ColumnFacts): Built {
  const zone = textsOf(attributesOf(vector).get("tzone"))[0] ?? "";
  const stored = zone === "" ? "POSIXct" : `POSIXct (${zone})`;
  const column = timeColumn(
    name,
    seconds.map((second) => Math.round(second * 1000)),
    { ...facts, stored },
  );
  return { column, notes: UTC.has(zone) ? [] : [note(R_NOTES, "r_time_zone", { column: name, zone })] };
}

const UTC: ReadonlySet<string> = new Set(["UTC", "GMT", "Etc/UTC", "Etc/GMT"]);

function clock(seconds: Float64Array, name: string, facts: ColumnFacts, memory: MemoryBudget): TextColumn {
  const texts = new TextGatherer(seconds.length, memory, `column '${name}'`);
  for (const second of seconds) texts.add(Number.isFinite(second) ? clockTime(Math.round(second * 1000)) : null);
  return texts.build(name, facts);
}
