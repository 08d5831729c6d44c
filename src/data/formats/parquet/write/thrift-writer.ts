/**
 * Structures in Thrift's compact protocol. Source: Apache Thrift, "Thrift Compact protocol encoding".
 */

/** What stands in a field; undefined leaves it out. Structures are fields by number, ascending. */
export type Field =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly struct: Fields }
  | { readonly structs: readonly Fields[] }
  | { readonly i32s: readonly number[] }
  | { readonly texts: readonly string[] };
export type Fields = Readonly<Record<number, Field | undefined>>;

const TYPE = { true: 1, false: 2, i32: 5, i64: 6, text: 8, list: 9, struct: 12 };

/** The bytes of a structure. */
export function thriftBytes(fields: Fields): Uint8Array {
  const bytes: number[] = [];
  putStruct(fields, bytes);
  return Uint8Array.from(bytes);
}

function putStruct(fields: Fields, bytes: number[]): void {
  let before = 0;
  for (const [key, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    const number = Number(key);
    bytes.push(((number - before) << 4) | typeOf(field));
    before = number;
    putValue(field, bytes);
  }
  bytes.push(0);
}

function typeOf(field: Field): number {
  if ("bool" in field) return field.bool ? TYPE.true : TYPE.false;
  if ("i32" in field) return TYPE.i32;
  if ("i64" in field) return TYPE.i64;
  if ("text" in field) return TYPE.text;
  return "struct" in field ? TYPE.struct : TYPE.list;
}

function putValue(field: Field, bytes: number[]): void {
  if ("i32" in field) putVarint(zigzag(field.i32), bytes);
  else if ("i64" in field) putVarint(zigzag(field.i64), bytes);
  else if ("text" in field) putText(field.text, bytes);
  else if ("struct" in field) putStruct(field.struct, bytes);
  else if ("structs" in field) putList(field.structs, TYPE.struct, putStruct, bytes);
  else if ("texts" in field) putList(field.texts, TYPE.text, putText, bytes);
  else if ("i32s" in field) putList(field.i32s, TYPE.i32, (value, to) => putVarint(zigzag(value), to), bytes);
}

function putList<T>(
  values: readonly T[],
  type: number,
  put: (value: T, bytes: number[]) => void,
  bytes: number[],
): void {
  if (values.length < 15) bytes.push((values.length << 4) | type);
  else {
    bytes.push(0xf0 | type);
    putVarint(values.length, bytes);
  }
  for (const value of values) put(value, bytes);
}

function putText(text: string, bytes: number[]): void {
  const encoded = new TextEncoder().encode(text);
  putVarint(encoded.length, bytes);
  for (const byte of encoded) bytes.push(byte);
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

/** A whole number below 2^53, seven bits a byte, the lowest first. */
export function putVarint(value: number, bytes: number[]): void {
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  bytes.push(left);
}
