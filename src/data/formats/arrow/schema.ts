/**
 * The fields of an Arrow file: their names, types and how many buffers each has in a batch. Source: Apache Arrow, Columnar Format 1.5 and
 * its Schema.fbs.
 */
import { NotSupported } from "../../../base/errors.js";
import type { Broken, FlatTable } from "./flatbuffer.js";

const UNITS = ["s", "ms", "us", "ns"] as const;
export type TimeUnit = (typeof UNITS)[number];

/** What a column may be; `other` is known and not read. */
export type ArrowType =
  | { readonly is: "int"; readonly bits: number; readonly signed: boolean }
  | { readonly is: "float"; readonly bits: number }
  | { readonly is: "bool" | "null" }
  | { readonly is: "text" | "bytes"; readonly offsets: 32 | 64 | "view" }
  | { readonly is: "fixed bytes"; readonly bytes: number }
  | { readonly is: "decimal"; readonly bits: number; readonly precision: number; readonly scale: number }
  | { readonly is: "date"; readonly unit: "day" | "ms" }
  | { readonly is: "time"; readonly unit: TimeUnit; readonly bits: number }
  | { readonly is: "timestamp"; readonly unit: TimeUnit; readonly zone: string }
  | { readonly is: "duration"; readonly unit: TimeUnit }
  | { readonly is: "other"; readonly name: string; readonly nested: boolean; readonly buffers: number };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  /** For a column of numbers that stand for the values of a dictionary, whose type `type` is. */
  readonly dictionary?: {
    readonly id: number;
    readonly index: ArrowType & { readonly is: "int" };
    readonly ordered: boolean;
  };
}

/** Throws NotSupported `arrow_endian`. */
export function schemaFields(schema: FlatTable, file: string, broken: Broken): ArrowField[] {
  if (schema.int16(0) !== 0) {
    throw new NotSupported(
      "arrow_endian",
      `${file} was written with the most significant byte first, which is not read; write it on another machine.`,
      {
        got: "big endian",
        expected: "little endian",
      },
    );
  }
  return schema.tables(1).map((field) => fieldOf(field, broken, 0));
}

/** Fields within fields, at most. */
const DEEPEST = 64;

function fieldOf(field: FlatTable, broken: Broken, depth: number): ArrowField {
  if (depth > DEEPEST) throw broken(`fields stand more than ${DEEPEST} deep`);
  const children = field.tables(5).map((child) => fieldOf(child, broken, depth + 1));
  const type = typeOf(field.int8(2), field.table(3), broken);
  const encoding = field.table(4);
  const named = { name: field.text(0), type, children };
  if (encoding === undefined) return named;
  const int = encoding.table(1);
  const index = { is: "int", bits: int?.int32(0) ?? 32, signed: int === undefined || int.int8(1) !== 0 } as const;
  return {
    ...named,
    dictionary: { id: encoding.size(0), index: requireWidth(index, broken), ordered: encoding.int8(2) !== 0 },
  };
}

function requireWidth<T extends { readonly bits: number }>(type: T, broken: Broken): T {
  if ([8, 16, 32, 64].includes(type.bits)) return type;
  throw broken(`a field has integers of ${type.bits} bits`);
}

const unitOf = (table: FlatTable, otherwise: number, broken: Broken): TimeUnit => {
  const unit = UNITS[table.int16(0, otherwise)];
  if (unit === undefined) throw broken("a field has a unit of time that there is not");
  return unit;
};

/** Digits of the widest decimal. */
const MOST_DIGITS = 76;

/** Types that are known and not read: their name, whether they hold several values a row, and their buffers. */
const OTHERS: Readonly<Record<number, readonly [name: string, nested: boolean, buffers: number]>> = {
  11: ["interval", false, 2],
  12: ["list", true, 2],
  13: ["struct", true, 1],
  14: ["union", true, 1],
  16: ["fixed size list", true, 1],
  17: ["map", true, 2],
  21: ["large list", true, 2],
  22: ["run-end encoded", false, 0],
  25: ["list view", true, 3],
  26: ["large list view", true, 3],
};

function typeOf(number: number, table: FlatTable | undefined, broken: Broken): ArrowType {
  if (table === undefined) throw broken("a field has no type");
  switch (number) {
    case 1:
      return { is: "null" };
    case 2:
      return requireWidth({ is: "int" as const, bits: table.int32(0), signed: table.int8(1) !== 0 }, broken);
    case 3:
      return { is: "float", bits: [16, 32, 64][table.int16(0)] ?? 64 };
    case 4:
      return { is: "bytes", offsets: 32 };
    case 5:
      return { is: "text", offsets: 32 };
    case 6:
      return { is: "bool" };
    case 7: {
      const bits = table.int32(2, 128);
      const scale = table.int32(1);
      if (![32, 64, 128, 256].includes(bits) || Math.abs(scale) > MOST_DIGITS)
        throw broken(`a field has decimals of ${bits} bits and ${scale} places`);
      return { is: "decimal", bits, precision: table.int32(0), scale };
    }
    case 8:
      return { is: "date", unit: table.int16(0, 1) === 0 ? "day" : "ms" };
    case 9:
      return requireWidth({ is: "time" as const, unit: unitOf(table, 1, broken), bits: table.int32(1, 32) }, broken);
    case 10:
      return { is: "timestamp", unit: unitOf(table, 0, broken), zone: table.text(1) };
    case 15:
      return { is: "fixed bytes", bytes: table.int32(0) };
    case 18:
      return { is: "duration", unit: unitOf(table, 1, broken) };
    case 19:
      return { is: "bytes", offsets: 64 };
    case 20:
      return { is: "text", offsets: 64 };
    case 23:
      return { is: "bytes", offsets: "view" };
    case 24:
      return { is: "text", offsets: "view" };
    default: {
      const other = OTHERS[number];
      if (other === undefined) throw broken(`a field is of type ${number}, which there is not`);
      const dense = number === 14 && table.int16(0) === 1 ? 1 : 0;
      return { is: "other", name: other[0], nested: other[1], buffers: other[2] + dense };
    }
  }
}

/** The type as Arrow's programs write it: "int64", "timestamp[us, UTC]", "dictionary<string>". */
export function typeName({ type, dictionary }: Pick<ArrowField, "type" | "dictionary">): string {
  return dictionary === undefined ? plainName(type) : `dictionary<${plainName(type)}>`;
}

function plainName(type: ArrowType): string {
  switch (type.is) {
    case "int":
      return `${type.signed ? "" : "u"}int${type.bits}`;
    case "float":
      return type.bits === 16 ? "halffloat" : type.bits === 32 ? "float" : "double";
    case "text":
      return type.offsets === 64 ? "large_string" : type.offsets === "view" ? "string_view" : "string";
    case "bytes":
      return type.offsets === 64 ? "large_binary" : type.offsets === "view" ? "binary_view" : "binary";
    case "fixed bytes":
      return `fixed_size_binary[${type.bytes}]`;
    case "decimal":
      return `decimal${type.bits}(${type.precision}, ${type.scale})`;
    case "date":
      return type.unit === "day" ? "date32[day]" : "date64[ms]";
    case "time":
      return `time${type.bits}[${type.unit}]`;
    case "timestamp":
      return `timestamp[${type.unit}${type.zone === "" ? "" : `, ${type.zone}`}]`;
    case "duration":
      return `duration[${type.unit}]`;
    case "other":
      return type.name;
    default:
      return type.is;
  }
}
