/**
 * The record of a decomposition: frozen, JSON-serialisable, with everything chosen, dropped or assumed. Key
 * names are the published JSON format, hence the underscores. Types only.
 */

import type { Note } from "../../base/messages.js";
import type { RecordedFile } from "../../data/table/table.js";
import type { Excluded } from "./messages.js";
import type { DecompositionMethod, Terms } from "./terms.js";

/** A period as the data has it. */
export type Period = number | string;

/** The change of one group's weighted mean between two periods. */
export interface DecompositionEffect {
  /** null where the whole is one group. */
  readonly group: string | null;
  readonly from: Period;
  readonly to: Period;
  readonly mean_from: number;
  readonly mean_to: number;
  readonly change: number;
  /** Terms of the method, which add up to the change. */
  readonly terms: Terms;
  readonly units: { readonly survivors: number; readonly entrants: number; readonly exiters: number };
  /** Shares of entrants in the weight of the second period, of those that leave in that of the first. */
  readonly shares: { readonly entrants: number; readonly exiters: number };
}

/** Unweighted means over the groups decomposed between two periods. */
export interface DecompositionTotal {
  readonly from: Period;
  readonly to: Period;
  readonly groups: number;
  readonly mean_from: number;
  readonly mean_to: number;
  readonly change: number;
  readonly terms: Terms;
}

export interface DecompositionRecord {
  readonly kind: "decomposition";
  readonly call: string;
  /** Rows used: complete, and in one of the periods compared. */
  readonly nobs: number;
  readonly rows: {
    readonly read: number;
    /** Rows left out, by the first reason that applies, with the weight they carry where it is known. */
    readonly excluded: readonly Excluded[];
  };
  readonly method: DecompositionMethod;
  readonly outcome: string;
  readonly unit: string;
  /** null where the whole is one group. */
  readonly by: string | null;
  readonly time: string;
  readonly weight: string;
  /** Periods compared. */
  readonly periods: readonly Period[];
  readonly pairs: readonly { readonly from: Period; readonly to: Period }[];
  readonly groups: number;
  /** Units within groups: a unit in two groups counts in both. */
  readonly units: number;
  readonly units_in_several_groups: number;
  readonly effects: readonly DecompositionEffect[];
  /** Groups and pairs without terms: the group lacks a period, or has no unit in both. */
  readonly not_decomposed: readonly {
    readonly group: string | null;
    readonly from: Period;
    readonly to: Period;
    readonly reason: "absent_before" | "absent_after" | "no_survivors";
  }[];
  readonly total: readonly DecompositionTotal[];
  /** Largest |sum of terms - change|; above rounding it is an error. */
  readonly max_error: number;
  readonly notes: readonly Note[];
  readonly provenance: RecordedFile & {
    readonly version: string;
    readonly data: string;
    readonly data_sha256: string | null;
    readonly kernels_sha256: string;
  };
}
