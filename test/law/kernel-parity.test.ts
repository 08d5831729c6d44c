/**
 * The order of summation as a law: for every kernel of the registry the SIMD, shared and scalar builds give identical
 * bits, agree with the plain TypeScript twin, and touch nothing outside their buffers.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { KernelArg } from "../../src/kernels/call.js";
import type { KernelRow } from "../../src/kernels/registry/row.js";
import { registry } from "../../src/kernels/registry.js";
import { type Engine, instantiate, loadEngine } from "../../src/wasm/load.js";
import { signatures } from "../../src/wasm/signatures.gen.js";
import { seeded } from "../support/random.js";

const SIZES = [...Array.from({ length: 71 }, (_, n) => n), 4095, 4096, 4097, 8191, 8192, 8193, 12_300];
/** Words either side of every buffer that no kernel may touch. */
const GUARD = 8;
const GUARD_F64 = 1.2345e300;
const GUARD_U32 = 0xdead_beef;
const GARBAGE_F64 = -7.7e77;
const GARBAGE_U32 = 0x7777;

let engines: Engine[];

beforeAll(async () => {
  const scalar = new WebAssembly.Module(readFileSync(new URL("../../build/scalar.wasm", import.meta.url)));
  engines = [
    await loadEngine(),
    await loadEngine({ build: "shared" }),
    instantiate(scalar, { build: "scalar", shared: false, sha256: "", notes: [] }),
  ];
});

interface Outcome {
  readonly result: number;
  readonly outputs: (Float64Array | Uint32Array)[];
}

/** Runs the kernel with guard words round every buffer; returns the result and the Out and InOut arrays. */
function runGuarded(engine: Engine, row: KernelRow, args: readonly KernelArg[]): Outcome {
  const { params } = signatures[row.name];
  return engine.scope((scope) => {
    const blocks = args.map((arg, i) => {
      if (typeof arg === "number") return arg;
      const isF64 = arg instanceof Float64Array;
      const padded = isF64 ? scope.f64(arg.length + 2 * GUARD) : scope.u32(arg.length + 2 * GUARD);
      padded.view().fill(isF64 ? GUARD_F64 : GUARD_U32);
      // Out is overwritten and Work means nothing: what stands there before must not matter.
      const isRead = params[i]![1].startsWith("In");
      padded.view().set(isRead ? arg : arg.map(() => (isF64 ? GARBAGE_F64 : GARBAGE_U32)), GUARD);
      return padded;
    });
    const numbers = blocks.map((block) => (typeof block === "number" ? block : block.at(GUARD)));
    const result = (engine.kernels[row.name] as (...n: number[]) => number)(...numbers);
    const outputs: (Float64Array | Uint32Array)[] = [];
    blocks.forEach((block, i) => {
      if (typeof block === "number") return;
      const all = block.view().slice();
      const guard = all instanceof Float64Array ? GUARD_F64 : GUARD_U32;
      const edges = [...all.subarray(0, GUARD), ...all.subarray(all.length - GUARD)];
      expect(
        edges.every((word) => word === guard),
        `${row.name}: guard words of '${params[i]![0]}'`,
      ).toBe(true);
      if (params[i]![1].includes("Out")) outputs.push(all.slice(GUARD, all.length - GUARD));
    });
    return { result, outputs };
  });
}

const bytes = (array: Float64Array | Uint32Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

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

describe("kernels", () => {
  it("each export has a registry row", () => {
    expect(registry.map((row) => row.name).sort()).toEqual(Object.keys(signatures).sort());
  });

  for (const row of registry) {
    it(`${row.name}: same bits on every build, twin within ${row.bound}`, () => {
      for (const n of SIZES) {
        const what = `${row.name}, n = ${n}`;
        const args = row.problem(n, seeded(n + 1));
        const [simd, shared, scalar] = engines.map((engine) => runGuarded(engine, row, args));
        expectSameBits(simd!, scalar!, `${what}, simd against scalar`);
        expectSameBits(simd!, shared!, `${what}, simd against shared`);
        const own = args.map((arg) => (typeof arg === "number" ? arg : arg.slice()));
        const result = row.twin(...(own as never[]));
        const { params } = signatures[row.name];
        const outputs = own.filter((_, i) => params[i]![1].includes("Out")) as (Float64Array | Uint32Array)[];
        expectWithin(simd!, { result, outputs }, row.bound, what);
      }
    });
  }
});
