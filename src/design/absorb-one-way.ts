/**
 * Layer design. No effect, or one: group means, rows in the order they come. Knows nothing of other methods.
 */
import { checkInfo } from "../kernels/checks.js";
import { demeanByCodeWork } from "../kernels/demean.js";
import type { Engine, F64Block, Scope } from "../kernels/engine.js";
import { type PlacedEffect, weightsByLevel } from "./absorb-effects.js";
import type { BlockSolve, BlockSolver } from "./absorb-solver.js";

/** Takes the means of one effect out of columns: group by group when rows are ordered by it, by code when not. */
export function oneWaySolver(
  engine: Engine,
  scope: Scope,
  n: number,
  effect: PlacedEffect,
  weights: F64Block | null,
): BlockSolver {
  const { name, codes, nLevels } = effect;
  const weighted = weights === null ? 0 : 1;
  const w = weights?.address ?? 0;
  const totals = weightsByLevel(engine, scope, n, { name, codes, low: 0, high: nLevels }, weights);
  const offsets = scope.u32(nLevels + 1);
  const ordered = checkInfo("csrOffsets", engine.kernels.csrOffsets(n, nLevels, codes, offsets.address)) === 1;
  const { demeanByGroup, demeanByCode } = engine.kernels;
  return (X, k) =>
    scope.scope((inner) => {
      const before = inner.f64(2 * k);
      const after = inner.f64(2 * k);
      if (ordered) {
        demeanByGroup(n, k, nLevels, weighted, offsets.address, w, X, before.address, after.address);
      } else {
        const work = inner.f64(demeanByCodeWork(nLevels)).address;
        demeanByCode(n, k, nLevels, weighted, codes, w, totals.address, X, before.address, after.address, work);
      }
      return outcome(k, before.view().slice(0, k), after.view().slice());
    });
}

/** Leaves columns as they are and measures them. */
export function nothingToAbsorb(
  engine: Engine,
  scope: Scope,
  weights: F64Block | null,
  weightOf: (n: number) => number,
): BlockSolver {
  return (X, k, n) =>
    scope.scope((inner) => {
      const moments = inner.f64(2 * k);
      const all = inner.copyU32(Uint32Array.of(0, n)).address;
      const weighted = weights === null ? 0 : 1;
      engine.kernels.demeanPassOne(n, k, 1, 0, 0, weighted, X, all, 0, weights?.address ?? 0, 0, moments.address);
      const view = moments.view();
      const before = view.slice(0, k);
      const after = new Float64Array(2 * k);
      for (let j = 0; j < k; j++) after[j] = before[j]! + weightOf(n) * view[k + j]! ** 2;
      return outcome(k, before, after);
    });
}

function outcome(k: number, before: Float64Array, after: Float64Array): BlockSolve {
  return {
    before,
    after: after.slice(0, k),
    largestMean: after.slice(k),
    iterations: 0,
    error: new Float64Array(k),
  };
}
