/**
 * Residuals of a regression whose columns stay as they are, and with them what a variance sums over rows: scores by group, or
 * their products. Knows no model.
 */
import { ownLines, sumFew, sumPartsBlock } from "../../engine/kernels/call.js";
import { LANES, rowWidth, withinResidualsWork } from "../../engine/kernels/demean.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import { diagonal, type OrderedGroups, symmetric } from "./ordered-groups.js";
import { type ReadColumns, runOverRows } from "./row-batches.js";

/** A sum of (x u)^2 below: terms of it may have underflowed. */
const LEAST_SCORE_SQUARES = 1e-280;

export interface WithinResiduals {
  /** Times the roots of the weights, in memory order. */
  readonly uHat: F64Block;
  readonly ssr: number;
  /** Largest |mean| over groups and levels. */
  readonly largestMean: number;
  /** Sums of x u by group, a row of k - 1 a group; null unless asked for. */
  readonly scores: F64Block | null;
  /** k - 1 by k - 1, symmetric; null unless asked for, and where squares of x u under- or overflow. */
  readonly meat: Float64Array | null;
}

/**
 * Residuals of the last of k columns on the others.
 *
 * @param coefs of the other effects, for every column
 * @param beta k - 1 coefficients
 */
export function withinResiduals(
  scope: Scope,
  groups: OrderedGroups,
  { columns, coefs }: { readonly columns: ReadColumns; readonly coefs: F64Block },
  beta: Float64Array,
  scored: boolean,
  squared: boolean,
): WithinResiduals {
  const { engine, given, grid, totals } = groups;
  const { n, nLevels, offsets } = given;
  const { k } = columns;
  const [{ nTasks }, width, levels] = [grid, rowWidth(k), ownLines(nLevels)];
  const [crossed, apart] = [ownLines(width * width), (LANES * coefs.length) / width];
  const uHat = scope.f64(n);
  const scores = scored ? scope.f64((offsets.length - 1) * (k - 1)) : null;
  return engine.scope((inner) => {
    const multiples = new Float64Array(width);
    beta.forEach((value, j) => {
      multiples[j] = -value;
    });
    multiples[k - 1] = 1;
    const meats = squared ? inner.f64(nTasks * crossed) : null;
    const [sums, measures] = [inner.f64(nTasks * levels), inner.f64(nTasks * 2)];
    const shared = {
      ...{ ...given, k, apart, coefs, beta: inner.copyF64(multiples), u: uHat, scores },
      ...{ scored: Number(scored), squared: Number(squared) },
    };
    const works = Array.from({ length: nTasks }, () => inner.f64(withinResidualsWork(k)));
    runOverRows(groups, columns, "withinResiduals", (t, rows) => ({
      ...{ ...shared, ...rows, sums: sums.at(t * levels), meat: meats?.at(t * crossed) },
      ...{ measures: measures.at(t * 2), work: works[t]! },
    }));
    const parts = measures.view().slice();
    const [ssr] = sumFew(nTasks, 2, parts);
    const byLevel = sumPartsBlock(engine, nTasks, levels, sums).view();
    const largestMean = Math.max(
      largest(works, (_, t) => parts[2 * t + 1]!),
      largest(totals?.view() ?? [], (total, l) => (total > 0 ? Math.abs(byLevel[l]! / total) : 0)),
    );
    const meat = meats && symmetric(sumPartsBlock(engine, nTasks, crossed, meats).view(), width, k - 1);
    return { uHat, ssr: ssr!, largestMean, scores, meat: meat && isInRange(diagonal(meat, k - 1)) ? meat : null };
  });
}

/** Whether no digit of these sums of squares was lost at the ends of what a double can hold. */
const isInRange = (squares: Float64Array): boolean =>
  squares.every((sum) => sum >= LEAST_SCORE_SQUARES && sum < Number.POSITIVE_INFINITY);

function largest<V>(values: ArrayLike<V>, measure: (value: V, at: number) => number): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, measure(values[i]!, i));
  return most;
}
