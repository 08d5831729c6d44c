/**
 * References of the kernels that read records of CSV: a character at a time, numbers by the engine's own parser.
 */
import { compareCodePoints, MISSING_CODE } from "../../src/base/columns.js";
import type { Arrays } from "../cases/row.js";

const [LF, CR, SPACE, QUOTE] = [10, 13, 32, 34];
const [GUESS, CHECK, WHOLE] = [1, 2, 4];
const [NUMBER, MARKED, TEXT] = [1, 2, 3];
const [SOUND, CUT, BROKEN, FULL, NO_TEXT, NO_RECORD] = [0, 1, 2, 3, 4, 5];
const DOUBLED = 0x8000_0000;

interface Cell {
  readonly info: number;
  readonly start: number;
  readonly end: number;
  readonly behind: number;
  readonly isQuoted: boolean;
  readonly isDoubled: boolean;
  readonly first: number;
  readonly lines: number;
}

function findCell(bytes: Uint8Array, at: number, limit: number, delimiter: number): Cell {
  let p = at;
  while (bytes[p] === SPACE) p++;
  const first = bytes[p]!;
  const cell = { isQuoted: false, isDoubled: false, first, lines: 0, start: at, end: at, behind: at };
  if (first !== QUOTE) {
    while (p < limit && bytes[p] !== delimiter && bytes[p] !== LF && bytes[p] !== CR) p++;
    return { ...cell, end: p, behind: p, info: p < limit ? SOUND : CUT };
  }
  const start = ++p;
  let isDoubled = false;
  let lines = 0;
  for (;;) {
    if (p >= limit) return { ...cell, isQuoted: true, info: CUT };
    if (bytes[p] === QUOTE) {
      if (bytes[p + 1] !== QUOTE || p + 1 >= limit) break;
      isDoubled = true;
      p += 2;
      continue;
    }
    if (bytes[p] === CR || (bytes[p] === LF && (p === start || bytes[p - 1] !== CR))) lines++;
    p++;
  }
  if (p + 1 >= limit) return { ...cell, isQuoted: true, info: CUT };
  const end = p++;
  while (bytes[p] === SPACE) p++;
  const found = { ...cell, isQuoted: true, isDoubled, lines, start, end, behind: p };
  if (p >= limit) return { ...found, info: CUT };
  const c = bytes[p];
  return { ...found, info: c === delimiter || c === LF || c === CR ? SOUND : BROKEN };
}

