/**
 * What each Parquet type becomes. Types are the file's word, not a guess: numbers and booleans are numeric, text stays text even if its
 * cells are numbers; dates and times are text in ISO order (SQL's spelling, with a space; UTC where the file knows the zone). Integers a
 * double would round are codes, as in CSV. Source: Apache Parquet format 2.11, LogicalTypes.md.
 */
import { DataError } from "../../../base/errors.js";
import type { SchemaNode } from "./footer.js";
import { structIn, type ThriftStruct } from "./thrift.js";

/** Physical types by their numbers. */
export const PHYSICAL = { boolean: 0, int32: 1, int64: 2, int96: 3, float: 4, double: 5, bytes: 6, fixed: 7 } as const;

type TimeUnit = "ms" | "us" | "ns";

/** What a value means. */
export type Meaning =
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "half" }
  | { readonly kind: "integer"; readonly unsigned: boolean }
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "text" }
  | { readonly kind: "bytes" }
  | { readonly kind: "uuid" }
  | { readonly kind: "date" }
  | { readonly kind: "time"; readonly unit: TimeUnit; readonly utc: boolean }
  | { readonly kind: "timestamp"; readonly unit: TimeUnit; readonly utc: boolean };

/** A column that can be read. */
export interface LeafType {
  readonly physical: number;
  /** Bytes of a value of fixed width; 0 for others. */
  readonly width: number;
  readonly optional: boolean;
  readonly meaning: Meaning;
  /** As the file stores it, in its own words. */
  readonly stored: string;
}

/** Fields of `LogicalType`, and numbers of `ConvertedType`, that carry a meaning of their own. */
const LOGICAL = {
  string: 1,
  enum: 4,
  decimal: 5,
  date: 6,
  time: 7,
  timestamp: 8,
  integer: 10,
  json: 12,
  uuid: 14,
  half: 15,
};
const CONVERTED = { text: 0, enum: 4, decimal: 5, date: 6, timeMs: 7, timeUs: 8, stampMs: 9, stampUs: 10, json: 19 };
const UNSIGNED = { first: 11, last: 14 };
const INTERVAL = 21;
/** Of `LogicalType`: variants and geometries, which are no values. */
const NO_VALUE = [16, 17, 18];
const UNITS: readonly TimeUnit[] = ["ms", "us", "ns"];
/** Bytes of a value, by physical type. */
const WIDTHS = [0, 4, 8, 12, 4, 8, 0];

/** How `node` is read. Throws DataError `parquet_nested`, `parquet_type`. */
export function leafType(node: SchemaNode, source: string): LeafType {
  const { name, type, repetition } = node;
  if (type === undefined || repetition === "repeated") {
    const got = type === undefined ? `a group of ${node.children.map((child) => child.name).join(", ")}` : "a list";
    throw new DataError(
      "parquet_nested",
      `${source}: column '${name}' is nested (${got}), one value a row was expected; write its parts as columns of their own, or leave it out.`,
      { got, expected: "one value a row", column: name },
    );
  }
  const meaning = meaningOf(node);
  if (meaning === undefined) {
    const got = storedAs(node);
    throw new DataError(
      "parquet_type",
      `${source}: column '${name}' is of type ${got}, which is not read; write it as a number or as text, or leave it out.`,
      { got, expected: "one value a row", column: name },
    );
  }
  const width = type === PHYSICAL.fixed ? node.typeLength : WIDTHS[type]!;
  return { physical: type, width, optional: repetition === "optional", meaning, stored: storedAs(node) };
}

/** What `node` is said to hold, before it is read. */
export function headOf(node: SchemaNode): { readonly kind?: "numeric" | "text"; readonly stored: string } {
  const stored = node.type === undefined ? "group" : storedAs(node);
  const meaning = node.type === undefined || node.repetition === "repeated" ? undefined : meaningOf(node);
  return meaning === undefined ? { stored } : { kind: isNumeric(meaning) ? "numeric" : "text", stored };
}

/** Whether a meaning makes a numeric column. */
export const isNumeric = ({ kind }: Meaning): boolean =>
  ["number", "boolean", "half", "integer", "decimal"].includes(kind);

