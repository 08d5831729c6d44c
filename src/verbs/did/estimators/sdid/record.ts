/**
 * What synthetic differences-in-differences have beside effects: of each cohort the weights of donors and of periods, both paths, the same
 * effect by other weights, and how errors are made. Key names are the published JSON format, hence the underscores.
 */

/** The effect on the same cohort by other weights: of a synthetic control, or all alike as in differences-in-differences. */
export interface SdidVariant {
  readonly method: "sc" | "did";
  readonly estimate: number;
  /** By the jackknife where the errors of the estimate are; else null. */
  readonly std_error: number | null;
  /** Root of the mean square gap before treatment, and how many donors have weight. */
  readonly rmspe_pre: number;
  readonly donors: number;
}

/** Units that start treatment together. */
export interface SdidGroup {
  /** First treated period. */
  readonly cohort: number;
  readonly treated_units: readonly string[];
  /** The mean gap over treated periods, and the share of the cohort's treated rows in those of all. */
  readonly estimate: number;
  readonly share: number;
  readonly time: readonly number[];
  /** Mean outcome of the treated, that of their synthetic counterpart, which has `shift` added, and the difference, by period. */
  readonly observed: readonly number[];
  readonly synthetic: readonly number[];
  readonly gap: readonly number[];
  readonly shift: number;
  /** Donors whose weight is not 0, the largest first. */
  readonly weights: readonly { readonly unit: string; readonly weight: number }[];
  /** Of all periods before treatment. */
  readonly time_weights: readonly { readonly time: number; readonly weight: number }[];
  /** By whose squares those of weights are penalised. */
  readonly penalty: { readonly units: number; readonly times: number };
  readonly rmspe_pre: number;
  readonly rmspe_post: number;
  readonly variants: readonly SdidVariant[];
}

/** How errors are made. */
export interface SdidErrors {
  readonly method: "placebo" | "jackknife" | "bootstrap";
  /** Draws, or units left out in turn. */
  readonly replications: number;
  /** Null where nothing is drawn. */
  readonly seed: number | null;
  /** Draws that were made again, because no unit of a cohort, or no donor, was in them. */
  readonly redrawn: number;
}

export interface SdidRecord {
  /** Units that could have weight. */
  readonly donors: number;
  /** By cohort. */
  readonly groups: readonly SdidGroup[];
  /** Null without errors. */
  readonly errors: SdidErrors | null;
  /** Coefficients of covariates, whose part was taken off the outcome. */
  readonly coefficients: readonly { readonly covariate: string; readonly estimate: number }[];
}
