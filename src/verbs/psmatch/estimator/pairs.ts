/**
 * Pairs to a matching: what each unit counts. Knows nothing of how the pairs were found.
 */
import type { Candidates, Matching, Pairs } from "./match.js";

/**
 * The matching that pairs come to, weights f64[n] by position: 1 for treated units that are in some, for controls the sum of
 * their shares, 0 for everyone else. Controls sum to the number of treated units that are matched, to rounding.
 */
export function matchingOfPairs(pairs: Pairs, candidates: Candidates): Matching {
  const weights = new Float64Array(candidates.treated.length);
  const { treated, control, share } = pairs;
  for (let i = 0; i < treated.length; i++) {
    weights[treated[i]!] = 1;
    weights[control[i]!]! += share[i]!;
  }
  return { weights, pairs };
}
