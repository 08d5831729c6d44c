/**
 * Columns of numbers to dense codes: those that never fall, by where they change; integers close together, such as years, by a
 * table over their range; others, such as identifiers of nine digits, by hashing. The column passes through linear memory in
 * parts that stay in cache, and only codes come back.
 */
import { invoke, invokeChecked, RANGE, type Range, rangesOfSize, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Numbers that pass at a time. */
const PART = 16_384;
/** A table may have this many slots for each row before hashing is better, and always this many. */
const SLOTS_PER_ROW = 4;
const SLOTS = 65_536;

/** How much larger the next table of hashes is. */
const GROWTH = 2;
/** Counters of `sortLevels`. */
const RADIX = 2048;

/** Codes of rows and the ascending numbers they stand for. */
export interface NumberCoding {
  readonly codes: Uint32Array;
  readonly levels: Float64Array;
  /** Rows of each level. */
  readonly counts: Uint32Array;
  /** Rows without a number. */
  readonly nMissing: number;
  /** Whether codes never fall; absent where it was not asked. */
  readonly ordered?: true;
}

/** `codes[i]` is the place of `x[i]` among the ascending `levels`, 0xffffffff for NaN; -0 is 0. */
export const numberCodes = (engine: Engine, x: Float64Array): NumberCoding =>
  ascendingCodes(engine, x) ?? integerCodes(engine, x) ?? hashedCodes(engine, x);

/** The integers low .. low + nSlots - 1. */
interface Slots {
  readonly low: number;
  readonly nSlots: number;
}

/**
 * The same by a table. Undefined when some number is no integer that a double holds exactly, when there is none, or when they
 * lie too far apart.
 */
export function integerCodes(engine: Engine, x: Float64Array): NumberCoding | undefined {
  return engine.scope((scope) => {
    const part = scope.f64(Math.min(PART, x.length));
    // the first numbers suggest a table that serves most columns, which spares a pass
    const first = slotsOf(engine, scope, x.subarray(0, PART), part);
    const serves = (range: Slots | undefined) =>
      range !== undefined && range.nSlots <= Math.max(SLOTS, SLOTS_PER_ROW * x.length) ? range : undefined;
    if (first !== undefined && serves(first) === undefined) return undefined;
    const near = from(first);
    const found = near && codesBySlots(engine, scope, x, part, near);
    if (found !== undefined) return found;
    const exact = serves(slotsOf(engine, scope, x, part));
    return exact && codesBySlots(engine, scope, x, part, exact);
  });
}

/** The range of the numbers; undefined where there is none or some is no integer that a double holds exactly. */
function slotsOf(engine: Engine, scope: Scope, x: Float64Array, part: F64Block): Slots | undefined {
  const range = scope.copyF64(Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  const integers = everyPart(x, part, (n) => invoke(engine, "integerRange", { n, x: part, range }) === 1);
  const [low, high] = range.view() as unknown as readonly [number, number];
  return integers && low <= high ? { low, nSlots: high - low + 1 } : undefined;
}

/** As many slots as are always allowed, from the least of a range; undefined where it is wider, or doubles can't count so far. */
function from(range: Slots | undefined): Slots | undefined {
  if (range === undefined || range.nSlots > SLOTS) return undefined;
  return Number.isSafeInteger(range.low + SLOTS) ? { low: range.low, nSlots: SLOTS } : undefined;
}

/** The codes, where every number is in a slot; some number is the lowest. */
function codesBySlots(
  engine: Engine,
  outer: Scope,
  x: Float64Array,
  part: F64Block,
  { low, nSlots }: Slots,
): NumberCoding | undefined {
  return outer.scope((scope) => {
    const [slots, codes] = [scope.u32(nSlots), scope.u32(x.length)];
    slots.view().fill(0);
    let nMissing = 0;
    const inSlots = everyPart(x, part, (n, start) => {
      const missing = invoke(engine, "slotIntegers", {
        n,
        low,
        nSlots,
        x: part,
        counts: slots,
        slots: codes.at(start),
      });
      nMissing += missing;
      return missing >= 0;
    });
    if (!inSlots) return undefined;
    const most = Math.min(nSlots, x.length) + 1;
    const [values, rows] = [scope.f64(most), scope.u32(most)];
    const nLevels = invoke(engine, "numberSlots", { nSlots, low, counts: slots, levels: values, rows });
    const levels = new Float64Array(values.view().subarray(0, nLevels));
    // without a gap between the levels a slot is its own number
    if (levels[nLevels - 1]! - low >= nLevels) renumberAll(engine, codes, slots);
    const counts = new Uint32Array(rows.view().subarray(0, nLevels));
    return { codes: new Uint32Array(codes.view()), levels, counts, nMissing };
  });
}

/** codes[i] becomes numbers[codes[i]], by tasks. */
function renumberAll(engine: Engine, codes: U32Block, numbers: U32Block): void {
  const task = ({ first, rows: n }: Range) => ({ n, nSlots: numbers.length, numbers, codes: codes.at(first) });
  runChecked(engine, "renumberCodes", rangesOfSize(codes.length, RANGE).map(task));
}

/** The same by hashing, whatever the numbers are. */
export function hashedCodes(engine: Engine, x: Float64Array): NumberCoding {
  return engine.scope((scope) => {
    const [part, codes] = [scope.f64(Math.min(PART, x.length)), scope.u32(x.length)];
    let table = emptyTable(scope, PART);
    invokeChecked(engine, "placeLevels", { n: 0, ...table });
    let nFound = 0;
    everyPart(x, part, (n, start) => {
      if (nFound + n > table.levels.length) {
        const larger = emptyTable(scope, GROWTH * (nFound + n));
        larger.levels.view().set(table.levels.view().subarray(0, nFound));
        larger.counts.view().set(table.counts.view().subarray(0, nFound));
        table = larger;
        invokeChecked(engine, "placeLevels", { n: nFound, ...table });
      }
      nFound = invokeChecked(engine, "hashCodes", { n, nFound, x: part, ...table, codes: codes.at(start) });
      return true;
    });
    const [levels, counts] = [table.levels.part(0, nFound), table.counts.part(0, nFound)];
    const work = { keys: scope.f64(2 * nFound), order: scope.u32(2 * nFound), places: scope.u32(RADIX) };
    const numbers = scope.u32(nFound);
    invokeChecked(engine, "sortLevels", { n: nFound, levels, counts, numbers, ...work });
    renumberAll(engine, codes, numbers);
    const rows = new Uint32Array(counts.view());
    const nMissing = x.length - rows.reduce((sum, count) => sum + count, 0);
    return { codes: new Uint32Array(codes.view()), levels: new Float64Array(levels.view()), counts: rows, nMissing };
  });
}

/** A table of hashes with room for `most` levels. */
function emptyTable(scope: Scope, most: number) {
  const nSlots = 2 ** (33 - Math.clz32(most - 1));
  return { nSlots, slots: scope.u32(nSlots), levels: scope.f64(most), counts: scope.u32(most) };
}

/** The same for numbers that never fall, integers or not; undefined where one falls or is NaN, or there is none. */
export function ascendingCodes(engine: Engine, x: Float64Array): NumberCoding | undefined {
  if (x.length === 0) return undefined;
  return engine.scope((scope) => {
    const [part, coded] = [scope.f64(Math.min(PART, x.length)), scope.u32(Math.min(PART, x.length))];
    const [met, ends] = [scope.f64(part.length + 1), scope.u32(part.length + 1)];
    const state = scope.copyF64(Float64Array.of(Number.NEGATIVE_INFINITY, 0, 0));
    let codes: Uint32Array | undefined;
    let nLevels = 0;
    const parts: { readonly at: number; readonly levels: Float64Array; readonly ends: Uint32Array }[] = [];
    const ascending = everyPart(x, part, (n, start) => {
      const found = invoke(engine, "codeAscending", { n, x: part, state, levels: met, ends, codes: coded });
      if (found < 0) return false;
      codes ??= new Uint32Array(x.length);
      codes.set(coded.view().subarray(0, n), start);
      // the level that is gone on with ends later than was said
      const first = nLevels === 0 ? 1 : 0;
      parts.push({
        at: nLevels - 1 + first,
        levels: met.view().slice(first, found + 1),
        ends: ends.view().slice(first, found + 1),
      });
      nLevels += found;
      return true;
    });
    if (!ascending || codes === undefined) return undefined;
    const [levels, counts] = [new Float64Array(nLevels), new Uint32Array(nLevels)];
    for (const part of parts) {
      levels.set(part.levels, part.at);
      counts.set(part.ends, part.at);
    }
    for (let level = nLevels - 1; level > 0; level--) counts[level]! -= counts[level - 1]!;
    return { codes, levels, counts, nMissing: 0, ordered: true };
  });
}

/** Copies `x` part by part into `block`, as long as `work` says true; returns whether it did to the end. */
function everyPart(x: Float64Array, block: F64Block, work: (n: number, start: number) => boolean): boolean {
  for (let start = 0; start < x.length; start += PART) {
    const part = x.subarray(start, start + PART);
    block.view().set(part);
    if (!work(part.length, start)) return false;
  }
  return true;
}
