/**
 * Every table of a study presented as the file's `tables` has it. Sees what is shown, no rows.
 */
import { presentTable, starsAt, type TablePresentation } from "../report/present-table.js";
import type { StudySpec } from "./file/schema.js";
import type { StageShown } from "./stages/present.js";

/** `shown` with its tables presented. */
export function presentedExhibits(
  shown: StageShown,
  { tables, language }: Pick<StudySpec, "tables" | "language">,
): StageShown {
  const { digits, stars, notes } = tables;
  const presentation: TablePresentation = {
    language,
    ...(digits === undefined ? {} : { digits }),
    ...(stars === undefined ? {} : { stars: starsAt(stars) }),
    ...(notes === undefined ? {} : { notes }),
  };
  return {
    ...shown,
    exhibits: shown.exhibits.map((exhibit) =>
      exhibit.kind === "table" ? { ...exhibit, table: presentTable(exhibit.table, presentation) } : exhibit,
    ),
  };
}
