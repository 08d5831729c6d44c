/**
 * Calls any kernel with typed arrays: copies inputs in, runs, copies outputs back, by the generated
 * signatures. For users and tests; pipelines keep their blocks in linear memory and call addresses.
 */
import { KernelError } from "../../base/errors.js";
import { calls, type KernelArguments, type KernelExports, type ParamType, signatures } from "../wasm/signatures.gen.js";
import type { Engine, F64Address, F64Block, InF64, InU8, InU32, Scope, Task } from "./engine.js";

export type KernelName = keyof KernelExports;
/** A scalar, or the array behind an address. */
export type KernelArg = number | Float64Array | Uint32Array | Uint8Array;
/** The arguments of a kernel by name, arrays in place of addresses. */
export type KernelArrays<K extends KernelName> = {
  readonly [P in keyof KernelArguments[K]]: KernelArguments[K][P] extends InF64
    ? Float64Array
    : KernelArguments[K][P] extends InU32
      ? Uint32Array
      : KernelArguments[K][P] extends InU8
        ? Uint8Array
        : number;
};

/** Calls kernel `name` on this thread, with addresses, by the names of its parameters. */
export function invoke<K extends KernelName>({ kernels }: Engine, name: K, args: KernelArguments[K]): number {
  return calls[name](kernels, args) as number;
}

/**
 * Runs kernel `name` on arguments by name, or by order; arrays at Out and InOut parameters are updated in place. Returns
 * what the kernel returns.
 */
export function callKernel<K extends KernelName>(
  engine: Engine,
  name: K,
  given: KernelArrays<K> | readonly KernelArg[],
): number {
  const { params } = signatures[name];
  const args = Array.isArray(given)
    ? (given as readonly KernelArg[])
    : params.map(([key]) => (given as Record<string, KernelArg>)[key]!);
  if (args.length !== params.length) {
    throw new KernelError("kernel_arity", `Kernel ${name} takes ${params.length} arguments, got ${args.length}.`, {
      got: args.length,
      expected: params.length,
    });
  }
  return engine.scope((scope) => {
    const blocks = args.map((arg, i) => place(scope, name, arg, params[i]!));
    const kernel = engine.kernels[name] as (...numbers: number[]) => number;
    const result = kernel(...blocks.map((block) => (typeof block === "number" ? block : block.address)));
    args.forEach((arg, i) => {
      const block = blocks[i]!;
      if (typeof arg === "number" || typeof block === "number") return;
      if (params[i]![1].includes("Out")) arg.set(block.view());
    });
    return result;
  });
}

function place(scope: Scope, kernel: KernelName, arg: KernelArg, [name, type]: readonly [string, ParamType]) {
  const ends = { F64: Float64Array, U32: Uint32Array, U8: Uint8Array };
  const [, expected] = Object.entries(ends).find(([element]) => type.endsWith(element)) ?? [];
  if (expected === undefined && typeof arg === "number") return arg;
  if (expected === Float64Array && arg instanceof Float64Array) return scope.copyF64(arg);
  if (expected === Uint32Array && arg instanceof Uint32Array) return scope.copyU32(arg);
  if (expected === Uint8Array && arg instanceof Uint8Array) return scope.copyU8(arg);
  throw new KernelError(
    "kernel_argument",
    `Kernel ${kernel}: argument '${name}' must be ${expected?.name ?? "a number"}.`,
    { got: typeof arg === "object" ? arg.constructor.name : typeof arg, expected: expected?.name ?? "number" },
  );
}

// Parts that tasks made of one array, one after the other in memory, and their sum: neighbours first, in an order the
// number of parts fixes, whoever made them.

/** Numbers of a part that one task of the sum takes. */
const SUM_RANGE = 16_384;

/**
 * `size` numbers up to a whole page, in which processors fetch lines ahead: tasks that write their parts all along must not have a
 * line in common, nor fetch one that another writes, or each waits for the other.
 */
export const ownLines = (size: number): number => Math.ceil(size / 512) * 512;

/** Adds up `nParts` vectors of `size` numbers in place; the first becomes the sum, which is returned. */
export function sumPartsBlock(engine: Engine, nParts: number, size: number, parts: F64Block): F64Block {
  sumPartsBlocks(engine, nParts, size, [parts]);
  return parts.part(0, size);
}

/** As `sumPartsBlock`, for several such arrays at once. */
export function sumPartsBlocks(engine: Engine, nParts: number, size: number, parts: readonly F64Block[]): void {
  if (nParts < 2) return;
  const tasks: Task<"sumParts">[] = [];
  for (const block of parts) {
    for (let low = 0; low < size; low += SUM_RANGE) {
      tasks.push({ nParts, size, low, high: Math.min(size, low + SUM_RANGE), parts: block });
    }
  }
  engine.run("sumParts", tasks);
}

/** The same sum for a few numbers a part, in TypeScript: parts[s*size + i] over s. */
export function sumFew(nParts: number, size: number, parts: Float64Array<ArrayBufferLike>): Float64Array {
  const sums = Float64Array.from(parts.subarray(0, nParts * size));
  for (let step = 1; step < nParts; step *= 2) {
    for (let part = 0; part + step < nParts; part += 2 * step) {
      for (let i = 0; i < size; i++) sums[part * size + i]! += sums[(part + step) * size + i]!;
    }
  }
  return sums.subarray(0, size);
}

