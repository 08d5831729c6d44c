/**
 * Several combinations of columns that stay as they are, effects taken out, and their sums of scores by group: no row is written.
 * What an equation with instruments has in place of one residual. Knows no model.
 */
import { ownLines, runChecked, sumFew, sumPartsBlock } from "../../engine/kernels/call.js";
import { LANES, rowWidth, withinScoresWork } from "../../engine/kernels/demean.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import type { OrderedGroups } from "./ordered-groups.js";

export interface WithinScores {
  /** Of each combination, (weighted) sum of squares, and largest |mean| over groups and levels. */
  readonly squares: Float64Array;
  readonly largestMeans: Float64Array;
  /**
   * Sums over each group of x u, x all columns but the last: for each combination u a row-major matrix, a row a group; null unless
   * asked for.
   */
  readonly scores: F64Block | null;
}

/**
 * @param coefs of the other effects, for every column
 * @param combinations k coefficients each
 */
export function withinScores(
  scope: Scope,
  { engine, given, slabs, totals }: OrderedGroups,
  { X, k, coefs }: { readonly X: F64Block; readonly k: number; readonly coefs: F64Block },
  combinations: readonly Float64Array[],
  scored: boolean,
): WithinScores {
  const { nLevels, offsets } = given;
  const [r, nSlabs, nGroups] = [combinations.length, slabs.length - 1, offsets.length - 1];
  const lanes = rowWidth(r);
  const [levels, measured] = [ownLines(nLevels * lanes), ownLines(2 * lanes)];
  const scores = scored ? scope.f64(r * nGroups * (k - 1)) : null;
  return engine.scope((inner) => {
    const C = Float64Array.from(
      { length: k * lanes },
      (_, at) => combinations[at % lanes]?.[Math.floor(at / lanes)] ?? 0,
    );
    const [sums, measures] = [inner.f64(nSlabs * levels), inner.f64(nSlabs * measured)];
    const shared = {
      ...{ ...given, k, r, nGroups, X, apart: ownLines(LANES * nLevels), coefs, C: inner.copyF64(C) },
      ...{ scores, scored: Number(scored) },
    };
    const tasks = Array.from({ length: nSlabs }, (_, s) => ({
      ...{
        ...shared,
        low: slabs[s]!,
        high: slabs[s + 1]!,
        sums: sums.at(s * levels),
        measures: measures.at(s * measured),
      },
      work: inner.f64(withinScoresWork(k, r)),
    }));
    runChecked(engine, "withinScores", tasks);
    const parts = measures.view().slice();
    const byLevel = sumPartsBlock(engine, nSlabs, levels, sums).view();
    const weights = totals?.view() ?? [];
    const largestMeans = combinations.map((_, v) => {
      let most = 0;
      for (let s = 0; s < nSlabs; s++) most = Math.max(most, parts[s * measured + lanes + v]!);
      weights.forEach((total, l) => {
        if (total > 0) most = Math.max(most, Math.abs(byLevel[l * lanes + v]! / total));
      });
      return most;
    });
    const squares = sumFew(nSlabs, measured, parts).slice(0, r);
    return { squares, largestMeans: Float64Array.from(largestMeans), scores };
  });
}
