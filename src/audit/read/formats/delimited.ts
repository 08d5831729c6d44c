/**
 * Tables of text with a delimiter: tabs, commas or semicolons, RFC 4180 quotes. Tables stand apart by empty lines; a line of one cell before
 * a table is its caption, after it a note.
 */
import type { Grid } from "../../grid.js";
import { gridOf, isCaption, MOST_ROWS, malformed, tooLarge } from "./read-grid.js";

type Delimiter = "\t" | "," | ";";

/** The grids in `text`. Throws DataError `table_syntax`, `table_size`. */
export function delimitedGrids(text: string, where: string): Grid[] {
  return delimitedWith(text, where, delimiterOf(text));
}

/** Tabs where there are any, else what most lines have, commas first. */
function delimiterOf(text: string): Delimiter {
  const sample = text.slice(0, 20_000);
  if (sample.includes("\t")) return "\t";
  const lines = sample.split(/\r\n?|\n/u).filter((line) => line.trim() !== "");
  const having = (delimiter: string) => lines.filter((line) => line.includes(delimiter)).length;
  return having(";") > having(",") || (having(";") === having(",") && having(";") > lines.length / 2) ? ";" : ",";
}

function delimitedWith(text: string, where: string, delimiter: Delimiter): Grid[] {
  const records = recordsOf(text, where, delimiter);
  const blocks: string[][][] = [[]];
  for (const record of records) {
    if (record.every((cell) => cell.trim() === "")) {
      if (blocks.at(-1)!.length > 0) blocks.push([]);
    } else blocks.at(-1)!.push(record);
  }
  return joined(blocks.filter((block) => block.length > 0)).map((block) =>
    isOurs(block[0]!) ? gridOf(where, printedRows(block)) : gridOfBlock(block, where),
  );
}

const isAlone = (record: readonly string[]): boolean => record.slice(1).every((cell) => cell.trim() === "");

/** A caption before its table, notes after theirs and parts of one table that an empty line sets apart belong together. */
function joined(blocks: readonly string[][][]): string[][][] {
  const out: string[][][] = [];
  let pending: string[][] = [];
  for (const block of blocks) {
    if (block.every(isAlone)) {
      const last = out.at(-1);
      if (last !== undefined && !isCaption(block[0]![0]!)) last.push(...block);
      else pending.push(...block);
      continue;
    }
    const last = out.at(-1);
    const isNew = pending.length > 0 || last === undefined || isCaption(block[0]![0]!) || isHeadless(block[0]!);
    if (isNew) out.push([...pending, ...block]);
    else last.push(...block);
    pending = [];
  }
  return out;
}

/** A first line without a label heads a table of its own. */
const isHeadless = (record: readonly string[]): boolean =>
  record[0]!.trim() === "" || /^(?:variables?|变量|term)$/iu.test(record[0]!.trim());

/** Lone lines above the first that has several cells are the caption. */
function gridOfBlock(block: readonly string[][], where: string): Grid {
  const first = Math.max(
    0,
    block.findIndex((record) => !isAlone(record)),
  );
  const title = block
    .slice(0, first)
    .map(([cell]) => cell!.trim())
    .join(" ");
  return gridOf(where, { title: title === "" ? null : title, rows: block.slice(first) });
}

// Our own CSV, in which a column says what each row holds.

const isOurs = (head: readonly string[]): boolean => head[0] === "term" && head[1] === "quantity";

/** What stands beneath an estimate, by its name in our files: what is put around it, and what a table says of it. */
const BENEATH: Readonly<Record<string, readonly [open: string, close: string, note: string]>> = {
  std_error: ["(", ")", "Standard errors in parentheses."],
  statistic: ["(", ")", "t statistics in parentheses."],
  p_value: ["(", ")", "p-values in parentheses."],
  interval: ["", "", "Confidence intervals in brackets."],
};

/** Rows as a table prints them: the column of quantities becomes parentheses and a note. */
function printedRows(block: readonly string[][]): Pick<Grid, "rows" | "notes"> {
  const found = new Set<string>();
  const notes: string[] = [];
  const rows = block.slice(1).flatMap(([term = "", quantity = "", ...cells]): string[][] => {
    if (term === "note") {
      notes.push(plainTerm(cells[0] ?? ""));
      return [];
    }
    const [open, close, note] = BENEATH[quantity] ?? ["", "", ""];
    if (note === "") return [[plainTerm(term), ...cells]];
    found.add(note);
    return [["", ...cells.map((cell) => (cell === "" || cell === "NA" ? "" : `${open}${cell}${close}`))]];
  });
  const [, , ...heads] = block[0]!;
  return { rows: [["", ...heads], ...rows], notes: [...found, ...notes] };
}

/** A word that a spreadsheet would take for a formula has an apostrophe before it. */
const plainTerm = (term: string): string => term.replace(/^'(?=[=+\-@])/u, "");

/** Records of a text with quotes. Throws DataError `table_syntax` for a quote that does not end. */
function recordsOf(text: string, where: string, delimiter: Delimiter): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  const endRecord = () => {
    records.push(record);
    record = [];
    if (records.length > 4 * MOST_ROWS) throw tooLarge(where, records.length, records[0]!.length);
  };
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') [cell, at] = quotedCell(text, at, where, records.length + 1, delimiter);
    else {
      const end = cellEnd(text, at, delimiter);
      cell = text.slice(at, end);
      at = end;
    }
    record.push(cell);
    const next = text[at];
    if (next === delimiter) {
      at++;
      if (at === text.length) record.push("");
      continue;
    }
    endRecord();
    if (next === "\r" && text[at + 1] === "\n") at++;
    at++;
  }
  if (record.length > 0) endRecord();
  return records;
}

function cellEnd(text: string, at: number, delimiter: string): number {
  let end = at;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

/** The cell in quotes at `at`, and where its field ends. */
function quotedCell(text: string, at: number, where: string, line: number, delimiter: string): [string, number] {
  const parts: string[] = [];
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) {
      throw malformed(
        where,
        `the quote opened in record ${line} does not end`,
        "close it, or double quotes within a cell",
        { record: line },
      );
    }
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') {
      const end = cellEnd(text, quote + 1, delimiter);
      return [`${parts.join('"')}${text.slice(quote + 1, end)}`, end];
    }
    from = quote + 2;
  }
}
