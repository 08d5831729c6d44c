/**
 * Calls any kernel with typed arrays: copies inputs in, runs, copies outputs back, by the generated
 * signatures. For users and tests; pipelines keep their blocks in linear memory and call addresses.
 */
import { KernelError } from "../../base/errors.js";
import type { Engine } from "../wasm/load.js";
import type { Scope } from "../wasm/memory.js";
import { type KernelExports, type ParamType, signatures } from "../wasm/signatures.gen.js";

export type KernelName = keyof KernelExports;
/** A scalar, or the array behind an address. */
export type KernelArg = number | Float64Array | Uint32Array;

/** Runs kernel `name`; arrays at Out and InOut parameters are updated in place. Returns what the kernel returns. */
export function callKernel(engine: Engine, name: KernelName, args: readonly KernelArg[]): number {
  const { params } = signatures[name];
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
  const expected = type.endsWith("F64") ? Float64Array : type.endsWith("U32") ? Uint32Array : undefined;
  if (expected === undefined && typeof arg === "number") return arg;
  if (expected === Float64Array && arg instanceof Float64Array) return scope.copyF64(arg);
  if (expected === Uint32Array && arg instanceof Uint32Array) return scope.copyU32(arg);
  throw new KernelError(
    "kernel_argument",
    `Kernel ${kernel}: argument '${name}' must be ${expected?.name ?? "a number"}.`,
    { got: typeof arg === "number" ? "number" : arg.constructor.name, expected: expected?.name ?? "number" },
  );
}
