/**
 * The study file: every key, its type, its default and what it means, once. TypeScript types, checks at
 * run time and the JSON Schema for editors all come from here. Knows nothing of YAML, files or what a stage computes.
 */
import { z } from "zod";
import { LANGUAGES } from "../../base/messages.js";
import { schemaText } from "../../declare/schema-text.js";
import { headline } from "../headline/schema.js";
import { dataSource } from "../inputs/data-source.js";
import { panel } from "../inputs/panel-schema.js";
import { quality } from "../inputs/quality-block.js";
import { treatment } from "../inputs/treatment-schema.js";
import { stage } from "../stages/schema.js";
import { columnName, labelWords, outcome, tablePresentation, text, wholeNumber } from "../stages/shared-schema.js";
import { alsoNamed, editorSchema } from "./command-names.js";
import { type InReport, inEvery, prose } from "./prose.js";

const words = z
  .strictObject({
    unit: prose.default(inEvery({ en: "unit", zh: "个体" })),
    units: prose.default(inEvery({ en: "units", zh: "个体" })),
    spell: prose.default(inEvery({ en: "spell", zh: "处理" })).describe("what puts a unit in force, such as a card"),
    spells: prose.default(inEvery({ en: "spells", zh: "处理" })),
    ended: prose
      .default(inEvery({ en: "ended", zh: "终止" }))
      .describe("what becomes of it in the end, such as lifted"),
    value: text.default("").describe("unit of the values of customs rows, such as USD"),
  })
  .prefault({})
  .describe("nouns of the report");

const replication = z
  .strictObject({
    authors: z.array(text).default([]).describe("authors of the study"),
    contact: text.optional().describe("whom to ask, such as an address of mail"),
    code_licence: text.optional().describe("licence of the study file, such as MIT"),
    min_cell: wholeNumber
      .min(1)
      .default(5)
      .describe("where data are not provided: units that a cell, or a value, must rest on to be in the folder"),
    cleared: z
      .record(text, text)
      .default({})
      .describe(
        "where data are not provided: tables, figures or files that leave all the same: NAME: who cleared it, and when",
      ),
    references: z.array(prose).default([]).describe("references beside those of the data"),
  })
  .prefault({})
  .describe("what the README of a replication folder says beside the study itself");

/** The study file as a schema. */
export const studySchema = z
  .strictObject({
    title: prose.describe("title of the report"),
    summary: z.array(prose).default([]).describe("paragraphs of the author, set beneath the finding"),
    language: z.enum(LANGUAGES).default("en").describe("language of the report; --language overrides"),
    data: z
      .record(text, dataSource)
      .describe(
        "data sources: NAME: PATH, relative to the study file, NAME: {file: PATH, sheet: GDP, ...} or NAME: {engine: ADDRESS, from: TABLE}",
      ),
    quality: quality.optional(),
    panel,
    treatment,
    variance: alsoNamed(
      text.describe("variance of every regression, such as cluster:city; required, programs' defaults differ"),
      "vcov",
    ),
    assigned_by: columnName
      .optional()
      .describe(
        "by what the treatment was assigned: a column, or unit (none) where each unit was on its own; without it, coarser levels are asked about",
      ),
    ssc: text.default("fixest").describe("small-sample rule"),
    level: z.number().gt(0).lt(1).default(0.95).describe("confidence level of intervals"),
    seed: wholeNumber.min(0).default(1).describe("seed of every random draw"),
    stages: z.record(text, stage).describe("what is made, in order: NAME: {stage: regressions, ...}"),
    headline: headline.optional(),
    tables: tablePresentation,
    truth: z
      .record(outcome, columnName)
      .default({})
      .describe("simulated data: OUTCOME: the column with the true effect on each row, printed beside the estimates"),
    labels: labelWords.default({}).describe("words for columns and terms"),
    words,
    cautions: z.array(prose).default([]).describe("what a reader must know before quoting a number"),
    sources: z.array(prose).default([]).describe("where the data come from"),
    replication,
    output: text.default("out").describe("folder of the results, relative to where the command runs; --out overrides"),
  })
  .describe("A study: data to every table and figure of a paper");

/** A study as read, defaults filled in. */
export type StudySpec = InReport<typeof studySchema>;

/** Kinds a stage can be, by the names they have now. */
export function stageKinds(): string[] {
  return studySchema.shape.stages.valueType.options.map(({ shape }) => String([...(shape.stage._zod.values ?? [])][0]));
}

// JSON Schema of the study file, so that editors complete keys and mark mistakes.

/** The schema as the text of a JSON file, ending in a newline. */
export const studyJsonSchema = (): string => schemaText(editorSchema(studySchema));
