/**
 * The stage `decomposition` of a study file: what `decompose` takes, on the rows of the block `quality`.
 */
import { z } from "zod";
import { type DecompositionMethod, METHODS } from "../../../trade/decompose/decompose-plan.js";

import { appendix, caption, columnName, labelWords, notes, text } from "../shared-schema.js";

const period = z.union([z.number(), text], { error: "expected a period, such as 2010" });

export const decompositionStage = z
  .strictObject({
    stage: z.literal("decomposition"),
    caption,
    appendix,
    notes,
    outcome: columnName
      .default("r_quality")
      .describe("numbers whose weighted mean changes: r_quality (default), quality, or a column of the rows"),
    by: text.default("none").describe("groups, such as city or city^product; none (default) takes the whole as one"),
    unit: columnName.optional().describe("units that stay, come and go; default the firm"),
    weight: columnName.optional().describe("weights above 0; default the value"),
    from: period.optional().describe("first period; default the first of the rows"),
    to: period.optional().describe("last period; default the last of the rows"),
    pairs: text
      .default("consecutive")
      .describe("periods compared: consecutive (default), first-last, or one pair FROM:TO"),
    method: z
      .enum(METHODS as [DecompositionMethod, ...DecompositionMethod[]])
      .default("melitz-polanec")
      .describe("which terms"),
    labels: labelWords.default({}).describe("words for columns in this stage alone"),
  })
  .describe("the change of mean quality into within, between, entry and exit: a table and a figure");

export type DecompositionSpec = z.output<typeof decompositionStage>;