const PLAIN = /^[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const LONG = /^[+-]?[0-9]{16,}(?:[eE]|$)/;

function plainNumber(cell: string): number {
  const value = PLAIN.test(cell) && !LONG.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Behind the line end at p; "broken" or "cut" where there is none. */
function lineEnd(bytes: Uint8Array, p: number, newline: number, limit: number, whole: boolean) {
  if (p >= limit) return "cut";
  const next = p + 1 < limit ? bytes[p + 1] : undefined;
  if (newline === LF) return bytes[p] === LF ? p + 1 : "broken";
  if (bytes[p] !== CR) return "broken";
  if (newline === CR) return next === LF ? "broken" : next === undefined && !whole ? "cut" : p + 1;
  return next === LF ? p + 2 : next === undefined && !whole ? "cut" : "broken";
}

function isText(bytes: Uint8Array, start: number, end: number): boolean {
  const part = bytes.subarray(start, end);
  return !part.includes(0) && !part.includes(0xff);
}

const MASK = 2n ** 64n - 1n;

function hashOf(cell: Uint8Array): number {
  const n = cell.length;
  const word = (at: number) => {
    let value = 0n;
    for (let i = Math.min(7, n - at - 1); i >= 0; i--) value = (value << 8n) | BigInt(cell[at + i]!);
    return value;
  };
  let hash = (BigInt(n) * 0x9e37_79b9_7f4a_7c15n) & MASK;
  for (let at = 0; at < n; at += 8) {
    hash = ((hash ^ word(at)) * 0xff51_afd7_ed55_8ccdn) & MASK;
    hash ^= hash >> 32n;
  }
  return Number(((hash * 0xc4ce_b9fe_1a85_ec53n) & MASK) >> 32n);
}

/** The records of a block. Bytes 0xff stand for all that is no text. */
export function csvRecords(args: Arrays<"csvRecords">): number {
  const { start, end, limit, mode, delimiter, newline, nColumns, maxRows, maxOdd } = args;
  const { bytes, plan, markers, numbers, texts, odd, flags, report } = args;
  const whole = (mode & WHOLE) !== 0;
  flags.fill(0);
  report.fill(0);
  if ((mode & CHECK) !== 0 && !isText(bytes, start, end)) return NO_TEXT;
  let p = start;
  if ((mode & GUESS) !== 0) while (p < end && bytes[p - 1] !== (newline === CR ? CR : LF)) p++;
  report.fill(p, 0, 2);
  if (p >= end) return NO_RECORD;
  let [row, nOdd, lines, info] = [0, 0, 0, SOUND];

  const markersOf = (column: number): string[] => {
    const found: string[] = [];
    let at = plan[4 * column + 2]!;
    for (let i = 0; i < plan[4 * column + 3]!; i++) {
      found.push(Buffer.from(markers.subarray(at + 1, at + 1 + markers[at]!)).toString("latin1"));
      at += 1 + markers[at]!;
    }
    return found;
  };
  const take = (column: number, cell: Cell) => {
    const [kind, place] = [plan[4 * column]!, plan[4 * column + 1]!];
    if (cell.isQuoted) flags[nColumns + column] = 1;
    else if (/[0-9+-]/.test(String.fromCharCode(cell.first))) flags[column] = 1;
    if (kind === TEXT) {
      const at = place / 4 + 3 * row;
      const length = cell.end - cell.start;
      texts[at] = cell.start;
      texts[at + 1] = cell.isDoubled ? length + DOUBLED : length;
      texts[at + 2] = hashOf(bytes.subarray(cell.start, cell.end));
    } else if (kind === NUMBER || kind === MARKED) {
      const written = Buffer.from(bytes.subarray(cell.start, cell.end))
        .toString("latin1")
        .replace(/^ +| +$/g, "");
      const isMissing = written === "" || markersOf(column).includes(written);
      const value = isMissing || cell.isDoubled ? Number.NaN : plainNumber(written);
      numbers[place / 8 + row] = value;
      if (!isMissing && Number.isNaN(value)) {
        odd.set([row, column, cell.start, cell.end, cell.isDoubled ? 1 : 0], 5 * nOdd);
        nOdd++;
      }
    }
  };

  let record = p;
  while (p < end) {
    if (row === maxRows || nOdd + nColumns > maxOdd) {
      info = FULL;
      break;
    }
    if (nColumns > 1 && (bytes[p] === LF || bytes[p] === CR)) {
      const next = lineEnd(bytes, p, newline, limit, whole);
      if (typeof next === "string") {
        info = next === "cut" ? CUT : BROKEN;
        break;
      }
      lines++;
      record = p = next;
      continue;
    }
    const oddBefore = nOdd;
    let within = 0;
    for (let column = 0; column < nColumns && info === SOUND; column++) {
      const cell = findCell(bytes, p, limit, delimiter);
      info = cell.info;
      if (info !== SOUND) break;
      within += cell.lines;
      take(column, cell);
      p = cell.behind;
      if (column < nColumns - 1) {
        if (bytes[p] === delimiter) p++;
        else info = BROKEN;
      } else {
        const next = lineEnd(bytes, p, newline, limit, whole);
        if (typeof next === "string") info = next === "cut" ? CUT : BROKEN;
        else p = next;
      }
    }
    if (info !== SOUND) {
      nOdd = oddBefore;
      break;
    }
    row++;
    lines += within + 1;
    record = p;
  }
  report.set([record, row, nOdd, lines], 1);
  return info;
}

/** Codes of the cells of parts, by a map. */
export function codeCells(args: Arrays<"codeCells">): number {
  const { nParts, row, maxEntries, nSlots, poolBytes, parts, bytes, texts, entries, slots, pool, state, codes } = args;
  const known = new Map<string, number>();
  const keyOf = (mark: number, cell: Uint8Array) => `${mark} ${Buffer.from(cell).toString("latin1")}`;
  let [nEntries, used] = [state[0]!, state[1]!];
  for (let code = 0; code < nEntries; code++) {
    const [, place, mark] = entries.subarray(5 * code, 5 * code + 3);
    known.set(keyOf(mark!, pool.subarray(place!, place! + (mark! & ~DOUBLED))), code);
  }
  const cells: number[] = [];
  for (let part = 0; part < nParts; part++) {
    for (let i = 0; i < parts[2 * part + 1]!; i++) cells.push(parts[2 * part]! + 3 * i);
  }
  for (let done = state[2]!; done < cells.length; done++) {
    const [start, mark, hash] = texts.subarray(cells[done]!, cells[done]! + 3);
    const length = mark! & ~DOUBLED;
    state.set([nEntries, used, done]);
    if (length === 0) {
      codes[done] = MISSING_CODE;
      continue;
    }
    const cell = bytes.subarray(start!, start! + length);
    let code = known.get(keyOf(mark!, cell));
    if (code === undefined) {
      if (nEntries === maxEntries || used + length + 1 > poolBytes) {
        state[3] = length;
        return 1;
      }
      code = nEntries++;
      known.set(keyOf(mark!, cell), code);
      entries.set([hash!, used, mark!, 0, row + done], 5 * code);
      pool.set(cell, used);
      pool[used + length] = 0;
      used += length + 1;
      let slot = hash! & (nSlots - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (nSlots - 1);
      slots[slot] = code + 1;
    }
    entries[5 * code + 3]!++;
    codes[done] = code;
  }
  state.set([nEntries, used, cells.length]);
  return 0;
}

/** Entries by the code points of their cells, equal ones by number. */
export function orderCells({ n, entries, pool, order }: Arrays<"orderCells">): number {
  const cells = Array.from({ length: n }, (_, i) => {
    const [, place, mark] = entries.subarray(5 * i, 5 * i + 3);
    return Buffer.from(pool.subarray(place!, place! + (mark! & ~DOUBLED))).toString();
  });
  order.set(Uint32Array.from(cells.keys()).sort((a, b) => compareCodePoints(cells[a]!, cells[b]!) || a - b));
  return 0;
}
