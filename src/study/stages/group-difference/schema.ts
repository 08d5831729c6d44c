/**
 * The stage `group-difference` of a study file: the regression in groups of rows, and tests of whether the
 * treatment's coefficient differs between them.
 */
import { z } from "zod";
import { groupDifferenceVerb } from "../../../verbs/group-difference/verb.js";
import { alsoNamed } from "../../file/command-names.js";
import { keyOf } from "../../file/declared.js";
import { type InReport, prose } from "../../file/prose.js";
import {
  appendix,
  caption,
  controlsChoice,
  expression,
  notes,
  outcome,
  presentation,
  rowsChoice,
  stageName,
  text,
  treatmentName,
} from "../shared-schema.js";

/** Where a number is taken from before it is cut. */
export const SPLIT_AT = ["unit-mean-before", "unit-mean", "observation"] as const;

/** Tests of a difference between groups. */
export const DIFFERENCE_TESTS = ["interacted", "restricted", "independent", "permutation"] as const;

const share = z.number().gt(0).lt(1);
const level = z.union([text, z.number()], { error: "expected a text or a number" });

const split = z
  .strictObject({
    by: expression.describe("a column, text or numbers, or an expression such as log(eco) or open > 0.3"),
    at: z
      .enum(SPLIT_AT)
      .optional()
      .describe(
        "of a number: its mean over the unit's rows before the first treated period of the whole sample (default), over all " +
          "of the unit's rows, or its value in each row",
      ),
    cut: z
      .union(
        [
          z.literal("median"),
          z.number(),
          z.array(z.number()).min(1),
          z.strictObject({ quantile: z.union([share, z.array(share).min(1)]) }),
        ],
        { error: "expected median, a number, a list of numbers, or {quantile: a share or a list of shares}" },
      )
      .optional()
      .describe("where numbers are cut: high is above, low is at it or below; default median"),
    values: z
      .union([z.array(level).min(2), z.record(text, z.array(level).min(1))], {
        error: "expected a list of values, or NAME: [values] for groups of them",
      })
      .optional()
      .describe("values that are groups, in this order; default every value of a text or 0/1 column"),
    labels: z.array(prose).optional().describe("words for the groups, in their order"),
  })
  .describe("how rows are divided into groups");

export const heterogeneity = z
  .strictObject({
    stage: stageName("group-difference", "heterogeneity"),
    caption,
    appendix,
    notes,
    treatment: treatmentName,
    controls: controlsChoice.default(false),
    outcome: outcome.optional().describe("outcome; default that of the panel"),
    fe: text.optional().describe("fixed effects, such as city + year; default unit + time; none for none"),
    rows: rowsChoice,
    splits: z.array(split).min(1),
    tests: z
      .array(z.enum(DIFFERENCE_TESTS))
      .min(1)
      .default([...DIFFERENCE_TESTS])
      .describe("tests of the difference; the first stands beneath the regressions, all in a table of their own"),
    permutations: alsoNamed(
      keyOf(groupDifferenceVerb.options.draws, "random divisions of the units of the permutation test"),
      "draws",
    ),
    singletons: z
      .enum(["drop", "keep"])
      .default("drop")
      .describe("observations alone in a fixed effect: dropped recursively, or kept"),
    ...presentation,
  })
  .describe("a regression by groups of rows, with tests of the difference of the treatment's coefficient");

export type HeterogeneitySpec = InReport<typeof heterogeneity>;
export type SplitSpec = InReport<typeof split>;
export type SplitAt = (typeof SPLIT_AT)[number];
export type DifferenceTestName = (typeof DIFFERENCE_TESTS)[number];
