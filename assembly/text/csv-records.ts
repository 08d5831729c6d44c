import { InOutF64, InOutU32, InU32, InU8, OutU32, OutU8, setU32 } from "../abi";
import { readNumber } from "./decimal";
import {
  BROKEN, CR, CUT, LF, SOUND, behind, byteAt, cellEnd, cellStart, findCell, firstByte, hashBytes, isBare, isDoubled, isMarker,
  isQuoted, lineEnds, readNumberInCell, trimCell,
} from "./csv-cell";
import { readPlainNumber } from "./plain-number";
import { isText } from "./utf8";

// Bits of `mode`.
// @ts-ignore: decorator
@inline const GUESS: u32 = 1;
// @ts-ignore: decorator
@inline const CHECK: u32 = 2;
// @ts-ignore: decorator
@inline const WHOLE: u32 = 4;

// What is made of a column.
// @ts-ignore: decorator
@inline const NUMBER: u32 = 1;
// @ts-ignore: decorator
@inline const MARKED_NUMBER: u32 = 2;
// @ts-ignore: decorator
@inline const TEXT: u32 = 3;

// Outcomes beside SOUND, CUT and BROKEN.
// @ts-ignore: decorator
@inline const FULL: i32 = 3;
// @ts-ignore: decorator
@inline const NO_TEXT: i32 = 4;
// @ts-ignore: decorator
@inline const NO_RECORD: i32 = 5;

// @ts-ignore: decorator
@inline const CRLF: u32 = 2;

/** Behind the line end at p, `newline` being LF, CR or CRLF; 0 where it is another one, 1 where the text ends too early to tell. */
// @ts-ignore: decorator
@inline function lineEnd(p: usize, newline: u32, limit: usize, whole: bool): usize {
  const c = byteAt(p);
  if (newline == LF) return c == LF ? p + 1 : p < limit ? 0 : 1;
  if (c != CR) return p < limit ? 0 : 1;
  if (newline == CRLF) return byteAt(p + 1) == LF ? p + 2 : p + 1 < limit || whole ? 0 : 1;
  if (p + 1 >= limit) return whole ? p + 1 : 1;
  return byteAt(p + 1) == LF ? 0 : p + 1;
}

/** The first beginning of a line from p on, judged by line ends alone; `end` where there is none before it. */
function lineStart(p: usize, end: usize, newline: u32): usize {
  const last = newline == CR ? CR : LF;
  for (; p < end; p++) if (byteAt(p - 1) == last) return p;
  return end;
}

/**
 * Reads the records of a CSV file that begin at bytes[start] .. bytes[end - 1], as columns of numbers and of texts. Cells that are
 * neither plain numbers nor markers of missing cells, in a column of numbers, are listed and left NaN.
 *
 * mode    bits: 1 the first record begins at the first line start from `start` on, as if no quote were open there (the block before
 *         tells whether that was right), otherwise at `start`; 2 the bytes are to be text in UTF-8; 4 the file ends at `limit`
 * newline 10, 13, or 2 for CR LF
 *
 * In      bytes u8[limit + 64], zero from `limit` on
 *         plan u32[4*nColumns]: what is made (0 nothing, 1 numbers, 2 numbers that may be markers, 3 texts); offset of the
 *         column in `numbers` or `texts`, bytes; offset of its markers; their count
 *         markers u8[]: each a byte of length and its bytes
 *         powers: `powersOfFive` of src/engine/kernels/powers-of-five
 * InOut   numbers f64[maxRows] a column of numbers
 *         texts u32[3*maxRows] a column of texts: for each row start, length (bit 31: doubled quotes in it), hash
 *         odd u32[5*maxOdd]: row, column, start, end, 1 for doubled quotes; maxOdd >= nColumns
 * Out     flags u8[2*nColumns]: 1 where a cell not in quotes begins with a digit or a sign; where one is in quotes
 *         report u32[5]: where the first record begins, where what was not read begins, rows, odd cells, lines
 * Info    0 all were read; 1 the last one does not end before `limit`; 2 the next record is not sound; 3 maxRows or maxOdd is
 *         reached; 4 the bytes are not text; 5 no record begins here
 * Cost    O(end - start)
 */
