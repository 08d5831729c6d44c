/**
 * The stage `descriptives` of a study file: summary statistics, groups side by side, correlations, raw trends.
 */
import { z } from "zod";
import type { InReport } from "../../file/prose.js";
import { appendix, caption, expression, notes, rowsChoice, text } from "../shared-schema.js";

/** Statistics of a variable; quantiles are of type 7, the standard deviation has n - 1. */
export const STATISTICS = ["n", "mean", "sd", "min", "p25", "median", "p75", "max", "missing"] as const;

export const descriptives = z
  .strictObject({
    stage: z.literal("descriptives"),
    caption,
    appendix,
    notes,
    variables: z
      .array(expression)
      .min(1)
      .optional()
      .describe("columns or expressions; default the outcome, the treatment codings and the controls"),
    others: z.array(expression).default([]).describe("columns or expressions set after these"),
    statistics: z
      .array(z.enum(STATISTICS))
      .min(1)
      .default([...STATISTICS])
      .describe("columns of the table"),
    within: z
      .boolean()
      .default(true)
      .describe("standard deviations between units and within them, as columns of the table"),
    by: text
      .optional()
      .describe(
        "a second table with groups side by side: treated (units ever treated and the others), or a column or expression, " +
          "text or 0/1 by its values, other numbers cut at the median of the units' means before treatment",
      ),
    correlations: z.boolean().default(false).describe("a table of correlations"),
    trends: z
      .enum(["none", "cohort", "treated"])
      .default("none")
      .describe("a figure with the mean outcome by period, of each cohort or of units ever treated, and of the others"),
    rows: rowsChoice,
    labels: z.record(text, text).default({}).describe("words for variables in these tables alone"),
  })
  .describe("summary statistics of the sample");

export type DescriptivesSpec = InReport<typeof descriptives>;
export type Statistic = (typeof STATISTICS)[number];
