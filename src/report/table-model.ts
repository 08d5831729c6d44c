/**
 * The one table every renderer reads: a grid of cells with a heading, rules and notes. Numbers keep their
 * value beside the text they are shown as, so that CSV is exact while the printed table is rounded once.
 * Knows nothing of estimation.
 */

/**
 * A mark beside what stands somewhere in a table, as that of a footnote: a link to the remark `to`, which another block of the page holds.
 * `grade` says how grave that remark is, 1 the gravest; renderers colour by it, and the text says it to who sees no colours. CSV has none.
 */
export interface Mark {
  readonly text: string;
  readonly to: string;
  /** What the remark leads back to: a name of its own on the page. */
  readonly id: string;
  readonly grade: MarkGrade;
}

export const MARK_GRADES = [1, 2, 3, 4] as const;
export type MarkGrade = (typeof MARK_GRADES)[number];

/** What can bear marks. */
export interface Marked {
  readonly marks?: readonly Mark[];
}

/** A number as printed: `open` and `close` stand around it (parentheses, stars); `value` is unrounded. */
export interface NumberCell extends Marked {
  readonly kind: "number";
  readonly value: number;
  readonly text: string;
  readonly open: string;
  readonly close: string;
  /** Whether it is on the scale of the coefficients, so that its decimals may be chosen. Default false. */
  readonly scaled?: boolean;
  /** Of an estimate: the p-value its stars go by. */
  readonly p?: number;
}

export interface TextCell extends Marked {
  readonly kind: "text";
  readonly text: string;
  /** The same for programs, where words hold numbers that were rounded. */
  readonly exact?: string;
  /** Of an interval on the scale of the coefficients: its ends, null where infinite. */
  readonly ends?: readonly [low: number | null, high: number | null];
}

export interface EmptyCell extends Marked {
  readonly kind: "empty";
}

export type Cell = NumberCell | TextCell | EmptyCell;

/**
 * A line of the table. For programs, `name` stands for the label (default the label itself, or that of the row above),
 * and `quantity` says what the cells hold ("estimate", "std_error", ...) where the label does not.
 */
export interface TableRow extends Marked {
  readonly label: string;
  readonly name?: string;
  readonly quantity: string;
  readonly cells: readonly Cell[];
  /** A horizontal rule stands above this row. */
  readonly ruleAbove: boolean;
  /** Whether the row heads those beneath it that are inset: a label without cells. Default false. */
  readonly heading?: boolean;
  /** Whether the label is set in, as that of a row beneath a heading. Default false. */
  readonly inset?: boolean;
  /** Of a row that says whether models have a fixed effect: its name. */
  readonly effect?: string;
  /** Of a row that stands for the dummies of a factor: its name, and the rows and notes that it stands for. */
  readonly factor?: string;
  readonly folded?: { readonly rows: readonly TableRow[]; readonly notes: readonly string[] };
}

/** A heading with a rule beneath over the columns `from` to `to`, both counted from 1. */
export interface ColumnSpan {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** A table: `heads[c]` are the lines of the heading of column `c`, as many in every column. Its own marks stand behind the title. */
export interface TableModel extends Marked {
  readonly title: string;
  readonly stub: string;
  /** Where stub or headings have words for outcomes: these words, by the names of the outcomes. */
  readonly outcomes?: Readonly<Record<string, string>>;
  readonly heads: readonly (readonly string[])[];
  /** Whether the last line of every heading names the outcome of its column, as the stub says. Default false. */
  readonly outcomeLine?: boolean;
  /** Marks of the headings, those of column `c` behind its last line. */
  readonly headMarks?: readonly (readonly Mark[])[];
  /** Headings over columns, above all others; none over the same column as another. */
  readonly spans?: readonly ColumnSpan[];
  readonly rows: readonly TableRow[];
  readonly notes: readonly string[];
  /** Notes that documents print shorter, as those on solvers, by their full text; "" where they leave them out. */
  readonly shortNotes?: Readonly<Record<string, string>>;
  /** The one of `notes` that says what stars mean. */
  readonly starNote?: string;
  /** Whether CSV ends with a row a note: for tables whose columns hold words beside numbers anyway. Default false. */
  readonly notesInCsv?: boolean;
  /** Whether columns can be read apart, as regressions side by side: a terminal then shows them in blocks. Default false. */
  readonly columnsApart?: boolean;
}

/** Columns in order as one heading stands over them: those of a span together, others alone, with an empty label. */
export function spannedColumns({ heads, spans = [] }: Pick<TableModel, "heads" | "spans">): ColumnSpan[] {
  const first = heads.map((_, c) => spans.find(({ from, to }) => from <= c + 1 && c + 1 <= to));
  return first.flatMap((span, c) => {
    if (span === undefined) return [{ label: "", from: c + 1, to: c + 1 }];
    return span.from === c + 1 ? [span] : [];
  });
}

const EMPTY: EmptyCell = { kind: "empty" };

/** A cell without content. */
export const emptyCell = (): EmptyCell => EMPTY;

/** A cell of words. */
export const textCell = (text: string): Cell => (text === "" ? EMPTY : { kind: "text", text });

/** A number that is withheld, as a note beneath says why; nothing for programs. */
export const withheldCell = (): TextCell => roundedCell("n.a.", "");

/** A cell of words with rounded numbers, and the same for programs with all digits. */
export const roundedCell = (text: string, exact: string): TextCell => ({ kind: "text", text, exact });

/** A cell of a number shown as `text`; `open` and `close` surround it. */
export const numberCell = (value: number, text: string, open = "", close = ""): NumberCell => ({
  kind: "number",
  value,
  text,
  open,
  close,
});

/** A row that heads the inset rows beneath it. */
export const headingRow = (label: string): TableRow => ({
  label,
  quantity: "",
  cells: [],
  ruleAbove: false,
  heading: true,
});

/** A number on the scale of the coefficients, as errors and intervals are, which `digits` rounds; `p` is what stars go by. */
export function scaledCell(
  value: number,
  text: string,
  { open = "", close = "", p }: { readonly open?: string; readonly close?: string; readonly p?: number } = {},
): NumberCell {
  return { ...numberCell(value, text, open, close), scaled: true, ...(p === undefined ? {} : { p }) };
}

/** An interval on the scale of the coefficients, printed as `text`. */
export const intervalCell = (low: number | null, high: number | null, text: string, exact?: string): TextCell => ({
  kind: "text",
  text,
  ...(exact === undefined ? {} : { exact }),
  ends: [low, high],
});

/** A cell as a reader sees it, without marks. */
export function cellText(cell: Cell): string {
  if (cell.kind === "empty") return "";
  return cell.kind === "text" ? cell.text : `${cell.open}${cell.text}${cell.close}`;
}
