/**
 * What the chain of quality asks of the rows it runs on. Columns in memory answer at once (`columns`), an engine that holds the rows
 * by statements (`src/sql/quality`); which steps there are, in which order, what they are called and what a record says of them is the
 * chain's alone.
 */

import type { Ask, Chain } from "../../base/chain.js";
import type { Note } from "../../base/messages.js";
import type { NamePattern } from "../../base/name-pattern.js";
import type { Aggregate } from "./aggregate.js";
import type { Suspects, Trim } from "./cleaning/plan-cleaning.js";
import type { CodeChange } from "./codes/product-codes.js";
import type { Absorption } from "./demand.js";
import type { NormalisedCounts, NormaliseRule } from "./normalise.js";
import type { Keys } from "./options.js";
import type { AggregateOptions } from "./plan-names.js";
import type { Splitter, SpreadSums } from "./product-spread.js";
import type { Loss } from "./sample.js";
import type { InstrumentSources } from "./sigma/instrument.js";
import type { EstimatedSigma, InstrumentPlan, TabledSigma } from "./sigma/plan-sigma.js";
import type { TableUse } from "./sigma/sigma-assign.js";
import type { SigmaSums } from "./sigma/sigma-estimate.js";
import type { Summary } from "./summary.js";

/** Rows that stay, and those that do not. */
export interface Kept<S> {
  readonly sample: S;
  readonly lost: Loss;
}

/** Rows that stay, and those that do not, by reason. */
export interface Sifted<S> {
  readonly sample: S;
  readonly lost: readonly Loss[];
}

/** Why a row can't be used; the first that applies counts. */
export type Reason = { readonly step: Note } & (
  | { readonly kind: "missing"; readonly column: string }
  | { readonly kind: "not_positive"; readonly column: string }
  | { readonly kind: "unit_value" }
  | { readonly kind: "name"; readonly column: string; readonly pattern: NamePattern }
);

/** Rows with their quality. */
export interface Rated<R> extends Absorption {
  readonly rated: R;
  /** Levels of each effect that have rows. */
  readonly levels: readonly number[];
}

/**
 * Rows of one source: S is a sample of them, with value and quantity above 0, and what steps added to it (an instrument, a sigma);
 * E sums of sigma; R rows with their quality.
 */
export interface QualityRows<S, E extends SigmaSums, R> {
  /** What messages call the source. */
  readonly name: string;
  readonly nRows: number;
  /** Runs `work` as the stage `name`, which is reported and timed. */
  stage<T>(name: string, work: () => Chain<T>): Chain<T>;
  size(sample: S): number;

  /** Rows to which no reason applies; the value of all, missing and infinite ones left out, and by reason what is lost. */
  usable(value: string, quantity: string, reasons: readonly Reason[]): Ask<Sifted<S> & { readonly value: number }>;
  /** Of each product the unit of most value alone. */
  mainUnit(sample: S, product: Keys, unit: string): Ask<Kept<S>>;
  /** One row a combination of keys, value and quantity summed into the first; rows that lack a key stay. */
  summed(sample: S, keys: Keys): Ask<S>;
  /** Two rows, counted from 1, that have the same keys; null where none have. */
  repeated(sample: S, keys: Keys): Ask<readonly [number, number] | null>;
  /** Rows whose unit value lies within two percentiles of its cell. */
  trimmed(sample: S, trim: Trim): Ask<Kept<S>>;
  /** Rows whose unit value is at most `factor` times off the median of its cell. */
  nearMedian(sample: S, cells: Keys, factor: number): Ask<Kept<S>>;
  /** Rows of groups with at least so many. */
  frequent(sample: S, keys: Keys, least: number): Ask<Kept<S>>;
  /** What `nearMedian` would take; null where it is not sought. */
  suspects(sample: S, cells: Keys): Ask<Suspects | null>;
  /** Revisions at which unusually many codes begin or end. */
  codeChanges(sample: S, product: Keys, year: Keys): Ask<readonly CodeChange[]>;

  spreadSums(sample: S, splitters: readonly Splitter[]): Ask<readonly SpreadSums[]>;
  /** Rows with a sigma from a table; lost are those without one, and those with none above 1. */
  sigmaFromTable(sample: S, plan: TabledSigma): Ask<Sifted<S> & { readonly use: TableUse }>;
  /** Rows with a price elsewhere, which is the sample's instrument from here on; `value` is that of all rows. */
  priceElsewhere(
    sample: S,
    plan: InstrumentPlan,
  ): Ask<Kept<S> & { readonly sources: InstrumentSources; readonly value: number }>;
  /** Rows none of which is alone in a level of an effect. */
  withoutSingletons(sample: S, effects: readonly Keys[]): Ask<Kept<S>>;
  sigmaSums(sample: S, plan: EstimatedSigma, effects: readonly Keys[]): Ask<E>;
  /** Rows by the sigma of their group, which is `used[g]`; those of `reasons[g]` above 0 are lost for that reason. */
  assigned(sample: S, sums: E, used: Float64Array, reasons: Uint8Array, nReasons: number): Ask<Sifted<S>>;

  /**
   * What the effects leave of ln q + sigma ln p, over sigma - 1; sigma is each row's own where it is null. `sums` are those of
   * sigma where its effects were these.
   */
  rate(sample: S, effects: readonly Keys[], sigma: number | null, sums: E | null): Ask<Rated<R>>;
  normalise(rated: R, within: Keys, rule: NormaliseRule): Ask<{ readonly rated: R; readonly counts: NormalisedCounts }>;
  summaries(rated: R): Ask<{ readonly quality: Summary; readonly rQuality: Summary }>;
  /** Each row's own sigma. */
  sigmaSpread(rated: R): Ask<Summary & { readonly median: number }>;
  aggregate(rated: R, keys: Keys, options: AggregateOptions): Ask<Aggregate>;
}
