/**
 * Layer study. The study file: every key, its type, its default and what it means, once. TypeScript types, checks at
 * run time and the JSON Schema for editors all come from here. Knows nothing of YAML, files or what a stage computes.
 */
import { z } from "zod";
import { panel } from "../foundation/panel-schema.js";
import { quality } from "../foundation/quality-schema.js";
import { treatment } from "../foundation/treatment-schema.js";
import { stage } from "../stages/schema.js";
import { columnName, text, wholeNumber } from "../stages/shared-schema.js";

const words = z
  .strictObject({
    unit: text.default("unit"),
    units: text.default("units"),
    spell: text.default("spell").describe("what puts a unit in force, such as a card"),
    spells: text.default("spells"),
    ended: text.default("ended").describe("what becomes of it in the end, such as lifted"),
    value: text.default("").describe("unit of the values of customs rows, such as USD"),
  })
  .prefault({})
  .describe("nouns of the report");

/** The study file as a schema. */
export const studySchema = z
  .strictObject({
    title: text.describe("title of the report"),
    summary: z.array(text).default([]).describe("paragraphs of the author, set beneath the finding"),
    data: z.record(text, text).describe("data sources: NAME: PATH, relative to the study file"),
    quality: quality.optional(),
    panel,
    treatment,
    variance: text.describe("variance of every regression, such as cluster:city; required, programs' defaults differ"),
    ssc: text.default("fixest").describe("small-sample rule"),
    level: z.number().gt(0).lt(1).default(0.95).describe("confidence level of intervals"),
    seed: wholeNumber.min(0).default(1).describe("seed of every random draw"),
    stages: z.record(text, stage).describe("what is made, in order: NAME: {stage: regressions, ...}"),
    truth: z
      .record(text, columnName)
      .default({})
      .describe("simulated data: OUTCOME: the column with the true effect on each row, printed beside the estimates"),
    labels: z.record(text, text).default({}).describe("words for columns and terms"),
    words,
    cautions: z.array(text).default([]).describe("what a reader must know before quoting a number"),
    sources: z.array(text).default([]).describe("where the data come from"),
    output: text.default("out").describe("folder of the results, relative to where the command runs; --out overrides"),
  })
  .describe("A study: data to every table and figure of a paper");

/** A study as read, defaults filled in. */
export type StudySpec = z.output<typeof studySchema>;
