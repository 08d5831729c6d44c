/**
 * Columns of a member of a transport file: descriptors of 140 bytes, and longer labels and formats of version 8.
 */
import { ByteBlock, type ByteCursor } from "../byte-cursor.js";
import { damaged } from "../source.js";
import type { SasFormat } from "./formats.js";
import { kindOf, nextRecord, numberAt, RECORD, textRecord } from "./xpt-records.js";

/** Texts are bytes: their encoding is not stated. */
export interface XptColumn {
  readonly isText: boolean;
  readonly width: number;
  readonly at: number;
  name: Uint8Array;
  label: Uint8Array;
  format: SasFormat;
}

/** Bytes of a descriptor where its long name stands. */
const LONG_NAME = 88;

/**
 * The columns whose number `header` states. Rows have them in this order, whatever places descriptors state: the macros of SAS that
 * write version 8 state others. Throws DataError `file_truncated`, `file_damaged`.
 */
export async function readColumns(
  cursor: ByteCursor,
  header: string,
  size: number,
  long: boolean,
): Promise<XptColumn[]> {
  const count = await columnCount(cursor, header, size);
  const block = await cursor.block(count * size, "the columns of a transport file");
  nextRecord(cursor);
  let at = 0;
  return Array.from({ length: count }, () => {
    const column = columnOf(cursor, block.take(size), at, long);
    at += column.width;
    return column;
  });
}

/** Programs write the number in columns 54 to 58 or 55 to 60: what follows the columns decides which. */
async function columnCount(cursor: ByteCursor, header: string, size: number): Promise<number> {
  const start = cursor.at;
  const counts = [numberAt(header, 53, 58), numberAt(header, 54, 60)];
  for (const count of counts) {
    cursor.at = start + count * size;
    nextRecord(cursor);
    const fits = count > 0 && cursor.left >= RECORD && kindOf(await textRecord(cursor, "a header")) !== undefined;
    cursor.at = start;
    if (fits) return count;
  }
  return counts[0]!;
}

function columnOf(cursor: ByteCursor, bytes: Uint8Array<ArrayBuffer>, at: number, long: boolean): XptColumn {
  const block = new ByteBlock(bytes, false);
  const type = block.int16();
  block.skip(2);
  const width = block.int16();
  block.skip(2);
  const name = block.take(8);
  const label = block.take(40);
  const formatName = block.take(8);
  const formatWidth = block.int16();
  const decimals = block.int16();
  const isText = type === 2;
  if ((type !== 1 && !isText) || width < (isText ? 0 : 2) || (!isText && width > 8)) {
    throw damaged(cursor.source.name, "a column has an impossible type or width", { type, width });
  }
  block.at = LONG_NAME;
  const longName = long ? block.take(32) : name;
  const format = { name: String.fromCharCode(...formatName).trim(), width: formatWidth, decimals };
  return { isText, width, at, name: longName.some((byte) => byte > 0x20) ? longName : name, label, format };
}

/** Labels beyond 40 characters, and formats beyond 8, where `header` announces them. */
export async function readLongLabels(cursor: ByteCursor, header: string, columns: readonly XptColumn[]): Promise<void> {
  const hasFormats = kindOf(header) === "LABELV9";
  const count = numberAt(header, 48, 58) || numberAt(header, 48, 53);
  for (let i = 0; i < Math.min(count, columns.length); i++) {
    const head = await cursor.block(hasFormats ? 10 : 6, "a long label");
    const number = head.int16();
    const lengths = Array.from({ length: hasFormats ? 4 : 2 }, () => head.int16());
    const texts = await cursor.block(
      lengths.reduce((sum, length) => sum + length, 0),
      "a long label",
    );
    const column = columns[number - 1];
    if (column === undefined || lengths.some((length) => length < 0)) {
      throw damaged(
        cursor.source.name,
        `a long label before byte ${cursor.at} is of column ${number}, which there is not`,
      );
    }
    column.name = texts.take(lengths[0]!).slice();
    column.label = texts.take(lengths[1]!).slice();
    if (hasFormats) column.format = longFormat(texts.take(lengths[2]!), column.format);
  }
  nextRecord(cursor);
}

/** "COMMA12.2" or "$CHAR20." as its parts; `short` where there is none. */
function longFormat(bytes: Uint8Array, short: SasFormat): SasFormat {
  const found = /^(\$?.*?)(\d*)(?:\.(\d*))?$/.exec(String.fromCharCode(...bytes).trim());
  if (found === null || found[1] === "") return short;
  return { name: found[1]!, width: Number(found[2] || short.width), decimals: Number(found[3] || short.decimals) };
}
