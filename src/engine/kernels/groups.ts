/**
 * Wrappers of the groups kernels: codes in, counts, means, orders, components out. Codes are dense from
 * 0; a code out of range is a KernelError.
 */

import { callKernel, checkInfo, checkLength, invokeChecked, runChecked } from "./call.js";
import type { Engine } from "./engine.js";

const NO_WEIGHTS = new Float64Array(0);
/** Codes that pass through linear memory at a time, so that they stay in cache. */
const PART = 16_384;

/** Scratch of `pairComponents`, in u32. */
export const pairComponentsWork = (nA: number, nB: number): number => nA + nB;

/** Rows of each of `nLevels` levels. */
export function groupCounts(engine: Engine, codes: Uint32Array, nLevels: number): Uint32Array {
  const counts = new Uint32Array(nLevels);
  checkInfo("groupCounts", callKernel(engine, "groupCounts", { n: codes.length, nLevels, codes, counts }));
  return counts;
}

/** Sums of `x` (times `weights`, when given) by level; 0 for a level without rows. */
export function groupSums(
  engine: Engine,
  x: Float64Array,
  codes: Uint32Array,
  nLevels: number,
  weights: Float64Array | null = null,
): Float64Array {
  const w = checkColumns("groupSums", x, codes, weights);
  const sums = new Float64Array(nLevels);
  checkInfo(
    "groupSums",
    callKernel(engine, "groupSums", { n: x.length, nLevels, weighted: weights ? 1 : 0, x, codes, w, sums }),
  );
  return sums;
}

/** Means of `x` by level, NaN for a level without rows, and the weight (or number of rows) of each level. */
export function groupMeans(
  engine: Engine,
  x: Float64Array,
  codes: Uint32Array,
  nLevels: number,
  weights: Float64Array | null = null,
): { readonly means: Float64Array; readonly totals: Float64Array } {
  const w = checkColumns("groupMeans", x, codes, weights);
  const means = new Float64Array(nLevels);
  const totals = new Float64Array(nLevels);
  const args = { n: x.length, nLevels, weighted: weights ? 1 : 0, x, codes, w, means, totals };
  checkInfo("groupMeans", callKernel(engine, "groupMeans", args));
  return { means, totals };
}

/** Offsets of each level's rows once ordered by level (u32[nLevels+1]), and whether rows are in that order already. */
export function csrOffsets(
  engine: Engine,
  codes: Uint32Array,
  nLevels: number,
): { readonly offsets: Uint32Array; readonly ordered: boolean } {
  const offsets = new Uint32Array(nLevels + 1);
  const info = checkInfo("csrOffsets", callKernel(engine, "csrOffsets", { n: codes.length, nLevels, codes, offsets }));
  return { offsets, ordered: info === 1 };
}

/** The stable order of rows by level: row `order[i]` comes at place i. `offsets` are those of `csrOffsets`. */
export function csrOrder(engine: Engine, codes: Uint32Array, offsets: Uint32Array): Uint32Array {
  const nLevels = offsets.length - 1;
  checkLength("csrOrder", "codes", codes.length, offsets[nLevels] ?? 0);
  const order = new Uint32Array(codes.length);
  const args = { n: codes.length, nLevels, codes, offsets, order, cursor: new Uint32Array(nLevels) };
  checkInfo("csrOrder", callKernel(engine, "csrOrder", args));
  return order;
}

/** `x[order[i]]` for each i. */
export function gatherF64(engine: Engine, x: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(order.length);
  checkInfo("gatherF64", callKernel(engine, "gatherF64", { n: order.length, nSource: x.length, x, order, out }));
  return out;
}

/** `x[order[i]]` for each i, of codes. */
export function gatherU32(engine: Engine, x: Uint32Array, order: Uint32Array): Uint32Array {
  const out = new Uint32Array(order.length);
  checkInfo("gatherU32", callKernel(engine, "gatherU32", { n: order.length, nSource: x.length, x, order, out }));
  return out;
}

/** The array whose element `order[i]` is `x[i]`; `order` is a permutation. */
export function scatterF64(engine: Engine, x: Float64Array, order: Uint32Array): Float64Array {
  checkLength("scatterF64", "order", order.length, x.length);
  const out = new Float64Array(x.length);
  checkInfo("scatterF64", callKernel(engine, "scatterF64", { n: x.length, nOut: x.length, x, order, out }));
  return out;
}

/**
 * Connected components of the graph of two effects: how many, and the component of each level of `b` (numbered by
 * first level). Fastest when `b` is the effect with fewer levels.
 */
