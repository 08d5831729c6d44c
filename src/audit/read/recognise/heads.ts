/**
 * The head of a table of regressions: which rows are headings, what each column is called, its outcome and its estimator where headings
 * say so.
 */
import type { Grid } from "../../grid.js";
import type { PrintedEstimator } from "../../paper.js";
import { printedNumber } from "../../printed.js";
import { type CellStyle, plainCell, readCell } from "./cell.js";
import { estimatorOf, isEmptyCell, saysOutcome, statisticOf, yesNo } from "./words.js";

export interface Heads {
  /** Rows at the top that are headings. */
  readonly rows: number;
  readonly columns: readonly HeadColumn[];
}

export interface HeadColumn {
  /** Its column of the grid. */
  readonly at: number;
  readonly name: string;
  readonly outcome: string | null;
  readonly estimator: PrintedEstimator | null;
}

const NUMBERED = /^[(（[]\s*(\d{1,3}|[ivx]{1,5})\s*[)）\]]|^\s*(?:model|column|col\.?|模型|列)\s*\(?\d{1,3}\)?/iu;
const BARE_NUMBER =
  /^(?:[(（[]\s*(?:\d{1,3}|[ivx]{1,5})\s*[)）\]]|(?:model|column|col\.?|模型|列)?\s*\(?\d{1,3}\)?)$/iu;
const NAME_LIKE = /^[\p{L}_Δ∆][\p{L}\p{M}\p{N}_.Δ∆()/-]*$/u;

/** The heads of `grid`. */
export function headsOf(grid: Grid, style: CellStyle): Heads {
  const width = Math.max(0, ...grid.rows.map((row) => row.length));
  const rows = leadingHeads(grid, style);
  const filled = Array.from({ length: rows }, (_, r) => filledRow(grid, r, width));
  const numbers = filled.findIndex((row) => isNumbers(row));
  const columns = columnsOf(grid, rows, width);
  const names = namesOf(filled, columns, numbers);
  const outcomes = outcomesOf(grid, filled, numbers);
  return {
    rows,
    columns: columns.map((at, k) => ({
      at,
      name: names[k]!,
      outcome: outcomes?.[at] ?? null,
      estimator: estimatorOf(filled.map((row) => row[at] ?? "").join(" ")),
    })),
  };
}

/**
 * Rows before the first that holds a number which is no number of a model, or says yes or no; labels alone before it are of the rows they
 * head. Those the format says are headings always are.
 */
function leadingHeads({ rows, headRows }: Grid, style: CellStyle): number {
  const least = headRows ?? 0;
  const first = rows.findIndex((row, r) => r >= least && !isHeading(row, rows[r + 1], style));
  let end = first < 0 ? rows.length : first;
  while (end > least && cellsOf(rows[end - 1]!).length === 0) end--;
  return end;
}

const cellsOf = ([, ...cells]: readonly string[]): string[] =>
  cells.map(plainCell).filter((text) => !isEmptyCell(text));

/** Numbers of models ascend, bare ones by one, or begin again at 1. */
function areNumbersOfModels(texts: readonly string[]): boolean {
  const isBare = texts.some((text) => /^\d+$/u.test(text));
  const numbers = texts.map((text) => Number(/\d+/u.exec(text)?.[0]));
  return numbers.every((number, k) => {
    const before = numbers[k - 1];
    if (before === undefined || Number.isNaN(number) || Number.isNaN(before) || number === 1) return true;
    return isBare ? number === before + 1 : number > before;
  });
}

