/**
 * Layer study. The European Union's cards against illegal fishing as a treatment of exporting countries: two codings,
 * which countries they identify, and how sure the dates are. Knows nothing of trade or quality.
 *
 * A yellow card warns, a red card bans imports, "lifted" ends either (Council Regulation (EC) No 1005/2008, chapter VI).
 */
import { MISSING_CODE } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import { type DatedEvent, datedEvents, dayOf, isoDate, type Spell, spellsOf, yearOf } from "../panel/dated-events.js";
import type { Panel } from "../panel/panel.js";
import {
  type CohortRow,
  cohortsOf,
  cohortTable,
  MOST_OF_A_YEAR,
  treatAbsorbing,
  treatInForce,
  type UnitCohort,
  unitCohorts,
} from "../panel/treatment.js";
import { type TreatmentPath, treatmentPath } from "../panel/treatment-path.js";
import type { Table } from "../table/table.js";

const CARD_RULE = { starts: ["yellow", "red"], ends: ["lifted"] } as const;

/** How far the stored source confirms a date: the day, the month, or neither. */
export type Confirmed = "date" | "month" | "no";

/** A card event as printed. */
export interface CardEvent {
  readonly country: string;
  readonly event: string;
  readonly date: string;
  readonly confirmed: Confirmed;
  readonly source: string;
}

/** What the dates rest on. */
export interface DateEvidence {
  readonly date: number;
  readonly month: number;
  readonly no: number;
  /** Country-years whose treatment, under either coding, depends on the day within a month known only as a month. */
  readonly cellsDependingOnDay: number;
  /** Events without a confirmed date, of countries in the panel. */
  readonly unconfirmedInPanel: readonly CardEvent[];
}

/** The cards as facts about the sample. */
export interface CardFacts {
  readonly events: readonly CardEvent[];
  /** Spells under a card (a red card within a spell prolongs it), how many were ended by lifting, and their countries. */
  readonly spells: number;
  readonly lifted: number;
  readonly countries: number;
  /** Countries under a card without a row of trade. */
  readonly withoutRows: readonly string[];
  readonly cohorts: readonly CohortRow[];
  readonly units: readonly UnitCohort[];
  /** Days in force that make a year treated under the coding `in force`. */
  readonly minDays: number;
  /** Identified countries some of whose cards were lifted within the sample. */
  readonly identifiedLifted: readonly string[];
  readonly absorbing: TreatmentPath;
  readonly inForce: TreatmentPath;
  readonly evidence: DateEvidence;
}

/** Facts, and the two treatment columns of the panel, f64[nRows]; countries to leave out are `never before`. */
export interface Cards {
  readonly facts: CardFacts;
  readonly absorbing: Float64Array;
  readonly inForce: Float64Array;
  readonly excluded: readonly string[];
}

/**
 * Codes the cards as treatment of `panel` (countries by calendar year); `table` has columns i, event, date, confirmed and
 * source.
 * Throws DataError for events that can't be ordered into spells, or a `confirmed` other than date, month or no.
 */
export function codeCards(panel: Panel, table: Table): Cards {
  const events = datedEvents(table, { unit: "i", event: "event", date: "date" });
  const spells = spellsOf(events, CARD_RULE);
  const units = unitCohorts(panel, cohortsOf(spells));
  const absorbing = treatAbsorbing(panel, cohortsOf(spells));
  const inForce = treatInForce(panel, spells);
  const excluded = units.filter(({ status }) => status === "never before").map(({ unit }) => unit);
  const kept = Uint8Array.from(panel.unit.codes, (code) => (excluded.includes(panel.unit.label(code)) ? 0 : 1));
  const lastYear = panel.timeValues.reduce((a, b) => Math.max(a, b), -Infinity);
  const identified = units.filter(({ status }) => status === "identified").map(({ unit }) => unit);
  const inPanel = new Set(Array.from({ length: panel.nUnits }, (_, u) => panel.unit.label(u)));
  const carded = [...new Set(spells.map(({ unit }) => unit))];
  return {
    absorbing,
    inForce,
    excluded,
    facts: {
      events: events.map((event) => cardEvent(table, event)),
      spells: spells.length,
      lifted: spells.filter(({ end }) => end !== null).length,
      countries: carded.length,
      minDays: MOST_OF_A_YEAR,
      withoutRows: carded.filter((unit) => !inPanel.has(unit)),
      cohorts: cohortTable(units),
      units,
      identifiedLifted: identified.filter((unit) => spells.some((spell) => liftedBy(spell, unit, lastYear))),
      absorbing: treatmentPath(panel, absorbing, kept),
      inForce: treatmentPath(panel, inForce, kept),
      evidence: dateEvidence(panel, table, events, inPanel),
    },
  };
}

const liftedBy = (spell: Spell, unit: string, lastYear: number): boolean =>
  spell.unit === unit && spell.end !== null && yearOf(spell.end) <= lastYear;

/**
 * Starts of spells move a unit's treatment one way and ends the other, so a cell that is the same with every start early
 * and every end late as with every start late and every end early is the same for all days in between.
 */
function dateEvidence(
  panel: Panel,
  table: Table,
  events: readonly DatedEvent[],
  inPanel: ReadonlySet<string>,
): DateEvidence {
  const confirmed = events.map(({ row }) => confirmation(table, row));
  const shifted = (early: boolean): readonly Spell[] =>
    spellsOf(
      events.map((event, e) => {
        if (confirmed[e] !== "month") return event;
        const first = (event.event === "lifted") !== early;
        return { ...event, day: first ? firstOfMonth(event.day) : firstOfMonth(event.day, 1) - 1 };
      }),
      CARD_RULE,
    );
  const columns = [shifted(true), shifted(false)].map((spells) => [
    treatAbsorbing(panel, cohortsOf(spells)),
    treatInForce(panel, spells),
  ]);
  const differs = (row: number): boolean => [0, 1].some((c) => columns[0]![c]![row] !== columns[1]![c]![row]);
  const count = (what: Confirmed): number => confirmed.filter((kind) => kind === what).length;
  return {
    date: count("date"),
    month: count("month"),
    no: count("no"),
    cellsDependingOnDay: Array.from(panel.timeValues.keys()).filter(differs).length,
    unconfirmedInPanel: events
      .filter(({ unit }, e) => confirmed[e] === "no" && inPanel.has(unit))
      .map((event) => cardEvent(table, event)),
  };
}

function firstOfMonth(day: number, later = 0): number {
  const date = isoDate(day);
  return dayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)) + later, 1);
}

function cardEvent(table: Table, { unit, event, day, row }: DatedEvent): CardEvent {
  return {
    country: unit,
    event,
    date: isoDate(day),
    confirmed: confirmation(table, row),
    source: cell(table, "source", row),
  };
}

function confirmation(table: Table, row: number): Confirmed {
  const text = cell(table, "confirmed", row);
  if (text === "date" || text === "month" || text === "no") return text;
  throw new DataError(
    "bad_confirmation",
    `Column 'confirmed' is '${text}' in row ${row + 1}; date, month or no was expected.`,
    { got: text, expected: ["date", "month", "no"], column: "confirmed", row: row + 1 },
  );
}

function cell(table: Table, name: string, row: number): string {
  const { codes, levels } = table.text(name);
  const code = codes[row]!;
  return code === MISSING_CODE ? "" : levels[code]!;
}
