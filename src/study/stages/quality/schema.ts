/**
 * The stage `quality` of a study file.
 */
import { z } from "zod";
import type { InReport } from "../../file/prose.js";
import { sigmaSource } from "../../inputs/quality-block.js";
import { appendix, caption, columnName, labelWords, notes, text } from "../shared-schema.js";

export const qualityStageSchema = z
  .strictObject({
    stage: z.literal("quality"),
    caption,
    appendix,
    notes,
    by: columnName
      .optional()
      .describe("column of the customs rows by which quality is reported, such as a product group; default the year"),
    sensitivity: z
      .array(sigmaSource)
      .min(1)
      .optional()
      .describe("sources of sigma held against that of the study: how they rank cells"),
    cells: text
      .optional()
      .describe("with sensitivity: cells whose ranks are compared; default city^year, else firm^year"),
    labels: labelWords.default({}).describe("words for columns in this stage alone"),
  })
  .describe(
    "what the block `quality` made of customs rows: rows at each step, distributions, and other choices of sigma",
  );

export type QualityStageSpec = InReport<typeof qualityStageSchema>;