export function csvRecords(
  start: usize, end: usize, limit: usize, mode: u32, delimiter: u32, newline: u32, nColumns: usize, maxRows: usize,
  maxOdd: usize, bytes: InU8, plan: InU32, markers: InU8, powers: InU32, numbers: InOutF64, texts: InOutU32, odd: InOutU32,
  flags: OutU8, report: OutU32,
): i32 {
  memory.fill(flags, 0, nColumns << 1);
  for (let i: usize = 0; i < 5; i++) setU32(report, i, 0);
  const whole = (mode & WHOLE) != 0;
  const last = bytes + end;
  limit += bytes;
  let p = bytes + start;
  if ((mode & CHECK) != 0 && !isText(bytes, p, last, limit, whole)) return NO_TEXT;
  if ((mode & GUESS) != 0) p = lineStart(p, last, newline);
  setU32(report, 0, p - bytes);
  setU32(report, 1, p - bytes);
  if (p >= last) return NO_RECORD;
  const planEnd = plan + (nColumns << 4), lastColumn = planEnd - 16, quoted = flags + nColumns;
  let row: usize = 0, nOdd: usize = 0, lines: u32 = 0;
  let info: i32 = SOUND;
  let record = p; // where the record that is read begins: what was read before stays
  while (p < last) {
    if (row == maxRows || nOdd + nColumns > maxOdd) {
      info = FULL;
      break;
    }
    const first = byteAt(p);
    if (nColumns > 1 && (first == LF || first == CR)) {
      const next = lineEnd(p, newline, limit, whole);
      if (next <= 1) {
        info = next == 0 ? BROKEN : CUT;
        break;
      }
      lines++;
      p = record = next;
      continue;
    }
    const oddBefore = nOdd;
    let linesWithin: u32 = 0;
    let flag = flags;
    for (let column = plan; column < planEnd; column += 16, flag++) {
      if (ASC_FEATURE_SIMD) {
        for (; column < lastColumn && load<u32>(column) == NUMBER; column += 16, flag++) {
          const end = readPlainNumber(p, delimiter, numbers + load<u32>(column, 4) + (row << 3), powers);
          if (end == 0) break;
          if (byteAt(p) != 46) store<u8>(flag, 1);
          p = end + 1;
        }
      }
      const kind = load<u32>(column);
      let c: u32 = 0;
      if (kind == NUMBER) {
        const to = numbers + load<u32>(column, 4) + (row << 3);
        c = byteAt(p);
        if (c == delimiter || c == LF || c == CR) {
          store<f64>(to, NaN);
        } else {
          let end: usize = 0;
          if (ASC_FEATURE_SIMD && column == lastColumn) end = readPlainNumber(p, newline == LF ? LF : CR, to, powers);
          if (end == 0) end = readNumber(p, to, powers);
          const first = c;
          c = byteAt(end);
          if (end != 0 && (c == delimiter || c == LF || c == CR)) {
            if (first != 46) store<u8>(flag, 1);
            p = end;
          } else {
            c = 0;
          }
        }
      }
      if (c == 0) {
        info = findCell(p, limit, delimiter);
        if (info != SOUND) break;
        p = behind;
        c = byteAt(p);
        linesWithin += lineEnds;
        if (isQuoted) store<u8>(flag + nColumns, 1);
        else if (isBare(firstByte)) store<u8>(flag, 1);
        if (kind == TEXT) {
          const text = texts + load<u32>(column, 4) + row * 12;
          store<u32>(text, <u32>(cellStart - bytes));
          store<u32>(text, <u32>(cellEnd - cellStart) | (<u32>isDoubled << 31), 4);
          store<u32>(text, hashBytes(cellStart, cellEnd), 8);
        } else if (kind != 0) {
          if (isOdd(column, numbers + load<u32>(column, 4) + (row << 3), markers, powers)) {
            const cell = odd + nOdd++ * 20;
            store<u32>(cell, <u32>row);
            store<u32>(cell, <u32>((column - plan) >> 4), 4);
            store<u32>(cell, <u32>(oddStart - bytes), 8);
            store<u32>(cell, <u32>(oddEnd - bytes), 12);
            store<u32>(cell, <u32>isDoubled, 16);
          }
        }
      }
      if (column + 16 < planEnd) {
        if (c != delimiter) {
          info = BROKEN;
          break;
        }
        p++;
      } else {
        const next = lineEnd(p, newline, limit, whole);
        if (next <= 1) info = next == 0 ? BROKEN : CUT;
        else p = next;
      }
    }
    if (info != SOUND) {
      nOdd = oddBefore;
      break;
    }
    row++;
    lines += linesWithin + 1;
    record = p;
  }
  setU32(report, 1, record - bytes);
  setU32(report, 2, row);
  setU32(report, 3, nOdd);
  setU32(report, 4, lines);
  return info;
}

let oddStart: usize = 0;
let oddEnd: usize = 0;

/** Reads the number in the cell found, of `column` of the plan, into `to`: NaN where it is missing, and where it is odd. */
function isOdd(column: usize, to: usize, markers: usize, powers: usize): bool {
  oddStart = cellStart;
  oddEnd = cellEnd;
  trimCell();
  const isMissing = cellStart == cellEnd || isMarker(markers + load<u32>(column, 8), load<u32>(column, 12));
  if (!isMissing && !isDoubled && readNumberInCell(to, powers)) return false;
  store<f64>(to, NaN);
  return !isMissing;
}
