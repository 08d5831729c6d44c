/**
 * A table of dated events (a licence granted, a card given, a card lifted) to spells during which the thing
 * is in force. Days are whole numbers from 1970-01-01; strings stay at the door. Knows nothing of panels or treatment.
 */
import { MISSING_CODE } from "../../base/columns.js";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import type { Table } from "../table/table.js";

const MS_PER_DAY = 86_400_000;

/** Columns of a table of events. */
export interface EventKeys {
  readonly unit: string;
  readonly event: string;
  readonly date: string;
}

/** Something that happened to a unit on a day; `row` is its row in the table, from 0. */
export interface DatedEvent {
  readonly unit: string;
  readonly event: string;
  readonly day: number;
  readonly row: number;
}

/** Which events put a unit in force, and which end that. A second start within a spell prolongs it. */
export interface EventRule {
  readonly starts: readonly string[];
  readonly ends: readonly string[];
}

/** In force from day `start` (included) to day `end` (not included); `end` is null while it lasts. */
export interface Spell {
  readonly unit: string;
  readonly start: number;
  readonly end: number | null;
}

/** The day number of `year-month-day`. */
export const dayOf = (year: number, month: number, day: number): number =>
  Math.round(Date.UTC(year, month - 1, day) / MS_PER_DAY);

/** Calendar year of a day number. */
export const yearOf = (day: number): number => new Date(day * MS_PER_DAY).getUTCFullYear();

/** A day number as `YYYY-MM-DD`. */
export const isoDate = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

/**
 * Events of `table` ordered by unit (code point), day and row. Dates are text `YYYY-MM-DD`.
 * Throws DataError `bad_date` for a date that is none, `event_missing` for a row without unit, event or date.
 */
export function datedEvents(table: Table, keys: EventKeys): readonly DatedEvent[] {
  const [unit, event, date] = [keys.unit, keys.event, keys.date].map((name) => table.text(name));
  const cell = (column: typeof unit, row: number): string => {
    const code = column!.codes[row]!;
    if (code !== MISSING_CODE) return column!.levels[code]!;
    throw new DataError(
      "event_missing",
      `Column '${column!.name}' is missing in row ${row + 1}; every event needs it.`,
      {
        got: "missing",
        expected: "a value",
        column: column!.name,
        row: row + 1,
      },
    );
  };
  const events = Array.from({ length: table.nRows }, (_, row) => ({
    unit: cell(unit, row),
    event: cell(event, row),
    day: parseDate(cell(date, row), keys.date, row),
    row,
  }));
  return events.sort((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : a.day - b.day || a.row - b.row));
}

function parseDate(text: string, column: string, row: number): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts !== null) {
    const day = dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
    if (isoDate(day) === text) return day;
  }
  throw new DataError(
    "bad_date",
    `Column '${column}' is '${text}' in row ${row + 1}, a date YYYY-MM-DD was expected.`,
    {
      got: text,
      expected: "YYYY-MM-DD",
      column,
      row: row + 1,
    },
  );
}

/**
 * Spells in force of `events` (ordered as `datedEvents` returns them).
 * Throws DataError `unknown_event` for an event the rule does not name, `event_order` for an end without a start.
 */
export function spellsOf(events: readonly DatedEvent[], rule: EventRule): readonly Spell[] {
  const known = [...rule.starts, ...rule.ends];
  const spells: Spell[] = [];
  let open: Spell | null = null;
  for (const { unit, event, day, row } of events) {
    if (open !== null && open.unit !== unit) {
      spells.push(open);
      open = null;
    }
    if (rule.starts.includes(event)) {
      open ??= { unit, start: day, end: null };
    } else if (!rule.ends.includes(event)) {
      throw new DataError(
        "unknown_event",
        `Event '${event}' in row ${row + 1} is none of ${known.join(", ")}${didYouMean(event, known)}`,
        { got: event, expected: known, row: row + 1 },
      );
    } else if (open === null) {
      throw new DataError(
        "event_order",
        `'${unit}' has '${event}' on ${isoDate(day)} with nothing in force; add the event that started it, or drop row ${row + 1}.`,
        { got: event, expected: rule.starts, unit, row: row + 1 },
      );
    } else {
      spells.push({ ...open, end: day });
      open = null;
    }
  }
  if (open !== null) spells.push(open);
  return spells;
}
