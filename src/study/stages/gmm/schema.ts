/**
 * The stage `gmm` of a study file.
 */
import { z } from "zod";
import { prose } from "../../file/prose.js";
import {
  appendix,
  caption,
  columnName,
  controlsChoice,
  notes,
  presentation,
  rowsChoice,
  text,
  treatmentName,
  wholeNumber,
} from "../shared-schema.js";

const gmmColumn = z.strictObject({
  treatment: treatmentName,
  controls: controlsChoice.default(true),
  outcome: columnName.optional().describe("outcome; default that of the panel"),
  lags: wholeNumber.min(1).default(1).describe("lags of the outcome among the regressors"),
  instrument_lags: z
    .tuple([wholeNumber.min(1), z.union([wholeNumber.min(1), z.literal("all")])], {
      error: "expected the nearest and the farthest lag, such as [2, 4] or [2, all]",
    })
    .default([2, "all"])
    .describe("lags of the outcome that instrument it: nearest and farthest"),
  predetermined: z.array(text).default([]).describe("regressors instrumented by their lags, from one period back"),
  endogenous: z.array(text).default([]).describe("regressors instrumented by their lags, from two periods back"),
  exogenous: z
    .enum(["both", "each", "diff", "level"])
    .default("both")
    .describe(
      "the other regressors instrument themselves in a system: both: one column for both equations (xtabond2); each: one " +
        "for each (plm); or in one equation alone",
    ),
  model: z.enum(["difference", "system"]).default("difference").describe("system: with the equation in levels"),
  transform: z.enum(["d", "fod"]).default("d").describe("first differences, or forward orthogonal deviations"),
  steps: z
    .union([z.literal(1), z.literal(2), z.literal("iterated")], { error: "expected 1, 2 or iterated" })
    .default(2)
    .describe("steps of the weight"),
  collapse: z.boolean().default(false).describe("one instrument a lag in place of one a period and lag"),
  small: z.boolean().default(false).describe("t and F with a small-sample factor"),
  time_dummies: z.boolean().default(true).describe("dummies of the periods, their own instruments"),
  sensitivity: z.boolean().default(false).describe("a further table: the estimate by number of lags and collapse"),
  subset: text.optional().describe("a condition on columns, such as year >= 2012"),
  label: prose.optional().describe("heading of the column"),
});

export const gmm = z
  .strictObject({
    stage: z.literal("gmm"),
    caption,
    appendix,
    notes,
    columns: z.array(gmmColumn).min(1),
    rows: rowsChoice,
    ...presentation,
  })
  .describe("the outcome on its own lags and treatment, by GMM: a table with tests, instruments and groups");

export type GmmSpec = z.output<typeof gmm>;
export type GmmColumn = z.output<typeof gmmColumn>;
