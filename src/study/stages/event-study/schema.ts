/**
 * The stage `event-study` of a study file.
 */
import { z } from "zod";
import { eventStudyVerb } from "../../../verbs/event-study/verb.js";
import { alsoNamed } from "../../file/command-names.js";
import { keyOf, optionalKey } from "../../file/declared.js";
import type { InReport } from "../../file/prose.js";
import {
  appendix,
  caption,
  controlsChoice,
  notes,
  rowsChoice,
  text,
  treatmentName,
  wholeNumber,
} from "../shared-schema.js";

const verb = eventStudyVerb.options;

export const eventStudy = z
  .strictObject({
    stage: z.literal("event-study"),
    caption,
    appendix,
    notes,
    treatment: treatmentName.optional().describe("an absorbing coding; default the first"),
    controls: controlsChoice.default(true),
    rows: rowsChoice,
    window: z
      .tuple([wholeNumber, wholeNumber], { error: "expected two whole numbers, such as [-4, 4]" })
      .optional()
      .describe("first and last event time shown"),
    bin: keyOf(verb.bin),
    reference: alsoNamed(z.array(wholeNumber).min(1).default([-1]).describe("event times set to zero"), "ref"),
    band: keyOf(verb.band, "uniform: also a band that covers all effects at once (a variance of one clustering)"),
    draws: optionalKey(verb.draws, "draws of a uniform band, default 9999; seed is the study's"),
    truth: z
      .record(text, z.number())
      .optional()
      .describe("true effects of simulated data by event time, printed beside the estimates"),
  })
  .describe("effects by periods since first treatment: a figure and a table");

export type EventStudySpec = InReport<typeof eventStudy>;
