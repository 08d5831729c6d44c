/**
 * The stage `mechanisms` of a study file: the treatment on each mediator, and how much of the effect on the
 * outcome goes along with them.
 */
import { z } from "zod";
import { prose } from "../../file/prose.js";
import {
  appendix,
  caption,
  columnName,
  controlsChoice,
  notes,
  presentation,
  rowsChoice,
  text,
  treatmentName,
  wholeNumber,
} from "../shared-schema.js";

const mediator = z
  .union([columnName, z.strictObject({ column: text, label: prose.optional() })], {
    error: "expected a column, or {column: ..., label: ...}",
  })
  .describe("a mediator: a column or an expression such as log(rd)");

const mediation = z
  .union([
    z.boolean(),
    z.strictObject({
      draws: wholeNumber.min(2).default(999).describe("draws of the bootstrap"),
      cluster: text.optional().describe("clusters drawn; default those of the study's variance"),
    }),
  ])
  .default(false)
  .describe("indirect effects through all mediators together, with bootstrapped intervals: true, or {draws, cluster}");

export const mechanisms = z
  .strictObject({
    stage: z.literal("mechanisms"),
    caption,
    appendix,
    notes,
    treatment: treatmentName,
    mediators: z.array(mediator).min(1),
    controls: controlsChoice.default(false),
    outcome: columnName.optional().describe("outcome of the mediation analysis; default that of the panel"),
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

export type MechanismsSpec = z.output<typeof mechanisms>;

/** Whether a mediation analysis is asked for. */
export const asksMediation = ({ mediation: asked }: MechanismsSpec): boolean => asked !== false;

/** The name of a mediator as written. */
export const columnOf = (mediator: MechanismsSpec["mediators"][number]): string =>
  typeof mediator === "string" ? mediator : mediator.column;
