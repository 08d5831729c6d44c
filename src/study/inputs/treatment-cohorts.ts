/**
 * From events, a cohort column or a dummy to the first treated period of each unit.
 */
import { type Note, note } from "../../base/messages.js";
import { NEVER_TREATED } from "../../data/messages.js";
import { firstTreatedByCohort, firstTreatedByDummy, neverByDummy } from "../../data/panel/first-treated.js";
import type { Panel } from "../../data/panel/panel.js";
import { cohortsOf } from "../../data/panel/treatment.js";
import type { Table } from "../../data/table/table.js";
import { requireColumn, type StudyFile } from "../file/study-file.js";
import { type ReadEvents, readEvents } from "./event-facts.js";
import type { TreatmentSpec } from "./treatment-schema.js";

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
