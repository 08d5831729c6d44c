/** From what is asked (exhibit, row, column, quantity) to a cell of a table. Knows the tables of a report, not its records. */
import { UsageError } from "../../base/errors.js";
import { LANGUAGES } from "../../base/messages.js";
import { type Cell, cellText, spannedColumns, type TableModel, type TextCell } from "../../report/table-model.js";
import { exhibitWords } from "../messages/study.js";
import type { ExhibitMap, MappedExhibit } from "../outputs/exhibits.js";
import { aliases, type Choice, chosen, QUANTITIES, type Quantity, quantityChoices } from "./names.js";

/** Lines of a table under one label: an estimate and what stands beneath it. */
export interface RowGroup {
  readonly label: string;
  /** Its name for programs. */
  readonly name: string;
  /** Lines of the table, from 0. */
  readonly lines: readonly number[];
}

/** A cell, its row group by number from 0; `quantity` where one was asked for that the table does not print. */
export interface CellAt {
  readonly group: number;
  readonly line: number;
  readonly column: number;
  readonly quantity: Quantity | null;
}

/** The groups of a table in order. */
export function rowGroups({ rows }: TableModel): RowGroup[] {
  const groups: { label: string; name: string; lines: number[] }[] = [];
  rows.forEach(({ label, name, heading }, line) => {
    if (heading === true) return;
    const last = groups.at(-1);
    if (last !== undefined && label === "") last.lines.push(line);
    else groups.push({ label, name: name ?? label, lines: [line] });
  });
  return groups;
}

/** The exhibit called `asked`: "Table 1", "表1", "table1". Throws UsageError `unknown_exhibit`. */
export function exhibitOf({ exhibits }: Pick<ExhibitMap, "exhibits">, asked: string): MappedExhibit {
  const choices = exhibits.map((exhibit): Choice<MappedExhibit> => {
    const { id, kind, number, name } = exhibit;
    const words = exhibitWords[kind === "table" ? "tableName" : "figureName"];
    const names = number === null ? [] : LANGUAGES.map((language) => words[language](number));
    return { shown: name, keys: [id, name, ...names], value: exhibit };
  });
  return chosen(asked, choices, "exhibit", "The report", { whole: true });
}

/** What a table calls column `c`, from 0: its heading after its number. */
export function headOf(table: TableModel, c: number): string {
  const lines = (table.heads[c] ?? []).filter((line) => line !== "");
  const text = /^\(\d+\)$/.test(lines[0] ?? "") ? lines.slice(1) : lines;
  return text.join(" ");
}

const spanOf = (table: TableModel, c: number): string =>
  spannedColumns(table).find(({ from, to }) => from <= c + 1 && c + 1 <= to)?.label ?? "";

function columnOf(table: TableModel, asked: string | undefined, among: string): number {
  const choices = table.heads.map((lines, c): Choice<number> => {
    const [head, over] = [headOf(table, c), spanOf(table, c)];
    const shown = `(${c + 1})${head === "" ? "" : ` ${head}`}`;
    const named = [...lines, head, `${over} ${head}`, `${over}, ${head}`].filter((name) => name !== "");
    return { shown, keys: [`(${c + 1})`, ...named], value: c };
  });
  if (asked === undefined) {
    if (choices.length === 1) return 0;
    throw new UsageError(
      "column_needed",
      `${among} has ${choices.length} columns, ${choices.map(({ shown }) => shown).join(", ")}: give one, by number or heading.`,
      { expected: choices.map(({ shown }) => shown) },
    );
  }
  const number = /^\(?(\d+)\)?$/.exec(asked.trim())?.[1];
  if (number !== undefined && Number(number) >= 1 && Number(number) <= choices.length) return Number(number) - 1;
  return chosen(asked, choices, "column", among);
}

