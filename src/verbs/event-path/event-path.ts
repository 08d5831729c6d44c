/**
 * The path of effects by event time, as sensitivity to violations of parallel trends needs it: estimates before and after one
 * reference that all of them share, with their joint covariance. Made of the record of `did` or `event-study`, or of numbers. A record
 * whose leads and lags are not differences from one reference is refused by name: a break at the reference would be read as an effect.
 * Source: Roth (2026), Interpreting event-studies from recent difference-in-differences methods, arXiv:2401.12309.
 */
import type { Note } from "../../base/messages.js";
import type { DidRecord } from "../did/design/record.js";
import type { EventStudyRecord } from "../event-study/record.js";

/** Effects by event time, references left out. */
export interface EventPath {
  /** An estimator of `did`, `twfe` of `event-study`, or what was given. */
  readonly estimator: string;
  readonly outcome: string | null;
  /** Ascending; those before `reference` are leads. */
  readonly events: readonly number[];
  readonly estimates: readonly number[];
  /** In the order of `events`. */
  readonly covariance: readonly (readonly number[])[];
  /** The event time that all effects are differences from. */
  readonly reference: number;
  /** Between neighbouring event times, the reference among them; null where they are not evenly spaced. */
  readonly step: number | null;
  /** Events before and after the reference. */
  readonly n_pre: number;
  readonly n_post: number;
  /** Degrees of freedom of t; null where intervals are normal. */
  readonly df: number | null;
  /** Events that stand for all beyond them too. */
  readonly binned: readonly { readonly event: number; readonly label: string }[];
  /** Events of the record that a window leaves out. */
  readonly left_out: readonly number[];
  readonly from: { readonly kind: "did" | "event-study" | "given"; readonly call: string | null };
}

/** Effects as numbers: the reference is no event, and its row and column are not in the covariance. */
export interface GivenPath {
  readonly event: readonly number[];
  readonly estimate: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Default: -1. */
  readonly reference?: number;
  /** Of t; default: normal. */
  readonly df?: number | null;
  readonly estimator?: string;
  readonly outcome?: string;
}

export type EventPathSource = DidRecord | EventStudyRecord | GivenPath;

export interface EventPathOptions {
  /** Which estimate of a record of `did` with several. */
  readonly estimator?: string;
  /** First and last event time used. */
  readonly window?: readonly [number, number];
}

/** What is asked of a path besides. */
export interface EventPathNeeds extends EventPathOptions {
  /** Whether one without effects before treatment will do: where no trend is read off them. */
  readonly withoutLeads?: boolean;
}

/** A path, or why a record has none: a note, whose sentence is in English and Chinese. */
export type EventPathFound = { readonly path: EventPath } | { readonly refused: Note };
