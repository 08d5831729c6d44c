/**
 * The stage `robustness` of a study file: a base, and what each variant does otherwise.
 */
import { z } from "zod";
import { bootstrapVerb } from "../../../verbs/bootstrap/verb.js";
import { alsoNamed } from "../../file/command-names.js";
import { keyOf } from "../../file/declared.js";
import { type InReport, prose } from "../../file/prose.js";
import {
  appendix,
  caption,
  columnName,
  controlsChoice,
  labelWords,
  notes,
  outcome,
  rowsChoice,
  term,
  text,
  treatmentName,
  wholeNumber,
} from "../shared-schema.js";

const share = z.number().gt(0).lt(0.5);

const wild = z
  .union([
    z.boolean(),
    z.strictObject({
      draws: wholeNumber.min(1).default(9999).describe("random draws; fewer vectors of signs than this are enumerated"),
      weights: alsoNamed(keyOf(bootstrapVerb.options.multipliers, "distribution of the multipliers"), "multipliers"),
      type: keyOf(bootstrapVerb.options.type, "scores resampled, then variance of t; 3 is the jackknife's"),
    }),
  ])
  .describe("p and interval by a wild bootstrap of the clusters of the variance: true, or {draws, weights, type}");

/** What a base chooses and a variant may choose otherwise. */
const choices = {
  outcome: outcome.optional().describe("outcome; default that of the panel"),
  fe: text.optional().describe("fixed effects; default unit + time; none for none"),
  subset: text
    .optional()
    .describe("a condition on columns, such as year >= 2012; a variant's stands in place of the base's"),
  variance: alsoNamed(
    text.optional().describe("variance, such as cluster:province; default that of the study"),
    "vcov",
  ),
  rows: rowsChoice,
  weights: columnName.optional().describe("weights of the regression"),
  bootstrap: wild.optional(),
};

const base = z
  .strictObject({
    treatment: treatmentName,
    controls: controlsChoice.default(false),
    label: prose.optional().describe("words for the base"),
    ...choices,
  })
  .describe("what variants are compared with");

const variant = z
  .strictObject({
    label: prose.describe("words for the variant"),
    treatment: treatmentName.optional(),
    controls: z
      .union([controlsChoice, z.strictObject({ add: z.array(term).min(1) })], {
        error: "expected true, false, a list of controls, or {add: [...]}",
      })
      .optional()
      .describe(
        "controls in place of the base's, or {add: [...]}: beside them, such as dummies of concurrent policies",
      ),
    ...choices,
    winsorise: z
      .union([share, z.strictObject({ share, columns: z.array(columnName).min(1) })], {
        error: "expected a share such as 0.01, or {share: 0.01, columns: [...]}",
      })
      .optional()
      .describe("outcome, or these columns, cut at the quantiles share and 1 - share of the base's sample (type 7)"),
    exclude: z
      .array(z.union([text, z.number()]))
      .min(1)
      .optional()
      .describe("units left out"),
    placebo_shift: wholeNumber
      .min(1)
      .optional()
      .describe("placebo date: treatment this many periods earlier, on rows before the true treatment alone"),
    leave_one_out: columnName.optional().describe("estimates without each value of this column in turn"),
  })
  .describe("the base with what is written here otherwise");

export const robustness = z
  .strictObject({
    stage: z.literal("robustness"),
    caption,
    appendix,
    notes,
    base,
    variants: z.array(variant).min(1),
    labels: labelWords.default({}).describe("words for columns in this table alone"),
    truth: z.number().optional().describe("true effect of simulated data, printed beside the estimates"),
  })
  .describe("a base estimate, variants of it, and what each changes");

export type RobustnessSpec = InReport<typeof robustness>;
export type BaseSpec = InReport<typeof base>;
export type VariantSpec = InReport<typeof variant>;