// Checks shared by the wrappers, so that a wrong call says which argument of which kernel is wrong.

/** Throws KernelError unless `got` equals `expected`. */
export function checkLength(kernel: string, argument: string, got: number, expected: number): void {
  if (got === expected) return;
  throw new KernelError("kernel_length", `${kernel}: '${argument}' has length ${got}, expected ${expected}.`, {
    got,
    expected,
  });
}

/** Throws KernelError when the kernel reports an illegal argument; returns the info otherwise. */
export function checkInfo(kernel: string, info: number): number {
  if (info >= 0) return info;
  throw new KernelError("kernel_info", `${kernel}: argument ${-info} is illegal.`, { got: info, expected: 0 });
}

/** As `invoke`, for a kernel that returns its info: throws as `checkInfo`. */
export function invokeChecked<K extends KernelName>(engine: Engine, name: K, args: KernelArguments[K]): number {
  return checkInfo(name, invoke(engine, name, args));
}

/** Runs the tasks of a kernel that returns its info, as `engine.run`: throws as `checkInfo`. */
export function runChecked<K extends KernelName>(
  engine: Engine,
  name: K,
  tasks: readonly Task<K>[],
  meanwhile?: () => void,
): readonly number[] {
  const infos = engine.run(name, tasks, meanwhile);
  for (const info of infos) checkInfo(name, info);
  return infos;
}

// Ranges of rows as tasks: whole numbers of 65,536 rows, which are sixteen chunks and so complete subtrees of the tree
// over chunks. However many ranges there are, merging their results in order gives the bits of one pass.

/** Rows of the smallest range. */
export const RANGE = 65_536;
/** Numbers that results and scratch of all tasks together should stay below: 64 MiB. */
const MOST_NUMBERS = 2 ** 23;

/** Rows first .. first + rows - 1. */
export interface Range {
  readonly first: number;
  readonly rows: number;
}

/** Ranges of n rows, as small as `perTask` numbers for each allow; one range when n is 0. */
export function rangesOf(n: number, perTask: number): Range[] {
  let size = RANGE;
  while (size < n && Math.ceil(n / size) * perTask > MOST_NUMBERS) size *= 2;
  return rangesOfSize(n, size);
}

/** Ranges of `size` rows, the last of what is left; one range when n is 0. */
export function rangesOfSize(n: number, size: number): Range[] {
  const count = Math.max(1, Math.ceil(n / size));
  return Array.from({ length: count }, (_, i) => ({ first: i * size, rows: Math.min(size, n - i * size) }));
}

/** Slots of a merge tree over `count` leaves. */
export const slotsFor = (count: number): number => (count <= 1 ? 1 : 33 - Math.clz32(count - 1));

/**
 * A result of `size` numbers that is a sum over n rows: a call of `kernel` for each range, then the merge. `task` gives
 * the arguments for a range, its place for results, and `scratch` numbers of its own.
 */
export function sumOverRanges<K extends KernelName>(
  engine: Engine,
  scope: Scope,
  kernel: K,
  n: number,
  size: number,
  scratch: number,
  task: (range: Range, out: F64Address, work: F64Address) => KernelArguments[K],
): F64Block {
  const ranges = rangesOf(n, size + scratch);
  const out = scope.f64(size);
  scope.scope((inner) => {
    const parts = inner.f64(ranges.length * size);
    const work = inner.f64(ranges.length * scratch);
    engine.run(
      kernel,
      ranges.map((range, i) => task(range, parts.at(i * size), work.at(i * scratch))),
    );
    out.view().set(sumPartsBlock(engine, ranges.length, size, parts).view());
  });
  return out;
}

// The grid by which passes over ordered groups are cut into tasks: slabs of whole groups, fixed by the data and never
// by the number of threads. Knows nothing of what is done in them.

/** Rows that are worth a task of their own. */
const FEWEST_ROWS = 16_384;
/** Rows a slab has for each number it makes, so that adding up parts stays small beside making them. */
const ROWS_A_CELL = 16;
const MOST_SLABS = 32;

/**
 * First group of each slab, and the number of groups at the end: slab s owns groups starts[s] .. starts[s+1]-1, of
 * about equally many rows.
 *
 * @param offsets u32[nGroups+1]
 * @param cells numbers each slab makes
 */
export const slabStarts = (nGroups: number, offsets: ArrayLike<number>, cells: number): readonly number[] =>
  cutGroups(nGroups, offsets, slabsFor(offsets[nGroups] ?? 0, cells));

/** How many slabs n rows have where each makes `cells` numbers. */
export function slabsFor(n: number, cells: number, most = MOST_SLABS): number {
  const fit = Math.floor(n / Math.max(FEWEST_ROWS, ROWS_A_CELL * cells));
  return Math.max(1, Math.min(most, fit));
}

/**
 * First group of each of `nSlabs` slabs of about equally many rows (or cells), and the number of groups at the end: slab s
 * begins at the first group whose rows begin at its share of all or later.
 */
export function cutGroups(nGroups: number, offsets: ArrayLike<number>, nSlabs: number): readonly number[] {
  const n = offsets[nGroups] ?? 0;
  const starts = Array.from({ length: nSlabs }, (_, s) => {
    let [low, high] = [0, nGroups];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offsets[middle]! * nSlabs < s * n) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return [...starts, nGroups];
}
