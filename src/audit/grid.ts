/** A table as any format has it: cells of text, before anything is read into them. Readers make it, `recognise` reads it, reports show it. */

/** `rows[r][c]`: c = 0 is the stub. Cells that span several columns stand in the first of them, with `spans` saying how many. */
export interface Grid {
  /** Its caption, "Table 1 Analysis of baseline regression results". */
  readonly title: string | null;
  readonly rows: readonly (readonly string[])[];
  /** How many rows at the top are headings, where the format says so. */
  readonly headRows: number | null;
  readonly spans: readonly GridSpan[];
  /** Lines beneath: what parentheses hold, what stars mean. */
  readonly notes: readonly string[];
}

export interface GridSpan {
  readonly row: number;
  readonly column: number;
  readonly columns: number;
}

/** A place in the grid, both counted from 0, the stub being column 0. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}
