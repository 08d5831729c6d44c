/**
 * The stage `placebo` of a study file.
 */
import { z } from "zod";
import { placeboVerb } from "../../../verbs/placebo/verb.js";
import { keyOf, optionalKey } from "../../file/declared.js";
import type { InReport } from "../../file/prose.js";
import { appendix, caption, controlsChoice, notes, rowsChoice, text, treatmentName } from "../shared-schema.js";

const verb = placeboVerb.options;

export const placebo = z
  .strictObject({
    stage: z.literal("placebo"),
    caption,
    appendix,
    notes,
    treatment: treatmentName.optional().describe("an absorbing coding; default the first"),
    controls: controlsChoice.default(true),
    rows: rowsChoice,
    kind: keyOf(verb.kind),
    strata: keyOf(verb.strata),
    leave_out: keyOf(verb.leaveOut),
    draws: optionalKey(verb.draws, "random assignments, default 500"),
    permutations: text
      .optional()
      .describe(
        "name of a data source with the assignments instead: one a row, cells are units, column K gets the K-th " +
          "earliest cohort",
      ),
    ties: keyOf(verb.ties),
  })
  .describe("the estimate among those under treatments assigned at random: a figure");

export type PlaceboSpec = InReport<typeof placebo>;
