/**
 * The order of summation as a law: for every kernel of the registry the SIMD, shared and scalar builds give identical
 * bits, on one thread and as tasks of two, agree with the plain TypeScript twin, and touch nothing outside their buffers.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KernelArg } from "../../src/engine/kernels/call.js";
import { type Engine, instantiate, loadEngine } from "../../src/engine/wasm/load.js";
import type { Scope } from "../../src/engine/wasm/memory.js";
import { signatures } from "../../src/engine/wasm/signatures.gen.js";
import { registry } from "../cases/index.js";
import type { KernelRow } from "../cases/row.js";
import { sumsInChunks } from "./chunked-kernels.js";
import { seeded } from "./random.js";

/** Families by the files of `test/law/kernel-parity` that hold them: files run side by side. */
export const PARITY_FILES = {
  algebra: ["blas", "lapack", "moments", "chunks", "covariance", "gmm", "glm"],
  effects: [
    "groups",
    "demean",
    "effects",
    "reduced",
    "did",
    "imputation",
    "panel",
    "quality",
    "switching",
    "counterfactual",
  ],
  matching: ["matching"],
  draws: ["math", "ranks", "resample", "simplex", "simulate"],
  text: ["text"],
} as const satisfies Record<string, readonly KernelRow["family"][]>;

/** Every remainder of lanes and unrolled loops, and the edges of the first chunk. */
const SIZES = [...Array.from({ length: 71 }, (_, n) => n), 4095, 4096];
/** For kernels that sum chunks of 4,096 rows: the edges of further chunks, and trees of them. */
const CHUNKS = [4097, 8191, 8192, 8193, 12_300];
/** Words either side of every buffer that no kernel may touch. */
const GUARD = 8;
const GUARD_F64 = 1.2345e300;
const GUARD_U32 = 0xdead_beef;
const GUARD_U8 = 0xa5;
const GARBAGE_F64 = -7.7e77;
const GARBAGE_U32 = 0x7777;
const GARBAGE_U8 = 0x77;

type Numbers = Float64Array | Uint32Array | Uint8Array;

const guardOf = (array: Numbers): number =>
  array instanceof Float64Array ? GUARD_F64 : array instanceof Uint8Array ? GUARD_U8 : GUARD_U32;
const garbageOf = (array: Numbers): number =>
  array instanceof Float64Array ? GARBAGE_F64 : array instanceof Uint8Array ? GARBAGE_U8 : GARBAGE_U32;

/** A block of the elements of `array`, with room for guards. */
function padded(scope: Scope, array: Numbers) {
  const length = array.length + 2 * GUARD;
  if (array instanceof Float64Array) return scope.f64(length);
  return array instanceof Uint8Array ? scope.u8(length) : scope.u32(length);
}

/** Tasks of a run on two threads: more than threads, so that one thread takes several. */
const COPIES = 3;

interface Outcome {
  readonly result: number;
  readonly outputs: Numbers[];
}

/** Arguments in linear memory with guard words round every buffer, and how to read the outcome of a call with them. */
interface Guarded {
  readonly numbers: readonly number[];
  outcome(result: number): Outcome;
}

function guarded(scope: Scope, row: KernelRow, args: readonly KernelArg[]): Guarded {
  const { params } = signatures[row.name];
  const blocks = args.map((arg, i) => {
    if (typeof arg === "number") return arg;
    const block = padded(scope, arg);
    block.view().fill(guardOf(arg));
    // Out is overwritten and Work means nothing: what stands there before must not matter.
    const isRead = params[i]![1].startsWith("In");
    block.view().set(isRead ? arg : arg.slice().fill(garbageOf(arg)), GUARD);
    return block;
  });
  return {
    numbers: blocks.map((block) => (typeof block === "number" ? block : block.at(GUARD))),
    outcome(result) {
      const outputs: Numbers[] = [];
      blocks.forEach((block, i) => {
        if (typeof block === "number") return;
        const all = block.view().slice();
        const guard = guardOf(all);
        const edges = [...all.subarray(0, GUARD), ...all.subarray(all.length - GUARD)];
        expect(
          edges.every((word) => word === guard),
          `${row.name}: guard words of '${params[i]![0]}'`,
        ).toBe(true);
        if (params[i]![1].includes("Out")) outputs.push(all.slice(GUARD, all.length - GUARD));
      });
      return { result, outputs };
    },
  };
}