export function pairComponents(
  engine: Engine,
  a: Uint32Array,
  nA: number,
  b: Uint32Array,
  nB: number,
): { readonly nComponents: number; readonly components: Uint32Array } {
  checkLength("pairComponents", "b", b.length, a.length);
  const components = new Uint32Array(nB);
  const args = { n: a.length, nA, nB, a, b, components, work: new Uint32Array(pairComponentsWork(nA, nB)) };
  return { nComponents: checkInfo("pairComponents", callKernel(engine, "pairComponents", args)), components };
}

/** Rows to drop, ascending. */
export interface Singletons {
  readonly dropped: Uint32Array;
  /** How many of the other rows each level of each effect has. */
  readonly left: readonly Uint32Array[];
}

/**
 * Rows to drop until no level of any effect has exactly one row; the answer does not depend on the order of rows or effects.
 */
export function recursiveSingletons(
  engine: Engine,
  effects: readonly { readonly codes: Uint32Array; readonly nLevels: number }[],
): Singletons {
  const [n, q] = [effects[0]?.codes.length ?? 0, effects.length];
  const levels = Uint32Array.from(effects, (effect) => effect.nLevels);
  const total = levels.reduce((sum, nLevels) => sum + nLevels, 0);
  const bases = effects.map((_, e) => levels.subarray(0, e).reduce((sum, nLevels) => sum + nLevels, 0));
  return engine.scope((scope) => {
    const codes = scope.u32(n * q);
    effects.forEach((effect, e) => {
      checkLength("recursiveSingletons", `codes of effect ${e + 1}`, effect.codes.length, n);
      codes.view().set(effect.codes, e * n);
    });
    const [counts, rows, stack, drop] = [scope.u32(total), scope.u32(total), scope.u32(total), scope.u32(n)];
    const ofEffect = ({ nLevels }: { nLevels: number }, e: number) => {
      return { n, nLevels, codes: codes.at(e * n), counts: counts.at(bases[e]!), rows: rows.at(bases[e]!) };
    };
    runChecked(engine, "levelRows", effects.map(ofEffect));
    const args = { n, q, levels: scope.copyU32(levels), codes, counts, rows, drop, stack };
    const nDropped = invokeChecked(engine, "recursiveSingletons", args);
    return {
      dropped: placesOf(drop.view(), nDropped),
      left: effects.map(({ nLevels }, e) => new Uint32Array(counts.part(bases[e]!, nLevels).view())),
    };
  });
}

/** Places of the `count` ones among `marks`. */
function placesOf(marks: Uint32Array<ArrayBufferLike>, count: number): Uint32Array {
  const places = new Uint32Array(count);
  for (let i = 0, to = 0; to < count; i++) if (marks[i] === 1) places[to++] = i;
  return places;
}

/** codes[i] becomes numbers[codes[i]], in place; 0xffffffff stays. */
export function renumber(engine: Engine, codes: Uint32Array, numbers: Uint32Array): void {
  engine.scope((scope) => {
    const [part, table] = [scope.u32(Math.min(PART, codes.length)), scope.copyU32(numbers)];
    for (let start = 0; start < codes.length; start += PART) {
      const some = codes.subarray(start, start + PART);
      part.view().set(some);
      const args = { n: some.length, nSlots: numbers.length, numbers: table, codes: part };
      invokeChecked(engine, "renumberCodes", args);
      some.set(part.view().subarray(0, some.length));
    }
  });
}

/** Rows looked at before the others are copied into linear memory. */
const GLANCE = 4096;

/** The level of `b` that each level of `a` lies inside; null where one lies across several. */
export function ownersOf(engine: Engine, a: Uint32Array, nA: number, b: Uint32Array): Uint32Array | null {
  checkLength("nestedIn", "b", b.length, a.length);
  const found = (n: number): Uint32Array | null =>
    engine.scope((scope) => {
      const [fine, coarse] = [scope.copyU32(a.subarray(0, n)), scope.copyU32(b.subarray(0, n))];
      const owner = scope.u32(nA);
      return invokeChecked(engine, "nestedIn", { n, nA, a: fine, b: coarse, owner }) === 1
        ? owner.view().slice()
        : null;
    });
  return a.length > GLANCE && found(GLANCE) === null ? null : found(a.length);
}

/** Whether every level of `a` lies inside one level of `b`. */
export const nestedIn = (engine: Engine, a: Uint32Array, nA: number, b: Uint32Array): boolean =>
  ownersOf(engine, a, nA, b) !== null;

function checkColumns(kernel: string, x: Float64Array, codes: Uint32Array, weights: Float64Array | null): Float64Array {
  checkLength(kernel, "codes", codes.length, x.length);
  if (weights !== null) checkLength(kernel, "weights", weights.length, x.length);
  return weights ?? NO_WEIGHTS;
}
