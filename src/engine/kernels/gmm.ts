/**
 * Wrappers of the kernels of GMM on panels: the sums over units that estimates, weights, tests and corrections
 * are made of. Z is never formed. Tasks are ranges of units, cut by their number and the size of the sums.
 */
import { checkInfo, checkLength, sumPartsBlock } from "./call.js";
import type { Engine, F64Block, KernelArguments, Scope, Task, U32Block } from "./engine.js";

/** Units that are worth a task of their own. */
const FEWEST_UNITS = 64;
const MOST_TASKS = 32;
/** Numbers that sums and scratch of all tasks together should stay below: 64 MiB. */
const MOST_NUMBERS = 2 ** 23;

/** A panel and its plan in linear memory. */
export interface LoadedPanel {
  readonly nUnits: number;
  readonly plan: GmmPlan;
  readonly tables: U32Block;
  readonly columns: F64Block;
}

/** Columns of nUnits * nPeriods numbers, one after the other, in linear memory. Throws KernelError on unequal lengths. */
export function placeColumns(scope: Scope, columns: readonly Float64Array[], length: number): F64Block {
  const block = scope.f64(columns.length * length);
  columns.forEach((column, j) => {
    checkLength("gmmProducts", `columns[${j}]`, column.length, length);
    block
      .part(j * length, length)
      .view()
      .set(column);
  });
  return block;
}

/** `columns` as `placeColumns` gives them, with a plan. */
export function placePanel(scope: Scope, nUnits: number, columns: F64Block, plan: GmmPlan): LoadedPanel {
  return { nUnits, plan, tables: scope.copyU32(packPlan(plan)), columns };
}

/** Scratch of the kernels, in f64: what all need, and their own. */
const unitWork = ({ nPeriods, columns, variables }: GmmPlan): number =>
  3 * nPeriods * (columns.length + variables.length + 1);
export const gmmProductsWork = (plan: GmmPlan): number => unitWork(plan) + plan.nInstruments * (plan.nPeriods + 2);
export const gmmScoresWork = (plan: GmmPlan): number => unitWork(plan) + plan.nInstruments + 2 * plan.nPeriods;
export const gmmCorrectionsWork = (plan: GmmPlan): number => unitWork(plan) + 2 * plan.columns.length;
/** Scratch of all three, in u32. */
export const gmmFlags = ({ nPeriods }: GmmPlan): number => 5 * nPeriods;

/** Numbers in the sums of each kernel. */
export const gmmProductsSize = ({ nPeriods, columns: { length: p }, nInstruments: L }: GmmPlan): number =>
  2 * L * L + L * p + p * p + 2 * nPeriods;
export const gmmScoresSize = ({ columns: { length: p }, nInstruments: L }: GmmPlan, nOrders: number): number =>
  L * L + 2 + nOrders * (5 + p + 2 * L);
export const gmmCorrectionsSize = ({ columns: { length: p }, nInstruments: L }: GmmPlan): number => L * p;

/** Cross-products; matrices full and column-major, p columns: outcome, then regressors. */
export interface GmmProducts {
  readonly ZZ: Float64Array;
  readonly ZHZ: Float64Array;
  /** L by p. */
  readonly ZX: Float64Array;
  readonly XX: Float64Array;
  /** f64[2T]: rows of each slot. */
  readonly rowsBySlot: Float64Array;
  /** u32[2 nUnits]: transformed and level rows of each unit. */
  readonly rowsByUnit: Uint32Array;
}

export function gmmProducts(engine: Engine, panel: LoadedPanel): GmmProducts {
  const { plan, nUnits } = panel;
  const { nInstruments: L, nPeriods, columns } = plan;
  const p = columns.length;
  return engine.scope((scope) => {
    const rowCounts = scope.u32(2 * nUnits);
    const sums = sumOverUnits(engine, scope, "gmmProducts", panel, {
      size: gmmProductsSize(plan),
      scratch: gmmProductsWork(plan),
      task: (units) => ({ rowCounts, ...units }),
    });
    let at = 0;
    const take = (length: number) => {
      at += length;
      return sums.subarray(at - length, at);
    };
    const ZZ = symmetric(L, take(L * L));
    const weighted = symmetric(L, take(L * L));
    const ZX = transposed(p, L, take(L * p));
    const XX = symmetric(p, take(p * p));
    const rowsBySlot = take(2 * nPeriods).slice();
    const ZHZ = plan.covariance === 0 ? ZZ : weighted;
    return { ZZ, ZHZ, ZX, XX, rowsBySlot, rowsByUnit: rowCounts.view().slice() };
  });
}

