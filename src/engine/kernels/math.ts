/**
 * Wrappers of the math kernels: exp, log and powers of columns, and the distributions of test statistics.
 * The same bits on every host, which the host's own Math does not promise.
 */
import { NumericalError } from "../../base/errors.js";
import { countNotFinite } from "./blas.js";
import { callKernel, invoke, type KernelName, RANGE, rangesOfSize, runChecked } from "./call.js";
import type { Engine, F64Block, Scope } from "./engine.js";

// Columns of numbers to dense codes where hashing can be spared: those that never fall, by where they change;
// integers, such as years and identifiers, by a table over their range. The column passes through linear memory in
// parts that stay in cache, and only codes come back.

/** Numbers that pass at a time. */
const PART = 16_384;
/** A table may have this many slots for each row before hashing is better, and always this many. */
const SLOTS_PER_ROW = 4;
const SLOTS = 65_536;

/** Codes of rows and the ascending numbers they stand for. */
export interface IntegerCoding {
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
export function integerCodes(engine: Engine, x: Float64Array): IntegerCoding | undefined {
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
function slotsOf(engine: Engine, scope: Scope, x: Float64Array, part: F64Block): Slots | undefined {
  const range = scope.copyF64(Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  const integers = everyPart(x, part, (n) => invoke(engine, "integerRange", { n, x: part, range }) === 1);
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
): IntegerCoding | undefined {
  return outer.scope((scope) => {
    const [numbers, codes] = [scope.u32(nSlots), scope.u32(x.length)];
    numbers.view().fill(0);
    const inSlots = everyPart(x, part, (n, start) => {
      return invoke(engine, "slotIntegers", { n, low, nSlots, x: part, marks: numbers, slots: codes.at(start) }) === 0;
    });
    if (!inSlots) return undefined;
    const levels = integersMarked(low, numbers.view());
    invoke(engine, "numberMarks", { nSlots, marks: numbers });
    runChecked(
      engine,
      "renumberCodes",
      rangesOfSize(x.length, RANGE).map(({ first, rows }) => ({ n: rows, nSlots, numbers, codes: codes.at(first) })),
    );
    return { codes: Uint32Array.from(codes.view()), levels };
  });
}

/** The same for numbers that never fall, integers or not; undefined where one falls or is NaN, or there is none. */
export function ascendingCodes(engine: Engine, x: Float64Array): IntegerCoding | undefined {
  if (x.length === 0) return undefined;
  return engine.scope((scope) => {
    const [part, coded] = [scope.f64(Math.min(PART, x.length)), scope.u32(Math.min(PART, x.length))];
    const [met, state] = [scope.f64(part.length), scope.copyF64(Float64Array.of(Number.NEGATIVE_INFINITY, 0))];
    let codes: Uint32Array | undefined;
    const parts: Float64Array[] = [];
    const ascending = everyPart(x, part, (n, start) => {
      const found = invoke(engine, "codeAscending", { n, x: part, state, levels: met, codes: coded });
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

/** Rows that pass through linear memory at a time, so that a long column needs little of it. */
const BLOCK = 65_536;

/** e^x[i] within 1 ulp, into a new array of the length of `x`; NaN stays NaN. */
export function exp(engine: Engine, x: Float64Array): Float64Array {
  return inBlocks(x, (part, out) => callKernel(engine, "vexp", { n: part.length, x: part, out }));
}

/** log x[i] within 1 ulp, into a new array of the length of `x`; -Infinity at 0, NaN below 0; NaN stays NaN. */
export function log(engine: Engine, x: Float64Array): Float64Array {
  return inBlocks(x, (part, out) => callKernel(engine, "vlog", { n: part.length, x: part, out }));
}

/**
 * x[i]^y within 1 ulp, into a new array of the length of `x`; for y = 2 and 3 the product as the processor rounds it.
 * Special cases as in IEEE 754: x^0 = 1 even for NaN; NaN for negative x unless y is whole.
 */
export function pow(engine: Engine, x: Float64Array, y: number): Float64Array {
  return inBlocks(x, (part, out) => callKernel(engine, "vpow", { n: part.length, y, x: part, out }));
}

/** What is done to whole columns, bound to an engine, for those who evaluate expressions and take samples. */
export function elementary(engine: Engine) {
  return {
    log: (x: Float64Array) => log(engine, x),
    exp: (x: Float64Array) => exp(engine, x),
    pow: (x: Float64Array, y: number) => pow(engine, x, y),
    countNotFinite: (x: Float64Array) => countNotFinite(engine, x),
    integerCodes: (x: Float64Array) => ascendingCodes(engine, x) ?? integerCodes(engine, x),
  };
}

/** Standard normal: P(X <= x), or P(X > x) when `upper`, each to full relative precision in its own tail. */
export function pnorm(engine: Engine, x: number, upper = false): number {
  return scalar(engine, "pnorm", [x], upper);
}

/** Quantile of the standard normal at `p` (upper tail when `upper`). Throws NumericalError unless 0 <= p <= 1. */
export function qnorm(engine: Engine, p: number, upper = false): number {
  return scalar(engine, "qnorm", [p], upper);
}

/** Student's t: P(X <= t), or P(X > t) when `upper`. `df` > 0, Infinity for the normal; NumericalError otherwise. */
export function pt(engine: Engine, t: number, df: number, upper = false): number {
  return scalar(engine, "pt", [t, df], upper);
}

/** Quantile of Student's t at `p` (upper tail when `upper`). Throws NumericalError unless 0 <= p <= 1 and df > 0. */
export function qt(engine: Engine, p: number, df: number, upper = false): number {
  return scalar(engine, "qt", [p, df], upper);
}

/**
 * F distribution: P(X <= x), or P(X > x) when `upper`. `d1`, `d2` > 0, one of them may be Infinity; NumericalError
 * otherwise.
 */
export function pf(engine: Engine, x: number, d1: number, d2: number, upper = false): number {
  return scalar(engine, "pf", [x, d1, d2], upper);
}

/** Quantile of F at `p` (upper tail when `upper`). Throws NumericalError unless 0 <= p <= 1 and d1, d2 are as for `pf`. */
export function qf(engine: Engine, p: number, d1: number, d2: number, upper = false): number {
  return scalar(engine, "qf", [p, d1, d2], upper);
}

/** Chi-squared: P(X <= x), or P(X > x) when `upper`. 0 < `df` < Infinity; NumericalError otherwise. */
export function pchisq(engine: Engine, x: number, df: number, upper = false): number {
  return scalar(engine, "pchisq", [x, df], upper);
}

/** Quantile of chi-squared at `p` (upper tail when `upper`). NumericalError unless 0 <= p <= 1 and df is as for `pchisq`. */
export function qchisq(engine: Engine, p: number, df: number, upper = false): number {
  return scalar(engine, "qchisq", [p, df], upper);
}

/** The distributions bound to an engine; `upper` (default false) asks for, or inverts, the upper tail. */
export function distributions(engine: Engine) {
  return {
    pnorm: (x: number, upper?: boolean) => pnorm(engine, x, upper),
    qnorm: (p: number, upper?: boolean) => qnorm(engine, p, upper),
    pt: (t: number, df: number, upper?: boolean) => pt(engine, t, df, upper),
    qt: (p: number, df: number, upper?: boolean) => qt(engine, p, df, upper),
    pf: (x: number, d1: number, d2: number, upper?: boolean) => pf(engine, x, d1, d2, upper),
    qf: (p: number, d1: number, d2: number, upper?: boolean) => qf(engine, p, d1, d2, upper),
    pchisq: (x: number, df: number, upper?: boolean) => pchisq(engine, x, df, upper),
    qchisq: (p: number, df: number, upper?: boolean) => qchisq(engine, p, df, upper),
  };
}

function inBlocks(x: Float64Array, kernel: (part: Float64Array, out: Float64Array) => void): Float64Array {
  const out = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += BLOCK) {
    kernel(x.subarray(start, start + BLOCK), out.subarray(start, start + BLOCK));
  }
  return out;
}

/** A missing argument gives a missing result; an argument out of range is an error. */
function scalar(engine: Engine, name: KernelName, args: readonly number[], upper: boolean): number {
  const value = callKernel(engine, name, [...args, upper ? 1 : 0]);
  if (Number.isNaN(value) && !args.some(Number.isNaN)) {
    throw new NumericalError(
      "distribution_domain",
      `${name}(${args.join(", ")}): an argument is out of range; probabilities lie in 0..1, degrees of freedom above 0.`,
      { got: args, expected: "0 <= probability <= 1, degrees of freedom > 0" },
    );
  }
  return value;
}
