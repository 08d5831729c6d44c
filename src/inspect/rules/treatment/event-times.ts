/**
 * Which effects by event time and by period the design can show: cohorts with too few periods before treatment for a test of trends, event
 * times that one cohort or few units carry, periods in which nobody is untreated.
 */
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import type { Inspected } from "../../inspected.js";
import type { InspectRule } from "../rule.js";

/** With fewer periods before, one lead at most stands beside the reference period. */
const LEAST_BEFORE = 3;
/** Fewer units at an event time than this are few. */
const FEW_UNITS = 5;

export const eventTimes: InspectRule = {
  name: "event-times",
  needs: ["panel", "treatment"],
  limits: { before: LEAST_BEFORE, units: FEW_UNITS },
  find: (data) => [...alwaysTreated(data), ...cohortsBefore(data), ...thinEvents(data), ...withoutControl(data)],
};

function alwaysTreated({ design, panel }: Inspected): Finding[] {
  const always = design!.units.always;
  if (always === 0 || panel!.nPeriods < 2) return [];
  return [
    finding(
      "event-times",
      "serious",
      "always_treated",
      { column: design!.column, units: always, of: panel!.nUnits },
      { columns: [design!.column] },
    ),
  ];
}

/** Periods of the panel before each cohort that its units are seen in. */
function cohortsBefore({ design, panel, times, periodText, periodsText }: Inspected): Finding[] {
  const { cohorts, observed } = design!;
  if (panel!.nPeriods <= 2) return [];
  return cohorts.flatMap(({ cohort, nUnits }, g) => {
    const before = times.filter((time, t) => time < cohort && observed[g * times.length + t]! > 0);
    if (before.length >= LEAST_BEFORE) return [];
    return [
      finding(
        "event-times",
        "look",
        "cohort_few_before",
        {
          cohort: periodText(cohort),
          units: nUnits,
          before: before.length,
          periods: periodsText(before),
          first: periodText(times[0]!),
        },
        { columns: [design!.column], periods: before },
      ),
    ];
  });
}

/** Event times of one cohort among several, and those of few units. */
function thinEvents({ design, periodText }: Inspected): Finding[] {
  const { events, cohorts, column } = design!;
  const alone = cohorts.length < 2 ? [] : events.filter((event) => event.cohorts.length === 1);
  const byCohort = new Map<number, number[]>();
  for (const { event, cohorts: own } of alone) byCohort.set(own[0]!, [...(byCohort.get(own[0]!) ?? []), event]);
  const few = events.filter(({ nUnits }) => nUnits < FEW_UNITS);
  const treated = cohorts.reduce((sum, { nUnits }) => sum + nUnits, 0);
  return [
    ...(byCohort.size === 0
      ? []
      : [
          finding(
            "event-times",
            "note",
            "event_times_one_cohort",
            {
              least: events[0]!.event,
              most: events.at(-1)!.event,
              cohorts: [...byCohort].map(([cohort, own]) => ({
                cohort: periodText(cohort),
                events: own,
                units: cohorts.find((row) => row.cohort === cohort)!.nUnits,
              })),
            },
            { columns: [column] },
          ),
        ]),
    ...(few.length === 0 || treated < FEW_UNITS
      ? []
      : [
          finding(
            "event-times",
            "look",
            "events_few_units",
            {
              events: few.map(({ event }) => event),
              most: Math.max(...few.map(({ nUnits }) => nUnits)),
              limit: FEW_UNITS,
            },
            { columns: [column] },
          ),
        ]),
  ];
}

function withoutControl({ design, periodsText, panel }: Inspected): Finding[] {
  const { withoutControl: periods, nNever, cohorts, column } = design!;
  if (periods.length > 0) {
    return [
      finding(
        "event-times",
        "serious",
        "periods_all_treated",
        { periods: periodsText(periods), count: periods.length, of: panel!.nPeriods },
        { columns: [column], periods },
      ),
    ];
  }
  if (nNever > 0 || cohorts.length === 0) return [];
  return [finding("event-times", "look", "no_never", { cohorts: cohorts.length }, { columns: [column] })];
}
