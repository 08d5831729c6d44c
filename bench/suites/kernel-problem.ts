/**
 * One kernel on one problem of its registry row, ready to be timed: the arguments laid out in linear
 * memory for ours and as typed arrays for the twin, with what each call overwrites put back before the next.
 */
import type { KernelArg } from "../../src/engine/kernels/call.js";
import type { Engine, F64Block, Scope, U8Block, U32Block } from "../../src/engine/kernels/engine.js";
import { signatures } from "../../src/engine/wasm/signatures.gen.js";
import type { KernelRow } from "../../test/cases/row.js";
import { draws } from "../problems/random.js";
import type { Contender } from "../race.js";

const SEED = 20_240_904;
/**
 * Rows of a kernel whose arguments grow at most in proportion to n: the even number next above 1e6 that is one less than a
 * multiple of 275, at which registry rows whose shapes turn with n have the most columns (11) and the largest order (24).
 */
const LINEAR_ROWS = 1_001_274;
/** Most elements over all arguments where they grow faster: a square matrix of 1,000 rows. */
const DENSE_ELEMENTS = 1_000_000;
/** Sizes at which the growth of the arguments is seen, the same remainders as LINEAR_ROWS. */
const PROBES = [1_374, 2_474] as const;

/** Exponent of growth up to which arguments count as in proportion to n. */
const LINEAR_GROWTH = 1.1;

/** Results of a call: the number returned, then the arrays at Out and InOut parameters. */
type Results = readonly ArrayLike<number>[];

/** A contender whose results can be read after the race. */
export interface Runner extends Contender {
  results(): Results;
}

/** Seeded arguments of `row` at the size benches use; the same at every call. */
export function benchArguments(row: KernelRow): KernelArg[] {
  return argumentsAt(row, benchSize(row));
}

/** Dimensions of a problem: the kernel's largest, 1 for functions of scalars; and its argument `k` where it has one. */
export function dimensions(
  row: KernelRow,
  args: readonly KernelArg[],
): { readonly n: number; readonly k: number | null } {
  const sizes = signatures[row.name].params.flatMap(([name, type], i) =>
    type === "usize" ? [{ name, value: args[i] as number }] : [],
  );
  return {
    n: sizes.reduce((largest, { value }) => Math.max(largest, value), 1),
    k: sizes.find(({ name }) => name === "k")?.value ?? null,
  };
}

/** Ours: the kernel on addresses, as pipelines call it, without copies in or out. */
export function kernelRunner(engine: Engine, scope: Scope, row: KernelRow, args: readonly KernelArg[]): Runner {
  const blocks = args.map((arg) => place(scope, arg));
  const numbers = blocks.map((block) => (typeof block === "number" ? block : block.address));
  const kernel = engine.kernels[row.name] as (...numbers: number[]) => number;
  let result = Number.NaN;
  const out = outputs(row);
  return {
    backend: "wasmetrics",
    prepare: () => {
      for (const i of out) viewOf(blocks[i]!).set(arrayOf(args[i]!));
    },
    run: () => {
      result = kernel(...numbers);
    },
    results: () => [[result], ...out.map((i) => viewOf(blocks[i]!).slice())],
  };
}

/** Whether a kernel races its reference: functions of scalars do not, whose references integrate and bisect. */
export const isRaced = ({ name }: KernelRow): boolean =>
  signatures[name].params.some(([, type]) => /(F64|U32|U8)$/.test(type));

/** The kernel's computation by its reference in TypeScript, on its own copy of the arguments. */
export function twinRunner(row: KernelRow, args: readonly KernelArg[]): Runner {
  const own = args.map((arg) => (typeof arg === "number" ? arg : arg.slice()));
  const twin = row.twin as (...args: KernelArg[]) => number;
  let result = Number.NaN;
  const out = outputs(row);
  return {
    backend: "js",
    prepare: () => {
      for (const i of out) arrayOf(own[i]!).set(arrayOf(args[i]!));
    },
    run: () => {
      result = twin(...own);
    },
    results: () => [[result], ...out.map((i) => arrayOf(own[i]!))],
  };
}

/**
 * LINEAR_ROWS, unless the arguments grow faster than in proportion to n: then the n at which they hold DENSE_ELEMENTS.
 */
function benchSize(row: KernelRow): number {
  const [few, many] = PROBES.map((n) => elements(argumentsAt(row, n))) as [number, number];
  const growth = Math.log(many / few) / Math.log(PROBES[1] / PROBES[0]);
  if (growth <= LINEAR_GROWTH) return LINEAR_ROWS;
  return Math.round(PROBES[0] * (DENSE_ELEMENTS / few) ** (1 / growth));
}

function argumentsAt(row: KernelRow, n: number): KernelArg[] {
  const { uniform } = draws(SEED, 0);
  let i = 0;
  return row.problem(n, () => uniform(i++));
}

const elements = (args: readonly KernelArg[]): number =>
  args.reduce<number>((sum, arg) => sum + (typeof arg === "number" ? 0 : arg.length), 0);

/** Positions of Out and InOut parameters. */
const outputs = (row: KernelRow): number[] =>
  signatures[row.name].params.flatMap(([, type], i) => (type.includes("Out") ? [i] : []));

function place(scope: Scope, arg: KernelArg): number | F64Block | U32Block | U8Block {
  if (typeof arg === "number") return arg;
  if (arg instanceof Float64Array) return scope.copyF64(arg);
  return arg instanceof Uint8Array ? scope.copyU8(arg) : scope.copyU32(arg);
}

const arrayOf = (arg: KernelArg): Float64Array | Uint32Array | Uint8Array =>
  arg as Float64Array | Uint32Array | Uint8Array;

const viewOf = (block: number | F64Block | U32Block | U8Block) => (block as F64Block | U32Block | U8Block).view();
