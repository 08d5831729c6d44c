/**
 * No effect, or one: group means, rows in the order they come, a task for every four columns. Knows
 * nothing of other methods.
 */
import { invokeChecked } from "../../engine/kernels/call.js";
import { demeanByCodeWork, LANES } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import { type LoadedEffect, weightsByLevel } from "./effects.js";
import type { BatchSolver } from "./solver.js";

/** First and second moments of four columns, deviations from group means, weight: what demeanPassOne returns. */
const MOMENTS = 13;

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
  const solver: BatchSolver = (X, k) =>
    scope.scope((inner) => {
      const blocks = blocksOf(inner, X, k, n, 2);
      if (ordered) {
        const tasks = blocks.map(({ x, width, before, after }) => {
          return { n, k: width, nGroups: nLevels, offsets, X: x, before, after, ...given };
        });
        engine.run("demeanByGroup", tasks);
      } else {
        const tasks = blocks.map(({ x, width, before, after }) => {
          const work = inner.f64(demeanByCodeWork(nLevels));
          return { n, k: width, nLevels, codes, totals, X: x, before, after, work, ...given };
        });
        engine.run("demeanByCode", tasks);
      }
      return {
        before: join(blocks.map(({ before, width }) => before.view().subarray(0, width))),
        after: join(blocks.map(({ after, width }) => after.view().subarray(0, width))),
        largestMean: join(blocks.map(({ after, width }) => after.view().subarray(width, 2 * width))),
        iterations: 0,
        error: new Float64Array(k),
      };
    });
  return { solver, offsets: ordered ? offsets : null };
}

/** Leaves columns as they are and measures them. */
export function nothingToAbsorb(engine: Engine, scope: Scope, weights: F64Block | null): BatchSolver {
  return (X, k, n) =>
    scope.scope((inner) => {
      const blocks = blocksOf(inner, X, k, n, MOMENTS / LANES);
      const all = inner.copyU32(Uint32Array.of(0, n));
      const given = { w: weights, weighted: weights === null ? 0 : 1 };
      engine.run(
        "demeanPassOne",
        blocks.map(({ x, width, before }) => {
          return {
            X: x,
            offsets: all,
            codes: null,
            sums: null,
            moments: before,
            n,
            k: width,
            low: 0,
            high: 1,
            nLevels: 0,
            p: 0,
            ...given,
          };
        }),
      );
      const [total, square] = [new Float64Array(k), new Float64Array(k)];
      blocks.forEach(({ x, width, before }, b) => {
        const moments = before.view();
        const weight = moments[MOMENTS - 1]!;
        for (let j = 0; j < width; j++) {
          const origin = n > 0 ? x.view()[j * n]! : 0;
          const [first, second] = [moments[j]!, moments[LANES + j]!];
          total[b * LANES + j] = weight > 0 ? Math.max(0, second - first * (first / weight)) : 0;
          const mean = weight > 0 ? origin + first / weight : 0;
          square[b * LANES + j] = total[b * LANES + j]! + weight * mean ** 2;
        }
      });
      const none = new Float64Array(k);
      return { before: total, after: square, largestMean: none, iterations: 0, error: none };
    });
}

/** Four columns each: how many there are, and room for what a kernel returns for them. */
function blocksOf(scope: Scope, X: F64Block, k: number, n: number, perColumn: number) {
  return Array.from({ length: Math.ceil(k / LANES) }, (_, b) => ({
    x: X.part(b * LANES * n, Math.min(LANES, k - b * LANES) * n),
    width: Math.min(LANES, k - b * LANES),
    before: scope.f64(perColumn * LANES),
    after: scope.f64(perColumn * LANES),
  }));
}

const join = (parts: readonly Float64Array<ArrayBufferLike>[]): Float64Array =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)));
