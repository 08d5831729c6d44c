/**
 * The treatment columns a study codes from its cohorts, and the cohort column itself.
 */
import { DataError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import { treatAbsorbing, treatInForce, type UnitCohort } from "../../data/panel/treatment.js";
import type { StudyFile } from "../file/study-file.js";
import { taken } from "./panel.js";
import type { Cohorts } from "./treatment-cohorts.js";
import type { Coding, TreatmentSpec } from "./treatment-schema.js";

/** Name of the cohort column. */
export const cohortColumnOf = ({ cohort }: TreatmentSpec): string => cohort ?? "cohort";

/** Every treatment column, and the cohort column. */
export function columnsOf(
  file: StudyFile,
  spec: TreatmentSpec,
  panel: Panel,
  cohorts: Cohorts,
  units: readonly UnitCohort[],
): Record<string, Float64Array> {
  const cohortColumn = cohortColumnOf(spec);
  if (spec.cohort === undefined && panel.table.has(cohortColumn)) {
    throw taken(file, ["treatment"], cohortColumn, panel.table);
  }
  const columns: Record<string, Float64Array> = {
    [cohortColumn]: Float64Array.from(panel.unit.codes, (code) => {
      const cohort = cohorts.of.get(panel.unit.label(code)) ?? Number.NaN;
      return Number.isFinite(cohort) ? cohort : Number.NaN;
    }),
  };
  const span = spanOf(units);
  const inSample = new Set(units.filter(({ status }) => status !== "after the sample").map(({ unit }) => unit));
  for (const [name, { coding }] of Object.entries(spec.codings)) {
    columns[name] = column(coding);
    requireSame(file, name, coding, panel, columns[name]);
  }
  return columns;

  function column(coding: Coding): Float64Array {
    if (coding === "absorbing") return treatAbsorbing(panel, cohorts.of);
    if (coding === "in-force") {
      return cohorts.events === null
        ? panel.table.numeric(spec.dummy!)
        : treatInForce(panel, cohorts.events.spells, spec.min_days);
    }
    return panel.timeValues.map((time, row) => {
      const isTreated = span !== null && inSample.has(panel.unit.label(panel.unit.codes[row]!));
      return isTreated && time >= span[0] && (coding === "common" || time <= span[1]) ? 1 : 0;
    });
  }
}

/** A column of the data that bears the name of a coding must be what the coding gives. */
function requireSame(file: StudyFile, name: string, coding: Coding, panel: Panel, coded: Float64Array): void {
  if (!panel.table.has(name)) return;
  const given = panel.table.numeric(name);
  const row = given.findIndex((value, r) => value !== coded[r]);
  if (row < 0) return;
  const unit = panel.unit.label(panel.unit.codes[row]!);
  const time = panel.timeValues[row]!;
  throw new DataError(
    "coding_differs",
    `${file.at(["treatment", "codings", name])}: ${panel.table.source.name} has a column '${name}', which is ${given[row]} for ${panel.unit.name} '${unit}' in ${time}, where the coding ${coding} gives ${coded[row]}. Choose another name for the coding, or correct the data.`,
    { got: given[row], expected: coded[row], column: name, unit, time },
  );
}

/** First and last cohort of units observed before and after it; null without one. */
export function spanOf(units: readonly UnitCohort[]): readonly [number, number] | null {
  const cohorts = units
    .filter(({ cohort, status }) => status === "identified" && Number.isFinite(cohort))
    .map(({ cohort }) => cohort);
  return cohorts.length === 0 ? null : [Math.min(...cohorts), Math.max(...cohorts)];
}
