/**
 * The stage `mediation` of a study file: the treatment on each mediator, and how much of the effect on the
 * outcome goes along with them.
 */
import { z } from "zod";
import { mediationVerb } from "../../../verbs/mediation/verb.js";
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
  text,
  treatmentName,
} from "../shared-schema.js";

const verb = mediationVerb.options;

const mediator = z
  .union([term, z.strictObject({ column: term, label: prose.optional() })], {
    error: "expected a column, or {column: ..., label: ...}",
  })
  .describe("a mediator: a column or an expression such as log(rd)");

const mediation = z
  .union([
    z.boolean(),
    z.strictObject({
      draws: keyOf(verb.draws),
      cluster: optionalKey(verb.cluster, "clusters drawn; default those of the study's variance"),
    }),
  ])
  .default(false)
  .describe("indirect effects through all mediators together, with bootstrapped intervals: true, or {draws, cluster}");

export const mediationStage = z
  .strictObject({
    stage: stageName("mediation", "mechanisms"),
    caption,
    appendix,
    notes,
    treatment: treatmentName,
    mediators: z.array(mediator).min(1),
    controls: controlsChoice.default(false),
    outcome: outcome.optional().describe("outcome of the mediation analysis; default that of the panel"),
    fe: text.optional().describe("fixed effects, such as city + year; default unit + time"),
    subset: text.optional().describe("a condition on columns, such as year >= 2012"),
    rows: rowsChoice,
    mediation,
    ...presentation,
    truth: z
      .number()
      .optional()
      .describe("true effect of simulated data on every mediator, printed beside the estimates"),
  })
  .describe("the treatment's effect on mediators, and mediation analysis");

export type MediationSpec = InReport<typeof mediationStage>;

/** Whether a mediation analysis is asked for. */
export const asksMediation = ({ mediation: asked }: MediationSpec): boolean => asked !== false;

/** The name of a mediator as written. */
export const columnOf = (mediator: MediationSpec["mediators"][number]): string =>
  typeof mediator === "string" ? mediator : mediator.column;
