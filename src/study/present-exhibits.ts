/**
 * Every table of a study dressed as the file's `tables` has it. Sees what is shown, no rows.
 */
import { dressTable, starsAt, type TableDress } from "../report/present-table.js";
import type { StudySpec } from "./file/schema.js";
import type { StageShown } from "./stages/present.js";

/** `shown` with its tables dressed. */
export function dressedExhibits(
  shown: StageShown,
  { tables, language }: Pick<StudySpec, "tables" | "language">,
): StageShown {
  const { digits, stars, notes } = tables;
  const dress: TableDress = {
    language,
    ...(digits === undefined ? {} : { digits }),
    ...(stars === undefined ? {} : { stars: starsAt(stars) }),
    ...(notes === undefined ? {} : { notes }),
  };
  return {
    ...shown,
    exhibits: shown.exhibits.map((exhibit) =>
      exhibit.kind === "table" ? { ...exhibit, table: dressTable(exhibit.table, dress) } : exhibit,
    ),
  };
}
