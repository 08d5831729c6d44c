/**
 * Records of 80 characters of a transport file: headers and what they count.
 *
 * Sources: SAS Institute, TS-140, "Record Layout of a SAS Version 5 or 6 Data Set in SAS Transport (XPORT) Format", and "Record Layout of a
 * SAS Version 8 or 9 Data Set in SAS Transport Format".
 */
import type { ByteCursor } from "../byte-cursor.js";
import { damaged } from "../source.js";

export const RECORD = 80;

const HEADER = "HEADER RECORD*******";
const MARK = "HEADER RECORD!!!!!!!";

export const asciiOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** Kinds of headers, by version. */
export const KINDS = {
  5: { member: "MEMBER", descriptor: "DSCRPTR", columns: "NAMESTR", rows: "OBS" },
  8: { member: "MEMBV8", descriptor: "DSCPTV8", columns: "NAMSTV8", rows: "OBSV8" },
} as const;

export type Version = keyof typeof KINDS;

/** The kind of a header record ("MEMBER", "OBSV8"); undefined for another record. */
export function kindOf(record: string): string | undefined {
  if (!record.startsWith(HEADER) || record.slice(28, 48) !== MARK) return undefined;
  return record.slice(20, 28).trim();
}

/** The number in `record` from `start` to `end`; 0 where there is none. */
export function numberAt(record: string, start: number, end: number): number {
  const digits = record.slice(start, end).trim();
  return /^\d+$/.test(digits) ? Number(digits) : 0;
}

/** The next record, which is a header of `kind`. Throws DataError `file_truncated`, `file_damaged`. */
export async function headerOf(cursor: ByteCursor, kind: string): Promise<string> {
  const at = cursor.at;
  const record = await textRecord(cursor, `the header ${kind}`);
  if (kindOf(record) === kind) return record;
  throw damaged(cursor.source.name, `the header ${kind} was expected at byte ${at}`, { got: record.slice(0, 48) });
}

export async function textRecord(cursor: ByteCursor, what: string): Promise<string> {
  const block = await cursor.block(RECORD, what);
  return asciiOf(block.bytes);
}

/** Moves to the next record: what is before it is filled with blanks. */
export function nextRecord(cursor: ByteCursor): void {
  cursor.at = Math.min(cursor.source.size, Math.ceil(cursor.at / RECORD) * RECORD);
}
