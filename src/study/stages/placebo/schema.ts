/**
 * The stage `placebo` of a study file.
 */
import { z } from "zod";
import {
  appendix,
  caption,
  columnName,
  controlsChoice,
  notes,
  rowsChoice,
  text,
  treatmentName,
  wholeNumber,
} from "../shared-schema.js";

export const placebo = z
  .strictObject({
    stage: z.literal("placebo"),
    caption,
    appendix,
    notes,
    treatment: treatmentName.optional().describe("an absorbing coding; default the first"),
    controls: controlsChoice.default(true),
    rows: rowsChoice,
    kind: z
      .enum(["space", "time", "mixed"])
      .default("space")
      .describe("what is assigned: cohorts over units, earlier dates on rows before the policy, or both"),
    strata: columnName.optional().describe("deal cohorts out within the values of this column, such as a province"),
    leave_out: z.boolean().default(false).describe("the test once more without the units of each cohort"),
    draws: wholeNumber.min(1).optional().describe("random assignments, default 500"),
    permutations: text
      .optional()
      .describe(
        "name of a data source with the assignments instead: one a row, cells are units, column K gets the K-th " +
          "earliest cohort",
      ),
    ties: z.enum(["count", "strict"]).default("count").describe("whether a draw that ties counts against the estimate"),
  })
  .describe("the estimate among those under treatments assigned at random: a figure");

export type PlaceboSpec = z.output<typeof placebo>;
