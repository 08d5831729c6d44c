/**
 * 2x2 comparisons put together by who is compared with whom.
 */
import type { BaconRecord, TwoByTwo } from "./record.js";

/** Weights and average estimates by type. */
export function byType(comparisons: readonly TwoByTwo[]): BaconRecord["by_type"] {
  return [...new Set(comparisons.map(({ type }) => type))].map((type) => {
    const own = comparisons.filter((each) => each.type === type);
    const weight = own.reduce((sum, each) => sum + each.weight, 0);
    return { type, weight, estimate: own.reduce((sum, each) => sum + (each.weight / weight) * each.estimate, 0) };
  });
}