/** What the test of serial correlation of one order needs. */
export interface GmmSerial {
  readonly product: number;
  readonly squares: number;
  readonly units: number;
  readonly pairs: number;
  /** w'Hw; null unless asked for. */
  readonly wHw: number | null;
  /** [y X]'w, p. */
  readonly Xw: Float64Array;
  /** Z'e (w'e), L. */
  readonly Zew: Float64Array;
  /** Z'Hw, L; null unless asked for. */
  readonly ZHw: Float64Array | null;
}

export interface GmmScores {
  /** L by L. */
  readonly scores: Float64Array;
  readonly transformedSquares: number;
  readonly levelSquares: number;
  /** Orders 1, 2, and so on. */
  readonly serial: readonly GmmSerial[];
}

/** Sums at the residuals of coefficients `beta`, p - 1 of them; `classical` asks for what errors of covariance H give. */
export function gmmScores(
  engine: Engine,
  panel: LoadedPanel,
  beta: Float64Array,
  nOrders: number,
  classical: boolean,
): GmmScores {
  const { plan } = panel;
  const { nInstruments: L, columns } = plan;
  const p = columns.length;
  return engine.scope((scope) => {
    const combination = placeCombination(scope, p, beta);
    const sums = sumOverUnits(engine, scope, "gmmScores", panel, {
      size: gmmScoresSize(plan, nOrders),
      scratch: gmmScoresWork(plan),
      task: (units) => ({ nOrders, classical: Number(classical), combination, ...units }),
    });
    let at = L * L + 2;
    const take = (length: number) => {
      at += length;
      return sums.slice(at - length, at);
    };
    const serial = Array.from({ length: nOrders }, (): GmmSerial => {
      const [product, squares, units, pairs, wHw] = take(5) as unknown as [number, number, number, number, number];
      const [Xw, Zew, ZHw] = [take(p), take(L), take(L)];
      return { product, squares, units, pairs, wHw: classical ? wHw : null, Xw, Zew, ZHw: classical ? ZHw : null };
    });
    return {
      scores: symmetric(L, sums.subarray(0, L * L)),
      transformedSquares: sums[L * L]!,
      levelSquares: sums[L * L + 1]!,
      serial,
    };
  });
}

/** Sum over units of Z'x (e'Z u) + Z'e (x'Z u) at the residuals e of `beta`, a column for each regressor: L by p - 1. */
export function gmmCorrections(engine: Engine, panel: LoadedPanel, beta: Float64Array, u: Float64Array): Float64Array {
  const { plan } = panel;
  const { nInstruments: L, columns } = plan;
  const p = columns.length;
  checkLength("gmmCorrections", "u", u.length, L);
  return engine.scope((scope) => {
    const [combination, along] = [placeCombination(scope, p, beta), scope.copyF64(u)];
    const sums = sumOverUnits(engine, scope, "gmmCorrections", panel, {
      size: gmmCorrectionsSize(plan),
      scratch: gmmCorrectionsWork(plan),
      task: (units) => ({ combination, u: along, ...units }),
    });
    return transposed(p, L, sums).slice(L);
  });
}

function placeCombination(scope: Scope, p: number, beta: Float64Array): F64Block {
  checkLength("gmmScores", "beta", beta.length, p - 1);
  return scope.copyF64(Float64Array.from({ length: p }, (_, j) => (j === 0 ? 1 : -beta[j - 1]!)));
}

type GmmKernel = "gmmProducts" | "gmmScores" | "gmmCorrections";
type UnitTask = Pick<
  KernelArguments["gmmScores"],
  keyof KernelArguments["gmmProducts"] & keyof KernelArguments["gmmScores"]
>;

interface UnitSums<K extends GmmKernel> {
  readonly size: number;
  readonly scratch: number;
  /** The arguments of a task, from those that all kernels take. */
  readonly task: (units: UnitTask) => Task<K>;
}

/** Sums a kernel makes over all units: ranges of units, then neighbours first. */
function sumOverUnits<K extends GmmKernel>(
  engine: Engine,
  scope: Scope,
  kernel: K,
  { nUnits, plan, tables, columns }: LoadedPanel,
  { size, scratch, task }: UnitSums<K>,
): Float64Array<ArrayBufferLike> {
  const count = unitTasks(nUnits, size + scratch);
  const [parts, work] = [scope.f64(count * size), scope.f64(count * scratch)];
  const flags = scope.u32(count * gmmFlags(plan));
  const bound = (i: number): number => Math.floor((i * nUnits) / count);
  const infos = engine.run(
    kernel,
    Array.from({ length: count }, (_, i) => {
      const own = { low: bound(i), high: bound(i + 1), sums: parts.at(i * size), work: work.at(i * scratch) };
      return task({ nUnits, plan: tables, panel: columns, flags: flags.at(i * gmmFlags(plan)), ...own });
    }),
  );
  for (const info of infos) checkInfo(kernel, info);
  return sumPartsBlock(engine, count, size, parts).view().slice();
}

