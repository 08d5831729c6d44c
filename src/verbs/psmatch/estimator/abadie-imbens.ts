/**
 * The effect on the treated by matching with replacement and its error by Abadie and Imbens.
 */
import { DataError, NumericalError } from "../../../base/errors.js";
import { weightedMoments } from "../../../engine/kernels/balance.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { gatherF64 } from "../../../engine/kernels/groups.js";
import {
  type AbadieImbensSums,
  abadieImbensSums,
  neighbourVariances,
  pairEffects,
  pairSquares,
} from "../../../engine/kernels/neighbours.js";
import { groupWeights } from "./balance.js";
import type { Pairs } from "./match.js";
import { positionsOf } from "./scored-units.js";

// The error that psmatch2 prints for the effect on the treated.

/**
 * Standard error of the effect on the treated with the weights of a matching taken as fixed and outcomes as independent, of
 * one variance a group: sqrt(var(y1) / N1 + var(y0) sum w0^2 / N1^2), variances over the rows of positive weight, unweighted,
 * N1 the weight of the treated. It leaves out that matches and score were estimated.
 *
 * @param outcome f64[n]
 * @param treated u8[n]
 * @param weights f64[n]: of treated rows 1 or 0; those of controls sum to the number of treated rows that count
 *
 * NaN where a group has but one row. Throws DataError `matching_empty` when no treated row or no control weighs anything.
 *
 * Source: Lechner (2001), in Lechner & Pfeiffer (eds.), Econometric Evaluation of Labour Market Policies,
 * doi:10.1007/978-3-642-57615-7_3, eq. for matching with replacement; the documentation of psmatch2 (Leuven & Sianesi 2003).
 */
export function psmatch2Error(
  engine: Engine,
  outcome: Float64Array,
  treated: Uint8Array,
  weights: Float64Array,
): number {
  const [w1, w0] = [groupWeights(treated, 1, weights), groupWeights(treated, 0, weights)];
  const marked = (w: Float64Array) => w.map((value) => (value > 0 ? 1 : 0));
  const [used1, used0, uses] = weightedMoments(engine, [outcome], [marked(w1), marked(w0), w0]);
  const n1 = used1!.weight;
  if (n1 === 0 || used0!.weight === 0) {
    throw new DataError("matching_empty", "No treated row has a match, so there is no effect to give an error of.", {
      got: { treated: n1, control: used0!.weight },
      expected: "matched treated rows and their controls",
    });
  }
  const variance = (m: { readonly weight: number; readonly squares: Float64Array }) => m.squares[0]! / (m.weight - 1);
  return Math.sqrt(variance(used1!) / n1 + (variance(used0!) * uses!.squaredWeights) / n1 ** 2);
}

/** How the variance of the outcome given the score, sigma^2, is estimated. */
export type OutcomeVariance =
  | {
      /** One number: half the mean over matched treated units of the share-weighted squares of (pair difference - effect). */
      readonly kind: "constant";
    }
  | {
      /**
       * Unit by unit: the sample variance of the outcome over the unit and its `neighbours` nearest in its own group by
       * `score` f64[n], ties within `tolerance` of the squared distance (in sds of the score, default 1e-5 as in Matching).
       */
      readonly kind: "neighbours";
      readonly neighbours: number;
      readonly score: Float64Array;
      readonly treated: Uint8Array;
      readonly tolerance?: number;
    };

interface AbadieImbensOptions {
  readonly variance: OutcomeVariance;
  /**
   * Positions of treated units without a match, when the errors should be those of Matching 4.10: it leaves them in the
   * sample with an effect of zero. Default none: the sample is the matched treated units, whose effect is estimated.
   */
  readonly droppedAsZero?: Uint32Array;
}

