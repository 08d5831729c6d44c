/**
 * Columns of numbers to dense codes where hashing can be spared: those that never fall, by where they change;
 * integers, such as years and identifiers, by a table over their range. The column passes through linear memory in parts
 * that stay in cache, and only codes come back.
 */
import { checkInfo } from "./checks.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { RANGE, rangesOfSize } from "./ranges.js";

/** Numbers that pass at a time. */
const PART = 16_384;
/** A table may have this many slots for each row before hashing is better, and always this many. */
const SLOTS_PER_ROW = 4;
const SLOTS = 65_536;

/** Codes of rows and the ascending numbers they stand for. */
export interface Coded {
  readonly codes: Uint32Array;
  readonly levels: Float64Array;
}

/** The integers low .. low + nSlots - 1. */
interface Slots {
  readonly low: number;
  readonly nSlots: number;
}

/**
 * `codes[i]` is the place of `x[i]` among the ascending `levels`, 0xffffffff for NaN; -0 is 0. Undefined when some number
 * is no integer that a double holds exactly, when there is none, or when they lie too far apart for a table.
 */
export function integerCodes(engine: Engine, x: Float64Array): Coded | undefined {
  return engine.scope((scope) => {
    const part = scope.f64(Math.min(PART, x.length));
    // the first numbers tell a table that serves most columns, which spares a pass
    const near = around(slotsOf(engine, scope, x.subarray(0, PART), part));
    const found = near && codesBySlots(engine, scope, x, part, near);
    if (found !== undefined) return found;
    const exact = slotsOf(engine, scope, x, part);
    if (exact === undefined || exact.nSlots > Math.max(SLOTS, SLOTS_PER_ROW * x.length)) return undefined;
    return codesBySlots(engine, scope, x, part, exact);
  });
}

/** The range of the numbers; undefined where there is none or some is no integer that a double holds exactly. */
function slotsOf({ kernels }: Engine, scope: Scope, x: Float64Array, part: F64Block): Slots | undefined {
  const range = scope.copyF64(Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  const integers = everyPart(x, part, (n) => kernels.integerRange(n, part.address, range.address) === 1);
  const [low, high] = range.view() as unknown as readonly [number, number];
  return integers && low <= high ? { low, nSlots: high - low + 1 } : undefined;
}

/** As many slots as are always allowed, a range in their middle; undefined where it is wider, or doubles can't count so far. */
function around(range: Slots | undefined): Slots | undefined {
  if (range === undefined || range.nSlots > SLOTS) return undefined;
  const low = range.low - Math.floor((SLOTS - range.nSlots) / 2);
  return Number.isSafeInteger(low) && Number.isSafeInteger(low + SLOTS) ? { low, nSlots: SLOTS } : undefined;
}

/** The codes, where every number is in a slot. */
function codesBySlots(
  engine: Engine,
  outer: Scope,
  x: Float64Array,
  part: F64Block,
  { low, nSlots }: Slots,
): Coded | undefined {
  const { kernels } = engine;
  return outer.scope((scope) => {
    const [numbers, codes] = [scope.u32(nSlots), scope.u32(x.length)];
    numbers.view().fill(0);
    const inSlots = everyPart(x, part, (n, start) => {
      return kernels.slotIntegers(n, low, nSlots, part.address, numbers.address, codes.at(start)) === 0;
    });
    if (!inSlots) return undefined;
    const levels = integersMarked(low, numbers.view());
    kernels.numberMarks(nSlots, numbers.address);
    const infos = engine.run(
      "renumberCodes",
      rangesOfSize(x.length, RANGE).map(({ first, rows }) => [rows, nSlots, numbers.address, codes.at(first)]),
    );
    for (const info of infos) checkInfo("renumberCodes", info);
    return { codes: Uint32Array.from(codes.view()), levels };
  });
}

/** The same for numbers that never fall, integers or not; undefined where one falls or is NaN, or there is none. */
export function ascendingCodes(engine: Engine, x: Float64Array): Coded | undefined {
  const { kernels } = engine;
  if (x.length === 0) return undefined;
  return engine.scope((scope) => {
    const [part, coded] = [scope.f64(Math.min(PART, x.length)), scope.u32(Math.min(PART, x.length))];
    const [met, state] = [scope.f64(part.length), scope.copyF64(Float64Array.of(Number.NEGATIVE_INFINITY, 0))];
    let codes: Uint32Array | undefined;
    const parts: Float64Array[] = [];
    const ascending = everyPart(x, part, (n, start) => {
      const found = kernels.codeAscending(n, part.address, state.address, met.address, coded.address);
      if (found < 0) return false;
      codes ??= new Uint32Array(x.length);
      codes.set(coded.view().subarray(0, n), start);
      parts.push(met.view().slice(0, found));
      return true;
    });
    if (!ascending || codes === undefined) return undefined;
    const levels = new Float64Array(state.view()[1]!);
    let at = 0;
    for (const some of parts) {
      levels.set(some, at);
      at += some.length;
    }
    return { codes, levels };
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

function integersMarked(low: number, marks: Uint32Array<ArrayBufferLike>): Float64Array {
  let count = 0;
  for (let slot = 0; slot < marks.length; slot++) count += marks[slot]!;
  const levels = new Float64Array(count);
  for (let slot = 0, level = 0; slot < marks.length; slot++) if (marks[slot] === 1) levels[level++] = low + slot;
  return levels;
}
