/**
 * The stage `table` of a study file.
 */
import { z } from "zod";
import { alsoNamed } from "../../file/command-names.js";
import { type InReport, prose } from "../../file/prose.js";
import { appendix, beneathChoice, caption, labelWords, notes, text, wholeNumber } from "../shared-schema.js";

const terms = z.array(text).min(1);

export const table = z
  .strictObject({
    stage: z.literal("table"),
    caption,
    appendix,
    notes: alsoNamed(notes, "note"),
    columns: z
      .array(
        z.strictObject({
          from: text.describe("a stage that stands earlier in the file"),
          column: wholeNumber.min(1).default(1).describe("its column, as numbered in its table"),
          label: prose.optional().describe("heading; default what distinguishes its columns, or the stage's name"),
        }),
      )
      .min(1)
      .describe("columns of other stages"),
    spans: z
      .array(z.strictObject({ label: prose, from: wholeNumber.min(1), to: wholeNumber.min(1) }))
      .default([])
      .describe("headings over columns, by their numbers, such as { label: GMM, from: 3, to: 4 }"),
    keep: terms.optional().describe("coefficients shown, by name or /regex/; default all"),
    drop: terms.optional().describe("coefficients not shown"),
    order: terms.optional().describe("coefficients that stand first, in this order"),
    rename: z
      .record(text, text)
      .default({})
      .describe("coefficients that share the row of another, such as fit_did: did"),
    headings: alsoNamed(
      z
        .array(z.strictObject({ label: prose, terms }))
        .default([])
        .describe("coefficients that stand together under a heading"),
      "heading",
    ),
    groups: alsoNamed(
      z
        .array(z.strictObject({ label: prose, terms }))
        .default([])
        .describe("coefficients shown as one row of yes and no"),
      "group",
    ),
    statistics: z.array(text).optional().describe("numbers beneath, such as nobs, r2, ar2, hansen, first_stage_f"),
    beneath: beneathChoice,
    stars: z.boolean().default(false).describe("whether estimates carry the usual stars"),
    labels: labelWords.default({}).describe("words for terms in this table alone"),
  })
  .describe("columns of other stages side by side");

export type TableSpec = InReport<typeof table>;
