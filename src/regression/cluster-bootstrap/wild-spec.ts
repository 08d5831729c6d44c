/**
 * What a wild cluster bootstrap tests and how, as data. Knows nothing of how it is computed.
 *
 * A type is two digits, as in MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38(5),
 * doi:10.1002/jae.2969: the first gives the scores that are resampled (1 as they are, 3 of residuals predicted without the
 * cluster: their WCR-S), the second the variance of the statistic (1 of cluster scores, CV1; 3 the cluster jackknife, CV3:
 * their WCR-V). 33 is both, WCR-B; 11 neither, WCR-C.
 */
import type { Category } from "../../base/columns.js";
import { NotSupported, UsageError } from "../../base/errors.js";

export const WILD_TYPES = ["11", "13", "31", "33"] as const;
export type WildType = (typeof WILD_TYPES)[number];

/** Coefficients of regressors `columns` (positions among the k) equal `values`; several are one joint hypothesis. */
export interface WildHypothesis {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** One term of the variance: codes by cell of the moments, and what the sum of squares is multiplied by. */
export interface WildErrorClusters {
  readonly clusters: Category;
  /** 1 for a clustering itself, -1 for the intersection of two. */
  readonly sign: 1 | -1;
  /** Small-sample factor: of CV1, such as G/(G-1) (n-1)/(n-K); of CV3, (G-1)/G. */
  readonly factor: number;
}

export interface WildSpec {
  readonly type: WildType;
  /** Residuals of the model under the hypothesis (WCR), or of the model as estimated (WCU). */
  readonly imposeNull: boolean;
  readonly errorClusters: readonly WildErrorClusters[];
  /** Groups of cells that share a weight. */
  readonly bootClusters: Category;
  /** Draws are wanted at the value tested alone, as where no interval is: half the work of a draw that is linear in it. */
  readonly atValueAlone?: true;
}

/** True where scores are those of residuals predicted without the cluster. */
export const hasJackknifeScores = (type: WildType): boolean => type[0] === "3";
/** True where the variance is the cluster jackknife's. */
export const hasJackknifeVariance = (type: WildType): boolean => type[1] === "3";

/** Throws unless the hypothesis names distinct regressors with a finite value each and the type allows the clusterings. */
export function checkWild({ columns, values }: WildHypothesis, spec: WildSpec, k: number): void {
  const isValid =
    columns.length > 0 &&
    columns.length === values.length &&
    new Set(columns).size === columns.length &&
    columns.every((j) => Number.isInteger(j) && j >= 0 && j < k) &&
    values.every(Number.isFinite);
  if (!isValid) {
    throw new UsageError(
      "wild_hypothesis",
      `A hypothesis needs distinct regressors among 0..${k - 1} and a finite value for each; got columns ${columns.join(", ")} and values ${values.join(", ")}.`,
      { got: { columns, values }, expected: `0..${k - 1}` },
    );
  }
  if (hasJackknifeVariance(spec.type) && spec.errorClusters.length > 1) {
    throw new NotSupported(
      "wild_jackknife_clusterings",
      `Type ${spec.type} takes the jackknife's variance, which is not validated for two clusterings; use type ${spec.type[0]}1 or one clustering.`,
      { got: spec.errorClusters.map(({ clusters }) => clusters.name), expected: 1 },
    );
  }
}
