/**
 * The head of a file before release 117: fields of fixed length one after the other, then characteristics as expansion fields.
 */
import { damaged } from "../source.js";
import type { Cursor } from "./cursor.js";
import { type Characteristic, type Descriptors, requireRows, type StataHead, sortNames, variablesOf } from "./head.js";
import { type Release, releaseOf, type StorageType } from "./releases.js";
import { StataText } from "./text.js";

const TIMESTAMP_BYTES = 18;

/** The head at `cursor`. Throws as `readHead`. */
export async function readBinaryHead(cursor: Cursor, encoding: string | undefined): Promise<StataHead> {
  const { source } = cursor;
  const [number = 0, order = 0] = await cursor.take(4, "the release");
  const release = releaseOf(number, source.name);
  const littleEndian = order === 2;
  cursor.littleEndian = littleEndian;
  const text = new StataText(release, encoding);
  const counts = await cursor.fields(6, "the numbers of variables and rows");
  const [nVariables, nRows] = [counts.u16(0), counts.u32(2)];
  const label = text.field(await cursor.take(release.labelBytes, "the label of the data"));
  const timestamp = number < 105 ? "" : text.field(await cursor.take(TIMESTAMP_BYTES, "the time it was written"));
  const descriptors = await readDescriptors(cursor, release, nVariables, text);
  const characteristics = number < 105 ? [] : await readExpansions(cursor, release, text);
  const { variables, rowBytes } = variablesOf(descriptors, source.name);
  const rowsAt = cursor.at;
  requireRows(cursor, { nRows, rowBytes, rowsAt }, nVariables);
  return {
    release,
    littleEndian,
    text,
    nRows,
    rowBytes,
    label,
    timestamp,
    variables,
    sortedBy: sortNames(descriptors.sort, descriptors.names, source.name),
    characteristics,
    rowsAt,
    longStringsAt: undefined,
    valueLabelsAt: rowsAt + nRows * rowBytes,
  };
}

async function readDescriptors(
  cursor: Cursor,
  release: Release,
  nVariables: number,
  text: StataText,
): Promise<Descriptors> {
  const { nameBytes, formatBytes, labelBytes } = release;
  const perVariable = 3 + 2 * nameBytes + formatBytes + labelBytes;
  if (cursor.left < nVariables * perVariable + 2) {
    throw damaged(cursor.source.name, `${nVariables} variables are described in more bytes than the file has`);
  }
  const codes = await cursor.take(nVariables, "the types of variables");
  const types = Array.from(codes, (code, k) => requireType(release.type(code), code, k, cursor));
  const names = await fieldsOf(cursor, nVariables, nameBytes, text, "names");
  const sort = await cursor.fields(2 * (nVariables + 1), "the sort order");
  const formats = await fieldsOf(cursor, nVariables, formatBytes, text, "formats");
  const labelSets = await fieldsOf(cursor, nVariables, nameBytes, text, "names of value labels");
  const labels = await fieldsOf(cursor, nVariables, labelBytes, text, "labels");
  return {
    types,
    names,
    sort: Array.from({ length: nVariables + 1 }, (_, i) => sort.u16(2 * i)),
    formats,
    labelSets,
    labels,
  };
}

/** Throws DataError `file_damaged` for the code of no type. */
export function requireType(type: StorageType | undefined, code: number, k: number, { source }: Cursor): StorageType {
  if (type !== undefined) return type;
  throw damaged(source.name, `variable ${k + 1} is of type ${code}, which there is not`, { got: code, column: k + 1 });
}

/** `count` texts in fields of `bytes` each. */
export async function fieldsOf(
  cursor: Cursor,
  count: number,
  bytes: number,
  text: StataText,
  what: string,
): Promise<string[]> {
  const all = await cursor.take(count * bytes, what);
  return Array.from({ length: count }, (_, k) => text.field(all.subarray(k * bytes, (k + 1) * bytes)));
}

/** An expansion field that holds a characteristic. */
const CHARACTERISTIC = 1;

async function readExpansions(cursor: Cursor, release: Release, text: StataText): Promise<Characteristic[]> {
  const lengthBytes = release.number < 110 ? 2 : 4;
  const found: Characteristic[] = [];
  for (;;) {
    const field = await cursor.fields(1 + lengthBytes, "a characteristic");
    const length = lengthBytes === 2 ? field.u16(1) : field.u32(1);
    const kind = field.u8(0);
    if (kind === 0 && length === 0) return found;
    const bytes = await cursor.take(length, "a characteristic");
    if (kind === CHARACTERISTIC) found.push(characteristicOf(bytes, release, text, cursor));
  }
}

/** The characteristic in `bytes`: its owner, its name, its text. Throws DataError `file_damaged`. */
export function characteristicOf(
  bytes: Uint8Array,
  { nameBytes }: Release,
  text: StataText,
  { source }: Cursor,
): Characteristic {
  if (bytes.length < 2 * nameBytes) {
    throw damaged(source.name, `a characteristic has ${bytes.length} bytes, less than its names take`);
  }
  return {
    owner: text.field(bytes.subarray(0, nameBytes)),
    name: text.field(bytes.subarray(nameBytes, 2 * nameBytes)),
    text: text.field(bytes.subarray(2 * nameBytes)),
  };
}
