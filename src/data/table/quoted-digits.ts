/**
 * Whether digits in quotes are codes or numbers. A program that quotes text and leaves numbers bare (R's
 * write.csv, Stata's export delimited with quote, pandas' QUOTE_NONNUMERIC) says by a quote that "85010024" is a code. One that
 * quotes every cell says nothing: there the cells decide, as they do without quotes. Knows nothing of how files are read.
 */

import { type Note, note } from "../../base/messages.js";
import { TABLE_NOTES } from "../messages.js";
import type { CellOptions, TypingRules } from "./typing-rules.js";

/** Names of codes, whatever else the file quotes: hs8, HS_code, cn8, isic, firm_code. */
const CODE_NAME = /(^|[_. -])(hs|hts|cn|sitc|isic|naics)[_. -]?\d*($|[_. -])|code$/i;
/** A column called a year holds numbers, however a program came to write them as text. */
const YEAR_NAME = /year|年|^yr$/i;

const DIGITS = /^[0-9]+$/;

/** SQL pattern of such a cell, spaces around it included. */
export const QUOTED_DIGITS = " *[0-9]+ *";

/** Whether a trimmed cell is digits and nothing else. */
export const isDigits = (cell: string): boolean => DIGITS.test(cell);

/** The rules of columns once it is known which have numbers outside quotes (`CsvScanner.bareNumbers`). */
export function quotedRules(
  rules: readonly TypingRules[],
  names: readonly string[],
  bareNumbers: Uint8Array,
  { numeric = [] }: CellOptions,
): TypingRules[] {
  const selective = bareNumbers.includes(1);
  return rules.map((rule, k) => {
    const name = names[k]!;
    const told = rule.text !== undefined || numeric.includes(name) || YEAR_NAME.test(name);
    const quoted = bareNumbers[k] === 0 && !told && (selective || CODE_NAME.test(name));
    return quoted ? { ...rule, quoted } : rule;
  });
}

/** The note on a column of digits in quotes that is kept as text. */
export const quotedNote = (column: string, count: number, got: string): Note =>
  note(TABLE_NOTES, "quoted_digits", { column, count, got });

/** The note on columns whose digits are all in quotes and are numbers, in a file that has none outside quotes. */
export function allQuotedNotes(
  columns: readonly { readonly name: string; readonly kind: string }[],
  bareNumbers: Uint8Array,
  quotedCells: Uint8Array,
): Note[] {
  if (bareNumbers.includes(1)) return [];
  const names = columns.filter(({ kind }, k) => kind === "numeric" && quotedCells[k] === 1).map(({ name }) => name);
  if (names.length === 0) return [];
  return [note(TABLE_NOTES, "all_quoted", { columns: names })];
}
