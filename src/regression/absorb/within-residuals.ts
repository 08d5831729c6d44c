/**
 * Residuals of a regression whose columns stay as they are, and with them what a variance sums over rows: scores by group, or
 * their products. Knows no model.
 */
import { ownLines, runChecked, sumFew, sumPartsBlock } from "../../engine/kernels/call.js";
import { LANES, rowWidth, withinResidualsWork } from "../../engine/kernels/demean.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import { diagonal, type OrderedGroups, symmetric } from "./ordered-groups.js";

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
  { engine, given, slabs, totals }: OrderedGroups,
  { X, k, coefs }: { readonly X: F64Block; readonly k: number; readonly coefs: F64Block },
  beta: Float64Array,
  scored: boolean,
  squared: boolean,
): WithinResiduals {
  const { n, nLevels, offsets } = given;
  const [nSlabs, width, levels] = [slabs.length - 1, rowWidth(k), ownLines(nLevels)];
  const [crossed, apart] = [ownLines(width * width), ownLines(LANES * nLevels)];
  const uHat = scope.f64(n);
  const scores = scored ? scope.f64((offsets.length - 1) * (k - 1)) : null;
  return engine.scope((inner) => {
    const multiples = new Float64Array(width);
    beta.forEach((value, j) => {
      multiples[j] = -value;
    });
    multiples[k - 1] = 1;
    const meats = squared ? inner.f64(nSlabs * crossed) : null;
    const [sums, measures] = [inner.f64(nSlabs * levels), inner.f64(nSlabs * 2)];
    const shared = {
      ...{ ...given, k, X, apart, coefs, beta: inner.copyF64(multiples), u: uHat, scores },
      ...{ scored: Number(scored), squared: Number(squared) },
    };
    const tasks = Array.from({ length: nSlabs }, (_, s) => ({
      ...{ ...shared, low: slabs[s]!, high: slabs[s + 1]!, sums: sums.at(s * levels), meat: meats?.at(s * crossed) },
      ...{ measures: measures.at(s * 2), work: inner.f64(withinResidualsWork(k)) },
    }));
    runChecked(engine, "withinResiduals", tasks);
    const parts = measures.view().slice();
    const [ssr] = sumFew(nSlabs, 2, parts);
    const byLevel = sumPartsBlock(engine, nSlabs, levels, sums).view();
    const largestMean = Math.max(
      largest(slabs.slice(1), (_, s) => parts[2 * s + 1]!),
      largest(totals?.view() ?? [], (total, l) => (total > 0 ? Math.abs(byLevel[l]! / total) : 0)),
    );
    const meat = meats && symmetric(sumPartsBlock(engine, nSlabs, crossed, meats).view(), width, k - 1);
    return { uHat, ssr: ssr!, largestMean, scores, meat: meat && isInRange(diagonal(meat, k - 1)) ? meat : null };
  });
}

/** Whether no digit of these sums of squares was lost at the ends of what a double can hold. */
const isInRange = (squares: Float64Array): boolean =>
  squares.every((sum) => sum >= LEAST_SCORE_SQUARES && sum < Number.POSITIVE_INFINITY);

function largest(values: ArrayLike<number>, measure: (value: number, at: number) => number): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, measure(values[i]!, i));
  return most;
}
