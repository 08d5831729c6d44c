/**
 * How tables were read: what each row was taken for, and the cells nothing was made of. Shown before anything is judged, so that whoever
 * asked can see that the machine reads as they do. Facts; words are in `messages`.
 */
import type { Note } from "../../base/messages.js";

/** What a row of a grid was taken for. */
export type RowRole =
  | "heading"
  | "section"
  | "estimates"
  | "beneath"
  | "effects"
  | "controls"
  | "weights"
  | "errors"
  | "statistic"
  | "summary"
  | "text"
  | "empty"
  | "unread";

export interface RowReading {
  /** Counted from 0, as in the grid. */
  readonly row: number;
  readonly label: string;
  readonly role: RowRole;
  /** The term, effect, variable or known statistic; null where the role has no name. */
  readonly name: string | null;
}

/** Why a cell could not be read. */
export type UnreadBecause =
  | "words"
  | "inequality"
  | "two_numbers"
  | "no_estimate"
  | "brackets"
  | "repeated"
  | "unlabelled";

export interface UnreadCell {
  readonly row: number;
  readonly column: number;
  readonly text: string;
  readonly because: UnreadBecause;
}

/** What a table was taken for; "unread": neither a table of regressions nor of means. */
export type TableKind = "regressions" | "descriptives" | "unread";

export interface TableReading {
  readonly name: string;
  readonly kind: TableKind;
  readonly rows: readonly RowReading[];
  /** Cells that hold something and were read as nothing: no rule sees them. */
  readonly unread: readonly UnreadCell[];
  readonly notes: readonly Note[];
}

export interface PaperReading {
  readonly file: string;
  /** "transcription", "latex", "html", "word", "markdown", "csv", "results". */
  readonly format: string;
  readonly tables: readonly TableReading[];
  readonly notes: readonly Note[];
}
