/**
 * What intervals of one treated unit are made of.
 */
import type { ScPanel, TreatedUnit } from "./panel.js";

/** A unit with its weights, and how it is weighed anew. */
export interface Subject {
  readonly panel: ScPanel;
  readonly treated: TreatedUnit;
  readonly donors: readonly number[];
  readonly weights: Float64Array;
  /** Gaps by period. */
  readonly gap: Float64Array;
  /** Root of their mean square before treatment. */
  readonly scale: number;
  /** Weights fitted to `periods` of a path that stands in for the treated unit's, the penalty of augmentation as it is. */
  readonly refit: (periods: readonly number[], own: Float64Array) => Float64Array;
  readonly level: number;
}
