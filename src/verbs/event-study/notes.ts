/**
 * What a reader of an event study must know of its design: event times nobody or one cohort identifies,
 * times left out or not shown, who is never treated, how few are treated. Reads counts and effects; estimates nothing.
 */
import type { Note } from "../../base/messages.js";
import { type EventCount, FEW_TREATED } from "../../data/panel/event-time.js";
import type { Panel } from "../../data/panel/panel.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { EventPlan } from "./plan.js";
import type { CohortRecord, EventEffect } from "./record.js";

/** What the notes are drawn from; `shown` are the counts within the window. */
interface Design {
  readonly panel: Panel;
  readonly spec: ModelSpec;
  readonly plan: EventPlan;
  readonly counts: readonly EventCount[];
  readonly shown: readonly EventCount[];
  readonly effects: readonly EventEffect[];
  readonly cohorts: readonly CohortRecord[];
  readonly nNever: number;
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
  return listed(missing, "events_unobserved", (list) => `No cohort is observed at event time ${list}.`);
}

function fromOneCohort({ shown, cohorts, plan }: Design): Note | undefined {
  if (cohorts.length === 1) return undefined;
  const single = shown.filter((count) => count.cohorts.length === 1 && !plan.reference.includes(count.event));
  return listed(
    single.map(({ event }) => event),
    "events_one_cohort",
    () =>
      `One cohort alone identifies event time ${single.map(({ event, cohorts: [cohort] }) => `${event} (${cohort})`).join(", ")}: differences along the path also are differences between cohorts.`,
  );
}

/** Event times whose dummy was collinear: set to zero by the arithmetic, not by a choice. */
function leftOut({ shown, effects, plan }: Design): Note | undefined {
  const estimated = new Set(effects.map(({ event }) => event));
  const missing = shown.map(({ event }) => event).filter((event) => !estimated.has(event));
  return listed(
    missing,
    "events_collinear",
    (list) =>
      `Event time ${list} is not identified beside reference ${plan.reference.join(", ")} and the fixed effects (see collinear), and the other effects are relative to it too. Choose what is set to zero by naming a further reference, as in --ref ${plan.reference[0]},${list.split(", ")[0]}.`,
  );
}

function notShown({ plan, counts, shown }: Design): Note | undefined {
  if (plan.window === null) return undefined;
  const within = new Set(shown);
  const outside = counts.filter((count) => !within.has(count) && !plan.reference.includes(count.event));
  return listed(
    outside.map(({ event }) => event),
    "events_not_shown",
    (list) =>
      `Event time ${list} lies outside the window: estimated with an effect of its own (see coefficients), not shown among the effects nor in the test of leads. --bin merges the ends instead.`,
  );
}

function withoutNever({ nNever, plan }: Design): Note | undefined {
  if (nNever > 0) return undefined;
  const advice =
    plan.reference.length > 1
      ? ""
      : " With one reference the path is known up to a linear trend only: name a second one, such as the earliest lead.";
  return { code: "no_never_treated", message: `Every unit of the sample is treated at some time.${advice}` };
}

function withoutBefore({ cohorts }: Design): Note | undefined {
  const late = cohorts.filter(({ units, units_before }) => units_before < units);
  return listed(
    late.map(({ cohort }) => cohort),
    "no_period_before",
    () =>
      `Units not observed before treatment: ${late.map(({ cohort, units, units_before }) => `${units - units_before} of cohort ${cohort}`).join(", ")}.`,
  );
}

function fewTreated({ cohorts }: Design): Note | undefined {
  const treated = cohorts.reduce((sum, { units }) => sum + units, 0);
  if (treated >= FEW_TREATED) return undefined;
  return {
    code: "few_treated",
    message: `Only ${treated} units are treated: clustered errors are too small with so few (Conley & Taber 2011, Review of Economics and Statistics 93(1)); permute the treatment over units (placebo) as well.`,
    detail: { treated },
  };
}

function effectsAbsorbed({ spec, panel }: Design): Note | undefined {
  const absorbed = spec.fixedEffects.flatMap(({ columns }) => columns);
  const missing = [panel.unit.name, panel.time.name].filter((name) => !absorbed.includes(name));
  if (missing.length === 0) return undefined;
  return {
    code: "effects_not_absorbed",
    message: `The formula absorbs no effect of ${missing.join(" or ")}; two-way fixed effects are ${panel.unit.name} + ${panel.time.name}.`,
    detail: { missing },
  };
}

function listed(events: readonly number[], code: string, message: (list: string) => string): Note | undefined {
  if (events.length === 0) return undefined;
  return { code, message: message(events.join(", ")), detail: { events } };
}
