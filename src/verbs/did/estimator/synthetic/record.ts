/**
 * The record of a synthetic control: of each treated group its donors' weights, the paths of the treated and of their synthetic
 * counterpart, and how chance is judged. Key names are the published JSON format, hence the underscores.
 */

/** Weight of a donor; those without weight are not listed. */
export interface UnitWeight {
  readonly unit: string;
  readonly weight: number;
}

export interface TimeWeight {
  readonly time: number;
  readonly weight: number;
}

/** The same group by other weights, for comparison. */
export interface SyntheticVariant {
  readonly method: "sdid" | "sc" | "did";
  readonly estimate: number;
  /** Root of the mean square gap before treatment, and how many donors have weight. */
  readonly pre_rmspe: number;
  readonly donors: number;
}

/** An untreated unit, treated for a comparison as if with the group. */
export interface SyntheticPlacebo {
  readonly unit: string;
  /** By period, in the order of `periods`. */
  readonly gap: readonly number[];
  readonly pre_rmspe: number;
  readonly post_rmspe: number;
}

/** Units that start treatment together, or one of them: what is compared with weighted donors. */
export interface SyntheticGroup {
  /** First treated period. */
  readonly cohort: number;
  readonly treated_units: readonly string[];
  /** How many units could have weight. */
  readonly donor_pool: number;
  /** The mean gap over treated periods, and the share of it in the average of all groups. */
  readonly estimate: number;
  readonly share: number;
  readonly periods: readonly number[];
  /** Mean outcome of the treated, that of their synthetic counterpart, which has `shift` added, and the difference, by period. */
  readonly treated: readonly number[];
  readonly synthetic: readonly number[];
  readonly gap: readonly number[];
  readonly shift: number;
  /** The largest first. */
  readonly unit_weights: readonly UnitWeight[];
  /** Of periods before treatment, ascending; none where all of them are matched alike. */
  readonly time_weights: readonly TimeWeight[];
  /** What the squares of unit and time weights are multiplied by, its root. */
  readonly penalty: { readonly unit: number; readonly time: number } | null;
  readonly pre_rmspe: number;
  readonly post_rmspe: number;
  readonly variants: readonly SyntheticVariant[];
  /** In the order of units of the panel; none where none were made. */
  readonly placebos: readonly SyntheticPlacebo[];
}

/** How errors or p-values are made. */
export interface SyntheticInference {
  readonly method: "placebo" | "jackknife" | "bootstrap" | "permutation";
  /** Draws asked for; null where nothing is drawn. */
  readonly draws: number | null;
  /** Draws or units that gave an estimate. */
  readonly made: number;
  readonly seed: number | null;
}

export interface SyntheticRecord {
  /** By cohort. */
  readonly groups: readonly SyntheticGroup[];
  readonly inference: SyntheticInference | null;
}
