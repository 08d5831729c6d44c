/**
 * The stage `did` of a study file.
 */
import { z } from "zod";
import { estimatorOptions } from "../../../verbs/did/design/estimator-options.js";
import { didVerb } from "../../../verbs/did/design/verb.js";
import { alsoNamed } from "../../file/command-names.js";
import { keyOf, keysOf, optionalKey } from "../../file/declared.js";
import type { InReport } from "../../file/prose.js";
import { appendix, caption, controlsChoice, notes, rowsChoice, treatmentName, wholeNumber } from "../shared-schema.js";

const verb = didVerb.options;

export const didStageSchema = z
  .strictObject({
    stage: z.literal("did"),
    caption,
    appendix,
    notes,
    treatment: treatmentName.optional().describe("the coding whose effects are estimated; default the first"),
    designs: z
      .array(treatmentName)
      .optional()
      .describe("codings whose design is shown, with the estimators it refuses; default all of the study"),
    estimators: alsoNamed(
      keyOf(verb.estimator, "estimators that stand side by side; those that the design refuses are named"),
      "estimator",
    ),
    controls: controlsChoice.default(false),
    rows: rowsChoice,
    window: z
      .tuple([wholeNumber, wholeNumber], { error: "expected two whole numbers, such as [-4, 4]" })
      .optional()
      .describe("event times shown; of stacked and lpdid, the periods around each start that are used"),
    control: optionalKey(
      verb.control,
      `${verb.control.description} (default: never, or what the estimator is defined by)`,
    ),
    anticipation: keyOf(verb.anticipation),
    aggregate: keyOf(verb.aggregate),
    weighBy: alsoNamed(optionalKey(verb.weighBy, verb.weighBy.description), "weigh_by"),
    balanced: optionalKey(verb.balanced, verb.balanced.description),
    band: keyOf(verb.band, "uniform: also a band that covers all effects at once"),
    draws: optionalKey(verb.draws, `${verb.draws.description}; seed is the study's`),
    interval: keyOf(verb.interval),
    ...keysOf(estimatorOptions),
    truth: z
      .record(z.string().min(1), z.number())
      .optional()
      .describe("true effects of simulated data by event time, drawn beside the estimates"),
  })
  .describe("effects of staggered adoption by several estimators, with the design of each coding of the treatment");

export type DidSpec = InReport<typeof didStageSchema>;

/** Whether effects are drawn: one average of all has no axis. */
export const isDrawn = ({ aggregate }: Pick<DidSpec, "aggregate">): boolean => aggregate !== "simple";
