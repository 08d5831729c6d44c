/**
 * The key `headline` of a study file.
 */
import { z } from "zod";
import { prose } from "../file/prose.js";
import { text, wholeNumber } from "../stages/shared-schema.js";

export const headline = z
  .strictObject({
    stage: text.describe("a stage whose columns state an effect of the treatment"),
    column: z
      .union([wholeNumber.min(1), prose], { error: "expected the number of a column, from 1, or its label" })
      .optional()
      .describe(
        "number of the column in the stage's table, from 1, or its label; not needed where the stage has one, as an event study",
      ),
  })
  .describe("the estimate that the report leads with, and that the stage referee judges by default");
