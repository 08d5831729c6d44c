// The kernel ABI in one place: how addresses are typed, how memory is read, what a kernel returns.
//
// An address is a usize; its alias tells element type and direction, and `src/engine/wasm/signatures.gen.ts` is generated
// from these names: In is read, Out is overwritten, InOut is updated, Work is scratch whose content means nothing.
// Matrices are column-major with leading dimension n. Codes are dense u32 from 0.
// Kernels return LAPACK-style info: 0 ok, -i when argument i (from 1) is illegal, > 0 a numerical outcome; or a number.

export type InF64 = usize;
export type OutF64 = usize;
export type InOutF64 = usize;
export type WorkF64 = usize;
export type InU32 = usize;
export type OutU32 = usize;
export type InOutU32 = usize;
export type WorkU32 = usize;
export type InU8 = usize;
export type OutU8 = usize;
export type InOutU8 = usize;
export type WorkU8 = usize;

/** Rows in a chunk of a reduction: partial results are made per chunk and merged by a fixed binary tree. */
// @ts-ignore: decorator
@inline export const CHUNK: usize = 4096;

/** x[i] */
// @ts-ignore: decorator
@inline export function f64At(x: usize, i: usize): f64 { return load<f64>(x + (i << 3)); }
/** x[i] = value */
// @ts-ignore: decorator
@inline export function setF64(x: usize, i: usize, value: f64): void { store<f64>(x + (i << 3), value); }
/** codes[i], widened for indexing */
// @ts-ignore: decorator
@inline export function u32At(x: usize, i: usize): usize { return <usize>load<u32>(x + (i << 2)); }
/** codes[i] = value */
// @ts-ignore: decorator
@inline export function setU32(x: usize, i: usize, value: usize): void { store<u32>(x + (i << 2), <u32>value); }
