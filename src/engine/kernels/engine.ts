/**
 * The engine as higher layers see it: only this layer imports `wasm/`, so its types are passed on here.
 */

export { kernelsName, kernelsOf } from "../wasm/kernels.js";
export {
  type Build,
  type Engine,
  type EngineOptions,
  engineOf,
  type KernelSource,
  type Kernels,
  loadEngine,
  memoryLimit,
  type Positional,
  type Task,
} from "../wasm/load.js";
export type {
  F64Address,
  F64Block,
  Held,
  InF64,
  InU8,
  InU32,
  OutF64,
  Scope,
  U8Address,
  U8Block,
  U32Address,
  U32Block,
} from "../wasm/memory.js";
export type { KernelArguments } from "../wasm/signatures.gen.js";
