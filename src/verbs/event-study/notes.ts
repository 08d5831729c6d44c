/**
 * What a reader of an event study must know of its design: event times nobody or one cohort identifies,
 * times left out or not shown, who is never treated, how few are treated. Reads counts and effects; estimates nothing.
 */

import { type Note, note } from "../../base/messages.js";
import type { EventCount } from "../../data/panel/first-treated.js";
import type { Panel } from "../../data/panel/panel.js";
import { periodWords } from "../../data/panel/period-text.js";
import type { ModelSpec } from "../../formula/spec.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import type { WaldTest } from "../../regression/tests/joint-test.js";
import { EVENT_NOTES } from "./messages.js";
import type { EventPlan } from "./plan.js";
import type { CohortRecord, EventEffect, EventStudyRecord } from "./record.js";

/** What the notes are drawn from; `shown` are the counts within the window. */
interface Design {
  readonly panel: EventStudyRecord["panel"];
  readonly spec: ModelSpec;
  readonly plan: EventPlan;
  readonly counts: readonly EventCount[];
  readonly shown: readonly EventCount[];
  readonly effects: readonly EventEffect[];
  readonly cohorts: readonly CohortRecord[];
  readonly nNever: number;
  readonly isTrendUnknown: boolean;
  /** Event times with one unit, which have no error. */
  readonly withheld: readonly number[];
  readonly leads: WaldTest | undefined;
}

/** Labels of units treated in every row seen, whose first treated period is not known. */
export function alwaysTreated({ unit, nUnits }: Panel, firstTreated: Float64Array): string[] {
  const units = Array.from({ length: nUnits }, (_, u) => u);
  return units.filter((u) => firstTreated[u] === Number.NEGATIVE_INFINITY).map(unit.label);
}

/** The notes, none where there is nothing to say. */
export function eventNotes(design: Design): Note[] {
  const rules = [
    unobserved,
    fromOneCohort,
    leftOut,
    notShown,
    withoutNever,
    ofOneUnit,
    fewerRestrictions,
    withoutBefore,
    fewTreated,
    effectsAbsorbed,
  ];
  return rules.flatMap((rule) => rule(design) ?? []);
}

/** Whole event times of the window, or between the extremes, at which no cohort is observed. */
function unobserved({ plan, counts }: Design): Note | undefined {
  const observed = new Set(counts.map(({ event }) => event));
  const low = plan.window?.[0] ?? Math.min(...observed);
  const high = plan.window?.[1] ?? Math.max(...observed);
  const missing: number[] = [];
  for (let event = low; event <= high; event++) if (!observed.has(event)) missing.push(event);
  return ifAny(missing, (events) => note(EVENT_NOTES, "events_unobserved", { events }));
}

function fromOneCohort({ shown, cohorts, plan, panel }: Design): Note | undefined {
  if (cohorts.length === 1) return undefined;
  const single = shown.filter((count) => count.cohorts.length === 1 && !plan.reference.includes(count.event));
  return ifAny(
    single.map(({ event }) => event),
    (events) =>
      note(EVENT_NOTES, "events_one_cohort", {
        events,
        cohorts: single.map((count) => inWords(panel, count.cohorts[0]!)),
      }),
  );
}

/** Event times whose dummy was collinear: set to zero by the arithmetic, not by a choice. */
function leftOut({ shown, effects, plan }: Design): Note | undefined {
  const estimated = new Set(effects.map(({ event }) => event));
  const missing = shown.map(({ event }) => event).filter((event) => !estimated.has(event));
  const { reference } = plan;
  return ifAny(missing, (events) => note(EVENT_NOTES, "events_collinear", { events, reference }));
}

function notShown({ plan, counts, shown }: Design): Note | undefined {
  if (plan.window === null) return undefined;
  const within = new Set(shown);
  const outside = counts.filter((count) => !within.has(count) && !plan.reference.includes(count.event));
  return ifAny(
    outside.map(({ event }) => event),
    (events) => note(EVENT_NOTES, "events_not_shown", { events }),
  );
}

function withoutNever({ nNever, plan, isTrendUnknown }: Design): Note | undefined {
  if (nNever > 0) return undefined;
  const { reference, bin } = plan;
  return note(EVENT_NOTES, "no_never_treated", { one_reference: reference.length === 1, isTrendUnknown, bin });
}

function ofOneUnit({ withheld, effects, panel }: Design): Note | undefined {
  const shown = effects.filter(({ event, reference }) => !reference && withheld.includes(event));
  return ifAny(
    shown.map(({ event }) => event),
    (events) => note(EVENT_NOTES, "events_one_unit", { events, unit: panel.unit }),
  );
}

/** The test of leads has fewer restrictions than there are leads: some have no error, or their covariance is short of rank. */
function fewerRestrictions({ leads, effects }: Design): Note | undefined {
  const count = effects.filter(({ event, reference }) => event < 0 && !reference).length;
  if (leads === undefined || leads.df1 === count) return undefined;
  return note(EVENT_NOTES, "leads_fewer_restrictions", {
    ...{ leads: count, terms: leads.terms.length, restrictions: leads.df1 },
  });
}

function withoutBefore({ cohorts, panel }: Design): Note | undefined {
  const late = cohorts.filter(({ units, units_before }) => units_before < units);
  return ifAny(
    late.map(({ cohort }) => cohort),
    (events) =>
      note(EVENT_NOTES, "no_period_before", {
        events,
        late: late.map(({ cohort, units, units_before }) => ({
          cohort: inWords(panel, cohort),
          units: units - units_before,
        })),
      }),
  );
}

/** A note where so few units are treated that clustered errors mislead. */
export function fewTreated({ cohorts }: Pick<Design, "cohorts">): Note | undefined {
  const treated = cohorts.reduce((sum, { units }) => sum + units, 0);
  if (treated >= FEW_CLUSTERS.treatedUnits) return undefined;
  return note(EVENT_NOTES, "few_treated", { treated });
}

function effectsAbsorbed({ spec, panel }: Design): Note | undefined {
  const absorbed = spec.fixedEffects.flatMap(({ columns }) => columns);
  const missing = [panel.unit, panel.time].filter((name) => !absorbed.includes(name));
  if (missing.length === 0) return undefined;
  return note(EVENT_NOTES, "effects_not_absorbed", { missing, unit: panel.unit, time: panel.time });
}

/** A cohort as the data speak of periods; its number where they do not. */
const inWords = ({ period }: Pick<Panel, "period">, cohort: number): number | string =>
  period === undefined ? cohort : periodWords(period, cohort);

const ifAny = (events: readonly number[], say: (events: readonly number[]) => Note): Note | undefined =>
  events.length === 0 ? undefined : say(events);
