/**
 * The stage `coefplot` of a study file.
 */
import { z } from "zod";
import { alsoNamed } from "../../file/command-names.js";
import { type InReport, prose } from "../../file/prose.js";
import { appendix, caption, labelWords, notes, text, wholeNumber } from "../shared-schema.js";

const terms = z.array(text).min(1);

export const coefplot = z
  .strictObject({
    stage: z.literal("coefplot"),
    caption,
    appendix,
    notes,
    from: z
      .array(text)
      .min(1)
      .optional()
      .describe("stages that stand earlier in the file: all their columns that have the treatment; or give columns"),
    columns: z
      .array(
        z.strictObject({
          from: text.describe("a stage that stands earlier in the file"),
          column: wholeNumber.min(1).default(1).describe("its column, as numbered in its table"),
          label: prose
            .optional()
            .describe("name of its row; default what distinguishes its columns, or the stage's name"),
        }),
      )
      .min(1)
      .optional()
      .describe("columns of other stages"),
    keep: terms.optional().describe("coefficients shown, by name or /regex/; default the treatment"),
    drop: terms.optional().describe("coefficients not shown"),
    order: terms.optional().describe("coefficients that stand first, in this order"),
    rename: z.record(text, text).default({}).describe("coefficients that share the row of another"),
    headings: alsoNamed(
      z
        .array(z.strictObject({ label: prose, terms }))
        .default([])
        .describe("coefficients that stand together under a heading"),
      "heading",
    ),
    rows: z
      .enum(["coefficients", "results"])
      .optional()
      .describe("what has the rows; default results where one coefficient or the treatment is shown"),
    mark: z.number().default(0).describe("the value estimates are read against"),
    labels: labelWords.default({}).describe("words for terms and stages in this figure alone"),
  })
  .describe("coefficients of other stages as a figure");

export type CoefplotSpec = InReport<typeof coefplot>;
