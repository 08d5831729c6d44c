/**
 * What inference needs of a least-squares fit, and nothing more: no model, no names of data.
 */

import type { Category } from "../../base/columns.js";
import { gatherCodes } from "../../base/row-runs.js";
import { clusterScoresBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";

/** Score sums by cluster that came with the residuals. */
export interface FitScores {
  /** The codes they are of: the very array that was given. */
  readonly codes: Uint32Array;
  /** Row-major with k columns, a row a cluster; rows of zeros may stand between. */
  readonly sums: F64Block;
}

/**
 * A fit in linear memory, valid while its scope is open. With weights, `X` and `uHat` are multiplied by sqrt(w), so that
 * every formula below reads as if unweighted.
 */
export interface Fit {
  /** Rows. */
  readonly n: number;
  /** Regressors kept. */
  readonly k: number;
  /** Coefficients (k). */
  readonly beta: Float64Array;
  /** The upper triangle of X = QR, k by k, column-major. */
  readonly R: Float64Array;
  /** Its inverse, k by k, upper, column-major: of a refined fit more exact than what could be made of R. */
  readonly Rinv: Float64Array;
  /** Demeaned regressors, n by k, column-major, in the absorber's row order. */
  readonly X: F64Block;
  /** Residuals (n), same order. */
  readonly uHat: F64Block;
  /** Sum of squared residuals. */
  readonly ssr: number;
  /** Present when clusters were known before the residuals. */
  readonly scores?: FitScores;
  /** The sum over rows of (x u)(x u)', k by k, where it was made with the residuals. */
  readonly meat?: Float64Array;
  /**
   * Present where no demeaned column was written: score sums by clusters, in the order of their codes, null unless every level
   * of the effect that orders the rows lies in one.
   */
  readonly scoresByGroups?: (scope: Scope, term: ClusterTerm) => F64Block | null;
  /** The sum of s s' over clusters, s their sums of x u, k by k, where it takes no row; null where it does. */
  readonly meatBy?: (term: ClusterTerm) => Float64Array | null;
  /**
   * The triangle of the columns these sums are of where they are not X: columns about their means, of the same Q. Made of X itself they
   * would lose digits with the squares of what means are beside spreads.
   */
  readonly summed?: Pick<Fit, "R" | "Rinv">;
  /** What may be wrong in the columns, where arithmetic rounds by `rounding` of what it adds up; absent where it is not known. */
  readonly errors?: (rounding: number) => ColumnErrors;
}

/** 2-norms of what may be wrong in each regressor and in the outcome. */
export interface ColumnErrors {
  readonly regressors: ArrayLike<number>;
  readonly outcome: number;
}

/** The same fit with other coefficients, and their sum of squares. */
export const withCoefficients = (fit: Fit, beta: Float64Array, ssr: number = fit.ssr): Fit =>
  withParts(fit, { beta, ssr });

/** The same fit with other parts; what is made when it is first asked for stays so. */
export const withParts = (fit: Fit, parts: Partial<Fit>): Fit =>
  Object.defineProperties({} as Fit, {
    ...Object.getOwnPropertyDescriptors(fit),
    ...Object.getOwnPropertyDescriptors(parts),
  });

// Sums over the rows of a regression that is held.

/** One term of the inclusion-exclusion over clusterings; codes in the row order of the fit. */
export interface ClusterTerm {
  readonly name: string;
  readonly codes: Uint32Array;
  /** What sums by it are known by: its codes over the sample's rows. */
  readonly key: Uint32Array;
  /** The absorbed effect whose levels are the clusters, by its place among the sample's; -1 where it is none. */
  readonly effect: number;
  readonly nLevels: number;
  /** 1 for a clustering and for intersections of an odd number of them, -1 for those of an even number. */
  readonly sign: 1 | -1;
}

/** The clusters of `grouping` as a term of one; codes are put into `rowOrder` when they are first asked for. */
export function clusterTerm(
  grouping: Pick<Category, "name" | "codes" | "nLevels">,
  about: {
    readonly sign?: ClusterTerm["sign"];
    readonly rowOrder?: Uint32Array | null;
    readonly effects?: readonly Pick<Category, "name" | "codes" | "nLevels">[];
  } = {},
): ClusterTerm {
  const { sign = 1, rowOrder, effects = [] } = about;
  const { name, codes: key, nLevels } = grouping;
  let codes: Uint32Array | undefined;
  return {
    ...{ name, key, nLevels, sign },
    effect: effects.indexOf(grouping),
    get codes() {
      codes ??= gatherCodes(key, rowOrder ?? undefined);
      return codes;
    },
  };
}

/** Score sums of a term's clusters, a row a cluster, in memory valid while `scope` is. */
export type ScoresOf = (engine: Engine, scope: Scope, fit: Fit, term: ClusterTerm) => F64Block;

/** Sums over the rows of one fit that were made before: of a variance by these alone no row is seen. */
export interface KeptSums {
  /** Score sums by cluster, in the order of the codes. */
  readonly scoresOf: ScoresOf;
  /** Meats, by the codes of their clusters, or by the fit where it has none. */
  readonly meats: WeakMap<object, Float64Array>;
}

/** Score sums of a term's clusters in the order of its codes, none between: nLevels by k, row-major. */
export const orderedScores: ScoresOf = (engine, scope, fit, term) =>
  fit.scoresByGroups?.(scope, term) ??
  engine.scope((inner) =>
    clusterScoresBlock(engine, scope, fit.n, fit.k, term.nLevels, fit.X, fit.uHat, inner.copyU32(term.codes)),
  );

/**
 * Sums of `fit` kept in memory of `scope`: meats, and score sums of at most as many numbers as its columns take. Known by the
 * codes of their clusters: the very array.
 */
export function keptSums(scope: Scope, { n, k }: Pick<Fit, "n" | "k">): KeptSums {
  const sumsBy = new Map<Uint32Array, F64Block>();
  let room = n * k;
  return {
    meats: new WeakMap(),
    scoresOf(engine, inner, fit, term) {
      const found = sumsBy.get(term.key);
      if (found !== undefined) return found;
      if (term.nLevels * k > room) return orderedScores(engine, inner, fit, term);
      const sums = orderedScores(engine, scope, fit, term);
      room -= sums.length;
      sumsBy.set(term.key, sums);
      return sums;
    },
  };
}
