/**
 * The stage `did` of a study file.
 */
import { z } from "zod";
import { didVerb } from "../../../verbs/did/verb.js";
import { keyOf, optionalKey } from "../../file/declared.js";
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
    estimators: keyOf(verb.estimator, "estimators that stand side by side; those that the design refuses are named"),
    controls: controlsChoice.default(false),
    rows: rowsChoice,
    window: z
      .tuple([wholeNumber, wholeNumber], { error: "expected two whole numbers, such as [-4, 4]" })
      .optional()
      .describe("event times shown; of stacked and lpdid, the periods around each start that are used"),
    control: keyOf(verb.control),
    base: keyOf(verb.base),
    anticipation: keyOf(verb.anticipation),
    method: keyOf(verb.method),
    unbalanced: keyOf(verb.unbalanced),
    stackWeights: keyOf(verb.stackWeights),
    errorGroups: keyOf(verb.errorGroups),
    leads: optionalKey(verb.leads, verb.leads.description),
    aggregate: keyOf(verb.aggregate),
    balanced: optionalKey(verb.balanced, verb.balanced.description),
    stable: optionalKey(verb.stable, verb.stable.description),
    band: keyOf(verb.band, "uniform: also a band that covers all effects at once"),
    draws: optionalKey(verb.draws, "draws of a uniform band, default 999; seed is the study's"),
    truth: z
      .record(z.string().min(1), z.number())
      .optional()
      .describe("true effects of simulated data by event time, drawn beside the estimates"),
  })
  .describe("effects of staggered adoption by several estimators, with the design of each coding of the treatment");

export type DidSpec = z.output<typeof didStageSchema>;

/** Whether effects are drawn: one average of all has no axis. */
export const isDrawn = ({ aggregate }: Pick<DidSpec, "aggregate">): boolean => aggregate !== "simple";
