/**
 * The type of columns that are text in their file, decided as `table/typing` does, from every cell, without
 * holding them: plain cells are judged by DuckDB, the others one by one by the library's own grammar until one of them
 * makes the column text.
 */

import { DataError } from "../base/errors.js";
import type { Note } from "../base/messages.js";
import { castOf, digitsCell, plainCell } from "../data/files/csv-columns.js";
import { literal } from "../data/files/duckdb.js";
import { cellKind, numberAdvice, trimCell } from "../data/table/cells.js";
import { quotedNote } from "../data/table/quoted-digits.js";
import type { TypingRules } from "../data/table/typing-rules.js";
import type { Session } from "./session.js";
import type { Source, SourceColumn } from "./source.js";

/** A column of text cells: `cell` is its SQL, NULL where empty. */
export interface CellColumn {
  readonly name: string;
  readonly cell: string;
  readonly rules: TypingRules;
}

/** White space as `trimCell` takes it away. */
const SPACES =
  "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

/** SQL of a text cell: trimmed, NULL where missing. No list to be IN, which DuckDB joins even where nothing asks for it. */
export function textOf(cell: string, { missing }: TypingRules): string {
  const trimmed = `trim(${cell}, ${literal(SPACES)})`;
  const present = [...missing].map((marker) => `${trimmed} <> ${literal(marker)}`).join(" AND ");
  return `CASE WHEN ${present} THEN ${trimmed} END`;
}

/** A typed column: its kind, and the SQL of its value, a DOUBLE or a VARCHAR. */
export interface CellType {
  readonly kind: "numeric" | "text";
  readonly value: string;
  /** Whether it is text because its digits stand in quotes. */
  readonly quoted?: boolean;
}

/** The type of each column: numeric if every cell is missing or a number, none a code. */
export async function cellTypes(
  session: Session,
  relation: string,
  columns: readonly CellColumn[],
): Promise<CellType[]> {
  const asText = ({ cell, rules }: CellColumn): CellType => ({ kind: "text", value: textOf(cell, rules) });
  const open = columns.filter(({ rules }) => rules.text === undefined);
  if (open.length === 0) return columns.map(asText);
  const tests = open.map(({ cell, rules }) => `coalesce(bool_and(${plainCell(cell, rules)}), true)`);
  const plain = await session.row<boolean[]>(`SELECT ${tests.join(", ")} FROM ${relation}`);
  const numeric = new Map<CellColumn, string>();
  const quoted = new Set<CellColumn>();
  for (const [k, column] of open.entries()) {
    const { cell, rules } = column;
    if (rules.quoted === true && (await areQuotedDigits(session, relation, column))) {
      quoted.add(column);
      continue;
    }
    if (plain[k]!) numeric.set(column, castOf(cell, rules));
    else if (await oddCellsAreNumbers(session, relation, column)) {
      numeric.set(column, `TRY_CAST(${textOf(cell, rules)} AS DOUBLE)`);
    }
  }
  return columns.map((column) => {
    const value = numeric.get(column);
    if (value !== undefined) return { kind: "numeric", value };
    return quoted.has(column) ? { ...asText(column), quoted: true } : asText(column);
  });
}

/** Notes on columns of digits in quotes, as a table in memory has them. */
export async function quotedNotes(
  session: Session,
  relation: string,
  columns: readonly (CellColumn & CellType)[],
): Promise<Note[]> {
  const notes: Note[] = [];
  for (const { name, value, quoted } of columns) {
    if (quoted !== true) continue;
    const [count, first] = await session.row<[number, string]>(
      `SELECT count(v)::DOUBLE, arg_min(v, row) FROM (SELECT ${value} AS v, rowid AS row FROM ${relation}) WHERE v IS NOT NULL`,
    );
    notes.push(quotedNote(name, count, first));
  }
  return notes;
}

/** Whether the column has cells that are not missing, and all of them are digits in quotes. */
async function areQuotedDigits(session: Session, relation: string, { cell, rules }: CellColumn): Promise<boolean> {
  const [all, some] = await session.row<[boolean, boolean]>(
    `SELECT coalesce(bool_and(${digitsCell(cell, rules)}), true),
       coalesce(bool_or(${textOf(cell, rules)} IS NOT NULL), false) FROM ${relation}`,
  );
  return all && some;
}

/** Looks at the cells that are not plain, one after the other, and stops at the first that is text or a code. */
async function oddCellsAreNumbers(session: Session, relation: string, { cell, rules }: CellColumn): Promise<boolean> {
  const odd = `SELECT ${cell} FROM ${relation} WHERE NOT ${plainCell(cell, rules)}`;
  return session.guarded(async () => {
    const result = await session.connection.stream(odd);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; ) {
      for (const value of chunk.getColumnValues(0)) {
        const kind = cellKind(trimCell(value as string), rules.missing);
        if (kind === "text" || kind === "code") return false;
      }
      chunk = await result.fetchChunk();
    }
    return true;
  });
}

/**
 * Throws DataError `not_numeric` unless `column` is numeric, naming the first cell that is no number and how many there
 * are; for a column of codes, the first code.
 */
export async function requireNumeric(session: Session, source: Source, column: SourceColumn): Promise<void> {
  if (column.kind === "numeric") return;
  const { name, position, rules } = column;
  const found = { text: { count: 0, row: 0, cell: "" }, code: { count: 0, row: 0, cell: "" } };
  await session.chunks(`SELECT row_id, v${position} FROM data WHERE v${position} IS NOT NULL`, (chunk) => {
    const ids = chunk.getColumnValues(0) as number[];
    chunk.getColumnValues(1).forEach((value, i) => {
      const kind = cellKind(value as string, rules.missing);
      if (kind !== "text" && kind !== "code") return;
      const { count, row } = found[kind];
      const first = count === 0 || ids[i]! + 1 < row;
      found[kind] = first
        ? { count: count + 1, row: ids[i]! + 1, cell: value as string }
        : { ...found[kind], count: count + 1 };
    });
  });
  const { count, row, cell: got } = found.text;
  const { count: codes, row: codeRow, cell: code } = found.code;
  const of = `of ${source.nRows} cells`;
  if (count === 0) {
    const example = codes === 0 ? "" : ` (${codes} ${of}, first at row ${codeRow}: '${code}')`;
    throw new DataError("not_numeric", `Column '${name}' holds codes or text, not numbers${example}.`, {
      got: codes === 0 ? "text" : code,
      expected: "numbers",
      column: name,
      row: codeRow,
      count: codes,
    });
  }
  throw new DataError(
    "not_numeric",
    `Column '${name}' is not numeric: ${count} ${of} are not numbers, first at row ${row}: '${got}'; ${numberAdvice(got)}.`,
    { got, expected: "numbers", column: name, row, count },
  );
}
