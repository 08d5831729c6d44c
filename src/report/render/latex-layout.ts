/**
 * How a table is set on a page of LaTeX's article: type size, widths of labels and prose, headings in several lines, on its
 * side, or in blocks of columns under each other, by the room its texts take in Computer Modern. Knows no LaTeX but its sizes.
 */
import { cellText, type TableModel } from "../table-model.js";
import {
  columnBlocks,
  columnSplit,
  LONG_TEXT,
  LONGEST_LABEL,
  LONGEST_LINE,
  longestWord,
  proseColumns,
  splitNumber,
} from "./columns.js";
import { displayWidth, wrap } from "./display-width.js";

/** Points of a page of an article at 10 pt on letter paper with a caption, upright and on its side. */
const UPRIGHT = { width: 335, height: 500 };
const SIDEWAYS = { width: 530, height: 310 };
/** Points at 10 pt of a digit, of a letter of words on average, and from line to line. */
const [DIGIT, LETTER, LINE] = [5, 5, 12];
/** Points of a rule with the space above and beneath. */
const RULE = 6;
/** Points of a letter and of a line of notes, which are set in footnotesize. */
const NOTE = { letter: 3.9, line: 9.5 };
/** Points on either side of a column, at normal size and smaller. */
const [COLUMN_SEP, NARROW_SEP] = [6, 4];
/** Characters a heading, or words among numbers, get in a line at least. */
const LEAST_LINE = 10;

/** Commands of type sizes with their share of 10 pt. */
const SIZES = { "": 1, "\\small": 0.9, "\\footnotesize": 0.8, "\\scriptsize": 0.7 } as const;
export type LatexSize = keyof typeof SIZES;

/** How a table is set. */
export interface LatexLayout {
  readonly size: LatexSize;
  /** Points between columns, halved; null for LaTeX's own. */
  readonly separation: number | null;
  /** Points of the labels where they break into lines, else null. */
  readonly label: number | null;
  /** Points of each column of prose; null for one of numbers. */
  readonly prose: readonly (number | null)[];
  /** Characters after which words among the numbers of each column break; null where they do not. */
  readonly lines: readonly (number | null)[];
}

/** The table with its headings as they are set, in one part or in blocks of columns. */
export interface LatexParts {
  readonly parts: readonly { readonly table: TableModel; readonly layout: LatexLayout }[];
  readonly sideways: boolean;
  /** Whether notes stand outside of the float, which would be taller than its page with them. */
  readonly notesApart: boolean;
}

const USUAL_SIZES: readonly LatexSize[] = ["", "\\small", "\\footnotesize"];
const SMALL_SIZES: readonly LatexSize[] = ["\\small", "\\footnotesize", "\\scriptsize"];

type Page = typeof UPRIGHT;

/** What must fit into the height of a page: rows with their notes, rows alone, or nothing. */
type Tallness = "with notes" | "rows" | "any";

/**
 * The first that fits of: upright; upright with words in lines; on its side; then upright with the notes apart; then whatever
 * is wide enough, on its side in blocks of columns at last.
 */
export function latexParts(table: TableModel): LatexParts {
  const upright = (tall: Tallness) =>
    (tall === "any" ? undefined : fitting(table, UPRIGHT, USUAL_SIZES, false, tall)) ??
    fitting(table, UPRIGHT, SMALL_SIZES, true, tall);
  const lying = (block: TableModel, tall: Tallness) => fitting(block, SIDEWAYS, SMALL_SIZES, true, tall);
  const one = (found: ReturnType<typeof fitting>, sideways: boolean, notesApart: boolean): LatexParts | undefined =>
    found === undefined ? undefined : { parts: [found], sideways, notesApart };
  const whole =
    one(upright("with notes"), false, false) ??
    one(lying(table, "with notes"), true, false) ??
    one(upright("rows"), false, true) ??
    one(lying(table, "rows"), true, true) ??
    one(upright("any"), false, true);
  if (whole !== undefined) return whole;
  const parts = columnBlocks(table, (block) => lying(block, "any") !== undefined).map((block) => {
    const set = wrapped(block);
    return lying(block, "any") ?? { table: set, layout: layoutOf(set, "\\scriptsize", SIDEWAYS, true) };
  });
  return { parts, sideways: true, notesApart: true };
}

/** The largest size of `sizes` at which the table fits on `page`; `inLines` lets headings and words break. */
function fitting(given: TableModel, page: Page, sizes: readonly LatexSize[], inLines: boolean, tall: Tallness) {
  const table = inLines ? wrapped(given) : given;
  const wide = sizes.filter((one) => sum(needsOf(table, one, inLines).map(({ least }) => least)) <= page.width);
  const size = wide.find((one) => {
    if (tall === "any") return one === wide.at(-1);
    const measured = tall === "rows" ? { ...table, notes: [] } : table;
    return heightOf(measured, layoutOf(table, one, page, inLines), page) <= page.height;
  });
  return size === undefined ? undefined : { table, layout: layoutOf(table, size, page, inLines) };
}

/** Points of rows and notes one under the other. */
function heightOf(table: TableModel, { size, label, prose, lines }: LatexLayout, { width }: Page): number {
  const letter = LETTER * SIZES[size];
  const linesIn = (text: string, points: number) => Math.max(1, Math.ceil((displayWidth(text) * letter) / points));
  const rows = table.rows.map((row) => {
    const own = row.cells.map((cell, c) => {
      if (cell.kind !== "text") return 1;
      if (prose[c] !== null) return linesIn(cell.text, prose[c]!);
      return lines[c] === null ? 1 : wrap(cell.text, lines[c]!).length;
    });
    return Math.max(label === null ? 1 : linesIn(row.label, label), ...own);
  });
  const heads = Math.max(0, ...table.heads.map((head) => head.length)) + (table.spans === undefined ? 0 : 1);
  const notes = table.notes.map((note) => Math.ceil((displayWidth(note) * NOTE.letter) / (0.95 * width)));
  const rules = table.rows.filter(({ ruleAbove }) => ruleAbove).length + 3;
  return LINE * SIZES[size] * (sum(rows) + heads + 1) + RULE * rules + NOTE.line * sum(notes);
}

