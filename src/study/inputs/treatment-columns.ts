/**
 * The treatment columns a study codes from its cohorts, and the cohort column itself.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { NEVER_TREATED } from "../../data/messages.js";
import { firstTreatedByCohort, firstTreatedByDummy, neverByDummy } from "../../data/panel/first-treated.js";
import type { Panel } from "../../data/panel/panel.js";
import { cohortsOf, treatAbsorbing, treatInForce, type UnitCohort } from "../../data/panel/treatment.js";
import type { Table } from "../../data/table/table.js";
import { requireColumn, type StudyFile } from "../file/study-file.js";
import { type ReadEvents, readEvents } from "./event-facts.js";
import { taken } from "./panel.js";
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

// From events, a cohort column or a dummy to the first treated period of each unit.

/** Cohorts by unit, and who counts as never treated. */
export interface Cohorts {
  readonly source: "events" | "cohort" | "dummy";
  readonly of: ReadonlyMap<string, number>;
  readonly neverRule: Note;
  readonly events: ReadEvents | null;
}

/** The cohorts; `table` holds the events, where they are the source. */
export function readCohorts(file: StudyFile, spec: TreatmentSpec, panel: Panel, table: Table | null): Cohorts {
  if (spec.events !== undefined) {
    for (const key of ["unit", "event", "date", "confirmed", "source"] as const) {
      const column = spec.events[key];
      if (column !== undefined) requireColumn(file, ["treatment", "events", key], column, table!);
    }
    const events = readEvents(table!, spec.events);
    const neverRule = note(NEVER_TREATED, "never_by_events");
    return { source: "events", of: cohortsOf(events.spells), neverRule, events };
  }
  if (spec.cohort !== undefined) {
    requireColumn(file, ["treatment", "cohort"], spec.cohort, panel.table);
    const never = spec.never === undefined ? undefined : String(spec.never);
    const { periods, neverRule } = firstTreatedByCohort(panel, spec.cohort, never);
    return { source: "cohort", of: byLabel(panel, periods), neverRule, events: null };
  }
  const dummy = spec.dummy!;
  requireColumn(file, ["treatment", "dummy"], dummy, panel.table);
  const onlyInForce = Object.values(spec.codings).every(({ coding }) => coding === "in-force");
  if (onlyInForce) {
    return { source: "dummy", of: new Map(), neverRule: neverByDummy(dummy), events: null };
  }
  const { periods, neverRule } = firstTreatedByDummy(panel, dummy, panel.table.numeric(dummy));
  return { source: "dummy", of: byLabel(panel, periods), neverRule, events: null };
}

function byLabel(panel: Panel, periods: Float64Array): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  periods.forEach((period, u) => {
    if (period < Infinity) found.set(panel.unit.label(u), period);
  });
  return found;
}
