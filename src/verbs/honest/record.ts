/**
 * The record of `honest`: the path of effects, what was allowed of trends, and the sets that follow. Key names are the published JSON
 * format, hence the underscores; an end of a set that does not exist is null.
 */
import type { Note } from "../../base/messages.js";
import type { EventPath } from "../event-path/event-path.js";
import type { Method, Restriction } from "./estimator/names.js";

/** An interval; null where it has no end. */
export interface SetPiece {
  readonly low: number | null;
  readonly high: number | null;
}

/** The set at one M. */
export interface HonestSet {
  readonly M: number;
  /** Ends of the set; null where it has none, and where it is empty. */
  readonly low: number | null;
  readonly high: number | null;
  /** One, unless the set is no interval; none, where it is empty. */
  readonly pieces: readonly SetPiece[];
  readonly holds_zero: boolean;
  /** What the restriction alone leaves open, at the estimates as they are. */
  readonly identified: readonly SetPiece[];
  /** Of a fixed-length interval: its estimator. */
  readonly flci?: {
    readonly estimate: number;
    readonly half_length: number;
    readonly worst_bias: number;
    readonly std_error: number;
    /** Of the effects, in the order of the path. */
    readonly weights: readonly number[];
  };
}

/** The smallest M whose set holds 0. */
export interface Breakdown {
  /** Null where no set holds 0, up to `searched_to`. */
  readonly M: number | null;
  readonly searched_to: number;
  /** A larger M whose set holds 0 no more, as sets that are not nested can have; null where none was met. */
  readonly again_without: number | null;
}

export interface HonestRecord {
  readonly kind: "honest";
  readonly call: string | null;
  readonly path: EventPath;
  readonly restriction: Restriction & {
    /** DeltaRM, DeltaSDPB, ... */
    readonly name: string;
    /** What M multiplies or bounds. */
    readonly m_is: "change_of_slope" | "times_largest_change" | "times_largest_change_of_slope";
  };
  readonly method: Method;
  readonly level: number;
  /** Size of the first test of a hybrid; null without one. */
  readonly kappa: number | null;
  /** Of the least favourable critical values; null without them. */
  readonly draws: number | null;
  readonly seed: number | null;
  readonly generator: string | null;
  /** Which combination of effects after the reference the sets are of, in their order. */
  readonly effect: {
    readonly of: "first" | "average" | "event" | "weights";
    readonly events: readonly number[];
    readonly weights: readonly number[];
  };
  /** Without differences of trends. */
  readonly original: {
    readonly estimate: number;
    readonly std_error: number;
    readonly low: number;
    readonly high: number;
  };
  /** Ascending in M. */
  readonly sets: readonly HonestSet[];
  readonly breakdown: Breakdown;
  /** Where the values of M are from: as given, the usual multiples, or the largest change of slope that is estimated before the reference. */
  readonly m_from: "given" | "multiples" | "estimates";
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: { readonly version: string; readonly kernels_sha256: string };
}
