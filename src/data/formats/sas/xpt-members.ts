/**
 * Members of a transport file: data sets one after the other, each with its columns, and where its rows are.
 */
import { DataError } from "../../../base/errors.js";
import { ByteCursor } from "../byte-cursor.js";
import { type ByteSource, bytesAt, damaged, truncated } from "../source.js";
import { isTransport } from "./probe.js";
import { readColumns, readLongLabels, type XptColumn } from "./xpt-columns.js";
import { asciiOf, headerOf, KINDS, kindOf, numberAt, RECORD, textRecord, type Version } from "./xpt-records.js";

export interface XptMember {
  readonly name: Uint8Array;
  readonly label: Uint8Array;
  readonly written: string;
  readonly columns: readonly XptColumn[];
  readonly rowBytes: number;
  readonly dataStart: number;
  readonly nRows: number;
}

export interface XptLibrary {
  readonly version: Version;
  readonly release: string;
  readonly members: readonly XptMember[];
}

/** Throws DataError `file_foreign`, `file_truncated`, `file_damaged`. */
export async function readLibrary(source: ByteSource): Promise<XptLibrary> {
  const start = await source.slice(0, Math.min(source.size, RECORD));
  if (!isTransport(start)) throw foreign(source.name);
  const version = asciiOf(start.subarray(20, 25)) === "LIBV8" ? 8 : 5;
  const cursor = new ByteCursor(source, false, RECORD);
  const release = (await textRecord(cursor, "the release of SAS")).slice(24, 32).trim();
  await textRecord(cursor, "the time of writing");
  const members: XptMember[] = [];
  while (cursor.left >= RECORD) members.push(await member(cursor, version));
  if (members.length === 0) throw damaged(source.name, "it has no data set");
  return { version, release, members };
}

const foreign = (file: string): DataError =>
  new DataError(
    "file_foreign",
    `${file} is no SAS transport file that XPORT wrote: it begins otherwise. Files of PROC CPORT are not read: write it with the XPORT engine, or give it the ending of its own format.`,
    { got: "other bytes", expected: "HEADER RECORD*******LIBRARY HEADER RECORD" },
  );

async function member(cursor: ByteCursor, version: Version): Promise<XptMember> {
  const kinds = KINDS[version];
  const size = numberAt(await headerOf(cursor, kinds.member), 68, 78);
  if (size !== 140 && size !== 136) {
    throw damaged(cursor.source.name, `the columns of a data set have ${size} bytes each, and not 140`, { got: size });
  }
  await headerOf(cursor, kinds.descriptor);
  const about = (await cursor.block(2 * RECORD, "the description of a data set")).bytes;
  const columns = await readColumns(cursor, await headerOf(cursor, kinds.columns), size, version === 8);
  const rowsHeader = await rowsHeaderOf(cursor, kinds.rows, columns);
  const rowBytes = columns.reduce((end, { at, width }) => Math.max(end, at + width), 0);
  const dataStart = cursor.at;
  const nRows = await rowsFrom(cursor, { rowsHeader, rowBytes, version });
  return {
    name: about.slice(8, version === 8 ? 40 : 16),
    label: about.slice(RECORD + 32, RECORD + 72),
    written: asciiOf(about.subarray(64, 80)).trim(),
    columns,
    rowBytes,
    dataStart,
    nRows,
  };
}

/** The header of the rows, after long labels where there are some. */
async function rowsHeaderOf(cursor: ByteCursor, kind: string, columns: readonly XptColumn[]): Promise<string> {
  for (;;) {
    const at = cursor.at;
    const record = await textRecord(cursor, `the header ${kind}`);
    const found = kindOf(record);
    if (found === kind) return record;
    if (found !== "LABELV8" && found !== "LABELV9") {
      throw damaged(cursor.source.name, `the header ${kind} was expected at byte ${at}`, { got: record.slice(0, 48) });
    }
    await readLongLabels(cursor, record, columns);
  }
}

interface Rows {
  readonly rowsHeader: string;
  readonly rowBytes: number;
  readonly version: Version;
}

/** The number of rows, and the cursor behind them. Version 5 does not state it: they go on to the next data set, or the end. */
async function rowsFrom(cursor: ByteCursor, { rowsHeader, rowBytes, version }: Rows): Promise<number> {
  const { source, at: start } = cursor;
  const stated = version === 8 ? numberAt(rowsHeader, 48, 63) : 0;
  if (stated > 0) {
    const bytes = stated * rowBytes;
    if (start + bytes > source.size) throw truncated(source, `${stated} rows`, start, bytes);
    cursor.at = Math.min(source.size, start + Math.ceil(bytes / RECORD) * RECORD);
    return stated;
  }
  const end = await nextMember(source, start);
  cursor.at = end;
  return rowBytes === 0 ? 0 : rowsBetween(source, start, end, rowBytes);
}

/** Bytes searched at a time, whole records. */
const PIECE = RECORD * 16_384;

/** Where the next data set begins, or where the file ends. */
async function nextMember(source: ByteSource, start: number): Promise<number> {
  for (let at = start; at < source.size; at += PIECE) {
    const bytes = await source.slice(at, Math.min(source.size, at + PIECE));
    for (let record = 0; record + RECORD <= bytes.length; record += RECORD) {
      if (bytes[record] !== 0x48 || bytes[record + 1] !== 0x45) continue;
      const kind = kindOf(asciiOf(bytes.subarray(record, record + RECORD)));
      if (kind === KINDS[5].member || kind === KINDS[8].member) return at + record;
    }
  }
  return source.size;
}

/** Rows of which the last are no more than the blanks that fill the last record. */
async function rowsBetween(source: ByteSource, start: number, end: number, rowBytes: number): Promise<number> {
  const rows = Math.floor((end - start) / rowBytes);
  const filler = await bytesAt(source, Math.max(start, end - RECORD), Math.min(RECORD, end - start), "the last record");
  let blanks = 0;
  while (blanks < filler.length && filler[filler.length - 1 - blanks] === 0x20) blanks++;
  const filled = Math.min(blanks, RECORD - 1);
  return Math.min(rows, Math.ceil((end - start - filled) / rowBytes));
}
