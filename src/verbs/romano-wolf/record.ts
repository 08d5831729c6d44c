/**
 * The record of a family of hypotheses: its regressions, its hypotheses with every p-value, and how the draws were made. Key names are
 * the published JSON format, hence the underscores.
 */
import type { Note } from "../../base/messages.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { Alternative } from "../../regression/tests/alternative.js";
import type { BootstrapDesign, ClusterCount } from "../bootstrap/record.js";
import type { Reliability } from "../bootstrap/reliability/record.js";

/** P-values of a hypothesis; those of a family are adjusted for all of it. */
export interface FamilyPValues {
  /** Of the t distribution. */
  readonly unadjusted: number;
  /** Of the hypothesis alone by the draws, b / B. */
  readonly bootstrap: number;
  /** Step-down, (1 + b) / (1 + B); b / B where every sign vector is used once. */
  readonly romano_wolf: number;
  /** Step-down, b / B. */
  readonly westfall_young: number;
  /** By the largest statistic of the whole family, without stepping down. */
  readonly single_step: number;
  readonly holm: number;
  readonly bonferroni: number;
  readonly benjamini_hochberg: number;
  readonly benjamini_yekutieli: number;
  readonly sharpened_q: number;
}

export type FamilyMethod = keyof FamilyPValues;

/** A coefficient of a regression, and the value it is tested against. */
export interface FamilyHypothesis {
  /** What distinguishes it from the others: outcome, term, sample or formula, as far as they differ. */
  readonly label: string;
  /** Place of its regression among `models`. */
  readonly model: number;
  readonly term: string;
  readonly null_value: number;
  readonly estimate: number;
  readonly std_error: number;
  /** t, of the estimate less the value tested. */
  readonly statistic: number;
  readonly df: number;
  readonly p: FamilyPValues;
  /** Draws in which it has no statistic. */
  readonly undefined_draws: number;
}

/** A regression of the family. */
export interface FamilyRegressionRecord extends Pick<FitRecord, "call" | "depvar" | "nobs" | "dropped" | "collinear"> {
  readonly rhs: string;
  /** `1` for none. */
  readonly fixed_effects: string;
  /** Value of the column that splits the sample; null without a split. */
  readonly sample: string | null;
  readonly K: number;
  readonly clusters: readonly ClusterCount[];
  /** Whether its cross-products were made with those of other outcomes, in one pass over the rows. */
  readonly together: boolean;
  /** By term tested, which p can be believed: once of regressions that differ in their outcome alone. */
  readonly reliability: readonly Reliability[];
  readonly notes: readonly Note[];
}

/** Rejections at an error rate, by method. */
export interface FamilyRejections {
  readonly rate: number;
  readonly of: number;
  readonly by: Readonly<Record<FamilyMethod, number>>;
}

export interface RomanoWolfRecord {
  readonly kind: "romano-wolf";
  readonly formulas: readonly string[];
  readonly terms: readonly string[];
  readonly alternative: Alternative;
  /** Which p-values Holm, Bonferroni and the false discovery rates adjust. */
  readonly adjusts: "formula" | "bootstrap";
  /** In the order of the regressions, then of the terms. */
  readonly hypotheses: readonly FamilyHypothesis[];
  readonly models: readonly FamilyRegressionRecord[];
  readonly rejected: FamilyRejections;
  /** Places of the hypotheses, most significant first: the order of the step-down. */
  readonly order: readonly number[];
  readonly bootstrap: Omit<BootstrapDesign, "weights" | "kind"> & {
    readonly kind: "wild" | "pairs";
    /** `given`: from a table; its name and hash are in `indices`. */
    readonly weights: "rademacher" | "webb" | "mammen" | "given" | null;
  };
  /** t of every draw, by hypothesis, centred on the value the draw was made under; null where it is not defined. */
  readonly draws: readonly (readonly (number | null)[])[];
  readonly vcov: Pick<FitRecord["vcov"], "type" | "ssc" | "level">;
  readonly weights: string | null;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: FitRecord["provenance"];
}
