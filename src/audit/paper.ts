/**
 * A paper's tables as printed, with what the paper says of them: all that rules see. Made by `read/` (or by anyone, for a test). What nobody
 * said is null: rules that need it are told as not applied, never guessed. Knows no rule.
 */

import type { Grid, GridPlace } from "./grid.js";
import type { Printed } from "./printed.js";

export interface PrintedPaper {
  readonly title: string | null;
  readonly tables: readonly PrintedTable[];
  readonly descriptives: readonly PrintedDescriptives[];
  readonly facts: PaperFacts;
}

// Tables of regressions.

/** What stands in parentheses beneath an estimate. */
export type Beneath = "std_error" | "statistic" | "p_value";

/** A mark and the level it claims: `***`, 0.01. */
export interface StarLevel {
  readonly mark: string;
  readonly level: number;
}

export interface PrintedTable {
  /** "Table 1"; unique in the paper. */
  readonly name: string;
  readonly columns: readonly PrintedColumn[];
  /** What the table says of its parentheses: its words, and what they mean where that is plain ("standard deviations" means errors). Null: nothing. */
  readonly parentheses: { readonly says: string; readonly means: Beneath | null } | null;
  /** The same of square brackets. */
  readonly brackets: { readonly says: string; readonly means: Beneath | "interval" | null } | null;
  /** Strictest first; null where the table does not say. */
  readonly stars: readonly StarLevel[] | null;
  readonly notes: readonly string[];
  /** As read, so that a finding can be shown beside its cell. */
  readonly grid: Grid;
}

/** What estimates a column, where the table or the paper says so. */
export type PrintedEstimator = "ols" | "2sls" | "first-stage" | "reduced-form" | "gmm" | "nonlinear" | "other";

/** Errors as stated: "classical" (homoskedastic) or not. */
export type StatedErrors = "classical" | "robust" | "cluster" | "bootstrap" | "other";

export interface PrintedColumn {
  /** What the paper calls it, "(1)" or "PSM-DID (1)"; unique in its table. */
  readonly name: string;
  readonly outcome: string | null;
  readonly estimator: PrintedEstimator | null;
  readonly errors: StatedErrors | null;
  /** Number of clusters, where stated for the column or its table. */
  readonly clusters: Printed | null;
  /** Rows such as "City FE: Yes". */
  readonly effects: readonly { readonly name: string; readonly included: boolean }[];
  /** Whether regressors are in the model that the column does not show ("Controls: Yes"); null where it does not say. */
  readonly hiddenRegressors: boolean | null;
  /** Whether weights are used; null where it does not say. */
  readonly weighted: boolean | null;
  readonly estimates: readonly PrintedEstimate[];
  readonly statistics: readonly PrintedStatistic[];
}

/** Place of a number in its table's grid; null where the table was given without one. */
export interface Placed {
  readonly at: GridPlace | null;
}

export interface PrintedEstimate extends Placed {
  /** The row's name, "did"; unique in its column. */
  readonly term: string;
  readonly estimate: Printed;
  /** The stars printed, "" for none. */
  readonly stars: string;
  readonly parenthesis: Printed | null;
  readonly bracket: Printed | readonly [Printed, Printed] | null;
}

/** Names of numbers beneath the estimates. */
export type StatisticName =
  | "nobs"
  | "r2"
  | "adj_r2"
  | "within_r2"
  | "pseudo_r2"
  | "rmse"
  | "f"
  | "first_stage_f"
  | "clusters"
  | "groups"
  | "instruments"
  | "ar1"
  | "ar2"
  | "sargan"
  | "hansen"
  | "loglik"
  | "mean_outcome"
  | "sd_outcome";

export interface PrintedStatistic extends Placed {
  /** Null where the row is none of those known. */
  readonly name: StatisticName | null;
  readonly label: string;
  readonly value: Printed;
  readonly stars: string;
  /** The p-value where the row is one ("AR(1) p-value"): `value` is then that p. */
  readonly isP: boolean;
  readonly parenthesis: Printed | null;
}

// Tables of means.

export interface PrintedDescriptives {
  readonly name: string;
  readonly rows: readonly PrintedSummary[];
  readonly grid: Grid;
}

/** A variable of a table of descriptive statistics; null for what isn't printed. */
export interface PrintedSummary {
  readonly variable: string;
  /** Place of its row's first number. */
  readonly at: GridPlace | null;
  readonly n: Printed | null;
  readonly mean: Printed | null;
  readonly sd: Printed | null;
  readonly min: Printed | null;
  readonly max: Printed | null;
  readonly median: Printed | null;
  /** Smallest step between values the variable can have, as 1 for counts and dummies, where told; else null. */
  readonly step: number | null;
}

// What the paper says.

/** A number of a table, by names. `row` is a term, a statistic or a variable; null where the whole column is meant. */
export interface CellRef {
  readonly table: string;
  readonly column: string | null;
  readonly row: string | null;
}

/** What the text around the tables says; empty where nothing was told. */
export interface PaperFacts {
  /** Units and periods of the panel, and whether it is called balanced. */
  readonly panel: { readonly units: number; readonly periods: number; readonly balanced: boolean | null } | null;
  /** The treatment: its row in the tables, and rows that its definition makes treated, of how many, by what the paper says. */
  readonly treatment: {
    readonly term: string;
    readonly treated: readonly { readonly says: string; readonly rows: number; readonly of: number }[];
  } | null;
  /** Subsamples that make up a whole. */
  readonly splits: readonly { readonly whole: CellRef; readonly parts: readonly CellRef[]; readonly says: string }[];
  /** Columns said, or plainly meant, to use one sample. */
  readonly sameSample: readonly { readonly columns: readonly CellRef[]; readonly says: string }[];
  /** Variables that the text defines, with dummies and constants of the tables; null where nobody told. */
  readonly defined: readonly string[] | null;
  /** First stages with the second stage they serve. */
  readonly firstStages: readonly {
    readonly first: CellRef;
    readonly second: CellRef;
    /** The instruments' rows in the first. */
    readonly instruments: readonly string[];
    /** The instrumented regressor's row in the second. */
    readonly endogenous: string;
  }[];
  /** Instrumented estimates with the least-squares estimates the paper sets beside them. */
  readonly instrumented: readonly { readonly iv: CellRef; readonly ols: CellRef }[];
  /** Sentences of the text on a cell: significant at `level`, or its value. */
  readonly claims: readonly PrintedClaim[];
  /** Sentences that one estimate is larger than, or unlike, another. */
  readonly comparisons: readonly { readonly a: CellRef; readonly b: CellRef; readonly says: string }[];
  /** Variables said not to vary within an effect, such as a city's terrain; `within` is the effect as tables name it, "City FE". */
  readonly invariant: readonly { readonly term: string; readonly within: string; readonly says: string }[];
  /** Columns estimated by GMM on first differences or a system, which owe the tests of such models. */
  readonly dynamicPanels: readonly { readonly column: CellRef; readonly transform: "difference" | "system" | null }[];
}

export type PrintedClaim =
  | { readonly kind: "level"; readonly cell: CellRef; readonly level: number; readonly says: string }
  | { readonly kind: "insignificant"; readonly cell: CellRef; readonly level: number; readonly says: string }
  | { readonly kind: "value"; readonly cell: CellRef; readonly value: Printed; readonly says: string };

/** Facts of a paper nobody told anything of. */
export const NO_FACTS: PaperFacts = {
  panel: null,
  treatment: null,
  splits: [],
  sameSample: [],
  defined: null,
  firstStages: [],
  instrumented: [],
  claims: [],
  comparisons: [],
  invariant: [],
  dynamicPanels: [],
};
