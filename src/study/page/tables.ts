/**
 * Tables on the treatment that every study has: its cohorts, and the events behind them. Sees the facts
 * of the treatment, nothing else.
 */

import { capital, type Language } from "../../base/messages.js";
import { formatCount } from "../../report/format-number.js";
import { numberCell, type TableModel, textCell } from "../../report/table-model.js";
import type { EventFacts } from "../inputs/event-facts.js";
import type { TreatmentFacts } from "../inputs/treatment.js";
import { exhibitWords } from "../messages/exhibits.js";
import { studyWords as words } from "../messages/study.js";

/** Names beyond this many are not listed. */
const MOST_NAMES = 12;

/** Cohorts within the sample: units, and those observed before and after. Null without one. */
export function cohortsTable(
  { cohorts }: TreatmentFacts,
  number: string,
  units: string,
  language: Language = "en",
): TableModel | null {
  if (cohorts.length === 0) return null;
  const isNamed = cohorts.every(({ identified }) => identified.length <= MOST_NAMES);
  return {
    title: exhibitWords.table[language](number, words.cohorts[language]),
    stub: words.firstPeriod[language],
    heads: [
      [capital(units)],
      [words.isIdentified[language]],
      ...(isNamed ? [[words.identifiedUnits[language](units)]] : []),
    ],
    rows: cohorts.map(({ cohort, units: members, identified }) => ({
      label: String(cohort),
      quantity: units,
      cells: [
        numberCell(members.length, formatCount(members.length)),
        numberCell(identified.length, formatCount(identified.length)),
        ...(isNamed ? [textCell(identified.join(", "))] : []),
      ],
      ruleAbove: false,
    })),
    notes: [words.identifiedNote[language]],
  };
}

/** Every event of an identified unit, with what confirms its date. Null without one. */
export function eventsTable(
  { units }: TreatmentFacts,
  { events }: EventFacts,
  number: string,
  nouns: { readonly unit: string; readonly units: string },
  language: Language = "en",
): TableModel | null {
  const identified = new Set(units.filter(({ status }) => status === "identified").map(({ unit }) => unit));
  const shown = events.filter(({ unit }) => identified.has(unit));
  if (shown.length === 0) return null;
  const hasConfirmed = shown.some(({ confirmed }) => confirmed !== null);
  const hasSource = shown.some(({ source }) => source !== null);
  return {
    title: exhibitWords.table[language](number, words.eventsOf[language](nouns.units)),
    stub: capital(nouns.unit),
    heads: [
      [words.event[language]],
      [words.date[language]],
      ...(hasConfirmed ? [[words.confirmed[language]]] : []),
      ...(hasSource ? [[words.source[language]]] : []),
    ],
    rows: shown.map(({ unit, event, date, confirmed, source }, e) => ({
      label: unit,
      quantity: event,
      cells: [event, date, ...(hasConfirmed ? [confirmed ?? ""] : []), ...(hasSource ? [source ?? ""] : [])].map(
        textCell,
      ),
      ruleAbove: e > 0 && shown[e - 1]!.unit !== unit,
    })),
    notes: hasConfirmed ? [words.confirmedNote[language]] : [],
  };
}