/** Tasks that `nUnits` are cut into, by their number and the numbers a task takes. */
function unitTasks(nUnits: number, numbers: number): number {
  const fit = Math.min(Math.floor(nUnits / FEWEST_UNITS), Math.floor(MOST_NUMBERS / numbers));
  return Math.max(1, Math.min(MOST_TASKS, fit));
}

/** A full matrix from its upper triangle. */
function symmetric(n: number, upper: Float64Array<ArrayBufferLike>): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [at % n, Math.floor(at / n)];
    return upper[i <= j ? at : i * n + j]!;
  });
}

/** The transpose of a `rows` by `columns` matrix, column-major. */
function transposed(rows: number, columns: number, A: Float64Array<ArrayBufferLike>): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, at) => A[(at % columns) * rows + Math.floor(at / columns)]!);
}

// A panel regression with instruments as the kernels read it.

/** What a number of an instrument is: the variable in levels, its first difference, its orthogonal deviation. */
export type ValueKind = 0 | 1 | 2;

/** A number of a row of Z. */
export interface PlanEntry {
  /** Column of Z. */
  readonly instrument: number;
  readonly kind: ValueKind;
  /** Position in `GmmPlan.variables`. */
  readonly variable: number;
  /** Of which period; a missing value counts as 0. */
  readonly period: number;
}

export interface GmmPlan {
  readonly nPeriods: number;
  /** Columns of the panel that are the outcome and the regressors. */
  readonly columns: readonly number[];
  /** Of each: whether it enters the transformed equation as it is; not with orthogonal deviations. */
  readonly asIs: readonly boolean[];
  /** Columns of the panel that instruments are made of. */
  readonly variables: readonly number[];
  /** Of each: 1 added when rows of the transformed equation need it, 2 when those of the levels do. */
  readonly needed: readonly number[];
  readonly nInstruments: number;
  readonly levels: boolean;
  readonly orthogonal: boolean;
  /** 0: H is the identity; 1: that of the transformed errors, the identity in levels; 2: that of both, with their covariance. */
  readonly covariance: 0 | 1 | 2;
  /** 2T slots, each ascending by instrument, one entry an instrument. */
  readonly slots: readonly (readonly PlanEntry[])[];
}

const HEADER = 20;

/** The plan as u32: seven numbers, then where each table begins (from 8 on), then the tables. */
export function packPlan(plan: GmmPlan): Uint32Array {
  const { nPeriods: T, slots, variables } = plan;
  const entries = slots.flat();
  const byPeriod = periodPatterns(plan);
  const [own, periods] = [runsOf(slots.map((slot) => slot.map(({ instrument }) => instrument))), runsOf(byPeriod)];
  const tables: readonly (readonly number[])[] = [
    [...plan.columns, ...variables],
    plan.asIs.map(Number),
    plan.needed,
    startsOf(slots),
    entries.map(({ instrument }) => instrument),
    entries.map(({ kind, variable, period }) => (kind * variables.length + variable) * T + period),
    own.starts,
    own.runs,
    periods.starts,
    periods.runs,
  ];
  const packed = new Uint32Array(HEADER + tables.reduce((sum, { length }) => sum + length, 0));
  packed.set([T, plan.columns.length, variables.length, plan.nInstruments]);
  packed.set([Number(plan.levels), Number(plan.orthogonal), plan.covariance], 4);
  let at = HEADER;
  tables.forEach((numbers, i) => {
    packed[8 + i] = at;
    packed.set(numbers, at);
    at += numbers.length;
  });
  return packed;
}

/** First of each list, all lists one after the other, and the end. */
function startsOf(lists: readonly { readonly length: number }[]): number[] {
  const starts = [0];
  for (const { length } of lists) starts.push(starts.at(-1)! + length);
  return starts;
}

/** Runs of consecutive numbers in each ascending list: first and count. */
function runsOf(lists: readonly (readonly number[])[]): { starts: number[]; runs: number[] } {
  const starts = [0];
  const runs: number[] = [];
  for (const list of lists) {
    for (const [i, value] of list.entries()) {
      if (i > 0 && value === list[i - 1]! + 1) runs[runs.length - 1]!++;
      else runs.push(value, 1);
    }
    starts.push(runs.length / 2);
  }
  return { starts, runs };
}

/** Instruments that may be other than 0 in each row of M'Z, a row a period. */
function periodPatterns({ nPeriods: T, slots, levels, orthogonal, covariance }: GmmPlan): number[][] {
  return Array.from({ length: T }, (_, t) => {
    const found = new Set<number>();
    const add = (slot: number) => {
      for (const { instrument } of slots[slot] ?? []) found.add(instrument);
    };
    if (orthogonal) for (let s = 0; s <= Math.min(t + 1, T - 1); s++) add(s);
    else for (const s of [t, t + 1]) if (s < T) add(s);
    if (levels && covariance === 2) add(T + t);
    return [...found].sort((a, b) => a - b);
  });
}