/** Runs the kernel with guard words round every buffer; returns the result and the Out and InOut arrays. */
function runGuarded(engine: Engine, row: KernelRow, args: readonly KernelArg[]): Outcome {
  return engine.scope((scope) => {
    const call = guarded(scope, row, args);
    return call.outcome((engine.kernels[row.name] as (...n: number[]) => number)(...call.numbers) ?? 0);
  });
}

/** Runs independent copies of the call as tasks, on as many threads as the engine has. */
function runTogether(engine: Engine, row: KernelRow, args: readonly KernelArg[]): Outcome[] {
  return engine.scope((scope) => {
    const calls = Array.from({ length: COPIES }, () => guarded(scope, row, args));
    const results = engine.run(
      row.name,
      calls.map(({ numbers }) => numbers),
    );
    return calls.map((call, i) => call.outcome(results[i]!));
  });
}

const bytes = (array: Numbers) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** Same bits, NaN payloads aside (a NaN is a NaN). */
function expectSameBits(a: Outcome, b: Outcome, what: string): void {
  expect(Object.is(a.result, b.result), `${what}: result ${a.result} against ${b.result}`).toBe(true);
  a.outputs.forEach((output, i) => {
    const other = b.outputs[i]!;
    if (bytes(output).equals(bytes(other))) return;
    const at = output.findIndex((value: number, j: number) => !Object.is(value, other[j]));
    expect(at, `${what}: output ${i} differs at ${at}: ${output[at]} against ${other[at]}`).toBe(-1);
  });
}

function expectWithin(a: Outcome, b: Outcome, bound: number, what: string): void {
  const close = (x: number, y: number) => Object.is(x, y) || Math.abs(x - y) <= bound * Math.max(1, Math.abs(y));
  expect(close(a.result, b.result), `${what}: result ${a.result}, twin ${b.result}`).toBe(true);
  a.outputs.forEach((output, i) => {
    const at = output.findIndex((value: number, j: number) => !close(value, b.outputs[i]![j]!));
    expect(at, `${what}: output ${i} at ${at}: ${output[at]}, twin ${b.outputs[i]![at]}`).toBe(-1);
  });
}

/** Declares the tests of the kernels of a file. */
export function testParity(file: keyof typeof PARITY_FILES): void {
  const families: readonly string[] = PARITY_FILES[file];
  let engines: Engine[];
  let pooled: Engine;

  beforeAll(async () => {
    const scalar = new WebAssembly.Module(readFileSync(new URL("../../build/scalar.wasm", import.meta.url)));
    engines = [
      await loadEngine({ threads: 1 }),
      await loadEngine({ build: "shared", threads: 1 }),
      instantiate(scalar, { build: "scalar", shared: false, notes: [] }),
    ];
    pooled = await loadEngine({ threads: 2 });
  });

  afterAll(() => pooled.close());

  describe(`kernels of ${families.join(", ")}`, () => {
    for (const row of registry.filter(({ family }) => families.includes(family))) {
      it(`${row.name}: same bits on every build, twin within ${row.bound}`, () => {
        for (const n of sumsInChunks(row.name) ? [...SIZES, ...CHUNKS] : SIZES) expectParity(row, n, engines, pooled);
      });
    }
  });
}

function expectParity(row: KernelRow, n: number, engines: readonly Engine[], pooled: Engine): void {
  const what = `${row.name}, n = ${n}`;
  const args = row.problem(n, seeded(n + 1));
  const [simd, shared, scalar] = engines.map((engine) => runGuarded(engine, row, args));
  expectSameBits(simd!, scalar!, `${what}, simd against scalar`);
  expectSameBits(simd!, shared!, `${what}, simd against shared`);
  for (const together of runTogether(pooled, row, args)) {
    expectSameBits(simd!, together, `${what}, one thread against two`);
  }
  const own = args.map((arg) => (typeof arg === "number" ? arg : arg.slice()));
  const result = row.twin(...(own as never[])) ?? 0;
  const { params } = signatures[row.name];
  const outputs = own.filter((_, i) => params[i]![1].includes("Out")) as Numbers[];
  expectWithin(simd!, { result, outputs }, row.bound, what);
}
