/**
 * The record of `multiverse`: what could be chosen, every specification with its estimate or the reason why it has none, and what they
 * say together. Key names are the published JSON format, hence the underscores.
 */
import type { Labels } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { FitRecord } from "../../regression/record/fit-record.js";

/** Positions among the choices. */
export interface SpecificationChoices {
  readonly outcome: number;
  readonly treatment: number;
  /** Optional controls that are in. */
  readonly controls: readonly number[];
  readonly sample: number;
  readonly effects: number;
  readonly weights: number;
  readonly vcov: number;
}

export interface Specification extends SpecificationChoices {
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly p_value: number;
  readonly conf_low: number;
  readonly conf_high: number;
  readonly df: number;
  readonly nobs: number;
  /** Columns of controls that are collinear or absorbed. */
  readonly collinear: readonly string[];
  /** Position among `row_sets`. */
  readonly row_set: number;
  /** How many further combinations are the same model. */
  readonly duplicates: number;
  /** Whether it was regressed by itself. */
  readonly alone: boolean;
}

/** A specification that can't be estimated. */
export interface NotEstimated extends SpecificationChoices {
  readonly code: string;
  readonly because: string;
  readonly detail?: Note["detail"];
}

/** Rows that specifications are estimated on. */
export interface RowSet {
  readonly sample: string;
  readonly effects: string;
  readonly weights: string | null;
  readonly nobs: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** Levels of each effect. */
  readonly levels: Readonly<Record<string, number>>;
  /** Clusters of each variance. */
  readonly clusters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly solver: {
    readonly method: string;
    readonly because: string;
    readonly certificate: number;
    readonly error_estimate: number;
  };
  readonly specifications: number;
}

/** What the estimates say together. */
export interface CurveSummary {
  readonly median: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Quantiles keyed "2.5%". */
  readonly quantiles: Readonly<Record<string, number>>;
  /** 1 or -1: the sign most estimates have. */
  readonly dominant_sign: 1 | -1;
  readonly share_dominant: number;
  readonly share_significant: number;
  /** Significant and of the dominant sign. */
  readonly share_significant_dominant: number;
  /** Sum of the specifications' normal scores over the root of their number. */
  readonly stouffer_z: number;
}

/** What a choice does to the estimates. */
export interface ChoiceInfluence {
  readonly choice: "outcome" | "treatment" | "control" | "sample" | "effects" | "weights" | "vcov";
  /** Of a control, which. */
  readonly name: string | null;
  /** Share of the estimates' variance between the levels of this choice. */
  readonly share: number;
  readonly levels: readonly {
    readonly level: string;
    readonly count: number;
    readonly median: number | null;
    readonly min: number | null;
    readonly max: number | null;
    readonly share_significant: number | null;
  }[];
}

/** The joint test of no effect in any specification. */
export interface MultiverseTest {
  readonly method: "permutation" | "bootstrap";
  /** What is permuted or drawn. */
  readonly unit: string;
  readonly units: number;
  readonly strata: string | null;
  readonly draws: number;
  /** Of these without an estimate in any specification: left out of p. */
  readonly undefined: number;
  readonly seed: number;
  readonly generator: string;
  readonly p_value: {
    readonly median: number;
    readonly share_dominant: number;
    readonly share_significant_dominant: number;
    readonly stouffer_z: number;
  };
  /** Statistics of each draw that has an estimate. */
  readonly drawn: {
    readonly median: readonly number[];
    readonly share_dominant: readonly number[];
    readonly share_significant_dominant: readonly number[];
    readonly stouffer_z: readonly number[];
  };
}

export interface MultiverseRecord {
  readonly kind: "multiverse";
  /** The author's formula. */
  readonly call: string;
  readonly term: string;
  readonly choices: {
    readonly outcomes: readonly string[];
    readonly treatments: readonly string[];
    /** In or out; terms that go together are joined by +. */
    readonly controls: readonly string[];
    readonly always: readonly string[];
    readonly samples: readonly { readonly name: string; readonly subset: string | null }[];
    readonly effects: readonly string[];
    readonly weights: readonly (string | null)[];
    readonly vcov: readonly string[];
  };
  /** What the data call outcomes, treatments and controls; absent where they have no labels. */
  readonly labels?: Labels;
  readonly subset: string | null;
  readonly common_sample: boolean;
  readonly ssc: string;
  readonly singletons: string;
  readonly level: number;
  readonly alpha: number;
  readonly counts: {
    /** All that the choices allow. */
    readonly combinations: number;
    /** Drawn by the seed; null where all are. */
    readonly drawn: number | null;
    /** Different models with an estimate: the length of `specifications`. */
    readonly estimated: number;
    readonly not_estimated: number;
    /** Combinations that are the same model as one that is counted. */
    readonly duplicates: number;
    /** Regressed one by one. */
    readonly alone: number;
  };
  /** The author's own: null where it has no estimate. */
  readonly baseline: {
    /** Position among `specifications`. */
    readonly specification: number;
    readonly estimate: number;
    /** Place among all estimates, from the lowest, 1. */
    readonly rank: number;
    /** Share of estimates that are not above it. */
    readonly percentile: number;
  } | null;
  readonly curve: CurveSummary | null;
  readonly influence: readonly ChoiceInfluence[];
  readonly test: MultiverseTest | null;
  readonly specifications: readonly Specification[];
  readonly not_estimated: readonly NotEstimated[];
  readonly row_sets: readonly RowSet[];
  readonly notes: readonly Note[];
  readonly provenance: FitRecord["provenance"];
  readonly timing_ms: {
    readonly moments: number;
    readonly specifications: number;
    readonly test: number;
    readonly total: number;
  };
}
