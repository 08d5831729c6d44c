/**
 * Wrappers of the kernels that make weights without pairs: the tilt of entropy balancing, bins and strata of
 * coarsened matching.
 */
import { blockedProductsWork } from "./blas.js";
import { callKernel, checkInfo, checkLength, invokeChecked, sumOverRanges } from "./call.js";

import type { Engine, F64Block, Scope } from "./engine.js";
import { csrOffsets, csrOrder, gatherU32 } from "./groups.js";

/** Scratch of `entropyTilt`, in f64. */
export const entropyTiltWork = (n: number, k: number): number => blockedProductsWork(n, k + 1);

/**
 * In linear memory: `weights` f64[n] become base e^(eta - shift); returns the weighted cross-products of [1, C],
 * (k+1) x (k+1). C is n x k.
 */
export function entropyTiltBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  shift: number,
  C: F64Block,
  eta: F64Block,
  base: F64Block,
  weights: F64Block,
): F64Block {
  checkLength("entropyTilt", "C", C.length, n * k);
  for (const block of [eta, base, weights]) checkLength("entropyTilt", "eta, base, weights", block.length, n);
  const scratch = entropyTiltWork(n, k);
  return sumOverRanges(engine, scope, "entropyTilt", n, (k + 1) ** 2, scratch, ({ first, rows }, out, work) => {
    const own = { n: rows, C: C.at(first), eta: eta.at(first), base: base.at(first), weights: weights.at(first) };
    return { stride: n, k, shift, sums: out, work, ...own };
  });
}

/** Powers 1 .. p of (x - centre) / scale less their `targets`, n x p. */
export function powerColumns(
  engine: Engine,
  x: Float64Array,
  targets: Float64Array,
  centre: number,
  scale: number,
): Float64Array {
  const [n, p] = [x.length, targets.length];
  const out = new Float64Array(n * p);
  callKernel(engine, "powerColumns", { n, p, centre, scale, x, targets, out });
  return out;
}

/** Smallest and largest of `x`; [Infinity, -Infinity] of none. Throws KernelError when one is NaN. */
export function extremes(engine: Engine, x: Float64Array): { readonly low: number; readonly high: number } {
  return engine.scope((scope) => extremesBlock(engine, scope, scope.copyF64(x)));
}

/** As `extremes`, in linear memory. */
export function extremesBlock(
  engine: Engine,
  scope: Scope,
  x: F64Block,
): { readonly low: number; readonly high: number } {
  return scope.scope((inner) => {
    const range = inner.f64(2);
    invokeChecked(engine, "extremes", { n: x.length, x, range });
    const [low, high] = range.view() as unknown as readonly [number, number];
    return { low, high };
  });
}

/** Bin of each number: how many of the ascending `cuts` are not above it. Throws KernelError when a number is NaN. */
export function cutCodes(engine: Engine, x: Float64Array, cuts: Float64Array): Uint32Array {
  const codes = new Uint32Array(x.length);
  checkInfo("cutCodes", callKernel(engine, "cutCodes", { n: x.length, nCuts: cuts.length, x, cuts, codes }));
  return codes;
}

/** Codes of one classification, dense from 0. */
export interface Coded {
  readonly codes: Uint32Array;
  readonly nLevels: number;
}

/** Dense codes of the combinations of two codes that occur, numbered by `a` and then `b`. */
export function combineCodes(engine: Engine, a: Coded, b: Coded): Coded {
  checkLength("runCodes", "b", b.codes.length, a.codes.length);
  const byB = orderOf(engine, b.codes, b.nLevels);
  const within = orderOf(engine, gatherU32(engine, a.codes, byB), a.nLevels);
  const order = gatherU32(engine, byB, within);
  const codes = new Uint32Array(order.length);
  const nLevels = callKernel(engine, "runCodes", { n: order.length, order, a: a.codes, b: b.codes, codes });
  return { codes, nLevels };
}

/** Rows by code, stably. */
function orderOf(engine: Engine, codes: Uint32Array, nLevels: number): Uint32Array {
  return csrOrder(engine, codes, csrOffsets(engine, codes, nLevels).offsets);
}

/**
 * Weights for the effect on the treated within strata. `treated` f64[n] of 1 and 0, `treatedIn` and `controlIn` the units of
 * each side by stratum. Throws KernelError when a code is not below the number of strata.
 */
export function stratumWeights(
  engine: Engine,
  codes: Uint32Array,
  treated: Float64Array,
  treatedIn: Float64Array,
  controlIn: Float64Array,
): Float64Array {
  checkLength("stratumWeights", "treated", treated.length, codes.length);
  checkLength("stratumWeights", "controlIn", controlIn.length, treatedIn.length);
  const weights = new Float64Array(codes.length);
  const args = { n: codes.length, nStrata: treatedIn.length, codes, treated, treatedIn, controlIn, weights };
  checkInfo("stratumWeights", callKernel(engine, "stratumWeights", args));
  return weights;
}
