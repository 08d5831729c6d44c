/**
 * By what the treatment of a study was assigned: what the study says, else which levels coarser than given clusters it may have been assigned at.
 * Nothing where rows stay with an engine: no column of theirs is here.
 */
import { MISSING_CODE } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { AssignmentLevel } from "../../data/panel/assignment-levels.js";
import { categoryOf } from "../../data/panel/codes.js";
import { firstTreatedByCohort } from "../../data/panel/first-treated.js";
import { combine } from "../../data/panel/order.js";
import { clusteringsOf } from "../../regression/frame/clusterings.js";
import { parseRegressionVcov } from "../../regression/variance/variances.js";
import { assignmentNotes, isCovered } from "../../verbs/assignment/notes.js";
import { type PanelTreatment, panelLevels, treatedRows } from "../../verbs/assignment/of-panel.js";
import { isOfUnits } from "../../verbs/assignment/option.js";
import type { StudySpec } from "../file/schema.js";
import { requireColumn, type StudyFile } from "../file/study-file.js";
import type { TreatmentMade } from "./treatment.js";

type Sample = Pick<TreatmentMade, "panel" | "cohortColumn" | "stayed">;

/** Columns that are no level: what the study makes or explains. */
const except = ({ panel, treatment }: StudySpec, { cohortColumn }: Sample): string[] => [
  panel.outcome,
  cohortColumn,
  ...Object.keys(treatment.codings),
];

/** Levels coarser than the clusters by `columns`; none where the study says by what treatment was assigned. */
export function studyLevels(spec: StudySpec, made: Sample, columns: readonly string[]): readonly AssignmentLevel[] {
  if (made.stayed !== undefined || spec.assigned_by !== undefined) return [];
  return panelLevels(made.panel, designOf(made), columns, except(spec, made)).levels;
}

/** The column that treatment was assigned by, where the study names one. Throws DataError `unknown_column`. */
export function assignedColumn(file: StudyFile, { panel, stayed }: Sample): string | undefined {
  const { assigned_by: by } = file.spec;
  if (by === undefined || isOfUnits(by)) return undefined;
  if (stayed === undefined) requireColumn(file, ["assigned_by"], by, panel.table);
  return by;
}

/** A column of groups, and how many of them are ever treated. */
function levelBy({ panel, ...made }: Sample, column: string): AssignmentLevel {
  const { codes, nLevels: groups } = categoryOf(panel.table.column(column));
  const treatment = treatedRows(panel, designOf({ panel, ...made }));
  const treated = new Set(codes.filter((group, row) => group !== MISSING_CODE && treatment[row] === 1));
  return { column, groups, treated: treated.size };
}

/**
 * Levels above all of these clusterings, each of columns joined by ^: the one that the study names, else those that could be it. Of rows that
 * stay with an engine the name alone is known.
 */
export function levelsAbove(
  spec: StudySpec,
  made: Sample,
  clusterings: readonly string[],
): { readonly stated: string | null; readonly levels: readonly AssignmentLevel[] } {
  const { assigned_by: by } = spec;
  const stated = by === undefined || isOfUnits(by) ? null : by;
  if (made.stayed !== undefined)
    return { stated: stated === null || clusterings.includes(stated) ? null : stated, levels: [] };
  const { table } = made.panel;
  const columns = clusterings.map((name) => name.split("^"));
  const grouped = columns.map((names) => combine(names.map((name) => categoryOf(table.column(name)))));
  const isAbove = (column: string): boolean => !isCovered({ table, clusterings: grouped }, column);
  if (stated !== null) {
    return isAbove(stated) ? { stated, levels: [levelBy(made, stated)] } : { stated: null, levels: [] };
  }
  const levels = studyLevels(spec, made, columns[0] ?? [spec.panel.unit]).filter(({ column }) => isAbove(column));
  return { stated, levels };
}

/** What the study's clusters say of the level of assignment; `names` are its words for columns. */
export function studyAssignment(spec: StudySpec, made: Sample, names: Readonly<Record<string, string>>): Note[] {
  if (made.stayed !== undefined) return [];
  const { panel } = made;
  const { assigned_by: by, variance } = spec;
  const columns = clusteringsOf(parseRegressionVcov(variance));
  const clusterings = columns.map((names) => combine(names.map((name) => categoryOf(panel.table.column(name)))));
  const design = designOf(made);
  const [coding] = Object.keys(spec.treatment.codings);
  const treatments = by === undefined ? [[coding ?? design.column, treatedRows(panel, design)] as const] : [];
  return assignmentNotes(
    {
      ...{ table: panel.table, clusterings, periods: panel.time, treatments: new Map(treatments) },
      except: [...except(spec, made), panel.time.name],
      names,
    },
    by,
  );
}

const designOf = ({ panel, cohortColumn: column }: Sample): PanelTreatment => ({
  ...{ column, from: "cohort" },
  firstTreated: firstTreatedByCohort(panel, column).periods,
});
