/**
 * No effect, or one: group means, rows in the order they come. Knows nothing of other methods.
 */
import { invokeChecked, slabStarts } from "../../engine/kernels/call.js";
import { demeanByCodeWork, LANES } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import { type LoadedEffect, weightsByLevel } from "./effects.js";
import { type PassOptions, passGroups } from "./group-pass.js";
import type { BatchSolver } from "./solver.js";

const MEASURED: PassOptions = { written: false, coefs: null, sums: null };
const MEANS_OUT: PassOptions = { ...MEASURED, written: true };

/**
 * Takes the means of one effect out of columns: group by group when rows are ordered by it, whose offsets are then returned, by
 * code when not.
 */
export function oneWaySolver(
  engine: Engine,
  scope: Scope,
  n: number,
  effect: LoadedEffect,
  weights: F64Block | null,
): { readonly solver: BatchSolver; readonly offsets: U32Block | null } {
  const { name, codes, nLevels } = effect;
  const given = { w: weights, weighted: weights === null ? 0 : 1 };
  const totals = weightsByLevel(engine, scope, n, { name, codes, low: 0, high: nLevels }, weights);
  const offsets = scope.u32(nLevels + 1);
  const ordered = invokeChecked(engine, "csrOffsets", { n, nLevels, codes, offsets }) === 1;
  if (ordered) {
    const slabs = slabStarts(nLevels, offsets.view(), 0);
    const groups = { engine, slabs, given: { ...given, n, nLevels: 0, p: 0, offsets, codes: null } };
    const solver: BatchSolver = (X, k) => {
      const { total: before, left: after, largestMean } = passGroups(groups, X, k, MEANS_OUT);
      return { before, after, largestMean, iterations: 0, error: new Float64Array(k) };
    };
    return { solver, offsets };
  }
  const solver: BatchSolver = (X, k) =>
    scope.scope((inner) => {
      const blocks = blocksOf(inner, X, k, n);
      const tasks = blocks.map(({ x, width, before, after }) => {
        const work = inner.f64(demeanByCodeWork(nLevels));
        return { n, k: width, nLevels, codes, totals, X: x, before, after, work, ...given };
      });
      engine.run("demeanByCode", tasks);
      return {
        before: join(blocks.map(({ before, width }) => before.view().subarray(0, width))),
        after: join(blocks.map(({ after, width }) => after.view().subarray(0, width))),
        largestMean: join(blocks.map(({ after, width }) => after.view().subarray(width, 2 * width))),
        iterations: 0,
        error: new Float64Array(k),
      };
    });
  return { solver, offsets: null };
}

/** Leaves columns as they are and measures them. */
export function nothingToAbsorb(engine: Engine, scope: Scope, weights: F64Block | null): BatchSolver {
  return (X, k, n) =>
    scope.scope((inner) => {
      const all = { n, nLevels: 0, p: 0, offsets: inner.copyU32(Uint32Array.of(0, n)), codes: null };
      const given = { ...all, w: weights, weighted: weights === null ? 0 : 1 };
      const { total, mean, weight } = passGroups({ engine, given, slabs: [0, 1] }, X, k, MEASURED);
      const none = new Float64Array(k);
      const square = total.map((centred, j) => centred + weight * mean[j]! ** 2);
      return { before: total, after: square, largestMean: none, iterations: 0, error: none };
    });
}

/** Four columns each, and room for what a kernel returns for them. */
function blocksOf(scope: Scope, X: F64Block, k: number, n: number) {
  return Array.from({ length: Math.ceil(k / LANES) }, (_, b) => ({
    x: X.part(b * LANES * n, Math.min(LANES, k - b * LANES) * n),
    width: Math.min(LANES, k - b * LANES),
    before: scope.f64(2 * LANES),
    after: scope.f64(2 * LANES),
  }));
}

const join = (parts: readonly Float64Array<ArrayBufferLike>[]): Float64Array =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)));
