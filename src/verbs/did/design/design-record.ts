/**
 * The design of a treatment as a record states it: what `inspect` prints and every record of `did` carries.
 */
import { ruleOf } from "../../../base/messages.js";
import type { Panel } from "../../../data/panel/panel.js";
import { periodsOf, type TreatmentDesign } from "../../../data/panel/treatment-design.js";
import type { DesignRecord } from "./record.js";

export function describeDesign(design: TreatmentDesign, panel: Panel): DesignRecord {
  const { unit, time, period, nUnits, nPeriods, balance } = panel;
  return {
    treatment: design.column,
    ...{ from: design.from, binary: design.isBinary, path: design.path, units: design.units, breaks: design.breaks },
    never: { ...ruleOf(design.neverRule), units: design.nNever },
    cohorts: design.cohorts.map(({ cohort, nUnits: units, nBefore, firstEvent, lastEvent }) => ({
      ...{ cohort, units, units_before: nBefore, first_event: firstEvent, last_event: lastEvent },
    })),
    events: design.events.map(({ event, nUnits: units, cohorts }) => ({ event, units, cohorts })),
    periods: design.periods,
    without_control: design.withoutControl,
    missing: design.missing,
    times: [...periodsOf(panel)],
    histories: design.histories.map(({ cohort, ...rest }) => ({
      cohort: Number.isFinite(cohort) ? cohort : null,
      ...rest,
    })),
    histories_thinned: design.isThinned,
    panel: {
      ...{ unit: unit.name, time: time.name },
      ...(period === undefined ? {} : { period }),
      ...{ units: nUnits, periods: nPeriods, balanced: balance.balanced, units_with_gaps: balance.gaps },
    },
  };
}
