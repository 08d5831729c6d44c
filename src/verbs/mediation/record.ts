/**
 * The record of a mediation analysis: that of the outcome's equation, with the paths through each mediator,
 * the effects and their draws. Key names are the published JSON format. Types only.
 */
import type { DrawnEffect } from "../../regression/cluster-bootstrap/bootstrap-intervals.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import type { ClusterCount } from "../bootstrap/record.js";

/** Ends of an interval of draws; null where it has none. */
export type DrawnEnds = DrawnEffect["percentile"];

/**
 * An effect: estimate, error and t (z for products of coefficients, by the delta method) from the clustered covariance of
 * all equations together, and what the draws say.
 */
export interface MediatedEffect extends Coefficient {
  readonly bootstrap: DrawnEffect;
}

/** The way through one mediator: `a` of the treatment on it, `b` of it on the outcome given treatment and other mediators. */
export interface MediationPath {
  readonly a: Coefficient;
  readonly b: Coefficient;
  /** a times b. */
  readonly indirect: MediatedEffect;
}

export interface MediationRecord extends Omit<FitRecord, "kind"> {
  readonly kind: "mediation";
  readonly treatment: string;
  readonly mediators: readonly string[];
  readonly cluster: string;
  readonly paths: Readonly<Record<string, MediationPath>>;
  /** The treatment's coefficient given the mediators. */
  readonly direct: MediatedEffect;
  /** The sum over mediators of a times b. */
  readonly indirect: MediatedEffect;
  /** The treatment's coefficient without the mediators, on the same rows. */
  readonly total: MediatedEffect;
  /** indirect / total, with the percentile interval of the draws; it means little where total can be 0. */
  readonly share: { readonly estimate: number; readonly conf_low: number; readonly conf_high: number };
  /** total - direct - indirect: rounding, as least squares on the same rows makes it 0. */
  readonly identity: number;
  /** Clustered covariance of the coefficients of all equations, each with the small-sample factor of its own. */
  readonly joint: { readonly names: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  /**
   * With one mediator: the correlation of what mediator and outcome leave unexplained at which the indirect effect would
   * be 0, and its square; null with several.
   */
  readonly sensitivity: { readonly rho: number; readonly rho_squared: number } | null;
  readonly bootstrap: {
    readonly kind: "pairs";
    readonly clusters: ClusterCount;
    readonly draws: {
      readonly requested: number;
      readonly done: number;
      readonly used: number;
      readonly undefined: number;
    };
    readonly partial: boolean;
    /** Draws in which some level of an effect not nested in the clusters has no cluster drawn. */
    readonly absent_levels: number;
    readonly generator: string | null;
    readonly seed: number | null;
    readonly indices: { readonly name: string; readonly sha256: string | null } | null;
    readonly level: number;
  };
  /** One number a draw; null where some equation of the draw does not identify what it needs. */
  readonly draws: Readonly<Record<string, readonly (number | null)[]>>;
}
