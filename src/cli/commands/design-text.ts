/**
 * The design of a treatment in words, a line each: paths of units, cohorts, event times, controls, where it switches off or changes its
 * dose, what is missing.
 */

import { periodWords } from "../../data/panel/period-text.js";
import type { UnitPath } from "../../data/panel/treatment-design.js";
import { formatCount } from "../../report/format-number.js";
import type { DesignRecord } from "../../verbs/did/record.js";

const PATH_WORDS: Readonly<Record<UnitPath, string>> = {
  absorbing: "absorbing: once it has begun, it stays as it is",
  "switching off": "not absorbing: it goes back to 0",
  "changing dose": "its dose changes, and never back to 0",
  always: "no start is seen, treated in every row",
  never: "no start is seen, 0 in every row",
};

/** Cohorts and event times that are listed; what is left is counted. */
const MOST_LISTED = 24;

export function designText(design: DesignRecord): string[] {
  const { units, cohorts, events, without_control: withoutControl, never } = design;
  const period = (value: number): string => periodWords(design.panel.period, value);
  const counted = (n: number): string => `${formatCount(n)} ${n === 1 ? "unit" : "units"}`;
  return [
    `Treatment ${design.treatment}${design.binary ? "" : " (doses)"}: ${PATH_WORDS[design.path]}.`,
    `Cohorts (units by first treated period): ${listed(cohorts, (row) => `${period(row.cohort)} (${formatCount(row.units)})`)}.`,
    `Never treated: ${counted(units.never)} (${never.rule}). Treated in every row: ${counted(units.always)}.`,
    `Event times (treated units seen at each): ${listed(events, (row) => `${row.event} (${formatCount(row.units)})`)}.`,
    `Periods with treated units and nobody untreated: ${listed(withoutControl, period)}.`,
    ...breaksText(design, period),
    ...missingText(design),
  ];
}

function listed<T>(items: readonly T[], text: (item: T) => string): string {
  if (items.length === 0) return "none";
  const more = items.length > MOST_LISTED ? `, and ${items.length - MOST_LISTED} more` : "";
  return `${items.slice(0, MOST_LISTED).map(text).join(", ")}${more}`;
}

/** Where units leave the path of a treatment that stays. */
function breaksText({ units, breaks, panel }: DesignRecord, period: (value: number) => string): string[] {
  const [off, changed] = [units["switching off"], units["changing dose"]];
  if (off + changed === 0) return [];
  const places = breaks.map(({ unit, time, row }) => `'${unit}' in ${period(time)} (row ${row})`).join(", ");
  const more = off + changed - breaks.length;
  const whats = [
    ...(off > 0 ? [`Switches off in ${formatCount(off)} units`] : []),
    ...(changed > 0 ? [`${off > 0 ? "changes" : "Changes"} its dose in ${formatCount(changed)} units`] : []),
  ];
  return [
    `${whats.join(", ")}: ${panel.unit} ${places}${more > 0 ? ` and ${formatCount(more)} more` : ""}. They are in the cohort of their first start; estimators of a treatment that stays refuse them.`,
  ];
}

function missingText({ missing: { rows, units } }: DesignRecord): string[] {
  if (rows === 0) return [];
  const alone = units === 0 ? "" : `, and with them ${formatCount(units)} units that have no other rows`;
  return [`Missing in ${formatCount(rows)} rows, which are left out here${alone}.`];
}