/** Whether all that a row without a label holds stands in parentheses. */
function isBeneath(row: readonly string[] | undefined): boolean {
  const texts = row === undefined ? [] : cellsOf(row);
  return texts.length > 0 && plainCell(row![0] ?? "") === "" && texts.every((text) => /^[([]/u.test(text));
}

function isHeading(row: readonly string[], next: readonly string[] | undefined, style: CellStyle): boolean {
  const label = plainCell(row[0] ?? "");
  const texts = cellsOf(row);
  if (texts.length === 0) return true;
  if (texts.every((text) => BARE_NUMBER.test(text))) {
    const isEstimate = label !== "" && texts.some((text) => /^\d+$/u.test(text)) && isBeneath(next);
    return !isEstimate && statisticOf(label) === null && areNumbersOfModels(texts);
  }
  if (texts.every((text) => yesNo(text) !== null)) return label === "";
  return texts.every((text) => NUMBERED.test(text) || readCell(text, style).kind !== "number");
}

/** The row with every heading that spans columns repeated over each. */
function filledRow({ rows, spans }: Grid, r: number, width: number): string[] {
  const row = Array.from({ length: width }, (_, c) => plainCell(rows[r]![c] ?? ""));
  for (const span of spans) {
    if (span.row !== r) continue;
    for (let k = 1; k < span.columns; k++) row[span.column + k] = row[span.column]!;
  }
  return row;
}

const isNumbers = (row: readonly string[]): boolean => {
  const cells = row.slice(1).filter((text) => text !== "");
  return cells.length > 0 && cells.every((text) => BARE_NUMBER.test(text));
};

/** Columns after the first that hold anything beneath the headings, or a heading. */
function columnsOf({ rows }: Grid, heads: number, width: number): number[] {
  return Array.from({ length: Math.max(0, width - 1) }, (_, c) => c + 1).filter(
    (c) =>
      rows.slice(heads).some((row) => plainCell(row[c] ?? "") !== "") ||
      rows.slice(0, heads).some((row) => plainCell(row[c] ?? "") !== ""),
  );
}

/** The shortest of a column's headings that no other column has: its number, its last heading, all of them, its place. */
function namesOf(filled: readonly (readonly string[])[], columns: readonly number[], numbers: number): string[] {
  const heading = (c: number): string[] => filled.map((row) => row[c] ?? "").filter((text) => text !== "");
  const candidates: readonly ((c: number, k: number) => string)[] = [
    (c) => (numbers < 0 ? "" : (filled[numbers]![c] ?? "")),
    (c) =>
      heading(c)
        .map((text) => NUMBERED.exec(text)?.[0] ?? "")
        .find((text) => text !== "") ?? "",
    ...filled.map((row) => (c: number) => (/\d\s*\)?$/u.test(row[c] ?? "") ? row[c]! : "")),
    ...filled.toReversed().map((row) => (c: number) => row[c] ?? ""),
    (c) => heading(c).join(" "),
  ];
  for (const candidate of candidates) {
    const names = columns.map(candidate);
    if (names.every((name) => name !== "") && new Set(names).size === names.length) return names;
  }
  return columns.map((_, k) => `(${k + 1})`);
}

/** By column of the grid: the row that is said to be of outcomes, else that beneath the numbers, else words of a name above them. */
function outcomesOf(
  grid: Grid,
  filled: readonly (readonly string[])[],
  numbers: number,
): readonly (string | null)[] | null {
  const words = (row: readonly string[]) => row.slice(1).filter((text) => text !== "");
  const isWords = (row: readonly string[]) =>
    words(row).length > 0 && words(row).every((text) => printedNumber(text) === undefined && !BARE_NUMBER.test(text));
  const said = filled.findIndex(
    (row, r) => saysOutcome(row[0] ?? "") && isWords(row) && !saysOutcome(words(row)[0]!) && grid.rows[r] !== undefined,
  );
  const spanning = filled.findIndex((row) => words(row).length > 0 && words(row).every((text) => saysOutcome(text)));
  // "Dependent variable: wage" over columns names it; "Dependent variable:" alone says that the next row does
  const within =
    spanning < 0 ? null : filled[spanning]!.map((text) => text.replace(/^.*?[:：]\s*|^.*?variable\s*/iu, "").trim());
  if (said >= 0) return ofNames(filled[said]!);
  if (within?.slice(1).some((text) => text !== "")) return ofNames(within);
  if (spanning >= 0 && filled[spanning + 1] !== undefined && isWords(filled[spanning + 1]!))
    return ofNames(filled[spanning + 1]!);
  if (numbers < 0) {
    // one cell "(1) quality", or names alone
    const row = filled.findLast(
      (line) => isWords(line) && words(line).every((text) => NAME_LIKE.test(text) && estimatorOf(text) === null),
    );
    return row === undefined ? null : ofNames(row);
  }
  const beneath = filled[numbers + 1];
  if (beneath !== undefined && isWords(beneath) && words(beneath).every((text) => estimatorOf(text) === null))
    return ofNames(beneath);
  const above = filled[numbers - 1];
  const areNames =
    above !== undefined &&
    isWords(above) &&
    words(above).every((text) => NAME_LIKE.test(text) && estimatorOf(text) === null);
  return areNames ? ofNames(above) : null;
}

const ofNames = (row: readonly string[]): (string | null)[] => row.map((text) => (text === "" ? null : text));
