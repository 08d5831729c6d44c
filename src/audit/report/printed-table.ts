/**
 * A table as it is printed, cell by cell, with the marks of findings beside the cells they are about. Numbers keep the text they
 * have. Knows no rule.
 */

import { wrap } from "../../report/render/display-width.js";
import {
  type Cell,
  type ColumnSpan,
  type Mark,
  numberCell,
  type TableModel,
  textCell,
} from "../../report/table-model.js";
import type { Grid } from "../grid.js";
import { printedNumber } from "../printed.js";
import type { RowRole, TableReading } from "../read/reading.js";
import type { PlacedMark } from "./places.js";

/** Roles of rows above the rule that parts estimates from what is beneath them. */
const ABOVE: readonly RowRole[] = ["estimates", "beneath", "summary"];

/** The table of `grid`, called `name` where it has no title; `reading` says where a rule parts its rows. */
export function printedTable(
  name: string,
  grid: Grid,
  reading: TableReading | undefined,
  placed: readonly PlacedMark[],
): TableModel {
  const headRows = Math.min(grid.headRows ?? headingsIn(reading), grid.rows.length);
  const width = Math.max(1, ...grid.rows.map((row) => row.length));
  const columns = Array.from({ length: width - 1 }, (_, c) => c + 1);
  const { heads, spans } = headings(grid, headRows, columns);
  const marksAt = (row: number | null, column: number): readonly Mark[] =>
    placed.flatMap(({ mark, place }) => {
      if (place === null || place.column !== column) return [];
      const inHeading = place.row === null || place.row < headRows;
      return (row === null ? inHeading : place.row === row) ? [mark] : [];
    });
  const marked = <T>(bearer: T, marks: readonly Mark[]): T => (marks.length === 0 ? bearer : { ...bearer, marks });
  const roles = new Map(reading?.rows.map(({ row, role }) => [row, role]));
  const body = grid.rows.slice(headRows).map((row, r) => {
    const [label = "", ...texts] = row;
    const at = headRows + r;
    const isHeading = label.trim() !== "" && texts.every((text) => text.trim() === "") && roles.get(at) !== "estimates";
    const before = roles.get(at - 1);
    const isRuled = before !== undefined && ABOVE.includes(before) && !ABOVE.includes(roles.get(at) ?? "text");
    return marked(
      {
        label: label.trim(),
        quantity: "printed",
        cells: isHeading ? [] : columns.map((c) => marked(printedCell(row[c] ?? ""), marksAt(at, c))),
        ruleAbove: isRuled,
        ...(isHeading ? { heading: true } : {}),
      },
      marksAt(at, 0),
    );
  });
  const headMarks = columns.map((c) => marksAt(null, c));
  const whole = placed.flatMap(({ mark, place }) => (place === null ? [mark] : []));
  return marked(
    {
      title: titleOf(name, grid),
      stub: grid.rows[headRows - 1]?.[0]?.trim() ?? "",
      heads,
      ...(headMarks.some((marks) => marks.length > 0) ? { headMarks } : {}),
      ...(spans.length === 0 ? {} : { spans }),
      rows: body,
      notes: grid.notes,
      columnsApart: true,
    },
    whole,
  );
}

/** The caption, with the table's name where it does not begin with it. */
function titleOf(name: string, { title }: Grid): string {
  if (title === null || title.trim() === "") return name;
  return title.toLowerCase().startsWith(name.toLowerCase()) ? title : `${name}. ${title}`;
}

/** Rows at the top that were read as headings; one where nobody said. */
function headingsIn(reading: TableReading | undefined): number {
  const first = reading?.rows.findIndex(({ role }) => role !== "heading" && role !== "empty") ?? 1;
  return first < 0 ? 1 : first;
}

/** Lines of the headings; spans of the first row stand over the columns they head. */
function headings(grid: Grid, headRows: number, columns: readonly number[]) {
  const over = grid.spans.filter(({ row, column, columns: n }) => row === 0 && headRows > 1 && column > 0 && n > 1);
  const spans: ColumnSpan[] = over.map(({ column, columns: n }) => ({
    label: grid.rows[0]?.[column]?.trim() ?? "",
    from: column,
    to: column + n - 1,
  }));
  const lines = grid.rows.slice(0, headRows).map((row, r) =>
    columns.map((c) => {
      const span = grid.spans.find((own) => own.row === r && own.column <= c && c < own.column + own.columns);
      return over.includes(span!) ? "" : (row[span?.column ?? c] ?? "").trim();
    }),
  );
  const broken = lines.flatMap(inLines);
  const said = broken.filter((line, r) => r === broken.length - 1 || line.some((text) => text !== ""));
  return { heads: columns.map((_, c) => said.map((line) => line[c]!)), spans };
}

/** Characters of a line of a heading, where its words allow it. */
const HEAD_LINE = 22;

/** A line of the headings as lines that are not long; the last words of all columns stand beside each other. */
function inLines(texts: readonly string[]): string[][] {
  const broken = texts.map((text) => wrap(text, HEAD_LINE));
  const most = Math.max(...broken.map((own) => own.length));
  return Array.from({ length: most }, (_, l) => broken.map((own) => own[l - most + own.length] ?? ""));
}

/** Brackets, a number, a bracket and stars: parts of a cell that holds one number. */
const ONE_NUMBER = /^([([{]?\s*)(.*?\d.*?)(\s*[)\]}]?\s*[*†‡+]*)$/u;

/** A number stands by its point, as it is printed; anything else as words. */
function printedCell(text: string): Cell {
  const plain = text.trim();
  const [, open = "", number = "", close = ""] = ONE_NUMBER.exec(plain) ?? [];
  const value = printedNumber(number)?.value;
  return value === undefined ? textCell(plain) : numberCell(value, number, open, close);
}
