/**
 * The record of `sensitivity`: that of the fit, with how strong a confounder or how few rows would have to be to turn one coefficient.
 * Key names are the published JSON format, hence the underscores. Every share is of what the effects leave where there are some.
 */
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { AdjustedEffect } from "./estimator/oster.js";
import type { Goal } from "./estimator/removal.js";

/** The coefficient under classical errors, which shares of variance are made of; `df` less regressors and the effects' rank. */
export interface ClassicalRecord {
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly df: number;
  /** Whether the effects' rank is exact; for three effects and more it may be an upper bound. */
  readonly exact_df: boolean;
}

/** One of the two regressions that Oster compares. */
export interface ComparedRegression {
  readonly estimate: number;
  readonly r2: number;
  /** Controls beside the treatment. */
  readonly controls: readonly string[];
  readonly effects: boolean;
}

/** Under one R2max. */
export interface OsterResult {
  readonly r2_max: number;
  /** As asked for: `1.3x`, or the number. */
  readonly asked: string;
  /** The delta at which the effect is `effect`; null where none is. */
  readonly delta: number | null;
  /**
   * Whether assumption 3 holds at that effect. Where it does not, selection of the kind of the controls' moves the estimate away from it, and
   * delta is a root that the assumption excludes.
   */
  readonly delta_assumption_3: boolean;
  /** Under each delta asked for: every root, the nearest to the estimate first, and the one that is read. */
  readonly adjusted: readonly {
    readonly delta: number;
    readonly roots: readonly AdjustedEffect[];
    /** The nearest root that meets assumption 3; null where none does. */
    readonly beta_star: number | null;
    /** The approximation in proportion. */
    readonly linear: number;
    /** Whether `effect` lies outside of the estimate and beta_star; null without that. */
    readonly excludes_effect: boolean | null;
  }[];
}

export interface OsterRecord {
  readonly effect: number;
  readonly short: ComparedRegression;
  readonly long: ComparedRegression;
  /** R2 within the effects, or of all variation about the mean. */
  readonly r2: "within" | "overall";
  readonly results: readonly OsterResult[];
}

/** Least shares that take the effect down; `extreme`: of the treatment, all of the outcome's rest explained. */
export interface RobustnessRecord {
  readonly value: number;
  readonly extreme: number;
}

/** A confounder and what it does. */
export interface ScenarioRecord {
  readonly r2_treatment: number;
  readonly r2_outcome: number;
  readonly bias: number;
  readonly estimate: number;
  readonly std_error: number;
  /** Of the effect (1 - q) times the estimate; null where all of the outcome is explained, and the error is 0. */
  readonly statistic: number | null;
  readonly conf_low: number;
  readonly conf_high: number;
  /** The end nearest to 0 of the interval of the bound under the fit's own errors; null where these are classical or have none. */
  readonly robust_end: number | null;
}

/** A confounder as strong as a benchmark, kd times with the treatment and ky times with the outcome. */
export interface BoundRecord {
  readonly benchmark: string;
  readonly terms: readonly string[];
  readonly kd: number;
  readonly ky: number;
  /** null where no confounder can be that strong: it would explain all of the treatment. */
  readonly scenario: ScenarioRecord | null;
  /** Whether its share of the outcome came out above 1, and is 1. */
  readonly capped: boolean;
}

export interface ConfoundingRecord {
  readonly q: number;
  readonly alpha: number;
  /** Critical t of a regression with a confounder in it, whose degrees of freedom are one less. */
  readonly critical_t: number;
  /** Share of the outcome's rest that the treatment explains beside the controls. */
  readonly partial_r2: number;
  readonly partial_f2: number;
  readonly rv_q: RobustnessRecord;
  /** Under classical errors. */
  readonly rv_q_alpha: RobustnessRecord;
  /** Of the bound under the fit's own errors; null where these are classical, or neither robust nor by cluster. */
  readonly rv_q_alpha_robust: number | null;
  /** Shares of each control: of the outcome, and of the treatment, beside all others. */
  readonly controls: Readonly<Record<string, { readonly outcome: number; readonly treatment: number }>>;
  readonly scenarios: readonly ScenarioRecord[];
  readonly bounds: readonly BoundRecord[];
}

