/**
 * Effects with slopes as data: what of each is solved for, and where the terms of an effect as given went.
 */

/** What of an effect with slopes is solved for. */
export interface LoadedSlopes {
  /** Whether each level has an intercept. */
  readonly intercept: boolean;
  /** Whether slopes may be taken about the mean of their level, an intercept making up for it: its own or a finer one. */
  readonly centred: boolean;
  /** Slope variables over sample rows. */
  readonly columns: readonly Float64Array[];
}

/** An effect as given, and where its terms are: a place among the columns of a kept effect, or null where another has it. */
export interface GivenEffect {
  readonly name: string;
  /** Position of the effect that groups rows as this one does: its own, or that of an earlier one. */
  readonly like: number;
  readonly slopes: readonly string[];
  /** Absent where the effect has no intercept. */
  readonly intercept?: TermPlace | null;
  readonly slopePlaces: readonly (TermPlace | null)[];
}

/** `column` of the kept effect `effect`: -1 for its intercept. */
export interface TermPlace {
  readonly effect: number;
  readonly column: number;
}
