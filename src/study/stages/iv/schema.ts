/**
 * The stage `iv` of a study file.
 */
import { z } from "zod";
import { alsoNamed } from "../../file/command-names.js";
import type { InReport } from "../../file/prose.js";
import {
  appendix,
  caption,
  notes,
  presentation,
  regressionColumn,
  rowsChoice,
  term,
  text,
  treatmentName,
} from "../shared-schema.js";

const ivColumn = regressionColumn.extend({
  treatment: treatmentName.describe("name of a treatment coding: the regressor that is instrumented"),
  instruments: z.array(term).min(1).describe("excluded instruments, as columns or expressions such as log(x)"),
  trend: z
    .boolean()
    .default(false)
    .describe("each instrument times a trend, 1 in the first period: for one that unit effects absorb"),
  estimator: alsoNamed(text.default("2sls").describe("2sls, liml, fuller:A, gmm2s or gmm2s:centred"), "iv"),
  covariance: alsoNamed(
    text
      .optional()
      .describe(
        "projected, kappa or bekker with liml and fuller, efficient or sandwich with gmm2s; the first by default",
      ),
    "iv_vcov",
  ),
});

export const iv = z
  .strictObject({
    stage: z.literal("iv"),
    caption,
    appendix,
    notes,
    columns: z.array(ivColumn).min(1).describe("an equation each, shown as first and second stage side by side"),
    rows: rowsChoice,
    reduced_form: z.boolean().default(false).describe("a column of the outcome on the instruments, too"),
    ...presentation,
  })
  .describe("treatment instrumented: a table of first and second stages, and a figure of what each interval covers");

export type IvSpec = InReport<typeof iv>;
export type IvColumn = InReport<typeof ivColumn>;

/** The column of the table, from 1, with the second stage of equation `c`: after its first stage, before its reduced form. */
export const secondStage = ({ reduced_form: isThird }: Pick<IvSpec, "reduced_form">, c: number): number =>
  (isThird ? 3 : 2) * c + 2;
