/**
 * Records of a panel model and of tests of a panel: frozen, JSON-serialisable, with everything chosen, dropped or assumed. Key
 * names are the published JSON format, hence the underscores.
 */

import type { Labels } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { CollinearTerm, FitRecord, VcovRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import type { PlmComponents, PlmEffect, PlmModel } from "./verb.js";

/** Of a theta over the rows of the sample, and its percentiles over groups, as Stata has them: one number in a balanced panel. */
export interface ThetaSummary {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly p5: number;
  readonly median: number;
  readonly p95: number;
}

/** Variance components of random effects, and the shares of means taken out. */
export interface ComponentsRecord {
  /** Swamy and Arora's, Baltagi and Chang's in an unbalanced panel; or those of Stata's xtreg, re without `sa`. */
  readonly method: PlmComponents;
  readonly idiosyncratic: number;
  /** Null where it is no component of the model; 0 where the estimate was negative, which a note says. */
  readonly individual: number | null;
  readonly time: number | null;
  readonly theta: {
    readonly individual?: ThetaSummary;
    readonly time?: ThetaSummary;
    /** What is given back of the mean of all rows, with effects of both. */
    readonly total?: ThetaSummary;
  };
}

/** The panel a model was fitted on. */
export interface PanelRecord {
  readonly unit: string;
  readonly time: string;
  /** Rows, units and periods of the sample. */
  readonly rows: number;
  readonly units: number;
  readonly periods: number;
  readonly balanced: boolean;
  /** Fewest and most rows of a unit. */
  readonly min_periods: number;
  readonly max_periods: number;
}

export interface PlmRecord {
  readonly kind: "plm";
  readonly call: string;
  readonly model: PlmModel;
  readonly effect: PlmEffect;
  readonly depvar: string;
  readonly panel: PanelRecord;
  /** Rows of the regression: of the sample, groups of `between`, differences of `fd`. */
  readonly nobs: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly coefficients: Readonly<Record<string, Coefficient>>;
  readonly collinear: readonly CollinearTerm[];
  /** `df` null: normal, as for random effects. */
  readonly vcov: Omit<VcovRecord, "df"> & { readonly df: number | null };
  readonly fit: {
    /**
     * Of the transformed outcome: share explained (of random effects the squared correlation with what is fitted), and adjusted
     * by (nobs - 1) / df_residual.
     */
    readonly r2: number;
    readonly adj_r2: number;
    /**
     * Of random effects and of means of units: the squared correlations of outcome and x'b net of the means of units, between those
     * means, and over all rows, as xtreg prints them. Null for other models and effects.
     */
    readonly within_r2: number | null;
    readonly between_r2: number | null;
    readonly overall_r2: number | null;
    readonly ssr: number;
    readonly tss: number;
    /** ssr / df_residual. */
    readonly sigma2: number;
    readonly df_residual: number;
  };
  /** Null but for random effects. */
  readonly components: ComponentsRecord | null;
  /** As of a regression. */
  readonly labels?: Labels;
  readonly tests: {
    /** All coefficients but the constant are zero; null where there is none. */
    readonly overall: PanelTest | null;
  };
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: FitRecord["provenance"];
}

export interface PanelTestsRecord {
  readonly kind: "panel-tests";
  readonly call: string;
  readonly depvar: string;
  readonly panel: PanelRecord;
  readonly dropped: Readonly<Record<string, number>>;
  /** By the name it is asked for with. */
  readonly tests: Readonly<Record<string, PanelTest>>;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: FitRecord["provenance"];
}

// One test of a panel model as a record holds it.

export interface PanelTest {
  /** What it is called, `Hausman test`. */
  readonly name: string;
  /** Null where it does not exist, which `because` says. */
  readonly statistic: number | null;
  /** `none` for a description without a distribution, such as a mean correlation. */
  readonly distribution: "F" | "chi2" | "normal" | "chi2 mixture" | "none";
  /** Degrees of freedom: two of F, one of chi-squared, none of a normal. */
  readonly df: readonly number[];
  readonly p_value: number | null;
  /** The null hypothesis in words. */
  readonly hypothesis: string;
  /** `two-sided`, or `greater` where only large values speak against the null. */
  readonly alternative: "two-sided" | "greater";
  /** Author, year, and the program or text whose version it is. */
  readonly source: string;
  /** What a reader must know of it; null where there is nothing. */
  readonly because: string | null;
}

/** `test` without a statistic, and why. */
export const withoutStatistic = (test: PanelTest, because: string): PanelTest => ({
  ...test,
  statistic: null,
  distribution: "none",
  df: [],
  p_value: null,
  because,
});

/** `test`, without its statistic where that is no finite number: residuals are zero then, or their squares no doubles. */
export const finiteOrWithout = (test: PanelTest): PanelTest =>
  test.statistic === null || (Number.isFinite(test.statistic) && !Number.isNaN(test.p_value))
    ? test
    : withoutStatistic(
        test,
        "there is no statistic: a regression fits exactly, or its numbers are too large or small to square",
      );
