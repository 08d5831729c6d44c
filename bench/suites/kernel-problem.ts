/**
 * Layer bench. One kernel on one problem of its registry row, ready to be timed: the arguments laid out in linear
 * memory for ours and as typed arrays for the twin, with what each call overwrites put back before the next.
 */
import type { KernelArg } from "../../src/kernels/call.js";
import type { Engine, F64Block, Scope, U32Block } from "../../src/kernels/engine.js";
import type { KernelRow } from "../../src/kernels/registry/row.js";
import { type ParamType, signatures } from "../../src/wasm/signatures.gen.js";
import { draws } from "../problems/random.js";
import type { Contender } from "../race.js";

const SEED = 20_240_904;
/** Rows of a kernel whose arguments grow in proportion to n. */
const LINEAR_ROWS = 1_000_000;
/** Most elements over all arguments where they grow faster: a square matrix of 1,000 rows. */
const DENSE_ELEMENTS = 1_000_000;
const PROBES = [1_000, 2_000] as const;

/** Results of a call: the number returned, then the arrays at Out and InOut parameters. */
export type Results = readonly ArrayLike<number>[];

/** A contender whose results can be read after the race. */
export interface Runner extends Contender {
  results(): Results;
}

/** Seeded arguments of `row` at the size benches use; the same at every call. */
export function benchArguments(row: KernelRow): KernelArg[] {
  return argumentsAt(row, benchSize(row));
}

/** Value of the dimension called `name`, or null where the kernel has none of that name. */
export function dimension(row: KernelRow, args: readonly KernelArg[], name: string): number | null {
  const at = signatures[row.name].params.findIndex(([parameter]) => parameter === name);
  const value = args[at];
  return typeof value === "number" ? value : null;
}

/** Ours: the kernel on addresses, as pipelines call it, without copies in or out. */
export function kernelRunner(engine: Engine, scope: Scope, row: KernelRow, args: readonly KernelArg[]): Runner {
  const blocks = args.map((arg) => place(scope, arg));
  const numbers = blocks.map((block) => (typeof block === "number" ? block : block.address));
  const kernel = engine.kernels[row.name] as (...numbers: number[]) => number;
  let result = Number.NaN;
  const restored = positions(row, (type) => type.startsWith("InOut"));
  return {
    backend: "wasmetrics",
    prepare: () => {
      for (const i of restored) viewOf(blocks[i]!).set(arrayOf(args[i]!));
    },
    run: () => {
      result = kernel(...numbers);
    },
    results: () => [[result], ...outputs(row).map((i) => viewOf(blocks[i]!).slice())],
  };
}

/** The twin, on its own copy of the arguments. */
export function twinRunner(row: KernelRow, args: readonly KernelArg[]): Runner {
  const own = args.map((arg) => (typeof arg === "number" ? arg : arg.slice()));
  const twin = row.twin as (...args: KernelArg[]) => number;
  let result = Number.NaN;
  const restored = positions(row, (type) => type.startsWith("InOut"));
  return {
    backend: "js",
    prepare: () => {
      for (const i of restored) arrayOf(own[i]!).set(arrayOf(args[i]!));
    },
    run: () => {
      result = twin(...own);
    },
    results: () => [[result], ...outputs(row).map((i) => arrayOf(own[i]!))],
  };
}

/**
 * LINEAR_ROWS, unless the arguments grow faster than in proportion to n: then the n at which they hold DENSE_ELEMENTS.
 */
function benchSize(row: KernelRow): number {
  const [few, many] = PROBES.map((n) => elements(argumentsAt(row, n))) as [number, number];
  const growth = Math.log2(many / few);
  if (growth <= 1.1) return LINEAR_ROWS;
  return Math.round(PROBES[0] * (DENSE_ELEMENTS / few) ** (1 / growth));
}

function argumentsAt(row: KernelRow, n: number): KernelArg[] {
  const { uniform } = draws(SEED, 0);
  let i = 0;
  return row.problem(n, () => uniform(i++));
}

const elements = (args: readonly KernelArg[]): number =>
  args.reduce<number>((sum, arg) => sum + (typeof arg === "number" ? 0 : arg.length), 0);

const positions = (row: KernelRow, wanted: (type: ParamType) => boolean): number[] =>
  signatures[row.name].params.flatMap(([, type], i) => (wanted(type) ? [i] : []));

const outputs = (row: KernelRow): number[] => positions(row, (type) => type.includes("Out"));

function place(scope: Scope, arg: KernelArg): number | F64Block | U32Block {
  if (typeof arg === "number") return arg;
  return arg instanceof Float64Array ? scope.copyF64(arg) : scope.copyU32(arg);
}

const arrayOf = (arg: KernelArg): Float64Array | Uint32Array => arg as Float64Array | Uint32Array;

const viewOf = (block: number | F64Block | U32Block) => (block as F64Block | U32Block).view();
