/**
 * The stage `regressions` of a study file.
 */
import { z } from "zod";
import { bootstrapVerb } from "../../../verbs/bootstrap/verb.js";
import { alsoNamed } from "../../file/command-names.js";
import { keyOf } from "../../file/declared.js";
import type { InReport } from "../../file/prose.js";
import { appendix, caption, notes, presentation, regressionColumn, wholeNumber } from "../shared-schema.js";

const wildRows = z
  .strictObject({
    fewer_than: wholeNumber
      .min(2)
      .default(40)
      .describe("columns whose errors have fewer clusters than this get the rows; others are left blank"),
    draws: wholeNumber.min(1).default(9999).describe("random draws; fewer vectors of signs than this are enumerated"),
    weights: alsoNamed(keyOf(bootstrapVerb.options.multipliers, "distribution of the multipliers"), "multipliers"),
    type: keyOf(bootstrapVerb.options.type, "scores resampled, then variance of t; 3 is the jackknife's"),
  })
  .describe("p and interval of the treatment by a wild cluster bootstrap, as rows beneath columns with few clusters");

export const regressions = z
  .strictObject({
    stage: z.literal("regressions"),
    caption,
    appendix,
    notes,
    columns: z.array(regressionColumn).min(1),
    rows: z
      .enum(["measured", "all", "both"])
      .optional()
      .describe(
        "with panel.extrapolate: rows whose outcome was measured, all (default), or each column twice, on both",
      ),
    bootstrap: wildRows.optional(),
    ...presentation,
  })
  .describe("a table of regressions, a column each");

export type RegressionsSpec = InReport<typeof regressions>;
export type WildRowsSpec = NonNullable<RegressionsSpec["bootstrap"]>;
export type RegressionColumn = InReport<typeof regressionColumn>;
