/**
 * The stage `pgmm` of a study file.
 */
import { z } from "zod";
import { pgmmVerb } from "../../../verbs/pgmm/verb.js";
import { keyOf, optionalKey } from "../../file/declared.js";
import { type InReport, prose } from "../../file/prose.js";
import {
  appendix,
  caption,
  controlsChoice,
  notes,
  outcome,
  presentation,
  rowsChoice,
  stageName,
  term,
  treatmentName,
  wholeNumber,
} from "../shared-schema.js";

const { options: verb } = pgmmVerb;

const column = z.strictObject({
  treatment: treatmentName,
  controls: controlsChoice.default(true),
  outcome: outcome.optional().describe("outcome; default that of the panel"),
  lags: wholeNumber.min(1).default(1).describe("lags of the outcome among the regressors"),
  instrument_lags: z
    .tuple([wholeNumber.min(1), z.union([wholeNumber.min(1), z.literal("all")])], {
      error: "expected the nearest and the farthest lag, such as [2, 4] or [2, all]",
    })
    .default([2, "all"])
    .describe("lags of the outcome that instrument it: nearest and farthest"),
  predetermined: z.array(term).default([]).describe("regressors instrumented by their lags, from one period back"),
  endogenous: z.array(term).default([]).describe("regressors instrumented by their lags, from two periods back"),
  exogenous: z
    .enum(["both", "each", "diff", "level"])
    .default("both")
    .describe(
      "the other regressors instrument themselves in a system: both: one column for both equations (xtabond2); each: one " +
        "for each (plm); or in one equation alone",
    ),
  model: keyOf(verb.model),
  transform: keyOf(verb.transform),
  steps: keyOf(verb.steps).default(2),
  collapse: keyOf(verb.collapse),
  small: keyOf(verb.small),
  time_dummies: keyOf(verb.timeDummies).default(true),
  sensitivity: z.boolean().default(false).describe("a further table: the estimate by number of lags and collapse"),
  subset: optionalKey(verb.subset, "a condition on columns, such as year >= 2012"),
  label: prose.optional().describe("heading of the column"),
});

export const pgmmStage = z
  .strictObject({
    stage: stageName("pgmm", "gmm"),
    caption,
    appendix,
    notes,
    columns: z.array(column).min(1),
    rows: rowsChoice,
    ...presentation,
  })
  .describe("the outcome on its own lags and treatment, by GMM: a table with tests, instruments and groups");

export type PgmmStageSpec = InReport<typeof pgmmStage>;
export type PgmmColumn = InReport<typeof column>;
