/**
 * The stage `decomposition` of a study file: what `decompose` takes, on the rows of the block `quality`.
 */
import { z } from "zod";
import { decomposeVerb } from "../../../trade/decompose/verb.js";
import { keyOf, optionalKey } from "../../file/declared.js";
import type { InReport } from "../../file/prose.js";
import { appendix, caption, columnName, labelWords, notes, text } from "../shared-schema.js";

const { by, unit, weight, pairs, method } = decomposeVerb.options;
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
    by: keyOf(by),
    unit: optionalKey(unit, "units that stay, come and go; default the firm"),
    weight: optionalKey(weight, "weights above 0; default the value"),
    from: period.optional().describe("first period; default the first of the rows"),
    to: period.optional().describe("last period; default the last of the rows"),
    pairs: keyOf(pairs),
    method: keyOf(method),
    labels: labelWords.default({}).describe("words for columns in this stage alone"),
  })
  .describe("the change of mean quality into within, between, entry and exit: a table and a figure");

export type DecompositionSpec = InReport<typeof decompositionStage>;
