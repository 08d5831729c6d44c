/**
 * What DID_l says beside its effects, as a record has it: who switches at each horizon and by how much, which lags normalised effects are
 * of, tests, and the paths of doses behind them. Key names are the published JSON format.
 */
import type { WaldTest } from "../../../../regression/tests/joint-test.js";

export interface SwitchingHorizon {
  /** 0 for the period of the first change; of a placebo -2 and before. */
  readonly event: number;
  readonly switchers: number;
  /** Of these, units whose dose rose. */
  readonly up: number;
  /** Sum of their weights, where rows have them. */
  readonly weight: number;
  /** Rows of switchers and of those compared with them. */
  readonly n_obs: number;
  /** Mean distance of the switchers' dose from their baseline's, here, and its sum from the change up to here. */
  readonly mean_dose: number;
  readonly total_dose: number;
}

/** Units that share a path of doses. */
export interface SwitchingPath {
  readonly doses: readonly (number | null)[];
  readonly first: number | null;
  readonly units: number;
}

export interface SwitchingDetails {
  readonly normalized: boolean;
  readonly control: "never" | "notyet";
  readonly switchers: "in" | "out" | "all";
  readonly same_switchers: "effects" | "both" | null;
  readonly linear_trends: boolean;
  readonly trends_by: string | null;
  readonly continuous: number | null;
  readonly horizons: readonly SwitchingHorizon[];
  /** Shares that doses of each lag (0, 1, ...) have in the total of a horizon: what its normalised effect averages. */
  readonly lag_weights: readonly { readonly event: number; readonly weights: readonly number[] }[];
  /** What `overall` is: the sum of all effects over the sum of all distances of doses from their baseline. */
  readonly overall: "per_dose";
  readonly switchers_of_overall: number;
  /** Lags over which the effect of a unit of the dose is added up on average. */
  readonly average_lags: number;
  readonly tests: { readonly effects?: WaldTest; readonly equal?: WaldTest };
  readonly errors: {
    readonly kind: "first_change" | "path" | "drawn";
    readonly draws: number | null;
    /** Draws in which every effect could be estimated. */
    readonly used: number | null;
    readonly seed: number | null;
  };
  readonly times: readonly number[];
  /** Most frequent first, as many as are kept. */
  readonly paths: readonly SwitchingPath[];
  readonly paths_left_out: number;
}
