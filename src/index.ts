/** The library, safe for browsers: no file system, no `node:` module. */
export { type Engine, loadEngine } from "./wasm/load.js";
