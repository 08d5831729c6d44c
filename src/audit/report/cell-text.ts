/** What a cell is called in a sentence: "did, column (1)". */
import type { Language } from "../../base/messages.js";
import type { CellRef } from "../paper.js";
import { statisticWords, summaryWords, auditWords as words } from "./messages.js";

/** The cell within its table. */
export function cellText({ column, row }: CellRef, language: Language): string {
  const line = row === null ? null : statisticText(row, language);
  if (line !== null && column !== null && Object.hasOwn(summaryWords, column)) {
    return words.summaryCell[language](line, summaryWords[column as keyof typeof summaryWords][language]);
  }
  if (line === null) return column === null ? words.whole[language] : words.column[language](column);
  return column === null ? line : words.cell[language](line, column);
}

/** The cell with its table. */
export const placeText = (ref: CellRef, language: Language): string =>
  words.inTable[language](ref.table, cellText(ref, language));

const statisticText = (row: string, language: Language): string =>
  Object.hasOwn(statisticWords, row) ? statisticWords[row as keyof typeof statisticWords][language] : row;
