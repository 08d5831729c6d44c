/**
 * Numbers of a study's tables and figures: main ones count 1, 2, ...; those that support them, and all of a
 * stage put in the appendix, A1, A2, ... Numbers are given before anything runs, so that each keeps its own whatever is run.
 */
import { exhibitWords } from "../messages/exhibits.js";
import type { StagePlace } from "./present.js";

/** Whether an exhibit says what the stage is for, or supports another one. */
export type ExhibitRole = "main" | "supporting";

/** What a stage makes, in order. */
export interface Exhibits {
  readonly tables: readonly ExhibitRole[];
  readonly figures: readonly ExhibitRole[];
}

/** Gives numbers, each kind and series by itself. */
export function numbering(): (kind: "table" | "figure", role: ExhibitRole) => string {
  const last = { table: { main: 0, supporting: 0 }, figure: { main: 0, supporting: 0 } };
  return (kind, role) => {
    last[kind][role]++;
    return `${role === "main" ? "" : "A"}${last[kind][role]}`;
  };
}

/** The place of a stage: its table `i` is the i-th it makes. Names in sentences, titles with their caption, names of files. */
export const tableName = ({ tables, language }: StagePlace, i = 0): string =>
  exhibitWords.tableName[language](tables[i]!);
export const tableTitle = ({ tables, language }: StagePlace, caption: string, i = 0): string =>
  exhibitWords.table[language](tables[i]!, caption);
export const tableId = ({ tables }: StagePlace, i = 0): string => `table${tables[i]!}`;
export const figureName = ({ figures, language }: StagePlace, i = 0): string =>
  exhibitWords.figureName[language](figures[i]!);
export const figureTitle = ({ figures, language }: StagePlace, caption: string, i = 0): string =>
  exhibitWords.figure[language](figures[i]!, caption);
export const figureId = ({ figures }: StagePlace, i = 0): string => `figure${figures[i]!}`;