function meaningOf(node: SchemaNode): Meaning | undefined {
  const { type, converted, scale, typeLength } = node;
  const has = (logical: number, same?: number) =>
    hasLogical(node, logical) || (node.logical === null && converted === same);
  if (NO_VALUE.some((field) => hasLogical(node, field)) || converted === INTERVAL) return undefined;
  const isBytes = type === PHYSICAL.bytes || type === PHYSICAL.fixed;
  const isInteger = type === PHYSICAL.int32 || type === PHYSICAL.int64;
  if (has(LOGICAL.decimal, CONVERTED.decimal) && (isBytes || isInteger)) return { kind: "decimal", scale };
  if (type === PHYSICAL.boolean) return { kind: "boolean" };
  if (type === PHYSICAL.float || type === PHYSICAL.double) return { kind: "number" };
  if (type === PHYSICAL.int96) return { kind: "timestamp", unit: "ns", utc: false };
  if (isInteger) return integerMeaning(node, has);
  if (!isBytes) return undefined;
  if (type === PHYSICAL.fixed && typeLength === 2 && has(LOGICAL.half)) return { kind: "half" };
  if (type === PHYSICAL.fixed && typeLength === 16 && has(LOGICAL.uuid)) return { kind: "uuid" };
  const isText =
    has(LOGICAL.string, CONVERTED.text) || has(LOGICAL.enum, CONVERTED.enum) || has(LOGICAL.json, CONVERTED.json);
  return { kind: isText ? "text" : "bytes" };
}

function integerMeaning(node: SchemaNode, has: (logical: number, same?: number) => boolean): Meaning {
  const { type, converted, logical } = node;
  if (type === PHYSICAL.int32 && has(LOGICAL.date, CONVERTED.date)) return { kind: "date" };
  for (const [kind, field] of [
    ["time", LOGICAL.time],
    ["timestamp", LOGICAL.timestamp],
  ] as const) {
    const found = logical === null ? undefined : structIn(logical, field);
    const unit = found === undefined ? undefined : UNITS[unitOf(found)];
    if (unit !== undefined) return { kind, unit, utc: found!.fields.get(1) === true };
  }
  if (logical === null) {
    if (converted === CONVERTED.timeMs || converted === CONVERTED.timeUs) {
      return { kind: "time", unit: converted === CONVERTED.timeMs ? "ms" : "us", utc: false };
    }
    // before logical types were written, times were those of UTC
    if (converted === CONVERTED.stampMs || converted === CONVERTED.stampUs) {
      return { kind: "timestamp", unit: converted === CONVERTED.stampMs ? "ms" : "us", utc: false };
    }
  }
  const integer = logical === null ? undefined : structIn(logical, LOGICAL.integer);
  const unsigned =
    integer === undefined
      ? converted !== null && converted >= UNSIGNED.first && converted <= UNSIGNED.last
      : integer.fields.get(2) === false;
  return { kind: "integer", unsigned };
}

const unitOf = (found: ThriftStruct): number => {
  const unit = structIn(found, 2);
  return unit === undefined ? -1 : ([...unit.fields.keys()][0] ?? 0) - 1;
};

const hasLogical = ({ logical }: SchemaNode, field: number): boolean => logical?.fields.has(field) === true;

const PHYSICAL_WORDS = ["BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"];
const LOGICAL_WORDS: Readonly<Record<number, string>> = {
  1: "STRING",
  4: "ENUM",
  5: "DECIMAL",
  6: "DATE",
  7: "TIME",
  8: "TIMESTAMP",
  10: "INTEGER",
  11: "NULL",
  12: "JSON",
  13: "BSON",
  14: "UUID",
  15: "FLOAT16",
  16: "VARIANT",
  17: "GEOMETRY",
  18: "GEOGRAPHY",
};
const CONVERTED_WORDS: Readonly<Record<number, string>> = {
  0: "STRING",
  4: "ENUM",
  5: "DECIMAL",
  6: "DATE",
  19: "JSON",
  20: "BSON",
  21: "INTERVAL",
};

function storedAs({ type, typeLength, logical, converted, scale, precision }: SchemaNode): string {
  const physical = `${PHYSICAL_WORDS[type!] ?? `type ${type}`}${type === PHYSICAL.fixed ? `(${typeLength})` : ""}`;
  const [field] = logical?.fields.keys() ?? [];
  const word = field === undefined ? CONVERTED_WORDS[converted ?? -1] : LOGICAL_WORDS[field];
  if (word === undefined) return physical;
  return `${physical} ${word === "DECIMAL" ? `DECIMAL(${precision}, ${scale})` : word}`;
}
