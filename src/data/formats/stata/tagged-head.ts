/**
 * The head of a file of release 117 or later: sections between tags, and a map of where they are.
 */
import { damaged } from "../source.js";
import { characteristicOf, fieldsOf, requireType } from "./binary-head.js";
import { ascii, type Cursor } from "./cursor.js";
import { type Characteristic, type Descriptors, requireRows, type StataHead, sortNames, variablesOf } from "./head.js";
import { TAGGED_START } from "./probe.js";
import { type Release, releaseOf } from "./releases.js";
import { StataText } from "./text.js";

/** Places in the map of a file. */
const MAP = { length: 14, rows: 9, longStrings: 10, valueLabels: 11 } as const;

/** The head at `cursor`. Throws as `readHead`. */
export async function readTaggedHead(cursor: Cursor, encoding: string | undefined): Promise<StataHead> {
  const { source } = cursor;
  await cursor.tag(`${TAGGED_START}<header><release>`);
  const number = ascii(await cursor.take(3, "the release"));
  if (!/^\d{3}$/.test(number)) throw damaged(source.name, `its release is '${number}' and no number`);
  const release = releaseOf(Number(number), source.name);
  await cursor.tag("</release><byteorder>");
  const order = ascii(await cursor.take(3, "the byte order"));
  if (order !== "LSF" && order !== "MSF")
    throw damaged(source.name, "its byte order is neither LSF nor MSF", { got: order });
  cursor.littleEndian = order === "LSF";
  const text = new StataText(release, encoding);
  const counts = await readCounts(cursor, release);
  const label = text.decode(await counted(cursor, release.isUnicode ? 2 : 1, "the label of the data"));
  await cursor.tag("</label><timestamp>");
  const timestamp = text.decode(await counted(cursor, 1, "the time it was written"));
  await cursor.tag("</timestamp></header><map>");
  const map = await cursor.fields(8 * MAP.length, "the map of its sections");
  await cursor.tag("</map>");
  const descriptors = await readDescriptors(cursor, release, counts.nVariables, text);
  const characteristics = await readCharacteristics(cursor, release, text);
  if (map.u64(8 * MAP.rows) !== cursor.at) {
    throw damaged(
      source.name,
      `its map places the rows at byte ${map.u64(8 * MAP.rows)}, and they are at ${cursor.at}`,
    );
  }
  await cursor.tag("<data>");
  const rowsAt = cursor.at;
  const { variables, rowBytes } = variablesOf(descriptors, source.name);
  requireRows(cursor, { nRows: counts.nRows, rowBytes, rowsAt }, counts.nVariables);
  const longStringsAt = map.u64(8 * MAP.longStrings);
  cursor.at = rowsAt + counts.nRows * rowBytes;
  await cursor.tag("</data>");
  if (longStringsAt !== cursor.at) {
    throw damaged(
      source.name,
      `its map places long strings at byte ${longStringsAt}, and the rows end at ${cursor.at}`,
    );
  }
  return {
    release,
    littleEndian: cursor.littleEndian,
    text,
    nRows: counts.nRows,
    rowBytes,
    label,
    timestamp,
    variables,
    sortedBy: sortNames(descriptors.sort, descriptors.names, source.name),
    characteristics,
    rowsAt,
    longStringsAt,
    valueLabelsAt: map.u64(8 * MAP.valueLabels),
  };
}

/** Releases whose count of variables has four bytes. */
const isWide = ({ number }: Release): boolean => number === 119 || number === 121;

async function readCounts(cursor: Cursor, release: Release) {
  await cursor.tag("</byteorder><K>");
  const variables = await cursor.fields(isWide(release) ? 4 : 2, "the number of variables");
  const nVariables = isWide(release) ? variables.u32(0) : variables.u16(0);
  await cursor.tag("</K><N>");
  const rows = await cursor.fields(release.isUnicode ? 8 : 4, "the number of rows");
  const nRows = release.isUnicode ? rows.u64(0) : rows.u32(0);
  await cursor.tag("</N><label>");
  return { nVariables, nRows };
}

/** Bytes after their count, which has `lengthBytes`. */
async function counted(cursor: Cursor, lengthBytes: 1 | 2, what: string): Promise<Uint8Array> {
  const length = await cursor.fields(lengthBytes, what);
  return cursor.take(lengthBytes === 1 ? length.u8(0) : length.u16(0), what);
}

async function readDescriptors(
  cursor: Cursor,
  release: Release,
  nVariables: number,
  text: StataText,
): Promise<Descriptors> {
  const { nameBytes, formatBytes, labelBytes } = release;
  const placeBytes = isWide(release) ? 4 : 2;
  if (cursor.left < nVariables * (2 + placeBytes + 2 * nameBytes + formatBytes + labelBytes)) {
    throw damaged(cursor.source.name, `${nVariables} variables are described in more bytes than the file has`);
  }
  const section = async <T>(name: string, read: () => Promise<T>): Promise<T> => {
    await cursor.tag(`<${name}>`);
    const content = await read();
    await cursor.tag(`</${name}>`);
    return content;
  };
  const texts = (name: string, bytes: number) => section(name, () => fieldsOf(cursor, nVariables, bytes, text, name));
  const codes = await section("variable_types", () => cursor.fields(2 * nVariables, "the types of variables"));
  const types = Array.from({ length: nVariables }, (_, k) => {
    const code = codes.u16(2 * k);
    return requireType(release.type(code), code, k, cursor);
  });
  const names = await texts("varnames", nameBytes);
  const places = await section("sortlist", () => cursor.fields(placeBytes * (nVariables + 1), "the sort order"));
  const sort = Array.from({ length: nVariables + 1 }, (_, i) =>
    placeBytes === 2 ? places.u16(2 * i) : places.u32(4 * i),
  );
  const formats = await texts("formats", formatBytes);
  const labelSets = await texts("value_label_names", nameBytes);
  const labels = await texts("variable_labels", labelBytes);
  return { types, names, sort, formats, labelSets, labels };
}

async function readCharacteristics(cursor: Cursor, release: Release, text: StataText): Promise<Characteristic[]> {
  await cursor.tag("<characteristics>");
  const found: Characteristic[] = [];
  for (;;) {
    const tag = ascii(await cursor.peek("<ch>".length, "a characteristic"));
    if (tag !== "<ch>") break;
    await cursor.tag("<ch>");
    const length = (await cursor.fields(4, "a characteristic")).u32(0);
    found.push(characteristicOf(await cursor.take(length, "a characteristic"), release, text, cursor));
    await cursor.tag("</ch>");
  }
  await cursor.tag("</characteristics>");
  return found;
}
