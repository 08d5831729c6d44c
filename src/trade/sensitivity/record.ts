/**
 * The record a sensitivity analysis returns: frozen, JSON-serialisable. Key names are the published JSON
 * format, hence the underscores.
 */
import type { Note } from "../../base/messages.js";
import type { QualityRecord } from "../quality/record.js";
import type { Summary } from "../quality/summary.js";
import type { RankComparison } from "./compare-ranks.js";

/** What one choice gives, and how it ranks cells beside the base. */
export interface ChoiceRecord {
  /** Sigma and normalisation, "5 / product^year". */
  readonly label: string;
  /** Both as they were asked for. */
  readonly asked: { readonly sigma: string; readonly normalise: string };
  readonly call: string;
  /** Rows with a quality. */
  readonly nobs: number;
  readonly sigma: QualityRecord["sigma"];
  readonly normalise: QualityRecord["normalise"];
  readonly quality: QualityRecord["quality"];
  readonly r_quality: QualityRecord["r_quality"];
  /** Means by cell, as they are compared. */
  readonly aggregate: Summary;
  /** The base first, this choice second. */
  readonly against_base: RankComparison;
}

/** Two choices compared, by their labels. */
export interface PairRecord extends RankComparison {
  readonly first: string;
  readonly second: string;
}

export interface QualitySensitivityRecord {
  readonly kind: "quality_sensitivity";
  readonly call: string;
  /** Label of the base. */
  readonly base: string;
  readonly by: string;
  /** The key's column whose values are the years within which pairs are compared too. */
  readonly year: string | null;
  /** Cells that any choice has, and those that all have. */
  readonly cells: { readonly any: number; readonly all: number };
  readonly choices: readonly ChoiceRecord[];
  /** Every pair of choices. */
  readonly pairs: readonly PairRecord[];
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: QualityRecord["provenance"];
}
