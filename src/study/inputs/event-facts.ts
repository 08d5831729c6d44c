/**
 * What dated events say of a panel: spells in force, how many ended, whose rows they meet, and how sure the
 * dates are. Knows nothing of codings beyond asking which cells they treat.
 */
import { MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import {
  cohortsOf,
  type DatedEvent,
  datedEvents,
  dayOf,
  isoDate,
  type Spell,
  spellsOf,
  treatAbsorbing,
  treatInForce,
  type UnitCohort,
  yearOf,
} from "../../data/panel/treatment.js";

import type { Table } from "../../data/table/table.js";
import type { EventsSpec } from "./treatment-schema.js";

/** How far a source confirms a date: the day, the month, or neither. */
const CONFIRMED = ["date", "month", "no"] as const;
export type Confirmed = (typeof CONFIRMED)[number];

/** An event as printed; `confirmed` and `source` are null where the data have no such column. */
export interface EventRow {
  readonly unit: string;
  readonly event: string;
  readonly date: string;
  readonly confirmed: Confirmed | null;
  readonly source: string | null;
}

/** What the dates rest on. */
export interface DateEvidence {
  readonly date: number;
  readonly month: number;
  readonly no: number;
  /** Unit-years whose treatment, absorbing or in force, depends on the day within a month known only as a month. */
  readonly cells_depending_on_day: number;
  /** Events without a confirmed date, of units in the panel. */
  readonly unconfirmed_in_panel: readonly EventRow[];
}

/** The events as facts about the sample. */
export interface EventFacts {
  readonly events: readonly EventRow[];
  /** Spells in force (a second start within a spell prolongs it), how many have ended, and their units. */
  readonly spells: number;
  readonly ended: number;
  readonly units: number;
  /** Units with an event and no row in the panel. */
  readonly without_rows: readonly string[];
  /** Identified units some of whose spells ended within the sample. */
  readonly identified_ended: readonly string[];
  /** Days in force that make a year treated when coded in force. */
  readonly min_days: number;
  readonly evidence: DateEvidence | null;
}

/** Events in order, their spells. */
export interface ReadEvents {
  readonly events: readonly DatedEvent[];
  readonly spells: readonly Spell[];
}

/** Reads events by the columns of `spec`. Throws DataError as `datedEvents` and `spellsOf`. */
export function readEvents(table: Table, spec: EventsSpec): ReadEvents {
  const events = datedEvents(table, spec);
  return { events, spells: spellsOf(events, spec) };
}

/**
 * Facts of `read` about `panel`, whose units with a cohort are `units`. Throws DataError `bad_confirmation` for a
 * confirmation other than date, month or no.
 */
export function eventFacts(
  panel: Panel,
  table: Table,
  spec: EventsSpec,
  { events, spells }: ReadEvents,
  units: readonly UnitCohort[],
  minDays: number,
): EventFacts {
  const inPanel = new Set(Array.from({ length: panel.nUnits }, (_, u) => panel.unit.label(u)));
  const lastYear = panel.timeValues.reduce((a, b) => Math.max(a, b), -Infinity);
  const withSpell = [...new Set(spells.map(({ unit }) => unit))];
  const endedInSample = ({ end }: Spell): boolean => end !== null && yearOf(end) <= lastYear;
  return {
    events: events.map((event) => eventRow(table, spec, event)),
    spells: spells.length,
    ended: spells.filter(({ end }) => end !== null).length,
    units: withSpell.length,
    without_rows: withSpell.filter((unit) => !inPanel.has(unit)),
    identified_ended: units
      .filter(({ unit, status }) => status === "identified" && spells.some((s) => s.unit === unit && endedInSample(s)))
      .map(({ unit }) => unit),
    min_days: minDays,
    evidence: spec.confirmed === undefined ? null : dateEvidence(panel, table, spec, events, inPanel, minDays),
  };
}

/**
 * Starts of spells move a unit's treatment one way and ends the other, so a cell that is the same with every start early
 * and every end late as with every start late and every end early is the same for all days in between.
 */
function dateEvidence(
  panel: Panel,
  table: Table,
  spec: EventsSpec,
  events: readonly DatedEvent[],
  inPanel: ReadonlySet<string>,
  minDays: number,
): DateEvidence {
  const confirmed = events.map(({ row }) => confirmation(table, spec, row));
  const shifted = (early: boolean): readonly Spell[] =>
    spellsOf(
      events.map((event, e) => {
        if (confirmed[e] !== "month") return event;
        const toFirst = spec.ends.includes(event.event) !== early;
        return { ...event, day: toFirst ? firstOfMonth(event.day) : firstOfMonth(event.day, 1) - 1 };
      }),
      spec,
    );
  const columns = [shifted(true), shifted(false)].map((spells) => [
    treatAbsorbing(panel, cohortsOf(spells)),
    treatInForce(panel, spells, minDays),
  ]);
  const differs = (row: number): boolean => [0, 1].some((c) => columns[0]![c]![row] !== columns[1]![c]![row]);
  const count = (what: Confirmed): number => confirmed.filter((kind) => kind === what).length;
  return {
    date: count("date"),
    month: count("month"),
    no: count("no"),
    cells_depending_on_day: Array.from(panel.timeValues.keys()).filter(differs).length,
    unconfirmed_in_panel: events
      .filter(({ unit }, e) => confirmed[e] === "no" && inPanel.has(unit))
      .map((event) => eventRow(table, spec, event)),
  };
}

function firstOfMonth(day: number, later = 0): number {
  const date = isoDate(day);
  return dayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)) + later, 1);
}

function eventRow(table: Table, spec: EventsSpec, { unit, event, day, row }: DatedEvent): EventRow {
  return {
    unit,
    event,
    date: isoDate(day),
    confirmed: confirmation(table, spec, row),
    source: spec.source === undefined ? null : cell(table, spec.source, row),
  };
}

function confirmation(table: Table, { confirmed: column }: EventsSpec, row: number): Confirmed | null {
  if (column === undefined) return null;
  const text = cell(table, column, row);
  const found = CONFIRMED.find((word) => word === text);
  if (found !== undefined) return found;
  throw new DataError(
    "bad_confirmation",
    `Column '${column}' is '${text}' in row ${row + 1}; ${CONFIRMED.join(", ")} was expected.`,
    { got: text, expected: CONFIRMED, column, row: row + 1 },
  );
}

function cell(table: Table, name: string, row: number): string {
  const { codes, levels } = table.text(name);
  const code = codes[row]!;
  return code === MISSING_CODE ? "" : levels[code]!;
}
