/**
 * The stage `referee` of a study file.
 */
import { z } from "zod";
import { NEEDED } from "../../../verbs/did/design/estimator-options.js";
import { ESTIMATOR_NAMES } from "../../../verbs/did/shared/names.js";
import { type InReport, prose } from "../../file/prose.js";
import {
  appendix,
  caption,
  columnName,
  controlsChoice,
  notes,
  outcome,
  rowsChoice,
  term,
  text,
  treatmentName,
  wholeNumber,
} from "../shared-schema.js";

/** Estimators that need no option of their own; cdid compares doses, of which a treatment that is 0 or 1 has one. */
const QUESTIONED = ESTIMATOR_NAMES.filter(
  (name) => name !== "cdid" && !NEEDED.some(({ estimator }) => estimator === name),
);

export const referee = z
  .strictObject({
    stage: z.literal("referee"),
    caption,
    appendix,
    notes,
    treatment: treatmentName.optional().describe("an absorbing coding; default that of the headline, else the first"),
    controls: controlsChoice
      .optional()
      .describe("true: the controls of the panel; false: none; or a list; default those of the headline, else true"),
    rows: rowsChoice.describe(
      "with panel.extrapolate: rows whose outcome was measured, or all; default those of the headline, else all",
    ),
    estimator: z
      .enum(QUESTIONED)
      .optional()
      .describe(
        "whose effects by event time are questioned; default cs where units start at different times, else twfe",
      ),
    window: z
      .tuple([wholeNumber, wholeNumber], { error: "expected two whole numbers, such as [-4, 4]" })
      .optional()
      .describe("first and last event time questioned; default all"),
    outcomes: z
      .array(outcome)
      .min(1)
      .optional()
      .describe("other outcomes that the paper reports: one family of hypotheses with its own"),
    placebo_outcomes: z.array(outcome).min(1).optional().describe("outcomes that the treatment should not move"),
    benchmarks: z
      .array(term)
      .min(1)
      .optional()
      .describe("controls that an unobserved one is compared with; default all of the regression"),
    samples: z
      .array(
        z.strictObject({
          label: prose.optional(),
          subset: text.describe("a condition on columns, such as year >= 2012"),
        }),
      )
      .default([])
      .describe("samples that others might have chosen, beside all rows"),
    effects: z.array(text).default([]).describe("fixed effects that others might have chosen, beside unit + time"),
    variances: z.array(text).default([]).describe("variances that others might have chosen, beside the study's"),
    strata: columnName.optional().describe("treatments are assigned at random within the values of this column"),
    draws: wholeNumber.min(19).default(999).describe("random draws of each test; the seed is the study's"),
  })
  .describe("what a referee asks next: parallel trends, inference, specifications, omitted variables, influence");

export type RefereeSpec = InReport<typeof referee>;
