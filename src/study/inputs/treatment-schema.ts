/**
 * The block `treatment` of a study file: who is treated from when, and how that is coded.
 */
import { z } from "zod";
import { MOST_OF_A_YEAR } from "../../data/panel/treatment.js";
import { type InReport, prose } from "../file/prose.js";
import { columnName, text, wholeNumber } from "../stages/shared-schema.js";

const events = z
  .strictObject({
    data: text.describe("name of the data source with one event a row"),
    unit: columnName.describe("column of the unit"),
    event: columnName.describe("column of what happened"),
    date: columnName.describe("column of the day, YYYY-MM-DD"),
    starts: z.array(text).min(1).describe("events that put a unit in force"),
    ends: z.array(text).default([]).describe("events that end it"),
    confirmed: columnName.optional().describe("column that says how sure the date is: date, month or no"),
    source: columnName.optional().describe("column with the source of the date"),
  })
  .describe("treatment from dated events");

/** How a treatment is coded. */
export const CODINGS = ["absorbing", "common", "as-written", "in-force"] as const;

const coding = z.strictObject({
  coding: z
    .enum(CODINGS)
    .describe(
      "absorbing: on from the unit's cohort; common: on from the first cohort for every treated unit; as-written: on " +
        "for every treated unit from the first cohort to the last, off after; in-force: on while it is in force",
    ),
  label: prose.optional().describe("the treatment in words"),
});

export const treatment = z
  .strictObject({
    events: events.optional(),
    cohort: columnName.optional().describe("column with the first treated period of the unit"),
    dummy: columnName.optional().describe("column with a 0/1 treatment"),
    never: z
      .union([z.string(), z.number()], { error: "expected a text or a number" })
      .optional()
      .describe("value of cohort that means never treated, besides empty, 0, Inf and periods after the last"),
    codings: z.record(columnName, coding).describe("treatment columns to make: NAME: {coding: ...}"),
    treated_from_start: z
      .enum(["exclude", "keep", "refuse"])
      .default("exclude")
      .describe("units with a cohort that are never observed before it: left out and listed, kept, or an error"),
    min_days: wholeNumber
      .min(1)
      .max(366)
      .default(MOST_OF_A_YEAR)
      .describe("in-force from events: days in force that make a year treated"),
  })
  .describe("exactly one of events, cohort and dummy, and how it is coded");

export type TreatmentSpec = InReport<typeof treatment>;
export type EventsSpec = InReport<typeof events>;
export type Coding = (typeof CODINGS)[number];
