/**
 * What the beginning of a CSV file says of all of it: delimiter, line end, names and rules of its columns, and which of them will be
 * text. The last is a guess, which costs time where it is wrong and nothing else.
 */
import type { Note } from "../../../base/messages.js";
import { cellKind, cellText, makeSheet, trimCell } from "../../table/cells.js";
import {
  type CsvOptions,
  type Delimiter,
  detectDelimiter,
  firstRecord,
  HEAD_LENGTH,
  headerNames,
} from "../../table/csv-head.js";
import { CsvScanner, type Newline } from "../../table/csv-scan.js";
import { isDigits, quotedRules, type TypingRules, typingRules } from "../../table/typing.js";

/** Bytes of a file that are enough for HEAD_LENGTH characters of any script. */
export const HEAD_BYTES = 4 * HEAD_LENGTH;

/** The structure of a CSV file. */
export interface CsvShape {
  readonly source: string;
  readonly delimiter: Delimiter;
  readonly newline: Newline;
  /** Bytes before the first record below the header, a byte order mark included. */
  readonly start: number;
  /** The line that record begins on, from 1. */
  readonly firstLine: number;
  readonly names: readonly string[];
  readonly rules: readonly TypingRules[];
  readonly notes: readonly Note[];
}

/**
 * The shape of the file that begins with `head`, or is it if `complete`, its text from `start` on. Throws what `firstRecord`, `headerNames`
 * and `typingRules` throw.
 */
export function csvShape(
  head: Uint8Array,
  start: number,
  complete: boolean,
  options: CsvOptions,
  source: string,
): CsvShape {
  const bytes = head.subarray(start, start + HEAD_BYTES);
  const whole = complete && head.length <= start + HEAD_BYTES;
  const decode = (part: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(part);
  const delimiter = options.delimiter ?? detectDelimiter(decode(bytes), whole);
  const { end, newline, lines } = headerEnd(bytes, delimiter, source);
  const header = firstRecord(decode(bytes.subarray(0, end)), delimiter, whole, source);
  const { names, notes } = headerNames(header, source, options);
  const rules = typingRules(options, names, source);
  return { source, delimiter, newline, start: start + end, firstLine: 1 + lines, names, rules, notes };
}

const LF = 10;
/** Bytes scanned at a time for the end of the header. */
const STEP = 4096;

/** Bytes of the header with its line end; all where there is none. */
function headerEnd(
  bytes: Uint8Array,
  delimiter: Delimiter,
  source: string,
): { readonly end: number; readonly newline: Newline; readonly lines: number } {
  const scanner = new CsvScanner(source, delimiter);
  for (let at = 0; at < bytes.length; at += STEP) {
    try {
      scanner.push(bytes.subarray(at, at + STEP));
    } catch (error) {
      if (scanner.columns === 0) throw error; // what comes after the header is not judged here
    }
    if (scanner.columns === 0) continue;
    const end = at + scanner.headerEnd;
    const lines = scanner.headerLines;
    if (bytes[end] === LF) return { end: end + 1, newline: "\n", lines };
    return bytes[end + 1] === LF ? { end: end + 2, newline: "\r\n", lines } : { end: end + 1, newline: "\r", lines };
  }
  return { end: bytes.length, newline: "\n", lines: 0 };
}

/** Which columns have a cell in `samples`, parts of the file that begin with a record, that makes them text; or all digits in quotes. */
export function guessText(shape: CsvShape, samples: readonly Uint8Array[], options: CsvOptions): boolean[] {
  const { names, rules } = shape;
  const isText = rules.map(({ text }) => text !== undefined);
  const isOther = names.map(() => false);
  const bare = new Uint8Array(names.length);
  for (const sample of samples) sampleCells(shape, sample, isText, isOther, bare);
  const quoted = quotedRules(rules, names, bare, options);
  return isText.map((text, k) => text || (quoted[k]!.quoted === true && !isOther[k]));
}

function sampleCells(
  { source, delimiter, newline, names, rules }: CsvShape,
  bytes: Uint8Array,
  isText: boolean[],
  isOther: boolean[],
  bare: Uint8Array,
): void {
  const sheet = makeSheet(new TextDecoder().decode(bytes));
  let k = 0;
  const scanner = CsvScanner.within(source, delimiter, names.length, newline, 1, (start, end, doubled) => {
    const column = k++ % names.length;
    if (isText[column] || start === end) return;
    const cell = trimCell(cellText(sheet.text, start, end, doubled));
    const kind = cellKind(cell, rules[column]!.missing);
    if (kind === "text" || kind === "code") isText[column] = true;
    else if (kind === "number" && !isDigits(cell)) isOther[column] = true;
  });
  try {
    scanner.push(sheet.units);
  } catch {
    // cut or not sound: what was seen until then will do
  }
  scanner.bareNumbers.forEach((seen, column) => {
    bare[column]! |= seen;
  });
}