interface Need {
  readonly least: number;
  readonly wanted: number;
  readonly breaks: boolean;
}

const separationOf = (size: LatexSize): number => (size === "" || size === "\\small" ? COLUMN_SEP : NARROW_SEP);

/** Points of the labels, then of each column, with the space on both sides. */
function needsOf(table: TableModel, size: LatexSize, inLines: boolean): Need[] {
  const points = (characters: number, each = LETTER): number =>
    characters * each * SIZES[size] + 2 * separationOf(size);
  const labels = [table.stub, ...table.rows.map(({ label }) => label)];
  const widest = Math.max(...labels.map(displayWidth));
  const label = {
    least: points(Math.max(Math.min(widest, LONGEST_LABEL), ...labels.map(longestWord))),
    wanted: points(widest),
    breaks: widest > LONGEST_LABEL,
  };
  const prose = proseColumns(table);
  return [label, ...table.heads.map((head, c): Need => (prose[c] === true ? ofProse(head, c) : ofNumbers(head, c)))];

  function ofNumbers(head: readonly string[], c: number): Need {
    const words = Math.max(wordsWidth(table, c, inLines), spanShare(table, c), ...head.map(displayWidth));
    const need = Math.max(points(numberWidth(table, c), DIGIT), points(words));
    return { least: need, wanted: need, breaks: false };
  }
  function ofProse(head: readonly string[], c: number): Need {
    const texts = [...head, ...table.rows.flatMap(({ cells }) => (cells[c] === undefined ? [] : [cellText(cells[c])]))];
    const widths = texts.map(displayWidth);
    return {
      least: points(Math.max(...texts.map(longestWord), Math.min(LONG_TEXT, ...[Math.max(...widths)]))),
      wanted: points(Math.max(...widths.map((width) => Math.min(LONGEST_LINE, width)))),
      breaks: true,
    };
  }
}

/** Characters the numbers of a column take; stars stand over the space between columns. */
function numberWidth(table: TableModel, c: number): number {
  const split = columnSplit(table, c);
  const numbers = table.rows.flatMap(({ cells }) => (cells[c]?.kind === "number" ? [cells[c]] : []));
  const parts = numbers.map((cell) => splitNumber({ ...cell, close: cell.close.replace(/\*+$/, "") }, split));
  const after = parts.map((own) => (typeof own === "string" ? 0 : own.after.length));
  const middle = parts.map((own) => (typeof own === "string" ? displayWidth(own) : 0));
  return Math.max(split.before + Math.max(0, ...after), ...middle);
}

/** Characters the words of a column of numbers take, in lines of at most `lineOf` where they may break. */
function wordsWidth(table: TableModel, c: number, inLines: boolean): number {
  const texts = table.rows.flatMap(({ cells }) => (cells[c]?.kind === "text" ? [cells[c].text] : []));
  const line = lineOf(table, c);
  return Math.max(0, ...texts.flatMap((text) => (inLines ? wrap(text, line) : [text])).map(displayWidth));
}

/** A column's share of the characters of the heading over it and others. */
function spanShare({ spans = [] }: TableModel, c: number): number {
  const span = spans.find(({ from, to }) => from <= c + 1 && c + 1 <= to);
  return span === undefined ? 0 : displayWidth(span.label) / (span.to - span.from + 1);
}

/** Characters words of a column of numbers get in a line. */
const lineOf = (table: TableModel, c: number): number => Math.max(LEAST_LINE, numberWidth(table, c));

/** Room that is left goes to what breaks into lines. */
function layoutOf(table: TableModel, size: LatexSize, { width }: Page, inLines: boolean): LatexLayout {
  const needs = needsOf(table, size, inLines);
  const separation = separationOf(size);
  const free = Math.max(0, width - sum(needs.map(({ least }) => least)));
  const asked = sum(needs.map(({ breaks, least, wanted }) => (breaks ? wanted - least : 0)));
  const share = asked === 0 ? 0 : Math.min(1, free / asked);
  const widths = needs.map(({ breaks, least, wanted }) =>
    breaks ? Math.floor(least + share * (wanted - least) - 2 * separation) : null,
  );
  return {
    size,
    separation: separation === COLUMN_SEP ? null : separation,
    label: widths[0]!,
    prose: widths.slice(1),
    lines: table.heads.map((_, c) => (inLines ? lineOf(table, c) : null)),
  };
}

/** The table with long headings broken into lines, as many in every column, above the same rule. */
function wrapped(table: TableModel): TableModel {
  const prose = proseColumns(table);
  const broken = table.heads.map((head, c) => {
    const width = prose[c] === true ? LONG_TEXT : lineOf(table, c);
    return head.map((line) => wrap(line, width));
  });
  const lines = Array.from({ length: Math.max(0, ...table.heads.map((head) => head.length)) }, (_, h) =>
    Math.max(1, ...broken.map((head) => head[h]?.length ?? 0)),
  );
  const heads = broken.map((head) =>
    lines.flatMap((count, h) => {
      const own = head[h] ?? [];
      return [...new Array<string>(count - own.length).fill(""), ...own];
    }),
  );
  return { ...table, heads };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
