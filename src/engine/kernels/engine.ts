/**
 * The engine as higher layers see it: only this layer imports `wasm/`, so its types are passed on here.
 */
export { type Build, type Engine, type EngineOptions, loadEngine, memoryLimit, type Task } from "../wasm/load.js";
export type { F64Block, Held, Scope, U32Block } from "../wasm/memory.js";
