/**
 * Which standard errors hold for which method, each made by an estimator.
 */
import { NumericalError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Errors } from "./att.js";
import { abadieImbensError } from "./estimator/abadie-imbens.js";
import { psmatch2Error } from "./estimator/psmatch2-error.js";
import { weightedDifference } from "./estimator/weighted-difference.js";
import type { MatchedPart } from "./part.js";
import type { ErrorKind } from "./record.js";

/** J of Abadie and Imbens (2006): nearest units of the own group among which the robust variance is taken. */
const OWN_NEIGHBOURS = 1;

/**
 * Errors of the effect of `part`: pairs have Abadie and Imbens's, every matching psmatch2's, every
 * weighting that is not negative the weighted regression's; an estimator's own where it has one. `isOneScore` is whether
 * all units are compared on one score, which the robust error of pairs needs.
 */
export function effectErrors(
  engine: Engine,
  part: MatchedPart & { readonly outcome: Float64Array },
  isOneScore: boolean,
): Errors {
  const { outcome, treated, weights, pairs, effect, compared } = part;
  const isNegative = weights.some((weight) => weight < 0);
  const errors: Partial<Record<ErrorKind, number>> = {};
  if (effect !== null) return { influence: effect.std_error };
  if (pairs !== null) {
    errors["abadie-imbens"] = abadieImbensError(engine, outcome, pairs, { variance: { kind: "constant" } }).se;
    if (compared !== null && isOneScore) {
      const robust = robustError(engine, { outcome, treated, pairs, compared });
      if (robust !== null) errors["abadie-imbens-robust"] = robust;
    }
  }
  errors.psmatch2 = psmatch2Error(engine, outcome, treated, weights);
  if (!isNegative) errors.hc1 = weightedDifference(outcome, treated, weights).hc1;
  return errors;
}

/** Null where a group is too small for variances among its own. */
function robustError(
  engine: Engine,
  {
    outcome,
    treated,
    pairs,
    compared,
  }: {
    readonly outcome: Float64Array;
    readonly treated: Uint8Array;
    readonly pairs: NonNullable<MatchedPart["pairs"]>;
    readonly compared: Float64Array;
  },
): number | null {
  try {
    return abadieImbensError(engine, outcome, pairs, {
      variance: { kind: "neighbours", neighbours: OWN_NEIGHBOURS, score: compared, treated },
    }).se;
  } catch (error) {
    if (error instanceof NumericalError && error.code === "own_group_too_small") return null;
    throw error;
  }
}
