/** A permutation test as a figure: differences under permuted labels beside the observed one. */
import { tieLimit } from "../../base/ties.js";
import { type DrawsFigureOptions, drawsFigure } from "../../report/figures/draws.js";
import type { FigureSpec } from "../../report/figures/figure-spec.js";
import type { GroupDifferenceRecord } from "./record.js";

/** Differences under permuted labels with the observed one. */
export function figureOfDifference(record: GroupDifferenceRecord, options: DrawsFigureOptions = {}): FigureSpec {
  const size = tieLimit(Math.abs(record.observed.estimate), "count");
  return drawsFigure(
    {
      draws: record.draws.estimate.filter((draw) => draw !== null),
      observed: record.observed.estimate,
      low: -size,
      high: size,
    },
    {
      title: "Permutation test of a difference",
      ...options,
      labels: { x: `Difference in ${record.term}, labels permuted`, observed: "difference", ...options.labels },
    },
  );
}
