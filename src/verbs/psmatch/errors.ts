/**
 * Which standard errors hold for which method, each made by an estimator.
 */
import { NumericalError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Errors, MatchedPart } from "./att.js";
import { abadieImbensError, psmatch2Error } from "./estimator/abadie-imbens.js";
import { type Pairs, weightedDifference } from "./estimator/match.js";

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

// How many matches the order of rows decided: treated units whose farthest match is as near as another control of its
// cell. Scores are compared as they stand, bit by bit.

type Part = Pick<MatchedPart, "treated" | "eligible" | "cells" | "nCells"> & {
  readonly pairs: Pairs;
  readonly compared: Float64Array;
};

/** Treated units with a match that another control could have taken the place of. */
export function tiedTreated({ treated, eligible, cells, nCells, pairs, compared }: Part): number {
  const sorted = scoresByCell({ treated, eligible, cells, nCells, compared });
  let tied = 0;
  for (let p = 0; p < pairs.treated.length; ) {
    const unit = pairs.treated[p]!;
    const score = compared[unit]!;
    let [last, end] = [0, p];
    for (; end < pairs.treated.length && pairs.treated[end] === unit; end++) {
      last = Math.max(last, Math.abs(compared[pairs.control[end]!]! - score));
    }
    let nChosen = 0;
    for (let q = p; q < end; q++) if (Math.abs(compared[pairs.control[q]!]! - score) === last) nChosen++;
    if (countAt(sorted[cells[unit]!]!, score, last) > nChosen) tied++;
    p = end;
  }
  return tied;
}

/** Scores of the controls of each cell, ascending. */
function scoresByCell({ treated, eligible, cells, nCells, compared }: Omit<Part, "pairs">): Float64Array[] {
  const sizes = new Uint32Array(nCells);
  const isControl = (i: number) => treated[i] === 0 && eligible[i] === 1;
  for (let i = 0; i < cells.length; i++) if (isControl(i)) sizes[cells[i]!]!++;
  const scores = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Uint32Array(nCells);
  for (let i = 0; i < cells.length; i++) if (isControl(i)) scores[cells[i]!]![filled[cells[i]!]!++] = compared[i]!;
  for (const own of scores) own.sort();
  return scores;
}

/** How many of `sorted` lie at exactly `distance` from `score`, as the difference is computed. */
function countAt(sorted: Float64Array, score: number, distance: number): number {
  // |s - score| falls and then rises along the order: each side is searched by itself
  const atLeft = place(sorted, (s) => s < score && Math.abs(s - score) > distance);
  const beyondLeft = place(sorted, (s) => s < score && Math.abs(s - score) >= distance);
  const beforeRight = place(sorted, (s) => s < score || Math.abs(s - score) < distance);
  const afterRight = place(sorted, (s) => s < score || Math.abs(s - score) <= distance);
  return beyondLeft - atLeft + (afterRight - beforeRight);
}

/** The first place at which `holds`, true and then false along the order, is false. */
function place(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
