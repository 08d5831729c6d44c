/**
 * The design of a treatment in words, a line each: paths of units, cohorts, event times, controls, where it switches off or changes its
 * dose, what is missing.
 */

import type { Language } from "../base/messages.js";
import { ruleText } from "../base/messages.js";
import { periodWords } from "../data/panel/period-text.js";
import { formatCount } from "../report/format-number.js";
import type { DesignRecord } from "../verbs/did/design/record.js";
import { designWords as words } from "./messages.js";

/** Cohorts and event times that are listed; what is left is counted. */
const MOST_LISTED = 24;

export function designText(design: DesignRecord, language: Language): string[] {
  const { units, cohorts, events, without_control: withoutControl, never } = design;
  const period = (value: number): string => periodWords(design.panel.period, value);
  const listed = <T>(items: readonly T[], text: (item: T) => string) =>
    words.listed[language](items.slice(0, MOST_LISTED).map(text), Math.max(0, items.length - MOST_LISTED));
  const counted = (at: number, n: number | string): string => words.counted[language](String(at), String(n));
  const rule = ruleText(never, language);
  return [
    words.path[language](
      design.treatment,
      design.binary,
      words[design.path === "never" ? "none" : design.path][language],
    ),
    words.cohorts[language](
      listed(cohorts, (row) => words.counted[language](period(row.cohort), formatCount(row.units))),
    ),
    words.never[language](formatCount(units.never), rule, formatCount(units.always)),
    words.events[language](listed(events, (row) => counted(row.event, formatCount(row.units)))),
    words.alone[language](listed(withoutControl, period)),
    ...breaksText(design, period, language),
    ...(design.missing.rows === 0
      ? []
      : [words.missing[language](formatCount(design.missing.rows), design.missing.units)]),
  ];
}

/** Where units leave the path of a treatment that stays. */
function breaksText(
  { units, breaks, panel }: DesignRecord,
  period: (value: number) => string,
  language: Language,
): string[] {
  const [off, changed] = [units["switching off"], units["changing dose"]];
  if (off + changed === 0) return [];
  const places = breaks.map(({ unit, time, row }) => words.place[language](unit, period(time), row));
  return [words.breaks[language]({ off, changed, unit: panel.unit, places, more: off + changed - breaks.length })];
}