/** A regression without rows. */
export interface WithoutRecord {
  readonly removed: number;
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly p_value: number;
  readonly nobs: number;
}

/** The fewest rows, or groups, whose removal turns the result. */
export interface RemovalRecord {
  readonly goal: Goal;
  /** Of significance: whether it is gained, as the result is not significant, or lost. */
  readonly gains: boolean;
  /** By linear approximation: how many, and the end of the interval, or the estimate, that this moves; null where no number does. */
  readonly predicted: { readonly removed: number; readonly value: number } | null;
  /** The regression without as many as predicted, and whether it does; null where it can't be made. */
  readonly at_predicted: (WithoutRecord & { readonly reached: boolean }) | null;
  /** At most this many do: those of `found`; null where none were found. */
  readonly at_most: number | null;
  /** Of all. */
  readonly share: number | null;
  readonly found: WithoutRecord | null;
  /** Row numbers of the data, from 1, or names of groups, the most influential first; the first of many. */
  readonly removed: readonly (number | string)[];
  /** Rounds in which influences were made anew, and regressions that were tried. */
  readonly extended: number;
  readonly tries: number;
}

/** What removing a fixed share of the rows can do at most, by linear approximation and as the regression without them says. */
export interface ShareRecord {
  readonly share: number;
  readonly removed: number;
  readonly increase: number;
  readonly decrease: number;
  /** null of more than 200,000 rows, and where the regression can't be made. */
  readonly after_increase: number | null;
  readonly after_decrease: number | null;
}

/** A row or group without which the coefficient moves. */
export interface MovedRecord {
  /** Row number of the data, from 1, or the name of a group. */
  readonly name: number | string;
  readonly rows: number;
  /** Derivative by its weight: less this is what the linear approximation takes off. */
  readonly influence: number;
  /** The coefficient without it, and less the coefficient: exact where `exact`; null where the others do not identify it. */
  readonly without: number | null;
  readonly dfbeta: number | null;
}

/** How the coefficient hangs on rows, or on groups of them. */
export interface InfluenceRecord {
  /** `row`, or the columns whose combinations are the groups. */
  readonly by: string;
  readonly count: number;
  /** Whether `without` is the coefficient of the regression without each, or by linear approximation. */
  readonly exact: "leverage" | "cross_products" | "refits" | "approximation";
  readonly because?: string;
  /** How many there are without any one of which the coefficient is not identified. */
  readonly lost: number;
  /** Those without which it is lost, then those without which it moves most, the largest first. */
  readonly largest: readonly MovedRecord[];
  /** Changes of all, ascending; of more than 4,000 groups, and of rows, as many, evenly among the ordered. */
  readonly ordered: readonly number[];
  /** Least and largest coefficient without one. */
  readonly range: readonly [low: number, high: number];
  /** Whether leaving one out turns the sign. */
  readonly sign_turns: number;
  readonly removals: readonly RemovalRecord[];
  /** Of rows alone. */
  readonly shares: readonly ShareRecord[];
}

export interface AmipRecord {
  /** How the standard error was differentiated. */
  readonly error_formula: "classical" | "robust" | "clusters" | "in_proportion";
  /** `t` with the degrees of freedom of the fit, or the normal's quantile. */
  readonly critical: "t" | "normal";
  readonly quantile: number;
  readonly groups: readonly InfluenceRecord[];
}

export interface SensitivityRecord extends Omit<FitRecord, "kind"> {
  readonly kind: "sensitivity";
  readonly term: string;
  readonly classical: ClassicalRecord;
  /** null where it was not asked for, or a note says why it can't be. */
  readonly oster: OsterRecord | null;
  readonly confounding: ConfoundingRecord | null;
  readonly influence: AmipRecord | null;
}
