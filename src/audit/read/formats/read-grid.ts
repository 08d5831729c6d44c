/** What formats have in common: limits, and the errors for text that holds no table. */
import { DataError } from "../../../base/errors.js";
import type { Grid, GridSpan } from "../../grid.js";

/** A table printed in a paper has some hundred rows; one of data is told from it here. */
export const MOST_ROWS = 5000;
export const MOST_COLUMNS = 400;
/** Text of papers with tables; data are longer. */
export const MOST_BYTES = 20_000_000;

/** DataError `table_size`: what was given is data rather than a printed table. */
export const tooLarge = (where: string, rows: number, columns: number): DataError =>
  new DataError(
    "table_size",
    `${where} has ${rows} rows and ${columns} columns; a printed table has at most ${MOST_ROWS} and ${MOST_COLUMNS}. Give the table as printed, not the data behind it.`,
    { got: [rows, columns], expected: [MOST_ROWS, MOST_COLUMNS] },
  );

/** Tables of one paper, at most. */
const MOST_TABLES = 1000;

/** Throws DataError `table_size` for more tables than a paper has. */
export function requireFew(count: number, where: string): void {
  if (count <= MOST_TABLES) return;
  throw new DataError(
    "table_size",
    `${where} has ${count} tables, a paper at most ${MOST_TABLES}; give the tables of one paper.`,
    {
      got: count,
      expected: MOST_TABLES,
    },
  );
}

/** DataError `table_syntax`: `problem` and where, and what to do. */
export const malformed = (
  where: string,
  problem: string,
  remedy: string,
  detail: Readonly<Record<string, unknown>> = {},
): DataError => new DataError("table_syntax", `${where}: ${problem}; ${remedy}.`, { ...detail, problem });

/** A line beneath a table that is a note rather than the label of a section. */
export const isNote = (text: string): boolean =>
  /^\s*(?:notes?\b|source|注|资料来源|数据来源|[*†‡]|\+\s*p|standard errors|robust|[tz][ -]|p[ -]val|signif)/iu.test(
    text,
  ) ||
  /parenthes|括号|[<≤]\s*0?\.\d/iu.test(text) ||
  text.length > 60;

/** A paragraph after a table that is plainly its note, and not the text going on. */
const saysNote = (text: string): boolean =>
  /^\s*(?:notes?\s*[:.：]|source|注\s*[:：]|资料来源|数据来源|[*†‡]|\+\s*p|standard errors|robust|[tz] (?:stat|val)|p-val|signif)/iu.test(
    text,
  ) ||
  (text.length < 400 &&
    /(?:in|within) (?:the )?(?:square |round )?(?:parenthes[ei]s|brackets)|括号[内中里]/iu.test(text));

/** Paragraphs looked at. */
const MOST_AFTER = 8;

/** Of the paragraphs after a table those that are its notes, with what stands between them. */
export function notesAmong(paragraphs: readonly string[]): string[] {
  const near = paragraphs.slice(0, MOST_AFTER);
  const end = near.findIndex(isCaption);
  const own = end < 0 ? near : near.slice(0, end);
  return own.slice(0, own.findLastIndex(saysNote) + 1);
}

/** A line that is a caption: "Table 1", 表 1. */
export const isCaption = (text: string): boolean =>
  /^\W{0,3}(?:appendix |online )*(?:table|tab\.|附?表)\s*[A-Z]?\d/iu.test(text.slice(0, 100));

const isHeld = (text: string | undefined): boolean => text !== undefined && text.trim() !== "";

/** The text of a row that holds one cell, or "Note:" and one cell; null of any other row. */
function loneText(row: readonly string[]): string | null {
  const held = row.filter(isHeld);
  if (held.length === 1) return held[0]!;
  return held.length === 2 && isHeld(row[0]) && /^\s*(?:notes?|source|注|资料来源)\s*[:：]?\s*$/iu.test(row[0]!)
    ? held.join(" ")
    : null;
}

/**
 * A grid whose rows are equally long, without rows and columns that hold nothing; lines of one cell at its end are notes, one at its top
 * is the caption where it has none. Throws DataError `table_size`.
 */
export function gridOf(
  where: string,
  {
    title = null,
    rows: given,
    headRows = null,
    spans: givenSpans = [],
    notes = [],
  }: Partial<Grid> & Pick<Grid, "rows">,
): Grid {
  const width = given.reduce((most, row) => Math.max(most, row.length), 0);
  if (given.length > MOST_ROWS || width > MOST_COLUMNS) throw tooLarge(where, given.length, width);
  const held = given.map((row) => row.some(isHeld));
  let last = given.length;
  const beneath: string[] = [];
  while (last > 1) {
    const text = held[last - 1] ? loneText(given[last - 1]!) : "";
    // no section stands at the end of a table, so that a lone label there is a note
    if (text === null || (text !== "" && !isHeld(given[last - 1]![0]) && !isNote(text))) break;
    if (text !== "") beneath.unshift(text);
    last--;
  }
  const first = given.findIndex((_, r) => held[r]);
  const lead = first < 0 || first + 1 >= last ? null : loneText(given[first]!);
  const isTitle = lead !== null && isCaption(lead);
  const spans = givenSpans.filter(({ row }) => row < last && !(isTitle && row === first));
  const covered = new Set(
    spans.flatMap(({ column, columns }) => Array.from({ length: columns }, (_, k) => column + k)),
  );
  const keptRows = given
    .map((row, r) => [row, r] as const)
    .filter(([, r]) => held[r] && r < last && !(isTitle && r === first));
  const keptColumns = Array.from({ length: width }, (_, c) => c).filter(
    (c) => c === 0 || covered.has(c) || keptRows.some(([row]) => isHeld(row[c])),
  );
  const rowAt = new Map(keptRows.map(([, r], k) => [r, k]));
  const columnAt = new Map(keptColumns.map((c, k) => [c, k]));
  return {
    title: title ?? (isTitle ? lead.trim() : null),
    rows: keptRows.map(([row]) => keptColumns.map((c) => (row[c] ?? "").trim())),
    headRows: headRows === null ? null : keptRows.filter(([, r]) => r < headRows).length,
    spans: spans.flatMap((span): GridSpan[] => {
      const [row, column] = [rowAt.get(span.row), columnAt.get(span.column)];
      if (row === undefined || column === undefined) return [];
      return [
        { row, column, columns: keptColumns.filter((c) => c >= span.column && c < span.column + span.columns).length },
      ];
    }),
    notes: [...beneath, ...notes].map((text) => text.trim()).filter((text) => text !== ""),
  };
}