/** The number of the row group called `asked`. */
function groupOf(groups: readonly RowGroup[], asked: string, among: string): number {
  const choices = groups.map(({ label, name }, g): Choice<number> => {
    const event = /::(-?\d+)$/.exec(name)?.[1];
    const isOne = groups.filter((one) => one.name === name).length === 1;
    const shown = label === name || label === "" ? name : `${name} (${label})`;
    return {
      shown: isOne ? shown : `#${g + 1} ${shown}`,
      keys: [name, label, ...aliases(label), ...(event === undefined ? [] : [event])].filter((key) => key !== ""),
      value: g,
    };
  });
  const [, mark, number] = /^(#?)(\d+)$/.exec(asked.trim()) ?? [];
  const at = Number(number);
  const isPlace = mark === "#" || !hasNumbers(choices);
  if (number !== undefined && isPlace && at >= 1 && at <= groups.length) return at - 1;
  return chosen(asked, choices, "row", among);
}

/** Whether rows are called by numbers, as event times are: then a number is a name, and #2 the second row. */
const hasNumbers = (choices: readonly Choice<number>[]): boolean =>
  choices.some(({ keys }) => keys.some((key) => /^[≤≥]?\s?[-−]?\d+$/.test(key)));

/**
 * The cell of `table` asked for; `quantity` is an estimate's error, t, p or an end of its interval. Throws UsageError
 * `unknown_row`, `ambiguous_row`, `unknown_column`, `ambiguous_column`, `column_needed`, `unknown_quantity`, `empty_cell`.
 */
export function cellOf(
  table: TableModel,
  asked: { readonly row: string; readonly column?: string | undefined; readonly quantity?: string | undefined },
  among: string,
): CellAt {
  const groups = rowGroups(table);
  const group = groupOf(groups, asked.row, among);
  const column = columnOf(table, asked.column, among);
  const { lines, label, name } = groups[group]!;
  const quantity =
    asked.quantity === undefined ? null : chosen(asked.quantity, quantityChoices, "quantity", "An estimate");
  const cells = lines.map((line) => ({ line, cell: table.rows[line]!.cells[column], is: table.rows[line]!.quantity }));
  const full = cells.filter(({ cell }) => cell !== undefined && cell.kind !== "empty");
  if (full.length === 0) throw emptyCell(table, groups[group]!, column, among);
  if (quantity === null) return { group, line: full[0]!.line, column, quantity };
  const printed = full.find(({ is }) => is === quantity);
  if (printed !== undefined) return { group, line: printed.line, column, quantity: null };
  if (full.some(({ is }) => (QUANTITIES as readonly string[]).includes(is)))
    return { group, line: full[0]!.line, column, quantity };
  throw new UsageError(
    "unknown_quantity",
    `'${label === "" ? name : label}' of ${among} is no estimate, so that it has no ${quantity}.`,
    { got: quantity },
  );
}

function emptyCell(table: TableModel, { lines, label, name }: RowGroup, column: number, among: string): UsageError {
  const has = table.heads.flatMap((_, c) =>
    lines.some((line) => (table.rows[line]!.cells[c] ?? { kind: "empty" }).kind !== "empty") ? [`(${c + 1})`] : [],
  );
  return new UsageError(
    "empty_cell",
    `${among} has nothing at '${label === "" ? name : label}' in column (${column + 1})${has.length === 0 ? "" : `; it has something in ${has.join(", ")}`}.`,
    { got: column + 1, expected: has },
  );
}

/** Every cell of a table that prints a number. */
export function numberedCells(table: TableModel): CellAt[] {
  return rowGroups(table).flatMap(({ lines }, group) =>
    lines.flatMap((line) =>
      table.heads.flatMap((_, column): CellAt[] => {
        const cell = table.rows[line]!.cells[column];
        return cell !== undefined && isNumber(cell) ? [{ group, line, column, quantity: null }] : [];
      }),
    ),
  );
}

/** Whether a cell is a number, an interval, or words that are a number. */
const isNumber = (cell: Cell): boolean =>
  cell.kind === "number" || (cell.kind === "text" && (endsOf(cell) !== null || textNumber(cell.text) !== null));

/** The unrounded ends of a cell that is an interval; null where it is none. */
export function endsOf({ ends, exact }: TextCell): readonly [low: number | null, high: number | null] | null {
  if (ends !== undefined) return ends;
  const [, low, high] = /^\[(\S+), (\S+)\]$/.exec(exact ?? "") ?? [];
  if (low === undefined || high === undefined || [low, high].some((end) => Number.isNaN(Number(end)))) return null;
  return [Number(low), Number(high)];
}

/** A text that is a number: its value and its decimals. */
export function textNumber(text: string): { readonly value: number; readonly decimals: number } | null {
  const found = /^[-−]?\d{1,3}(?:,\d{3})*(?:\.(\d+))?$|^[-−]?\d+(?:\.(\d+))?$/.exec(text.trim());
  if (found === null) return null;
  const value = Number(text.replaceAll(",", "").replaceAll("−", "-"));
  return { value, decimals: (found[1] ?? found[2] ?? "").length };
}

export const printedOf = (table: TableModel, { line, column }: CellAt): string =>
  cellText(table.rows[line]!.cells[column]!);
