/**
 * What a reader's options say of each column: whether it is kept as text, and which cells are missing.
 * Knows nothing of files or of how cells are typed.
 */

import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import { MISSING_MARKERS, trimCell } from "./cells.js";

/** Options on the meaning of cells, the same for every format. */
export interface CellOptions {
  /** Columns kept as text although they look like numbers. */
  readonly text?: readonly string[];
  /** Columns of digits in quotes that are numbers all the same (text files; see `quoted-digits`). */
  readonly numeric?: readonly string[];
  /**
   * Cells read as missing: for all columns, or by column (the others keep the default). Replaces MISSING_MARKERS; an
   * empty cell is always missing. `{ country: [] }` keeps Namibia's "NA".
   */
  readonly missing?: readonly string[] | Readonly<Record<string, readonly string[]>>;
}

/** How one column is typed. */
export interface TypingRules {
  /** Text whatever its cells are: by the user's wish, or because the file declares it so. */
  readonly text: "asked" | "declared" | undefined;
  /** Trimmed cells that are missing. */
  readonly missing: ReadonlySet<string>;
  /** Whether the column is text if all its cells are digits: every one of them stands in quotes (`quoted-digits`). */
  readonly quoted?: boolean;
}

const markerSet = (markers: readonly string[]): ReadonlySet<string> => new Set(["", ...markers.map(trimCell)]);

const DEFAULT_MARKERS = markerSet(MISSING_MARKERS);

/** The rules of a column nothing was said about. */
export const DEFAULT_RULES: TypingRules = { text: undefined, missing: DEFAULT_MARKERS };

/** The rules of each of `names`, in their order. Throws DataError `unknown_column` for an option on any other column. */
export function typingRules(options: CellOptions, names: readonly string[], source: string): TypingRules[] {
  const { text = [], numeric = [], missing = MISSING_MARKERS } = options;
  const byColumn = isList(missing) ? {} : missing;
  const common = isList(missing) ? markerSet(missing) : DEFAULT_MARKERS;
  for (const name of [...text, ...numeric, ...Object.keys(byColumn)]) {
    if (names.includes(name)) continue;
    throw new DataError(
      "unknown_column",
      `${source} has no column '${name}'${didYouMeanOrKnown(name, "columns", names)}`,
      {
        got: name,
        expected: names,
      },
    );
  }
  return names.map((name) => ({
    text: text.includes(name) ? "asked" : undefined,
    missing: Object.hasOwn(byColumn, name) ? markerSet(byColumn[name]!) : common,
  }));
}

const isList = (missing: NonNullable<CellOptions["missing"]>): missing is readonly string[] => Array.isArray(missing);
