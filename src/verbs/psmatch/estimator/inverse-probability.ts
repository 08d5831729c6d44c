/**
 * Weighting by the propensity score for the effect on the treated: a control counts p / (1 - p), the odds of
 * a treated unit with its covariates. Knows nothing of how the score was fitted.
 * Sources: Horvitz & Thompson (1952), JASA 47(260), doi:10.1080/01621459.1952.10483446; Hirano, Imbens & Ridder (2003),
 * Econometrica 71(4), doi:10.1111/1468-0262.00442; Busso, DiNardo & McCrary (2014), Review of Economics and Statistics 96(5),
 * doi:10.1162/REST_a_00431 (weights that sum to one do better).
 */
import { DataError } from "../../../base/errors.js";

/** Effect on the treated by weights. */
export interface WeightedEffect {
  /** Hajek: the weights of controls sum to one. */
  readonly att: number;
  readonly meanTreated: number;
  readonly meanControl: number;
  /** Horvitz-Thompson: the controls' weighted sum over the number of treated. */
  readonly horvitzThompson: number;
  /** (sum of w)^2 / sum of w^2 over controls: how many controls of equal weight would be as good (Kish 1965). */
  readonly effectiveControls: number;
}

/**
 * Odds p / (1 - p) of controls, 1 for treated units, f64[n].
 *
 * @param fitted f64[n], P(treated)
 * @throws DataError `infinite_odds`: a control whose score is 1
 */
export function attOdds(fitted: Float64Array, treated: Uint8Array): Float64Array {
  return fitted.map((p, i) => {
    if (treated[i] === 1) return 1;
    if (p >= 0 && p < 1) return p / (1 - p);
    throw new DataError(
      "infinite_odds",
      `The control in row ${i + 1} of the sample has the score ${p}: its odds of treatment are infinite. Restrict the sample to the common support, or use fewer covariates.`,
      { got: p, expected: "0 <= score < 1", row: i + 1 },
    );
  });
}

/**
 * The same with the controls scaled to sum to the number of treated units: the weights of Hajek's estimate. Throws as
 * `attOdds`, and DataError `no_overlap` where every control has the score 0.
 */
export function attWeights(fitted: Float64Array, treated: Uint8Array): Float64Array {
  const odds = attOdds(fitted, treated);
  let [nTreated, total] = [0, 0];
  odds.forEach((value, i) => {
    if (treated[i] === 1) nTreated++;
    else total += value;
  });
  if (total === 0) {
    throw new DataError(
      "no_overlap",
      "Every control has the score 0: none is like a treated unit, and there are no weights. Look at the score, or at who is off the common support.",
      { got: 0, expected: "a control with a score above 0" },
    );
  }
  return odds.map((value, i) => (treated[i] === 1 ? 1 : (value * nTreated) / total));
}

/** The effect on the treated, both ways. Throws as `attOdds`. */
export function inverseProbabilityAtt(
  fitted: Float64Array,
  treated: Uint8Array,
  outcome: Float64Array,
): WeightedEffect {
  const odds = attOdds(fitted, treated);
  let [nTreated, ofTreated, total, squares, ofControls] = [0, 0, 0, 0, 0];
  odds.forEach((weight, i) => {
    if (treated[i] === 1) {
      nTreated++;
      ofTreated += outcome[i]!;
    } else {
      total += weight;
      squares += weight * weight;
      ofControls += weight * outcome[i]!;
    }
  });
  const [meanTreated, meanControl] = [ofTreated / nTreated, ofControls / total];
  return {
    ...{ att: meanTreated - meanControl, meanTreated, meanControl },
    ...{ horvitzThompson: meanTreated - ofControls / nTreated, effectiveControls: total ** 2 / squares },
  };
}