interface AbadieImbensFit {
  /** Mean over matched treated units of the outcome less the share-weighted mean of its matches. */
  readonly att: number;
  /** For the effect in the population: [sum (d_i - att)^2 + sum (K^2 - K') sigma^2] / N1^2, its root. */
  readonly se: number;
  /** For the effect on these very units, covariates as given: sum (m - K)^2 sigma^2 / N1^2, its root. */
  readonly seSample: number;
  /** The error of a mean of pair differences, which takes matches as independent: sqrt(sum share (diff - att)^2) / N1. */
  readonly sePairs: number;
  readonly nTreated: number;
  readonly nPairs: number;
}

/** Tolerance of Matching for distances that count as equal, in squared sds. */
const MATCHING_TOLERANCE = 1e-5;
const NONE = new Uint32Array(0);

/**
 * The effect on the treated from `pairs` made with replacement, and its errors. `outcome` is f64[n].
 *
 * K is what a control counts over all treated units, K' the sum of the squares of its shares. The population error holds
 * for matching with replacement on covariates or a known score.
 *
 * Throws DataError `matching_empty` without pairs; NumericalError `own_group_too_small` where a unit that matters is alone
 * in its group.
 *
 * Source: Abadie & Imbens (2006), Econometrica 74(1), doi:10.1111/j.1468-0262.2006.00655.x; Abadie, Drukker, Herr & Imbens
 * (2004), Stata Journal 4(3), doi:10.1177/1536867X0400400307.
 */
export function abadieImbensError(
  engine: Engine,
  outcome: Float64Array,
  pairs: Pairs,
  { variance, droppedAsZero = NONE }: AbadieImbensOptions,
): AbadieImbensFit {
  if (pairs.share.length === 0) {
    throw new DataError("matching_empty", "No treated unit has a match, so there is no effect to estimate.", {
      got: 0,
      expected: "at least one pair",
    });
  }
  const n = outcome.length;
  const units = pairEffects(engine, pairs, outcome);
  const first = abadieImbensSums(engine, units, new Float64Array(n), 0);
  const att = first.deviations / first.nMatched;
  const pairSum = pairSquares(engine, pairs, outcome, att);
  const sigma2 =
    variance.kind === "constant"
      ? new Float64Array(n).fill(pairSum / (2 * first.nMatched))
      : ownGroupVariances(engine, outcome, variance);
  for (const unit of droppedAsZero) units.matched[unit] = 1;
  const sums = abadieImbensSums(engine, units, sigma2, att);
  requireNumbers(sums);
  return {
    att,
    se: Math.sqrt(sums.squaredDeviations + sums.reuse) / sums.nMatched,
    seSample: Math.sqrt(sums.own) / sums.nMatched,
    sePairs: Math.sqrt(pairSum) / first.nMatched,
    nTreated: first.nMatched,
    nPairs: pairs.share.length,
  };
}

/** Variances by unit, each within its own group. Distances are in sds of the score over all units. */
function ownGroupVariances(
  engine: Engine,
  outcome: Float64Array,
  { neighbours, score, treated, tolerance = MATCHING_TOLERANCE }: OutcomeVariance & { readonly kind: "neighbours" },
): Float64Array {
  const n = outcome.length;
  const [all] = weightedMoments(engine, [score], [new Float64Array(n).fill(1)]);
  const sd = Math.sqrt(all!.squares[0]! / (n - 1));
  const rows = [0, 1].map((group) => positionsOf(n, (i) => treated[i] === group));
  const groups = rows.map((own) => ({ x: gatherF64(engine, score, own), y: gatherF64(engine, outcome, own) }));
  const variances = neighbourVariances(engine, groups, neighbours, sd > 0 ? 1 / sd : 1, tolerance);
  const sigma2 = new Float64Array(n);
  rows.forEach((own, g) => {
    own.forEach((row, i) => {
      sigma2[row] = variances[g]![i]!;
    });
  });
  return sigma2;
}

function requireNumbers({ reuse, own }: AbadieImbensSums): void {
  if (Number.isFinite(reuse) && Number.isFinite(own)) return;
  throw new NumericalError(
    "own_group_too_small",
    "The variance of the outcome can't be taken among neighbours of the same group: a group has a single unit. Use a constant variance.",
    { got: reuse, expected: "at least two units in each group, with finite outcomes" },
  );
}
